"""Pictures are checked by what stands in them, not by their pixels; `make gallery` is for looking."""

import copy
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.text import Text
from pyproj import Geod

import unionmap as um
from unionmap import filters, kinds, schema
from unionmap.errors import InputError, UnknownNameError
from unionmap.export import picture
from unionmap.export.pictures import frames, furniture, letters, saving, sheets

GEOD = Geod(ellps="WGS84")
HOSTILE = json.loads((Path(__file__).parents[1] / "maps" / "hostile.json").read_text(encoding="utf-8"))
LINE = "zz-metro-5-gongjiang"


def by_gid(figure, gid):
    return figure.findobj(lambda artist: (artist.get_gid() or "").startswith(gid))


def said(figure, gid):
    return [artist.get_text() for artist in by_gid(figure, gid)]


def marks(figure, kind, how):
    found = by_gid(figure, f"sites-{kind}-{how}")
    return sum(len(line.get_xdata()) for line in found)


@pytest.fixture(scope="module")
def province(sites):
    return um.figure(sites, area="410000", graticule=True, dpi=40)


@pytest.fixture(scope="module")
def china(stations_at):
    stations = stations_at([87.6, 113.65, 126.6, 112.34], [43.8, 34.75, 45.8, 16.83])
    return um.figure(stations, size="slide", dpi=40)


def test_the_legend_names_every_kind_with_what_is_shown_and_listed(sites):
    figure = um.figure(sites, dpi=40)
    held = [kind for kind, frame in sites.items() if len(frame)]
    labels = {kind: said(figure, f"legend-{kind}") for kind in held}
    assert labels == {kind: [kinds.get(kind).label.zh] for kind in held}
    counts = [f"{schema.located(sites[kind]).sum()}/{len(sites[kind])}" for kind in held]
    assert said(figure, "legend-count") == counts
    for kind in held:
        (sample,) = by_gid(figure, f"legend-symbol-{kind}")
        colour = sample.get_markerfacecolor() if sample.get_marker() != "None" else sample.get_color()
        assert colour == kinds.get(kind).colour


def test_symbols_are_solid_where_the_place_counts_and_hollow_where_it_does_not(sites, province):
    stations = sites["rest_station"]
    solid, hollow = by_gid(province, "sites-rest_station-exact"), by_gid(province, "sites-rest_station-rough")
    assert marks(province, "rest_station", "exact") == filters.usable(stations).sum()
    assert marks(province, "rest_station", "rough") == filters.approximate(stations).sum()
    assert solid[0].get_markerfacecolor() == hollow[0].get_markeredgecolor() == kinds.get("rest_station").colour
    assert hollow[0].get_markerfacecolor() == "white"
    assert len(by_gid(province, "sites-bus_route")[0].get_segments()) == schema.located(sites["bus_route"]).sum()


def test_the_counts_say_what_is_shown_what_is_not_and_why(sites, stations_at):
    stations = stations_at([113.65, 113.7, 114.3], [34.75, 34.8, 34.8])
    stations.loc[1, "precision"], stations.loc[1, "error_m"] = "district", 3000.0
    unlocated = sites["rest_station"][~schema.located(sites["rest_station"])].head(2)
    frame = gpd.GeoDataFrame(um.Sites({"rest_station": stations})["rest_station"])
    frame = schema.shape(gpd.pd.concat([frame, unlocated], ignore_index=True), "rest_station")
    frame["city_adcode"] = "410100"
    figure = um.figure(frame, area="410100", lang="en", dpi=40)
    assert said(figure, "counts") == [
        "2 shown of 5",
        "1 of these only roughly located",
        "Not shown: 2 with no known place",
        "Not shown: 1 outside the picture",
    ]


def test_the_legend_is_hollow_where_all_that_is_shown_is_roughly_located(sites, stations_at):
    lost = sites["rest_station"][~schema.located(sites["rest_station"])].head(1)
    rough = stations_at([113.65], [34.75], "district")
    frame = schema.shape(gpd.pd.concat([gpd.GeoDataFrame(rough), lost], ignore_index=True), "rest_station")
    (sample,) = by_gid(um.figure(frame, basemap=False, dpi=40), "legend-symbol-rest_station")
    assert sample.get_markerfacecolor() == "white"


@pytest.mark.parametrize("size", ["report", "square"])
def test_narrowed_sites_are_said_to_be_and_long_titles_push_no_credit_off(sites, size):
    stations = sites["rest_station"].assign(list_file="own.xlsx")
    stations["source_title"] = [f"{n % 9} 很长的名单标题 " * 20 for n in range(len(stations))]
    held = um.Sites(dict(sites) | {"rest_station": stations})
    figure = um.figure(held, size=size, lang="en", area="410000", only="words " * 99, dpi=40)
    assert said(figure, "only")[0].startswith("Only entries that match “words")
    credit = "".join(said(figure, "sources"))
    assert credit.startswith("Sources: 天地图; Natural Earth; ")
    assert re.search(r"6 more ?sources$", credit)


