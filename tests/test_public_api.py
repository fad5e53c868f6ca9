import subprocess
import sys
from importlib import import_module

import pytest

import unionmap as um

HEAVY = (
    "streamlit",
    "folium",
    "branca",
    "geopandas",
    "pandas",
    "numpy",
    "shapely",
    "pyproj",
    "scipy",
    "pyarrow",
    "typer",
)


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_public_names_are_pinned():
    assert um.__all__ == [
        "ImportResult",
        "SiteIndex",
        "Sites",
        "cover",
        "figure",
        "load",
        "map",
        "meets",
        "nearest",
        "read_network",
        "read_sites",
        "search",
        "select",
        "within",
    ]


@pytest.mark.parametrize("name", um.__all__)
def test_every_public_name_can_be_imported_and_explains_itself(name):
    thing = getattr(um, name)
    assert callable(thing)
    assert len((thing.__doc__ or "").strip()) > 40
    assert thing.__module__.startswith("unionmap.")


@pytest.mark.parametrize("name", um.__all__)
def test_no_public_name_is_that_of_a_module(name):
    with pytest.raises(ModuleNotFoundError):
        import_module(f"unionmap.{name}")


def test_public_names_are_offered_for_completion():
    assert set(um.__all__) <= set(dir(um))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nearset'"):
        um.nearset  # noqa: B018


def test_a_star_import_brings_exactly_the_public_names():
    names: dict[str, object] = {}
    exec("from unionmap import *", names)
    assert set(names) - {"__builtins__"} == set(um.__all__)


def test_the_version_is_that_of_the_project(repo):
    assert f'version = "{um.__version__}"' in (repo / "pyproject.toml").read_text(encoding="utf-8")


def test_importing_unionmap_imports_nothing_heavy():
    assert modules_after("import unionmap").isdisjoint(HEAVY)


def test_loading_sites_imports_nothing_that_reads_lists():
    modules = modules_after("import unionmap.workflows.load")
    assert "unionmap.workflows.matching" in modules
    assert modules.isdisjoint({"unionmap.intake", "defusedxml", "python_calamine"})


def test_the_library_works_without_streamlit_and_folium():
    statement = (
        "import unionmap as um; s = um.load(); um.nearest(s['rest_station'], lon=113.65, lat=34.75);"
        "um.cover(s['rest_station']); um.search('jinshui'); um.select(s['rest_station'], area='410100')"
    )
    assert modules_after(statement).isdisjoint({"streamlit", "folium", "branca", "typer", "rich"})
