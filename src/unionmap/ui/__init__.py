"""The Streamlit app; the only package that imports streamlit."""

from unionmap.ui.shell import PAGES, run

__all__ = ["PAGES", "run"]