@pytest.mark.parametrize("size", list(sheets.SIZES))
@pytest.mark.parametrize("area", ["410000", "410105", "100000"])
def test_the_scale_bar_is_as_long_as_it_says_on_the_ellipsoid(size, area):
    sheet = sheets.lay_out(sheets.SIZES[size], 6, graticule=False)
    figure = um.figure(um.Sites({}), area=area, size=size, lang="en", basemap=False, dpi=40)
    width = sum(piece.get_width() for piece in by_gid(figure, "scale-bar"))
    number, unit = said(figure, "scale-label")[-1].split()
    stated = float(number.replace(",", "")) * {"m": 1, "km": 1000}[unit]
    axes = figure.axes[0]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    plane = width * (right - left) / (axes.get_position().width * sheet.size.width)
    frame = _frame_of(area, axes, sheet.size)
    x, y = (left + right) / 2, (low + high) / 2
    (west, east), (south, north) = frame.proj([x - plane / 2, x + plane / 2], [y, y], inverse=True)
    assert GEOD.inv(west, south, east, north)[2] == pytest.approx(stated, rel=1e-6)


def _frame_of(area, axes, size):
    place = axes.get_position()
    aspect = place.width * size.width / (place.height * size.height)
    if area == "100000":
        return frames.nation(aspect)
    from unionmap.export.pictures import base

    return frames.fit([base.area_shape(area)], aspect)


def test_a_metre_east_is_as_long_as_a_metre_north(province):
    place, (wide, high) = province.axes[0].get_position(), province.get_size_inches()
    (left, right), (low, high_m) = province.axes[0].get_xlim(), province.axes[0].get_ylim()
    assert (right - left) / (place.width * wide) == pytest.approx((high_m - low) / (place.height * high))


def test_the_arrow_points_to_true_north():
    frame = frames.fit(um.load()["rest_station"].geometry.to_numpy()[:60], 1.2)
    x, y = frame.middle
    turn = np.radians(frame.north_deg())
    (a, b), (c, d) = frame.proj([x, x + 100 * np.sin(turn)], [y, y + 100 * np.cos(turn)], inverse=True)
    assert abs(GEOD.inv(a, c, b, d)[0]) < 0.01


def test_what_a_reader_must_know_stands_on_the_picture(province):
    text = "".join(said(province, "facts") + said(province, "sources"))
    assert "最新来源日期：2026-07-27" in text
    assert "WGS-84" in text
    assert "兰伯特等角圆锥" in text
    assert re.search(r"1:[\d,]{7,}（A4", text)
    assert "天地图" in text
    assert "郑州市总工会" in text
    assert said(province, "title") == ["河南省工会服务站点分布图"]
    assert said(province, "north-label") == ["北"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "内部使用 · 未填审图号"), ("en", "For internal use")])
def test_without_an_approval_number_the_picture_is_for_internal_use(lang, words):
    empty, given = (
        um.figure(um.Sites({}), area="410100", lang=lang, approval=number, basemap=False, dpi=40)
        for number in (" ", "豫S(2026)001号")
    )
    assert words in " ".join(said(empty, "approval"))
    assert "豫S(2026)001号" in "".join(said(given, "approval"))
    assert words not in "".join(said(given, "approval"))


def test_the_graticule_is_drawn_and_labelled_only_if_asked(sites, province):
    assert {"113°E", "34°N"} <= set(said(province, "graticule-label"))
    assert by_gid(province, "graticule")
    assert not by_gid(um.figure(sites, area="410100", basemap=False, dpi=40), "graticule")


def test_a_map_of_china_draws_the_national_lines_and_the_south_sea(china):
    main, inset = china.axes
    assert said(china, "inset-label") == ["南海诸岛"]
    assert "阿尔伯斯等积圆锥" in "".join(said(china, "facts"))
    assert said(china, "legend-count") == ["4/4"]
    for axes in (main, inset):
        dashes = [lines for lines in axes.collections if lines.get_linewidth()[0] == max_weight(axes)]
        assert dashes
    dashes = [lines for lines in inset.collections if lines.get_linewidth()[0] == max_weight(inset)]
    assert sum(len(lines.get_segments()) for lines in dashes) >= 9


def max_weight(axes):
    return max(lines.get_linewidth()[0] for lines in axes.collections)


