import os
import socket

import pytest

from unionmap.cli import commands
from unionmap.ui import editing

SECRET = "a long secret of the office"


@pytest.fixture
def port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.fixture
def start(run, port, monkeypatch):
    """Run the command up to where the app takes its place; return its answer, and the app's command and environment."""
    monkeypatch.delenv("UNIONMAP_EDIT", raising=False)
    monkeypatch.delenv("UNIONMAP_EDIT_SECRET", raising=False)
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _, command, environment: started.append((command, environment)))

    def go(*options: str):
        answer = run("app", "--port", port, *options)
        return answer, *(started.pop() if started else ([], {}))

    return go


def test_an_app_that_only_shows_is_never_told_to_edit(start, monkeypatch):
    monkeypatch.setenv("UNIONMAP_EDIT", "1")
    answer, command, environment = start()
    assert answer.code == 0
    assert "run" in command
    assert "UNIONMAP_EDIT" not in environment
    assert not [option for option in command if "maxUploadSize" in option]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.9"])
def test_editing_on_this_machine_needs_no_secret(start, host):
    answer, command, environment = start("--edit", "--host", host)
    assert answer.code == 0
    assert environment["UNIONMAP_EDIT"] == "1"
    assert f"--server.address={host}" in command
    assert "--server.maxUploadSize=200" in command


@pytest.mark.parametrize("secret", ["", "elevenchars"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "example.org"])
def test_editing_where_others_reach_it_takes_a_secret(start, monkeypatch, host, secret):
    monkeypatch.setenv("UNIONMAP_EDIT_SECRET", secret)
    answer, command, _ = start("--edit", "--host", host)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert "UNIONMAP_EDIT_SECRET" in answer.err
    assert command == []


def test_the_secret_is_in_no_command_line_and_in_no_message(start, monkeypatch):
    monkeypatch.setenv("UNIONMAP_EDIT_SECRET", SECRET)
    answer, command, environment = start("--edit", "--host", "0.0.0.0")
    assert answer.code == 0
    assert environment["UNIONMAP_EDIT"] == "1"
    assert environment["UNIONMAP_EDIT_SECRET"] == SECRET
    assert SECRET not in repr(command) + answer.out + answer.err


def test_command_and_page_mean_the_same_by_their_names():
    assert (editing.SWITCH, editing.SECRET) == ("UNIONMAP_EDIT", "UNIONMAP_EDIT_SECRET")
    assert editing.SHORTEST == commands._SHORTEST_SECRET
