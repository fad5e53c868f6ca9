"""Sites as compressed columns for the browser: first what a picture of them needs, texts last and in chunks.

A block is one line of base64. The first lines are the head (JSON), the places and the ids. The later lines, which a
page may receive after the code that draws, are what filters ask (JSON, then codes of columns whose cells repeat),
the names and the other texts, `CHUNK` sites a line; the browser unpacks those when a card or a search asks for them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap import crs, facilities, filters, hours, kernels, kinds, navigate
from unionmap.maps import cards, payload

CHUNK = 2048
"""Sites a chunk of texts."""

_MICRO = 1e6
_FEW = 256
_SHARE = 8
_CUT = "\0"
_NEVER_OPEN = '{"seasons": []}'

Codes = npt.NDArray[np.int64]


class Encoded(NamedTuple):
    """Lines of base64: those that the first picture needs, and the later ones."""

    first: str
    later: str


def encode(frame: gpd.GeoDataFrame, lang: str, *, card: bool = True, cluster: bool = True) -> Encoded:
    """Return located point sites as lines of base64, in an order that keeps neighbours together.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Located points of one or several kinds, EPSG:4326. Up to `CHUNK` sites keep their order.
    lang : str
        Language of the cards.
    card : bool, default True
        Carry all lines of the cards; otherwise only names and places.
    cluster : bool, default True
        Put close sites together at small scales.
    """
    order = _order(frame)
    with payload.packing() as pack:
        ids = pack(b"".join(_joined(frame["site_id"], order, max(len(frame), 1))))
        names = list(map(pack, _joined(frame["name"], order, CHUNK)))
        texts, repeated = _divided(_texts(frame, lang) if card else {})
        parts = zip(*(_joined(cells, order, CHUNK) for cells in texts.values()), strict=True)
        rest = [pack(_CUT.encode().join(part)) for part in parts]
        legend, places = _places(frame, order, lang)
        known, codes = _known(frame, repeated, order, lang)
        head = {
            **legend,
            "count": len(frame),
            "chunk": CHUNK,
            "lang": lang,
            "cluster": cluster,
            "texts": ["name", *texts],
            "titles": cards.titles(lang) if card else {},
            "apps": navigate.templates(lang) if card else [],
            "rectangle": crs.RECTANGLE,
        }
        first = [pack(payload.to_bytes(head)), pack(places), ids]
        later = [pack(payload.to_bytes(known)), pack(codes), *names, *rest]
    return Encoded(*("\n".join(block.result() for block in lines) for lines in (first, later)))


def _order(frame: gpd.GeoDataFrame) -> Codes:
    if len(frame) <= CHUNK:
        return np.arange(len(frame))
    return np.argsort(frame.hilbert_distance().to_numpy(), kind="stable")


def _known(
    frame: gpd.GeoDataFrame, repeated: Mapping[str, pa.DictionaryArray], order: Codes, lang: str
) -> tuple[dict[str, Any], bytes]:
    """Return what a filter must know, and the codes of all columns whose cells repeat."""
    plan, plans = _plans(frame)
    cells, codes = _codes({**_keys(frame), "plan": plan, **repeated}, order)
    known = {
        "plans": [json.loads(text)["seasons"] for text in plans],
        "calendar": _calendar(plans),
        "cities": dict(kernels.combined(frame, ("city_adcode", "city"))[1]),
        "facilities": {key: entry.label.get(lang) for key, entry in facilities.FACILITIES.items()},
    }
    return cells | known, codes


def _places(frame: gpd.GeoDataFrame, order: Codes, lang: str) -> tuple[dict[str, Any], bytes]:
    """Return what codes mean, and where the sites lie and how they are drawn."""
    kind, said = kernels.combined(frame, ["kind"])
    used = [key for key in kinds.KINDS if (key,) in said]
    kind = np.array([used.index(key) for (key,) in said], dtype=np.int64)[kind]
    errors, error = np.unique(np.round(frame["error_m"].to_numpy()), return_inverse=True)
    axes = frame.geometry.get_coordinates().to_numpy()[order].T
    steps = [zigzag(np.diff(np.round(axis * _MICRO).astype(np.int64), prepend=0)) for axis in axes]
    flags = [flag.to_numpy().astype(np.int64)[order] for flag in (filters.well_located(frame), filters.usable(frame))]
    parts = (*steps, kind[order], error[order], *flags)
    legend = {"kinds": [cards.badge(key, lang) for key in used], "errors": errors.tolist()}
    return legend, b"".join(map(varints, parts))


def _texts(frame: gpd.GeoDataFrame, lang: str) -> dict[str, pa.Array]:
    codes, said = kernels.combined(frame, ["source_url"])
    return {**cards.columns(frame, lang), "url": _coded(codes, [cards.safe_url(text) for (text,) in said])}


def _coded(codes: Codes, cells: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(cells, pa.large_string()))


def _keys(frame: gpd.GeoDataFrame) -> dict[str, pa.DictionaryArray]:
    """Return the columns that a filter asks; they always travel as codes."""
    place, said = kernels.combined(frame, ("city", "county"))
    number = frame["seq"].astype("Int64").astype("str").fillna("") if "seq" in frame else pd.Series("", frame.index)
    plain = {
        "city_adcode": frame["city_adcode"],
        "adcode": frame["adcode"],
        "facility_keys": frame["facilities"],
        "number": number,
    }
    found = {name: kernels.combined(pd.DataFrame({name: cells}), [name]) for name, cells in plain.items()}
    return {
        "place": _coded(place, [f"{city} {county}".strip() for city, county in said]),
        **{name: _coded(codes, [cell for (cell,) in cells]) for name, (codes, cells) in found.items()},
    }


def _plans(frame: gpd.GeoDataFrame) -> tuple[pa.DictionaryArray, Sequence[str]]:
    """Return the number of each site's opening plan, as text, and the plans; one called closed is never open."""
    asked = pd.DataFrame({"hours": frame["opening_hours"], "closed": filters.said_closed(frame)})
    codes, said = kernels.combined(asked, ["hours", "closed"])
    found = [_NEVER_OPEN if closed else json.dumps(hours.browser(hours.parse(text))) for text, closed in said]
    number, plans = pd.factorize(np.array(found, dtype=object))
    return _coded(codes, number.astype(str).tolist()), list(plans)


