"""The app: ``streamlit run app.py``, or ``unionmap app``."""

from unionmap.ui import run

run()
