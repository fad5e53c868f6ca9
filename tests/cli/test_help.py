import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "geopandas", "pyarrow", "scipy", "folium", "streamlit", "rich")
PROBE = """
import sys
{start}
sys.stderr.write(" ".join(name for name in {heavy} if name in sys.modules))
"""
HELP = """
from unionmap.cli import main
sys.argv = ["unionmap", {args} "--help"]
try:
    main()
except SystemExit as stop:
    assert not stop.code
"""


def loaded(start, environment):
    """Return what a fresh interpreter printed, and which heavy packages it then held."""
    code = PROBE.format(start=start, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return done.stdout, done.stderr.split()


@pytest.mark.parametrize("command", ["", "nearest", "data"])
def test_help_imports_nothing_heavy(environment, command):
    shown, heavy = loaded(HELP.format(args=f'"{command}",' if command else ""), environment)
    assert "Usage:" in shown
    assert heavy == []


def test_importing_the_library_imports_neither_streamlit_nor_folium(environment):
    assert loaded("import unionmap", environment)[1] == []
    _, heavy = loaded("import unionmap; unionmap.nearest; unionmap.load; unionmap.cover", environment)
    assert not {"streamlit", "folium"} & set(heavy)


def test_every_command_is_explained(run):
    shown = run("--help").out
    for command in ("app", "nearest", "coverage", "export", "data"):
        assert command in shown
        assert run(command, "--help").out.startswith("Usage: unionmap")


def test_no_command_at_all_shows_the_help(run):
    answer = run()
    assert "Usage:" in answer.out + answer.err
