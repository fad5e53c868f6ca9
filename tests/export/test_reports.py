"""Reports are checked by what stands in them; that a page is one is counted, not hoped."""

import copy
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn

import unionmap as um
from unionmap import export, filters, kinds, schema
from unionmap.errors import InputError, UnknownNameError
from unionmap.export.pictures import letters
from unionmap.export.reports import asked, counts, layout, pdf, tree, word
from unionmap.export.reports.facts import gather
from unionmap.text import say
from unionmap.workflows.load import narrow

HOSTILE = json.loads((Path(__file__).parents[1] / "maps" / "hostile.json").read_text(encoding="utf-8"))
TITLE = "{{7*7}} <b>&amp; ]]> \ud800\x00 </w:t>"


def made(sites, length, lang="zh", **options):
    wish = {"title": "", "area": "", "approval": "", "only": ""} | options
    return asked.document(sites, asked.Wish(length=length, lang=lang, **wish))


class _Reports(dict):
    """Reports by length and language, each made when it is first asked for."""

    def __init__(self, sites):
        super().__init__()
        self.sites = sites

    def __missing__(self, key):
        self[key] = made(self.sites, *key, area="410100" if key == ("page", "en") else "410000")
        return self[key]


@pytest.fixture(scope="module")
def reports(sites):
    return _Reports(sites)


@pytest.fixture(scope="module")
def full_file(reports):
    return opened(reports["full", "zh"])


@pytest.fixture
def no_drawing(monkeypatch):
    """Put a small picture into reports whose texts alone are looked at."""
    dot = export.picture(um.Sites({}), "png", area="410105", size="square", basemap=False, dpi=20)
    monkeypatch.setattr(asked, "picture", lambda *_, **__: dot)


def merged(sites, area):
    return schema.merge({kind: um.select(frame, area=area) for kind, frame in sites.items()})


def opened(document):
    return Document(io.BytesIO(word.write(document)))


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def heights(opened):
    """Add up in points what Word is told: lines at their fixed distance are held by the rows' least heights."""
    document = opened.element.body
    paragraphs = [part for part in opened.paragraphs if not part._p.findall(f".//{qn('w:drawing')}")]
    pictures = sum(shape.height.pt for shape in opened.inline_shapes)
    lines = sum(float(row.get(qn("w:val"))) / 20 for row in document.iter(qn("w:trHeight")))
    return pictures + lines + sum(_height(part) for part in paragraphs)


def _height(paragraph):
    form = paragraph.paragraph_format
    size = paragraph.runs[0].font.size.pt if paragraph.runs else 1
    style = layout.Style(size, form.line_spacing.pt)
    count = len(layout.lines(layout.pen(), paragraph.text, style, layout.WIDTH))
    return count * style.leading + form.space_before.pt + form.space_after.pt


def test_the_sections_of_a_full_report_are_real_headings(full_file):
    word_file = full_file
    found = {
        level: [part.text for part in word_file.paragraphs if part.style.name == f"Heading {level}"] for level in (1, 2)
    }
    assert found[1] == ["河南省工会服务站点报告"]
    keys = ["summary", "map", "by_kind", "by_city_and_kind", "officials", "stated", "doubts", "sources"]
    keys.append("unlocated_sites")
    assert found[2] == [say(f"report.{key}") for key in keys]


def test_the_table_by_city_and_kind_counts_what_the_sites_hold(sites, full_file):
    frame = merged(sites, "410000")
    frame = frame.assign(usable=filters.usable(frame), rough=filters.approximate(frame), lost=~schema.located(frame))
    frame["label"] = frame["kind"].map({key: kind.label.zh for key, kind in kinds.KINDS.items()})
    doubled = pd.concat([frame, frame.assign(label="合计")]).assign(listed=1)
    sums = doubled.groupby(["city", "label"])[["listed", "usable", "rough", "lost"]].sum()
    expected = {key: list(row) for key, row in zip(sums.index, sums.to_numpy(), strict=True)}
    table = next(table for table in full_file.tables if rows(table)[0][:2] == ["市", "类型"])
    got = {(city, kind): [int(cell.replace(",", "")) for cell in rest] for city, kind, *rest in rows(table)[1:]}
    assert got == expected