def _calendar(plans: Sequence[str]) -> dict[str, Any]:
    """Return the special days of last year (whose last night runs into this), this and the next, where a plan asks."""
    this = hours.now().year
    asked = any(sort in text for text in plans for sort in ('"holiday"', '"break"', '"makeup"'))
    return hours.calendar([this - 1, this, this + 1]) if asked else {"years": [], "published": [], "days": {}}


def _divided(found: Mapping[str, pa.Array]) -> tuple[dict[str, pa.Array], dict[str, pa.DictionaryArray]]:
    """Tell columns that hardly repeat from those that do."""
    texts, repeated = {}, {}
    for name, cells in found.items():
        if isinstance(cells, pa.DictionaryArray) or _repeats(cells.slice(0, CHUNK)):
            coded = pc.dictionary_encode(cells)
            if _repeats(coded):
                repeated[name] = coded
                continue
        texts[name] = pc.cast(cells, pa.large_string())
    return texts, repeated


def _repeats(cells: pa.Array) -> bool:
    coded = pc.dictionary_encode(cells)
    return len(coded.dictionary) <= max(_FEW, len(cells) // _SHARE)


def _codes(columns: Mapping[str, pa.DictionaryArray], order: Codes) -> tuple[dict[str, Any], bytes]:
    """Return the cells that codes stand for and the columns of codes, those once that several columns share."""
    held: list[Codes] = []
    which: dict[str, int] = {}
    for name, column in columns.items():
        codes = np.asarray(column.indices)
        same = [number for number, other in enumerate(held) if np.array_equal(codes, other)]
        which[name] = same[0] if same else len(held)
        held += [] if same else [codes]
    cells = {name: column.dictionary.to_pylist() for name, column in columns.items()}
    return {"codes": cells, "columns": which}, b"".join(varints(codes[order]) for codes in held)


def _joined(cells: "pd.Series[str] | pa.Array", order: Codes, size: int) -> list[bytes]:
    """Return the texts of so many sites at a time as one, with NUL between them."""
    text = (cells if isinstance(cells, pa.Array) else kernels.arrow(cells)).take(pa.array(order)).cast(pa.string())
    bounds = [*range(0, len(text), size), len(text)]
    counts = np.diff(bounds)
    parts = _cut(text, bounds)
    if any(part.count(_CUT.encode()) != max(count - 1, 0) for part, count in zip(parts, counts, strict=True)):
        return _cut(pc.replace_substring(text, _CUT, ""), bounds)
    return parts


def _cut(text: pa.Array, bounds: Sequence[int]) -> list[bytes]:
    return [part.as_buffer().to_pybytes() for part in pc.binary_join(pa.ListArray.from_arrays(bounds, text), _CUT)]


def zigzag(values: Codes) -> Codes:
    """Return signed numbers as unsigned ones, small for small (0, -1, 1, -2 become 0, 1, 2, 3)."""
    result: Codes = (values << 1) ^ (values >> 63)
    return result


def varints(values: npt.ArrayLike) -> bytes:
    """Return numbers in LEB128: seven bits a byte, the lowest first; the last byte of a number has no high bit.

    Parameters
    ----------
    values : array_like of int
        From 0 to 2**32 - 1.

    Examples
    --------
    >>> varints([1, 300]).hex()
    '01ac02'
    """
    number = np.asarray(values, dtype=np.int64)
    length = np.ones(len(number), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        length += number >= 1 << bits
    start = np.cumsum(length) - length
    out = np.zeros(int(length.sum()), dtype=np.uint8)
    for k in range(int(length.max(initial=0))):
        more = np.flatnonzero(length > k)
        high = np.where(length[more] > k + 1, 128, 0)
        out[start[more] + k] = ((number[more] >> 7 * k) & 127) | high
    return out.tobytes()
