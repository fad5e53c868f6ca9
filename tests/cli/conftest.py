"""Two ways to run the command line: in this process, which is quick, and as a user's shell does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from unionmap import settings
from unionmap.cli import main

COMMAND = str(Path(sys.executable).with_name("unionmap"))


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch, capsys) -> Run:
    """Run a command in this process."""

    def call(*args: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["unionmap", *args])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Answer(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Return what a user's shell holds: compiled modules are kept, and of the project only an empty folder is set."""
    out = ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS")
    kept = {key: value for key, value in os.environ.items() if key not in out and not key.startswith("UNIONMAP_")}
    return kept | {"UNIONMAP_DATA": os.environ["UNIONMAP_DATA"]}


@pytest.fixture(scope="session")
def shell(environment) -> Run:
    """Run a command in a process of its own, its output in pipes."""

    def call(*args: str) -> Answer:
        done = subprocess.run(
            [COMMAND, *args], capture_output=True, text=True, env=environment, timeout=60, check=False
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def geo_dir(monkeypatch) -> Iterator[Callable[[Path], None]]:
    """Let one test read another data folder."""

    def give(path: Path) -> None:
        monkeypatch.setenv("UNIONMAP_GEO", str(path))
        settings.current.cache_clear()

    yield give
    monkeypatch.undo()
    settings.current.cache_clear()
