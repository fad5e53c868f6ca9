"""Sites take shape: places with their precision and error, counties and doubts, ids and where each row came from."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import crs, kernels, schema
from unionmap.intake import identity, invented, position, reconcile
from unionmap.intake.fields import Fields
from unionmap.intake.position import Positions
from unionmap.intake.verdicts import Rows, Verdicts

_PRECISION_WORDS = {
    "exact": "exact 精确 准确 高 high building_centroid rooftop 实测 测量 gps定位 现场采集 地图poi",
    "street": "street 门牌 门牌号 街道 道路交叉路口 交叉口 兴趣点 poi 单元号 公交站台地铁站 中 medium",
    "district": "district 区县 区 县 乡镇 村庄 道路 开发区 热点商圈 approximate 近似 大概 低 low",
    "city": "city 市 城市",
    "none": "none 无",
}
_BY_WORD = {word: key for key, words in _PRECISION_WORDS.items() for word in words.split()}
_ORDER = list(schema.PRECISIONS)


def place(fields: Fields, positions: Positions, province: pd.Series, verdicts: Verdicts) -> gpd.GeoDataFrame:
    """Return every row as a site in the making; those refused here and before keep an empty geometry.

    Parameters
    ----------
    fields, positions
        What the rows say, and where they lie.
    province : pandas.Series of str
        adcode of the province that the file or the part of it names, or ``""``.
    verdicts : Verdicts
        Takes refusals, changes and notes.
    """
    rows = fields.rows
    located = np.isfinite(positions.lon) & np.isfinite(positions.lat) & ~verdicts.refused
    unreal = _invented(fields, positions, located)
    sites = gpd.GeoDataFrame(rows, geometry=_points(positions, located), crs=crs.WGS84)
    sites["given_x"], sites["given_y"], sites["given_datum"] = (
        positions.given_x,
        positions.given_y,
        positions.given_datum,
    )
    sites["error_m"], sites["precision"], coarse = _exactness(rows, positions, located, verdicts)
    flags = {
        "datum_assumed": positions.assumed & located,
        "datum_inferred": positions.inferred & located,
        "datum_disputed": positions.disputed & located,
        "degrees_unclear": positions.unclear & located,
        "few_decimals": coarse,
        **unreal,
        "unknown_kind": rows["kind_unknown"].to_numpy(dtype=bool),
        "said_closed": fields.closed,
    }
    sites["doubts"] = _joined(flags, rows.index)
    sites = _without_place(sites, verdicts.refused | unreal["illustrative"] | unreal["on_lattice"])
    found = reconcile.survey(sites, named=positions.units)
    codes = reconcile.misplaced(sites, province, found=found)
    for key in pd.unique(codes[codes != ""]):
        verdicts.refuse(codes == key, str(key))
    for key, of in (("invented", unreal["illustrative"] | unreal["on_lattice"]), ("few_decimals", coarse)):
        verdicts.note(key, of & ~verdicts.refused)
    return reconcile.reconcile(_without_place(sites, verdicts.refused), found=found)


def _points(positions: Positions, located: np.ndarray) -> np.ndarray:
    points: np.ndarray = np.asarray(shapely.points(positions.lon, positions.lat))
    points[~located] = shapely.Point()
    return points


def _invented(fields: Fields, positions: Positions, located: np.ndarray) -> dict[str, np.ndarray]:
    told = ("note", "name", "source_title", "precision_said")
    remarks = [*(fields.rows[name] for name in told), *(fields.extras[header] for header in fields.extras)]
    said = invented.illustrative(remarks).to_numpy()
    lattice = invented.on_lattice(positions.x, positions.y, positions.step, located & ~said)
    return {"illustrative": said, "on_lattice": lattice}


def _exactness(
    rows: pd.DataFrame, positions: Positions, located: np.ndarray, verdicts: Verdicts
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    said = kernels.each_text(rows["precision_said"], lambda word: _BY_WORD.get(word.lower(), ""))
    strange = (said == "") & (rows["precision_said"] != "")
    strange &= kernels.each_text(rows["precision_said"].where(strange, ""), crs.read_name) == ""
    verdicts.change(strange, "precision_dropped", was=rows["precision_said"])
    base = said.where(said != "", "exact").where(located, "none")
    error = kernels.each_number(base, {key: entry.error_m for key, entry in schema.PRECISIONS.items()})
    given = pd.to_numeric(rows["error_m_said"], errors="coerce").to_numpy(dtype=np.float64)
    own = np.isfinite(given) & (given > 0)
    verdicts.change(~own & (rows["error_m_said"] != ""), "number_dropped", was=rows["error_m_said"])
    error = np.where(own & located, given, error)
    coarse = located & (positions.step_m > np.maximum(error, schema.PRECISIONS["exact"].error_m))
    wide = np.where(located, np.fmax(error, np.where(coarse, positions.step_m, 0.0)) + positions.doubt_m, np.nan)
    doubted = coarse | (positions.doubt_m > 0)
    rank = kernels.each_number(base, {key: place for place, key in enumerate(_ORDER)}).astype(np.int64)
    allowed = np.where(doubted, position.rank_of(wide), 0)
    precision = np.array(_ORDER, dtype=object)[np.maximum(rank, allowed)]
    gone = precision == "none"
    return np.where(gone, np.nan, wide), precision, coarse


def _joined(flags: dict[str, np.ndarray], index: pd.Index) -> pd.Series:
    result = pd.Series("", index=index, dtype="str")
    for code, rows in flags.items():
        result = schema.noted(result, rows, code)
    return result


def _without_place(sites: gpd.GeoDataFrame, gone: Rows) -> gpd.GeoDataFrame:
    lost = (gone | (sites["precision"] == "none").to_numpy()) & schema.located(sites).to_numpy()
    if not lost.any():
        return sites
    result = sites.copy()
    geometry = result.geometry.to_numpy().copy()
    geometry[lost] = shapely.Point()
    result["geometry"] = gpd.GeoSeries(geometry, index=sites.index, crs=sites.crs)
    result.loc[lost, "precision"] = "none"
    result.loc[lost, "error_m"] = np.nan
    return result


def finish(sites: gpd.GeoDataFrame, fields: Fields, verdicts: Verdicts) -> gpd.GeoDataFrame:
    """Give every accepted row its id, and put the columns behind it that no field was found for."""
    accepted = ~verdicts.refused
    done = sites.assign(site_id=identity.assign(fields.rows, accepted, verdicts))
    return done.join(fields.extras)
