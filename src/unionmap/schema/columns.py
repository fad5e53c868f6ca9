"""The columns of a site frame: their names, dtypes, precisions and doubts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unionmap import feedback, kinds
from unionmap.text import Words

MARKER = "unionmap_schema"
"""Column (member in GeoJSON) that tells a reader that a file was written by us: its columns mean what they say."""

VERSION = "1"
"""What the marker holds."""

ORIGINAL = "（原表）"
"""What stands behind the name of a column of a list that is called like one of ours."""

LINES = "line_wkt"
"""Column of our tables without geometry that holds lines, as WKT in WGS-84."""

REFUSED_HEADERS = ("原行号", "未通过原因", "修改建议")
"""Columns in front of the original ones in a spreadsheet of refused rows."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How exact a location is.

    Attributes
    ----------
    key : str
        ``exact``, ``street``, ``district``, ``city`` or ``none``.
    label : Words
        What users read.
    error_m : float
        Error in metres where the source says nothing better; NaN without a location.
    counts : bool
        Whether sites this exact count in distances and coverage.
    """

    key: str
    label: Words
    error_m: float
    counts: bool


PRECISIONS: Mapping[str, Precision] = MappingProxyType(
    {
        entry.key: entry
        for entry in (
            Precision("exact", Words("精确", "exact"), 30.0, counts=True),
            Precision("street", Words("到街道门牌", "street"), 150.0, counts=True),
            Precision("district", Words("约在区县内", "district"), 3_000.0, counts=False),
            Precision("city", Words("约在市内", "city"), 15_000.0, counts=False),
            Precision("none", Words("地点未知", "not located"), float("nan"), counts=False),
        )
    }
)
"""From best to worst."""

SAME_M = 10.0
"""Two sites of one name this near are one site."""

NEAR_M = 50.0
"""Two sites of one name this near are probably one site, and so are two signs on one door."""

DOUBT_JOINT = ";"
"""What stands between the codes of the ``doubts`` column."""

DOUBTS: Mapping[str, Words] = MappingProxyType(
    {
        "outside_county": Words("坐标落在所报区县之外", "the coordinate lies outside the county named"),
        "outside_city": Words("坐标落在所报城市之外", "the coordinate lies outside the city named"),
        "far_from_list": Words("坐标远离同一片区的其他站点", "the coordinate lies far from the others of its zone"),
        "unknown_place": Words("所报市县名称无法识别", "the city or county named is not known"),
        "zone": Words("所报为功能区，无独立区划边界", "named by a development zone, which has no boundary of its own"),
        "datum_assumed": Words("坐标系不明，暂按 WGS-84", "the datum is not known and taken as WGS-84"),
        "datum_inferred": Words("坐标系由所报区县推断", "the datum is inferred from the counties named"),
        "datum_disputed": Words("坐标系的写法互相矛盾", "the list contradicts itself about the datum"),
        "degrees_unclear": Words("小数部分可能是分和秒", "its decimals may be minutes and seconds"),
        "few_decimals": Words("坐标小数位数少", "the coordinate has few decimals"),
        "on_lattice": Words("坐标排成规则网格，不像实测", "the coordinate lies on a regular lattice, not surveyed"),
        "illustrative": Words("来源称其为示意点位", "the source calls it illustrative"),
        "unknown_kind": Words("类型名称无法识别", "the word for its kind is not known"),
        "said_closed": Words("名单称其已停用或未启用", "the list says that it is closed or not in use"),
        **{
            one.doubt: Words(f"工人反映{one.label.zh}", f"workers report: {one.label.en}")
            for one in feedback.COMPLAINTS.values()
        },
    }
)
"""Codes of the ``doubts`` column (joined by ``;``)."""

CLOSED = ("said_closed", *feedback.CLOSING)
"""Doubts of sites that count as closed."""

TEXT = (
    "site_id",
    "kind",
    "kind_said",
    "name",
    "city",
    "city_adcode",
    "county",
    "adcode",
    "province_said",
    "city_said",
    "county_said",
    "address",
    "opening_hours",
    "services",
    "facilities",
    "phone",
    "precision",
    "doubts",
    "given_id",
    "given_x",
    "given_y",
    "given_datum",
    "source_url",
    "source_title",
    "source_date",
    "opened_on",
    "checked_on",
    "note",
    "list_file",
    "list_sheet",
    "list_row",
    "changes",
)
"""Columns of every kind that hold text; ``""`` means that the source does not say."""

PROVENANCE = ("list_file", "list_sheet", "list_row", "changes")
"""Columns that tell which file, sheet and line a row was read from, and what was changed in it."""

REQUIRED_TEXT = ("site_id", "kind", "name", "precision")

_OWN: Mapping[str, str] = MappingProxyType(
    {
        "mode": "str",
        "route_id": "str",
        "route_name": "str",
        "role": "str",
        "seq": "Int64",
        "stops_known": "Int64",
        "stops_total": "Int64",
        "is_loop": "boolean",
    }
)


def columns(kind: str) -> dict[str, str]:
    """Return the columns of a kind and their dtypes, geometry last.

    Examples
    --------
    >>> columns("bus_stop")["seq"], columns("rest_station")["error_m"]
    ('Int64', 'float64')
    """
    own = {name: _OWN[name] for name in kinds.get(kind).columns}
    return {**dict.fromkeys(TEXT, "str"), "error_m": "float64", **own, "geometry": "geometry"}