def test_the_page_sums_up_what_it_has_no_room_for(sites, stations_at, no_drawing):
    stations = stations_at(np.full(300, 113.65), np.full(300, 34.75), "district")
    stations["city_adcode"] = [f"{10 + n % 60}0100" for n in range(300)]
    stations["city"] = [f"城市{n % 60} {HOSTILE[n % len(HOSTILE)]}" for n in range(300)]
    document = made(um.Sites({"rest_station": stations}), "page", title="很长的标题" * 60)
    (table,) = [block for block in document.blocks if isinstance(block, tree.Table)]
    *listed, others, whole = table.rows
    assert len(listed) > 10
    assert others.cells[0] == f"其他 {60 - len(listed)} 个市"
    assert sum(int(row.cells[1]) for row in (*listed, others)) == int(whole.cells[1]) == 300
    assert whole.cells[1:] == ("300", "300", "0", "300", "0")
    assert pdf.build(document)[1] == 1
    assert heights(opened(document)) < layout.HEIGHT


@pytest.mark.parametrize("key", [("page", "zh"), ("page", "en")])
def test_the_page_is_one_page(reports, key):
    content, pages = pdf.build(reports[key])
    assert pages == 1
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) == 1
    assert heights(opened(reports[key])) < layout.HEIGHT
    assert opened(reports[key]).sections[0].page_height.mm == pytest.approx(297, abs=0.1)


def test_the_picture_is_described_by_the_key_figures(sites, reports):
    for key, frame_area in ((("page", "en"), "410100"), (("full", "zh"), "410000")):
        document = reports[key]
        (shape,) = opened(document).inline_shapes
        alt = shape._inline.docPr.get("descr")
        facts = merged(sites, frame_area)
        said = " ".join(block.text for block in document.blocks if isinstance(block, tree.Paragraph))
        assert alt.replace(" ", "") in said.replace(" ", "")
        places = say(
            "report.places",
            key[1],
            listed=len(facts),
            usable=filters.usable(facts).sum(),
            rough=filters.approximate(facts).sum(),
            unlocated=(~schema.located(facts)).sum(),
        )
        assert places in alt
        figure = pdf._Figure(next(block for block in document.blocks if isinstance(block, tree.Picture)))
        assert figure.alt == alt


def test_totals_name_their_area_body_and_date_and_are_never_of_another_area(sites, full_file):
    table = next(table for table in full_file.tables if "公布数" in rows(table)[0])
    stations = sites["rest_station"]
    listed = [len(stations), len(stations), filters.in_area(stations, "410100").sum()]
    said = [row for row in rows(table)[1:] if row[0] == "工会驿站"]
    assert [(row[1], row[2], int(row[5])) for row in said] == [
        ("河南省", "9,600", listed[0]),
        ("河南省", "11,500", listed[1]),
        ("郑州市", "639", listed[2]),
    ]
    assert all(row[3] and row[4] for row in said)
    assert said[2][6] == f"{listed[2] / 639:.2%}"
    assert {found.entry["adcode"] for found in counts.officials(sites, "410100")} == {"410100"}


def test_what_is_unknown_is_counted_as_unknown(sites, full_file):
    table = next(table for table in full_file.tables if "开放时间未知" in rows(table)[0])
    stations = sites["rest_station"]
    hours, offers = (stations["opening_hours"] != "").sum(), (stations["facilities"] != "").sum()
    numbers = [len(stations), hours, len(stations) - hours, offers, len(stations) - offers]
    assert rows(table)[1] == ["工会驿站", *map(str, numbers)]
    lost = merged(sites, "410000")
    names = sorted(lost.loc[~schema.located(lost), "name"])
    assert sorted(row[0] for row in rows(full_file.tables[-1])[1:]) == names


@pytest.mark.parametrize("length", ["page", "full"])
def test_narrowed_sites_are_said_to_be_and_compared_with_no_total(sites, no_drawing, length):
    found = narrow(sites, area="410100", text="大学路")
    document = made(found, length, "en", area="410100", only="大学路")
    said = [block.text for block in document.blocks if isinstance(block, tree.Paragraph)]
    start = "Only entries that match “大学路”; not compared with published totals."
    listed = sum(map(len, found.values()))
    assert said[0].startswith(start)
    assert f"This report covers {listed} sites." in " ".join(said)
    cells = {cell for block in document.blocks if isinstance(block, tree.Table) for cell in block.header}
    assert "Published" not in cells
    assert not any("model-worker routes" in text or "published totals:" in text for text in said)


def test_only_the_kinds_held_are_counted_in_words(sites):
    routes = narrow(sites, kinds=["bus_route", "bus_stop"])
    summary = gather(routes, "", "zh").summary[0]
    assert summary == f"本报告含 {len(routes['bus_route'])} 条劳模线路（{len(routes['bus_stop'])} 站）。"