def test_no_glyph_is_missing_in_either_language(sites, china, province):
    figures = [china, province, um.figure(sites, lang="en", size="square", graticule=True, dpi=40)]
    assert [letters.missing(figure) for figure in figures] == [[], [], []]
    assert not any(letters.GETA in text.get_text() for figure in figures for text in figure.findobj(Text))


def test_what_the_font_lacks_is_marked_and_listed(stations_at):
    stations = stations_at([113.65], [34.75]).assign(name="𠮷祥\u202e驿站")
    figure = um.figure(stations, title="😀站", basemap=False, dpi=40)
    assert letters.missing(figure) == []
    assert said(figure, "title") == ["〓站"]
    assert said(figure, "name-site") == ["〓祥驿站"]
    assert {"U+1F600", "U+20BB7"} <= set(re.findall(r"U\+\w+", " ".join(said(figure, "facts"))))


def test_hostile_names_are_drawn_as_text(stations_at, recwarn):
    names = [*HOSTILE, "$x^2$", "$\\frac{", "%s {0}", "a\nb\tc"]
    count = len(names)
    frame = stations_at(np.full(count, 113.6), 34.0 + np.arange(count) / 40).assign(name=names, source_title=names)
    title = "$a$ {{7*7}} </text><script>alert(1)</script>"
    figure = um.figure(frame, title=title, approval="</svg>{0}", basemap=False, dpi=40)
    content = saving.content(figure, "svg")
    assert b"<script" not in content
    assert content.count(b"</svg>") == 1
    assert said(figure, "title") == [title]
    assert said(figure, "approval") == ["审图号：</svg>{0}"]
    drawn = said(figure, "name-site")
    expected = [" ".join(name.split()) for name in names]
    assert all(text in expected or text.endswith("…") for text in drawn)
    assert not any(text.get_parse_math() for text in figure.findobj(Text) if text.get_gid())
    assert not recwarn.list


def test_names_do_not_overlap_and_stay_on_the_map(sites):
    one = {
        "bus_route": sites["bus_route"][sites["bus_route"]["site_id"] == LINE],
        "bus_stop": sites["bus_stop"][sites["bus_stop"]["route_id"] == LINE],
    }
    figure = um.figure(um.Sites(one), size="slide", dpi=60)
    assert said(figure, "title") == list(one["bus_route"]["name"])
    names = by_gid(figure, "name-")
    assert len(said(figure, "name-site")) >= 0.9 * len(one["bus_stop"])
    boxes = [name.get_window_extent() for name in names]
    room = figure.axes[0].get_window_extent()
    for i, box in enumerate(boxes):
        assert room.x0 <= box.x0
        assert box.x1 <= room.x1 + 1
        assert not any(box.shrunk(0.9, 0.7).overlaps(other.shrunk(0.9, 0.7)) for other in boxes[i + 1 :])


@pytest.mark.parametrize(("size", "lang"), [("a4", "zh"), ("a3", "en"), ("slide", "en"), ("square", "zh")])
def test_no_words_leave_the_sheet_or_run_into_each_other(sites, size, lang):
    figure = um.figure(sites, size=size, lang=lang, graticule=True, basemap=False, title="很长的标题 " * 30)
    sheet = figure.bbox
    words = [text for text in figure.findobj(Text) if text.get_gid() and text.get_text()]
    boxes = [text.get_window_extent() for text in words]
    assert all(sheet.x0 <= box.x0 and box.x1 <= sheet.x1 for box in boxes)
    assert all(sheet.y0 <= box.y0 and box.y1 <= sheet.y1 for box in boxes)
    panel = [
        (text.get_gid(), box.shrunk(0.96, 0.6))
        for text, box in zip(words, boxes, strict=True)
        if not text.get_gid().startswith(("name-", "graticule"))
    ]
    assert [(a, b) for i, (a, one) in enumerate(panel) for b, two in panel[i + 1 :] if one.overlaps(two)] == []


@pytest.mark.parametrize(
    ("size", "pixels"), [("a4", (3508, 2480)), ("a3", (4961, 3508)), ("slide", (1920, 1080)), ("square", (1080, 1080))]
)
def test_a_picture_has_the_pixels_of_its_size(size, pixels):
    figure = um.figure(um.Sites({}), size=size, area="410100", basemap=False)
    assert np.allclose(figure.get_size_inches() * figure.dpi, pixels, atol=1)


@pytest.fixture(scope="module")
def pdf(stations_at):
    return picture(stations_at([113.65], [34.75]), "pdf", basemap=False, dpi=40)


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG\r\n"), ("svg", b"<?xml")])
def test_every_form_is_what_it_says_and_the_same_twice(sites, form, start):
    options = {"area": "410105", "size": "square", "dpi": 40}
    content = picture(sites, form, **options)
    assert content.startswith(start)
    assert content == picture(sites, form, **options)


