from unionmap.ui import run

run()
