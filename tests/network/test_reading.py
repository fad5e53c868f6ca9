import sys

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pytest
import shapely

import unionmap as um
from unionmap import crs, network
from unionmap.errors import DataError, InputError

EDGES = "test_shenzhen_futian_edges.parquet"
A, B, C = (113.65, 34.75), (113.654, 34.75), (113.654, 34.753)


def table(**columns):
    lines = [shapely.LineString([A, B]), shapely.LineString([B, C])]
    return gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:4326")


def test_futian_holds_each_walkable_edge_once(data, futian):
    walkable = futian[~futian["highway"].str.contains("motorway|cycleway")]
    once = {(*sorted((row.u, row.v)), row.geometry.normalize().wkb) for row in walkable.itertuples()}
    made = um.read_network(data / EDGES)
    assert len(made.edges.u) == len(once)
    assert made.edges.nodes == len({*walkable.u, *walkable.v})
    assert 0 < (~futian.index.isin(walkable.index)).sum() < 60


def test_lines_without_names_of_nodes_meet_where_they_end(futian):
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(*futian.total_bounds.reshape(2, 2), (40, 2)).T
    by_name, by_place = (network.from_edges(edges) for edges in (futian, futian.drop(columns=["u", "v"])))
    assert by_place.edges.nodes == by_name.edges.nodes
    assert np.allclose(by_place.matrix(lon, lat, lon, lat), by_name.matrix(lon, lat, lon, lat), rtol=0, atol=1e-6)


@pytest.mark.parametrize("system", ["EPSG:4547", "EPSG:3857", "EPSG:32649", "OGC:CRS84"])
def test_any_crs_is_converted(tmp_path, system):
    wanted = network.from_edges(table()).distances(*A, [C[0]], [C[1]])
    table().to_crs(system).to_parquet(tmp_path / "streets.parquet")
    assert um.read_network(tmp_path / "streets.parquet").distances(*A, [C[0]], [C[1]]) == pytest.approx(
        wanted, abs=0.01
    )


def test_a_datum_that_the_file_does_not_know_can_be_said(tmp_path):
    shifted = shapely.transform(table().geometry.array, lambda xy: np.stack(crs.from_wgs84(*xy.T, "gcj02"), axis=1))
    gpd.GeoDataFrame(geometry=shifted, crs="EPSG:4326").to_parquet(tmp_path / "amap.parquet")
    assert um.read_network(tmp_path / "amap.parquet", datum="gcj02").snap(*B).leg_m[0] < 1e-3
    assert um.read_network(tmp_path / "amap.parquet").snap(*B).leg_m[0] > 200


# GraphML ---------------------------------------------------------------------------------------------


def graphml(edges, path, system="epsg:4326"):
    """Write edges as OSMnx does: all values as text, bent lines as WKT, straight ones not at all."""
    graph = nx.MultiDiGraph(**({"crs": system} if system else {}))
    for row in edges.itertuples():
        points = shapely.get_coordinates(row.geometry)
        for node, (x, y) in ((row.u, points[0]), (row.v, points[-1])):
            graph.add_node(node, x=repr(float(x)), y=repr(float(y)))
        bent = {"geometry": row.geometry.wkt} if len(points) > 2 else {}
        graph.add_edge(row.u, row.v, highway=row.highway, length=repr(row.length), oneway=str(row.oneway), **bent)
    nx.write_graphml(graph, path)


def test_graphml_is_the_same_network_as_the_table_that_it_was_written_from(futian, tmp_path):
    edges = futian[futian["highway"].isin(["residential", "footway", "motorway_link", "['steps', 'footway']"])]
    graphml(edges, tmp_path / "streets.graphml")
    one, other = um.read_network(tmp_path / "streets.graphml"), network.from_edges(edges)
    assert repr(one) == repr(other)
    lon, lat = np.random.default_rng(4).uniform(*futian.total_bounds.reshape(2, 2), (40, 2)).T
    assert np.allclose(one.matrix(lon, lat, lon, lat), other.matrix(lon, lat, lon, lat), rtol=0, atol=1e-3)


def test_graphml_without_a_crs_needs_a_datum(futian, tmp_path):
    graphml(futian[futian["highway"] == "residential"].head(5), tmp_path / "streets.graphml", system="")
    with pytest.raises(InputError, match="names no CRS"):
        um.read_network(tmp_path / "streets.graphml")
    assert um.read_network(tmp_path / "streets.graphml", datum="wgs84").edges.nodes > 1


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}</graphml>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + GRAPHML.format("<graph>&b;</graph>")


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (GRAPHML.format("<graph>"), DataError, "damaged"),
        (BOMB, DataError, "damaged"),
        (GRAPHML.format('<graph><node id="1"/><edge source="1" target="1"/></graph>'), InputError, "lack x and y"),
        (GRAPHML.format("<graph></graph>"), InputError, "none of the 0 edges"),
    ],
)
def test_graphml_that_cannot_be_used_is_refused(tmp_path, content, error, message):
    (tmp_path / "x.graphml").write_text(content)
    with pytest.raises(error, match=message):
        um.read_network(tmp_path / "x.graphml")


