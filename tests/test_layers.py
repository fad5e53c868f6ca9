import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = Path(sys.executable).with_name("lint-imports")
DOWN, FOLIUM, STREAMLIT = "Imports go down only", "Only maps imports folium", "Only ui imports streamlit"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [LINT, "--config", folder / "pyproject.toml", "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(repo, tmp_path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "static", "*.toml")
    shutil.copytree(repo / "src", tmp_path / "src", ignore=ignored)
    shutil.copy(repo / "pyproject.toml", tmp_path)
    return tmp_path


def plant(folder: Path, module: str, statement: str) -> None:
    path = folder / "src" / "unionmap" / module
    text = path.read_text(encoding="utf-8") if path.exists() else '"""A stray module."""\n'
    path.write_text(f"{text}\n{statement}\n", encoding="utf-8")


def test_the_layer_contracts_are_kept(repo):
    result = lint(repo)
    assert result.returncode == 0, result.stdout
    assert all(f"{contract} KEPT" in result.stdout for contract in (DOWN, FOLIUM, STREAMLIT))


def test_a_copy_keeps_them_too(copy):
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(
    ("module", "statement", "contract", "named"),
    [
        ("distance.py", "import folium", FOLIUM, "unionmap.distance -> folium"),
        ("coverage.py", "def late() -> None:\n    import branca", FOLIUM, "unionmap.coverage -> branca"),
        ("export/__init__.py", "from folium import Map", FOLIUM, "unionmap.export -> folium"),
        ("distance.py", "import streamlit", STREAMLIT, "unionmap.distance -> streamlit"),
        ("maps/__init__.py", "import streamlit as st", STREAMLIT, "unionmap.maps -> streamlit"),
        ("distance.py", "from unionmap import coverage", DOWN, "unionmap.distance -> unionmap.coverage"),
        ("crs.py", "def late() -> None:\n    from unionmap import schema", DOWN, "unionmap.crs -> unionmap.schema"),
        ("errors.py", "from unionmap import text", DOWN, "unionmap.errors -> unionmap.text"),
        ("query.py", "from unionmap import demand", DOWN, "unionmap.query -> unionmap.demand"),
        ("cli/__init__.py", "import unionmap.ui", DOWN, "unionmap.cli -> unionmap.ui"),
        ("workflows/load.py", "import unionmap.maps", DOWN, "unionmap.workflows.load -> unionmap.maps"),
        ("stray.py", "ANSWER = 42", DOWN, "unionmap.stray"),
    ],
)
def test_a_planted_violation_fails(copy, module, statement, contract, named):
    plant(copy, module, statement)
    result = lint(copy)
    assert result.returncode != 0
    if module == "stray.py":
        assert "stray" in result.stdout + result.stderr
    else:
        assert f"{contract} BROKEN" in result.stdout
        assert named in result.stdout
