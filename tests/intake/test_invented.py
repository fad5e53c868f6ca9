"""Rows that stand for no place: lattices and remarks. A real list must never be called a lattice."""

import json

import numpy as np
import pytest

import unionmap as um
from unionmap import crs
from unionmap.intake import invented

STEPS = ((0.005, 0.005), (0.0123, 0.0077), (1 / 180, 1 / 120))


def lattice(columns: int, rows: int, decimals: int, step: tuple[float, float] = (0.005, 0.005)) -> np.ndarray:
    x, y = np.meshgrid(113.6 + step[0] * np.arange(columns), 34.7 + step[1] * np.arange(rows))
    return np.round(np.column_stack([x.ravel(), y.ravel()]), decimals)


def real(count: int, decimals: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.round(rng.uniform((113.5, 34.6), (113.9, 34.9), (count, 2)), decimals)


def flagged(points: np.ndarray, decimals: int = 6, rows: np.ndarray | None = None) -> np.ndarray:
    count = len(points)
    chosen = np.ones(count, dtype=bool) if rows is None else rows
    return invented.on_lattice(*points.T, np.full(count, 10.0**-decimals), chosen)


@pytest.mark.parametrize("step", STEPS, ids=["0.005", "two steps", "odd"])
@pytest.mark.parametrize("decimals", [3, 4, 5, 6])
def test_a_lattice_is_found_among_real_rows(decimals, step):
    grids = [lattice(4, 4, decimals, step), lattice(20, 30, decimals, step)]
    for grid, others in zip(grids, (10, 80), strict=True):
        found = flagged(np.vstack([grid, real(others, decimals)]), decimals)
        assert found[: len(grid)].all()
        assert found[len(grid) :].sum() <= 1


def test_a_lattice_with_gaps_is_one_still():
    grid = np.random.default_rng(2).permutation(lattice(8, 8, 4))[:48]
    assert flagged(grid, 4).mean() > 0.9


ALONG = np.arange(12)
REAL = {
    "200 random points": (real(200, 3), 3),
    "200 random points of two decimals": (real(200, 2), 2),
    "800 random points of two decimals": (real(800, 2), 2),
    "5,000 random points of three decimals": (real(5_000, 3), 3),
    "12,000 random points of four decimals": (real(12_000, 4), 4),
    "12,000 crowded points": (np.round(np.random.default_rng(3).normal((113.65, 34.75), 0.03, (12_000, 2)), 5), 5),
    "twelve stops in a row": (np.column_stack([113.6 + 0.005 * ALONG, np.full(12, 34.75)]), 4),
    "twelve stops with equal steps": (np.column_stack([113.6 + 0.005 * ALONG, 34.7 + 0.003 * ALONG]), 4),
    "buildings that share a longitude": (np.column_stack([113.65 + 1e-5 * (ALONG % 2), 34.75 + 0.0011 * ALONG]), 5),
    "two rows of stops": (np.column_stack([113.6 + 0.005 * (ALONG // 2), 34.7 + 0.001 * (ALONG % 2)]), 4),
    "eight points": (lattice(2, 4, 4), 4),
}


@pytest.mark.parametrize("case", list(REAL))
def test_a_real_list_is_no_lattice(case):
    points, decimals = REAL[case]
    assert flagged(points, decimals).sum() <= len(points) // 100


def test_only_the_rows_that_count_make_a_lattice():
    grid = lattice(4, 4, 4)
    rows = np.arange(16) < 8
    assert not flagged(grid, 4, rows).any()


def listing(points: np.ndarray, decimals: int) -> bytes:
    rows = [f"格{i},{x:.{decimals}f},{y:.{decimals}f}" for i, (x, y) in enumerate(points)]
    return "\n".join(["名称,经度,纬度", *rows]).encode()


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09", ""])
def test_a_lattice_as_given_is_found_in_every_datum_and_loses_its_place_but_no_row(datum):
    result = um.read_sites(listing(np.vstack([lattice(5, 5, 4), real(10, 6)]), 6), datum=datum)
    sites = result.sites["rest_station"]
    assert (result.accepted, result.unlocated) == (35, 25)
    assert sites["doubts"].str.contains("on_lattice").tolist() == [True] * 25 + [False] * 10
    assert (sites["precision"] == "none").tolist() == [True] * 25 + [False] * 10
    assert (sites["given_x"] != "").all()
    assert any("25" in note for note in result.notes)


def test_a_lattice_in_a_workbook_and_in_geojson_is_found_too(make):
    grid = lattice(5, 5, 4)
    rows = [[f"格{i}", float(x), float(y)] for i, (x, y) in enumerate(grid)]
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": {"name": name}}
        for name, *place in rows
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    for raw in (make.workbook({"S": [["名称", "经度", "纬度"], *rows]}), collection):
        assert um.read_sites(raw, datum="gcj02").unlocated == 25


def test_a_lattice_that_was_converted_is_only_known_by_what_was_given():
    x, y = crs.from_wgs84(*lattice(5, 5, 4).T, "gcj02")
    assert um.read_sites(listing(np.column_stack([x, y]), 6), datum="gcj02").accepted == 25


@pytest.mark.parametrize("kind", ["rest_station", "bus_stop"])
def test_the_shipped_lists_hold_no_invented_row(kind, repo):
    result = um.read_sites(repo / "seeds" / f"{kind}.csv")
    assert not result.sites[kind]["doubts"].str.contains("on_lattice|illustrative").any()


INVENTED = (
    "示意点位",
    "规划覆盖点位，按各区人口比例生成的示意点位, 非逐条实地核实地址",
    "此为示意点位，非真实地址",
    "测试点位",
    "位置为虚拟点",
    "坐标随机生成",
    "点位自动生成",
    "模拟数据",
    "Illustrative only",
    "placeholder",
)
REAL_REMARKS = (
    "",
    "非示意点位",
    "实测，非示意点位",
    "不是示意点位，已核实",
    "并非示意点位",
    "不属示意点位",
    "坐标已核实(地图POI)",
    "示意图见附件",
    "示范站点",
    "二维码由系统自动生成",
    "编号随机生成",
    "附近有模拟数据中心",
    "设有测试数据终端",
)


@pytest.fixture(scope="module")
def remarks():
    said = [*INVENTED, *REAL_REMARKS]
    points = real(len(said), 6)
    rows = [f'站{i},{x:.6f},{y:.6f},"{said[i]}"' for i, (x, y) in enumerate(points)]
    tables = {header: "\n".join([f"名称,经度,纬度,{header}", *rows]) for header in ("备注", "情况", "数据来源")}
    return {header: um.read_sites(table.encode(), datum="gcj02") for header, table in tables.items()}


@pytest.mark.parametrize("header", ["备注", "情况", "数据来源"])
@pytest.mark.parametrize("said", INVENTED)
def test_a_remark_that_calls_the_row_illustrative_takes_its_place(said, header, remarks):
    site = remarks[header].sites["rest_station"].iloc[INVENTED.index(said)]
    assert (site["precision"], site.geometry.is_empty) == ("none", True)
    assert "illustrative" in site["doubts"].split(";")


@pytest.mark.parametrize("header", ["备注", "情况"])
@pytest.mark.parametrize("said", REAL_REMARKS)
def test_a_remark_that_denies_it_or_speaks_of_something_else_does_not(said, header, remarks):
    site = remarks[header].sites["rest_station"].iloc[len(INVENTED) + REAL_REMARKS.index(said)]
    assert (site["precision"], site["doubts"]) == ("exact", "")