def test_a_pdf_has_its_font_inside(pdf):
    assert pdf.startswith(b"%PDF-")
    assert b"NotoSansSC" in pdf
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf


def test_letters_of_an_svg_are_shapes_and_no_title_breaks_it(stations_at):
    content = picture(stations_at([113.65], [34.75]), "svg", title="a\ufffeb\x00\ud800", basemap=False, dpi=40)
    assert ElementTree.fromstring(content).findtext(".//{*}title") == "ab \ufffd"
    assert b"<text" not in content
    assert b'id="scale-bar-1"' in content


def test_many_sites_are_drawn_as_pixels_in_a_vector_picture(stations_at):
    stations = stations_at(np.linspace(113, 114, 9), np.full(9, 34.5))
    many = stations.loc[np.repeat(stations.index, 2_500)].reset_index(drop=True)
    many["site_id"] = [f"M{i}" for i in range(len(many))]
    figure = um.figure(many, basemap=False, dpi=40)
    assert by_gid(figure, "sites-rest_station-exact")[0].get_rasterized()
    assert len(saving.content(figure, "svg")) < 2e6


def test_drawing_changes_neither_sites_nor_settings(sites):
    frames_before, settings_before = copy.deepcopy(dict(sites)), dict(mpl.rcParams)
    picture(sites, "svg", size="square", dpi=40, area="410105")
    assert all(frame.equals(sites[kind]) for kind, frame in frames_before.items())
    assert dict(mpl.rcParams) == settings_before


def test_settings_of_the_user_do_not_reach_the_picture(sites):
    few = um.Sites({kind: frame.head(9) for kind, frame in sites.items()})
    plain = picture(few, "png", area="410105", size="square", dpi=40)
    with mpl.rc_context({"lines.linestyle": "--", "axes.grid": True, "savefig.bbox": "tight", "text.color": "red"}):
        assert picture(few, "png", area="410105", size="square", dpi=40) == plain


def test_neither_pyplot_nor_zhplot_is_imported(sites, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    assert um.figure(sites, size="square", basemap=False, dpi=40).axes
    sources = [path.read_text(encoding="utf-8") for path in Path(letters.__file__).parent.glob("*.py")]
    assert not any(re.search(r"import (pyplot|zhplot)|from (zhplot|matplotlib.pyplot)", text) for text in sources)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size": "a5"}, "unknown size 'a5'.*a4, a3, slide, square"),
        ({"lang": "fr"}, "unknown language 'fr'"),
        ({"area": "nowhere"}, "nowhere"),
        ({"dpi": 1e6}, "dpi must lie between 20 and"),
        ({"dpi": float("nan")}, "dpi must lie between 20 and"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(sites, options, words):
    with pytest.raises(InputError, match=words):
        um.figure(sites, **options)


def test_other_things_than_sites_and_other_forms_are_refused(sites):
    with pytest.raises(InputError, match=r"takes the sites of um\.load"):
        um.figure([1])
    with pytest.raises(UnknownNameError, match="unknown form 'gif'"):
        picture(sites, "gif")


def test_a_site_far_away_is_counted_and_does_not_stop_the_picture(stations_at):
    figure = um.figure(stations_at([113.65, -70.0], [34.75, -33.0]), lang="en", dpi=40)
    assert "Not shown: 1 outside the picture" in said(figure, "counts")


def test_the_steps_of_scale_bar_and_graticule_are_round():
    assert [furniture.nice_length_m(metres) for metres in (99, 100, 4_999, 1_000_000)] == [50, 100, 2_000, 1_000_000]
    assert furniture.degrees(113.5, "EW") == "113°30′E"


def test_the_gallery_is_shown_and_small(repo):
    shown = set(re.findall(r"gallery/[\w-]+\.png", (repo / "docs" / "pictures.md").read_text(encoding="utf-8")))
    kept = {f"gallery/{path.name}": path.stat().st_size for path in (repo / "docs" / "gallery").iterdir()}
    assert shown == set(kept)
    assert max(kept.values()) < 150_000


def test_lines_break_where_chinese_may_break():
    figure = um.figure(um.Sites({}), area="410100", basemap=False, dpi=40)
    lines = letters.Pen(figure, 1.0).wrap("坐标系、来源：“工会驿站”（郑州），GitHub metroman/x", 10, 0.6)
    assert all(letters.width(line, 10) <= 0.6 for line in lines)
    assert not any(line[0] in "，。）”：、" for line in lines[1:])
    assert "".join(lines).replace(" ", "") == "坐标系、来源：“工会驿站”（郑州），GitHubmetroman/x"
