"""Sites as compressed columns for the browser: places first, then what filters need, texts last and in chunks.

A block is one line of base64. Line 0 is the head (JSON), line 1 the places, line 2 the codes of columns whose cells
repeat, line 3 the ids; then come the names and the other texts, `CHUNK` sites a line, which the browser unpacks when
a card or a search asks for them.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import crs, facilities, filters, hours, kinds, navigate
from unionmap.maps import cards, payload

CHUNK = 2048
"""Sites a chunk of texts."""

_MICRO = 1e6
_FEW = 256
_SHARE = 8
_CUT = "\0"
_NEVER_OPEN = '{"seasons": []}'

Codes = npt.NDArray[np.int64]


def encode(frame: gpd.GeoDataFrame, lang: str, *, card: bool = True, cluster: bool = True) -> str:
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
    if len(frame) > CHUNK:
        frame = frame.iloc[np.argsort(frame.hilbert_distance().to_numpy(), kind="stable")]
    texts, repeated = _divided(_texts(frame, lang) if card else {})
    plan, plans = _plans(frame)
    coded = {
        name: pd.factorize(pd.Series(cells), use_na_sentinel=False)
        for name, cells in {**_keys(frame), "plan": plan, **repeated}.items()
    }
    places, legend = _places(frame, lang)
    head = {
        **legend,
        "count": len(frame),
        "chunk": CHUNK,
        "lang": lang,
        "cluster": cluster,
        "plans": [json.loads(text)["seasons"] for text in plans],
        "calendar": _calendar(plans),
        "codes": {name: [str(cell) for cell in found[1]] for name, found in coded.items()},
        "cities": dict(zip(frame["city_adcode"].tolist(), frame["city"].tolist(), strict=True)),
        "texts": ["name", *texts],
        "titles": cards.titles(lang) if card else {},
        "facilities": {key: entry.label.get(lang) for key, entry in facilities.FACILITIES.items()},
        "apps": navigate.templates(lang) if card else [],
        "rectangle": crs.RECTANGLE,
    }
    codes = b"".join(varints(found[0]) for found in coded.values())
    raw = [payload.to_bytes(head), places, codes, _joined(frame["site_id"].tolist())]
    return "\n".join(payload.pack(raw + _chunks({"name": frame["name"].tolist(), **texts})))


def _places(frame: gpd.GeoDataFrame, lang: str) -> tuple[bytes, dict[str, Any]]:
    """Return where the sites lie and how they are drawn, and what the codes in it mean."""
    used = [key for key in kinds.KINDS if (frame["kind"] == key).any()]
    codes, distinct = pd.factorize(frame["kind"])
    kind = np.array([used.index(key) for key in distinct], dtype=np.int64)[codes]
    errors, error = np.unique(np.round(frame["error_m"].to_numpy()), return_inverse=True)
    solid, usable = filters.well_located(frame), filters.usable(frame)
    axes = (np.round(axis.to_numpy() * _MICRO).astype(np.int64) for axis in (frame.geometry.x, frame.geometry.y))
    steps = [varints(zigzag(np.diff(axis, prepend=0))) for axis in axes]
    standing = [varints(flags.to_numpy().astype(np.int64)) for flags in (solid, usable)]
    parts = [*steps, varints(kind), varints(error), *standing]
    return b"".join(parts), {"kinds": [cards.badge(key, lang) for key in used], "errors": errors.tolist()}


def _texts(frame: gpd.GeoDataFrame, lang: str) -> dict[str, Sequence[str]]:
    codes, distinct = pd.factorize(frame["source_url"])
    urls = np.array([cards.safe_url(text) for text in distinct], dtype=object)[codes]
    return {**cards.columns(frame, lang), "url": urls.tolist()}


def _keys(frame: gpd.GeoDataFrame) -> dict[str, Sequence[str]]:
    """Return the columns that a filter asks; they always travel as codes."""
    number = frame["seq"].astype("Int64").astype("str").fillna("") if "seq" in frame else pd.Series("", frame.index)
    return {
        "place": (frame["city"] + " " + frame["county"]).str.strip().tolist(),
        "city_adcode": frame["city_adcode"].tolist(),
        "adcode": frame["adcode"].tolist(),
        "facility_keys": frame["facilities"].tolist(),
        "number": number.tolist(),
    }


def _plans(frame: gpd.GeoDataFrame) -> tuple[Sequence[str], Sequence[str]]:
    """Return the number of each site's opening plan, as text, and the plans; one called closed is never open."""
    codes, distinct = pd.factorize(frame["opening_hours"])
    said = np.array([json.dumps(hours.browser(hours.parse(str(text)))) for text in distinct], dtype=object)[codes]
    said[filters.said_closed(frame).to_numpy()] = _NEVER_OPEN
    number, plans = pd.factorize(said)
    return number.astype(str).tolist(), list(plans)


def _calendar(plans: Sequence[str]) -> dict[str, Any]:
    """Return the special days of this year and the next, where a plan asks for them."""
    this = datetime.now(ZoneInfo("Asia/Shanghai")).year
    asked = any(sort in text for text in plans for sort in ('"holiday"', '"break"', '"makeup"'))
    return hours.calendar([this, this + 1]) if asked else {"years": [], "published": [], "days": {}}


def _divided(found: dict[str, Sequence[str]]) -> tuple[dict[str, Sequence[str]], dict[str, Sequence[str]]]:
    """Tell columns that hardly repeat from those that do."""
    apart = {name: cells for name, cells in found.items() if len(set(cells)) > max(_FEW, len(cells) // _SHARE)}
    return apart, {name: cells for name, cells in found.items() if name not in apart}


def _chunks(texts: dict[str, Sequence[str]]) -> list[bytes]:
    """Return each column's texts, chunk by chunk: all names, then the other columns of a chunk together."""
    name, *rest = texts.values()
    starts = range(0, len(name), CHUNK)
    names = [_joined(name[start : start + CHUNK]) for start in starts]
    return names + [_joined([cell for column in rest for cell in column[start : start + CHUNK]]) for start in starts]


def _joined(cells: Sequence[str]) -> bytes:
    whole = _CUT.join(cells)
    if whole.count(_CUT) != max(len(cells) - 1, 0):
        whole = _CUT.join(cell.replace(_CUT, "") for cell in cells)
    return whole.encode("utf-8", "surrogatepass")


def zigzag(values: Codes) -> Codes:
    """Return signed numbers as unsigned ones, small for small (0, -1, 1, -2 become 0, 1, 2, 3)."""
    result: Codes = (values << 1) ^ (values >> 63)
    return result


def varints(values: npt.ArrayLike) -> bytes:
    """Return numbers in LEB128: seven bits a byte, the lowest first; the last byte of a number has no high bit.

    Parameters
    ----------
    values : array_like of int
        From 0 to 2**35 - 1.

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