def test_doubts_and_sources_are_counted(sites):
    codes = pd.Series(schema.doubt_codes(schema.merge(sites))).value_counts().to_dict()
    assert counts.doubts(sites) == codes
    found = counts.sources(sites)
    assert found["sites"].sum() == sum(len(frame) for frame in sites.values())
    assert found["sites"].is_monotonic_decreasing
    assert not found.duplicated(["source_title", "source_date"]).any()


def test_header_rows_repeat_and_fonts_and_language_are_set(reports, full_file):
    content = word.write(reports["full", "zh"])
    parts = zipfile.ZipFile(io.BytesIO(content))
    body, styles = (parts.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
    tables = len(full_file.tables)
    assert body.count("<w:tblHeader/>") == tables
    assert styles.count('w:eastAsia="Microsoft YaHei"') >= 3
    core = full_file.core_properties
    assert (core.title, core.language, core.author) == ("河南省工会服务站点报告", "zh-CN", "unionmap")
    assert core.created is None
    assert "vbaProject.bin" not in " ".join(parts.namelist())
    relations = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels"))
    assert 'TargetMode="External"' not in relations


def test_a_pdf_says_title_and_language_and_has_an_outline_and_its_font(reports, full_file):
    content, pages = pdf.build(reports["full", "zh"])
    assert pages > 2
    assert b"/Lang (zh-CN)" in content
    assert content.count(b"/Parent") > len(full_file.paragraphs) / 4
    assert b"/Outlines" in content
    assert b"NotoSansSC" in content
    assert b"/URI" not in content
    assert b"/JavaScript" not in content


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_same_sites_give_the_same_bytes_and_stay_as_they_were(sites, no_drawing, form):
    before = copy.deepcopy(dict(sites))
    one, two = (export.report(sites, form=form, length="full", area="410100") for _ in range(2))
    assert one == two
    assert all(frame.equals(sites[kind]) for kind, frame in before.items())


def test_hostile_texts_stay_texts(stations_at, no_drawing):
    count = len(HOSTILE)
    stations = stations_at(np.full(count, 113.6), np.full(count, 34.7), "district")
    texts = dict.fromkeys(("name", "city", "address", "source_title", "source_date"), HOSTILE)
    stations = stations.assign(**texts, source_url="javascript:alert(1)", city_adcode="", precision="none")
    stations["error_m"] = np.nan
    stations = schema.shape(pd.DataFrame(stations).drop(columns="geometry"), "rest_station")
    stations.loc[0, ["address", "source_title", "source_date"]] = "很长" * 9_000
    document = made(um.Sites({"rest_station": stations}), "full", title=TITLE, approval=TITLE)
    file = opened(document)
    assert file.paragraphs[0].text == "{{7*7}} <b>&amp; ]]> \ufffd </w:t>"
    listed = [row[0] for row in rows(file.tables[-1])[1:]]
    assert sorted(listed) == sorted(" ".join(name.split()) for name in HOSTILE)
    assert not any("javascript:" in cell for row in rows(file.tables[-2]) for cell in row[2:3])
    assert pdf.build(document)[1] > 1
    assert pdf.build(made(um.Sites({"rest_station": stations}), "page", title=TITLE * 99))[1] == 1


def test_what_the_font_lacks_is_marked_and_listed_in_a_pdf(no_drawing):
    document = made(um.Sites({}), "page", title="𠮷祥驿站")
    drawn = ["\n".join(part.lines) for part in pdf._story(document) if hasattr(part, "lines")]
    assert drawn[0] == "〓祥驿站"
    assert "U+20BB7" in drawn[-1]
    assert opened(document).paragraphs[0].text == "𠮷祥驿站"


@pytest.mark.parametrize("length", ["page", "full"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sites_give_a_report_that_says_so(no_drawing, length, lang):
    document = made(um.Sites({}), length, lang)
    assert say("browse.nothing", lang) in [part.text for part in opened(document).paragraphs]
    assert pdf.build(document)[1] == (1 if length == "page" else pdf.build(document)[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"form": "doc"}, "unknown form 'doc'"),
        ({"length": "long"}, "unknown length 'long'.*page, full"),
        ({"lang": "fr"}, "unknown language 'fr'"),
        ({"area": "nowhere"}, "nowhere"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(sites, options, words):
    with pytest.raises(UnknownNameError, match=words):
        export.report(sites, **options)
    with pytest.raises(InputError, match=r"takes the sites of um\.load"):
        export.report(dict(sites))


def test_a_cut_text_counts_chinese_letters_twice():
    assert letters.short("郑" * 60) == "郑" * 47 + "…"
