"""Pages of the app, drawn without a browser, and what they hand to their browser parts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from unionmap import places, settings
from unionmap.workflows import load


def draw(key):
    from unionmap.ui import PAGES
    from unionmap.ui.shell import guarded

    guarded(next(page for page in PAGES if page.key == key))()


@pytest.fixture(scope="session", autouse=True)
def _installed_components_once() -> Iterator[None]:
    """Let Streamlit look through what is installed for components once, and not at every run of a page (70 ms)."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Draw one page, opened with these values in its address."""

    def go(key: str, **query: str) -> AppTest:
        at = AppTest.from_function(draw, args=(key,), default_timeout=30)
        for name, value in query.items():
            at.query_params[name] = value
        return at.run()

    return go


@pytest.fixture
def open_app(repo) -> Callable[..., AppTest]:
    """Draw the whole app, as `streamlit run app.py` does."""

    def go(**query: str) -> AppTest:
        at = AppTest.from_file(str(repo / "app.py"), default_timeout=30)
        for name, value in query.items():
            at.query_params[name] = value
        return at.run()

    return go


@pytest.fixture(scope="session")
def handed() -> Callable[[AppTest, str], list[dict[str, Any]]]:
    """Return a reader of what a page hands to its browser parts of one sort."""

    def read(at: AppTest, part: str) -> list[dict[str, Any]]:
        protos = [element.proto for element in at.get("bidi_component")]
        return [json.loads(proto.json) for proto in protos if proto.component_name == f"unionmap_{part}"]

    return read


@pytest.fixture
def geo_dir(monkeypatch) -> Iterator[Callable[[Path], None]]:
    """Let one test's pages read another data folder."""

    def forget() -> None:
        settings.current.cache_clear()
        places.load.cache_clear()
        load.catalogue.cache_clear()
        st.cache_resource.clear()

    def give(path: Path) -> None:
        monkeypatch.setenv("UNIONMAP_GEO", str(path))
        forget()

    yield give
    monkeypatch.undo()
    forget()