# OpenStreetMap ---------------------------------------------------------------------------------------


def extract(path, nodes, ways):
    with osmium.SimpleWriter(str(path)) as out:
        for number, place in nodes.items():
            out.add_node(osmium.osm.mutable.Node(id=number, location=place, version=1))
        for number, (passed, tags) in enumerate(ways, 1):
            out.add_way(osmium.osm.mutable.Way(id=number, nodes=passed, tags=tags, version=1))


def test_ways_are_cut_where_they_meet_and_parted_where_a_node_is_missing(tmp_path):
    places = {1: A, 2: B, 3: C, 4: (113.65, 34.753), 5: (113.65, 34.756), 7: (113.654, 34.756), 8: (113.658, 34.756)}
    ways = [
        ([1, 2, 3, 4], {"highway": "residential", "oneway": "yes"}),
        ([4, 5], {"highway": "footway"}),
        ([5, 3], {"highway": "motorway"}),
        ([3, 5], {"highway": "proposed", "foot": "yes"}),
        ([2, 6, 7, 8], {"highway": "path"}),
        ([1, 8], {"building": "yes"}),
    ]
    extract(tmp_path / "x.osm.pbf", places, ways)
    made = um.read_network(tmp_path / "x.osm.pbf")
    assert (made.edges.nodes, len(made.edges.u)) == (6, 4)
    reached = made.distances(*places[5], *np.transpose([places[number] for number in (1, 2, 7)]))
    straight = made.distances(*places[1], *np.transpose([places[2], places[3], places[4], places[5]]))
    assert reached == pytest.approx([straight[3], straight[3] - straight[0], np.inf])
    assert made.distances(*places[8], *np.transpose([places[7], places[1]]))[1] == np.inf


def test_a_real_extract_lies_on_the_lines_that_gdal_reads(data):
    made = um.read_network(data / "test_Helsinki.osm.pbf")
    lines = gpd.read_file(data / "test_Helsinki.osm.pbf", layer="lines")
    walkable = lines[lines["highway"].isin(["footway", "residential", "steps"]) & lines["other_tags"].isna()]
    assert len(walkable) > 50
    off = made.snap(*shapely.get_coordinates(walkable.geometry.array).T).leg_m
    assert off.max() < 1e-3


def test_without_osmium_one_sentence_says_what_to_install(data, monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(InputError, match=r"needs the extra osm: pip install \"unionmap\[osm\]\"") as refused:
        um.read_network(data / "test_Helsinki.osm.pbf")
    assert "附加组件" in refused.value.say("zh")


# What cannot be used ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        (table(highway=["motorway", "proposed"]), "none of the 2 edges .* may be walked"),
        (table(u=[1, 2], v=[2, None]), "have blanks"),
        (table(length=[1.0, -2.0]), "a negative length on 1 edge"),
        (table(length=[0.366, 0.333]), "cannot be metres"),
        (table().set_geometry([shapely.Point(A), None]).set_crs(4326), "2 of 2 rows .* not one line"),
        (table().set_crs(None, allow_override=True), "names no CRS"),
        (
            gpd.GeoDataFrame(geometry=[shapely.LineString([A[::-1], B[::-1]])], crs="EPSG:4326"),
            "swapped",
        ),
        (
            gpd.GeoDataFrame(
                {"u": [1], "v": [2]}, geometry=[shapely.MultiLineString([(A, B), (C, (113.66, 34.76))])], crs=4326
            ),
            "1 of 1 rows .* not one line",
        ),
        (table().drop(columns="geometry"), "column of lines"),
    ],
)
def test_edges_that_cannot_be_used_are_refused_in_a_sentence(edges, message):
    with pytest.raises(InputError, match=message) as refused:
        network.from_edges(edges)
    assert refused.value.say("zh") != refused.value.say("en")


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("streets.gpkg", b"x", InputError, "is no street network"),
        ("streets.parquet", b"PAR1 and then nothing", DataError, "damaged"),
        ("streets.osm.pbf", b"nothing of the sort", DataError, "damaged"),
        ("streets.graphml", None, DataError, "there is no street network"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_a_sentence(tmp_path, name, content, error, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=message):
        um.read_network(str(tmp_path / name))


def test_a_table_without_geometry_is_refused(tmp_path):
    table().drop(columns="geometry").to_parquet(tmp_path / "plain.parquet")
    with pytest.raises((DataError, InputError)):
        um.read_network(tmp_path / "plain.parquet")
