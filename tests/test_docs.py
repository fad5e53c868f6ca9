"""What the documents say is what the code does."""

import re
from pathlib import Path

import pytest

from unionmap import filters, kinds, schema, settings

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rooms() -> list[str]:
    source = ROOT / "src" / "unionmap"
    return sorted({path.stem for path in source.iterdir() if not path.name.startswith(("_", "py.typed"))})


@pytest.mark.parametrize("room", rooms())
def test_every_room_stands_in_the_table_of_layers(room):
    assert f"`{room}`" in read("CONTRIBUTING.md")


def test_the_readme_counts_the_sites_as_they_are(sites):
    def cells(kind: str) -> tuple[int, int, int, int]:
        frame = sites[kind]
        usable, rough = int(filters.usable(frame).sum()), int(filters.approximate(frame).sum())
        return len(frame), usable, rough, int((~schema.located(frame)).sum())

    readme = read("README.md")
    assert "| rest stations | {} | {} | {} | {} |".format(*cells("rest_station")) in readme
    route, stop = cells("bus_route"), cells("bus_stop")
    lines = f"| {route[0]} ({stop[0]}) | {route[1]} ({stop[1]}) | {route[2]} | {route[3]} ({stop[3]}) |"
    assert f"model-worker lines (their stops) {lines}" in readme
    others = [cells(kind) for kind in ("innovation_studio", "education_base", "craftsman_academy")]
    assert f"| {', '.join(str(c[0]) for c in others)} | 0 | 0 | {', '.join(str(c[3]) for c in others)} |" in readme
    assert all(c[1] == c[2] == 0 for c in others)


def test_the_readme_states_the_errors_of_the_precisions():
    said = dict(re.findall(r"`(\w+)` (\d+ k?m)", read("README.md")))
    for key, precision in schema.PRECISIONS.items():
        if precision.error_m == precision.error_m:
            metres = f"{precision.error_m:.0f} m" if precision.error_m < 1000 else f"{precision.error_m / 1000:.0f} km"
            assert said[key] == metres


def test_every_environment_variable_that_is_read_is_documented():
    for name in re.findall(r"UNIONMAP_[A-Z_]+", Path(settings.__file__).read_text(encoding="utf-8")):
        assert name in read("README.md") or name == "UNIONMAP_TILES_DATUM"


def test_every_kind_has_a_seed():
    assert {path.stem for path in (ROOT / "seeds").glob("*.csv")} == {*kinds.KINDS, "sources", "totals"}


def test_set_up_files_name_no_address():
    for path in [ROOT / "Makefile", ROOT / ".ci" / "run", *(ROOT / "requirements").iterdir()]:
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def test_the_data_stays_small():
    assert sum(path.stat().st_size for path in (ROOT / "data" / "geo").rglob("*") if path.is_file()) < 12e6
