"""Seeded sites for the benchmarks: places all over China, texts that vary as those of real lists do."""

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import facilities, schema

_SEED = 20231204
_ROADS = [
    *("人民", "建设", "中山", "解放", "和平", "文化", "金水", "花园", "紫荆山", "东风", "农业"),
    *("中原", "嵩山", "航海", "黄河", "长江", "淮河", "科学", "瑞达", "莲花", "桐柏", "伏牛"),
]
_KINDS = ["工会驿站", "户外劳动者服务站点", "爱心驿站", "司机之家", "劳动者港湾"]
_SOURCES = ["关于公布全市户外劳动者服务站点名单的通知", "全市工会驿站一览表", "户外劳动者驿站建设情况通报"]


def sites(count: int) -> gpd.GeoDataFrame:
    """Return that many rest stations, about 300 bytes of text each."""
    rng = np.random.default_rng(_SEED)

    def pick(words: list[str]) -> np.ndarray:
        return np.array(words, dtype=object)[rng.integers(0, len(words), count)]

    def number(low: int, high: int) -> np.ndarray:
        return rng.integers(low, high, count).astype(str).astype(object)

    whole = np.arange(count).astype(str).astype(object)
    keys = np.array(list(facilities.FACILITIES), dtype=object)
    held = [";".join(keys[np.sort(rows)]) for rows in rng.integers(0, len(keys), (count, 4))]
    hours = "周一至周" + pick(list("五六日")) + " 0" + number(5, 9) + ":30-" + number(16, 23) + ":"
    at = rng.uniform([98.0, 22.0], [122.0, 42.0], (count, 2))
    table = {
        "site_id": "b" + whole,
        "kind": "rest_station",
        "name": pick(_ROADS) + "路" + pick(_KINDS) + "（" + pick(_ROADS) + "社区第" + whole + "站）",
        "address": (
            pick(_ROADS) + "路与" + pick(_ROADS) + "街交叉口向" + pick(list("东西南北")) + number(10, 900) + "米路"
            + pick(list("东西南北")) + pick(_ROADS) + "大厦" + number(1, 30) + "层" + number(100, 3000) + "室"
        ),
        "opening_hours": hours + pick(["00", "15", "30"]),
        "facilities": held,
        "phone": "0371-6" + number(1_000_000, 9_999_999),
        "city": "郑州市", "city_adcode": "410100", "county": pick(["金水区", "中原区", "二七区"]), "adcode": "410105",
        "precision": "exact", "error_m": 30.0,
        "source_title": pick(_SOURCES) + "（第" + number(1, 400) + "批）", "source_date": "2024-05-01",
    }  # fmt: skip
    frame = gpd.GeoDataFrame(pd.DataFrame(table), geometry=gpd.points_from_xy(*at.T), crs=4326)
    return schema.shape(frame, "rest_station")
