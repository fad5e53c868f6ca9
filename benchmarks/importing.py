"""Importing a list of 200,000 rows against what it cannot do without, each in a process of its own."""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import crs, places
from unionmap.intake import read_sites

_SEED = 20231204
_ROWS = 200_000
_COUNTIES = Path("data/geo/base/henan_county_tianditu.parquet")


def make(path: Path, rows: int = _ROWS) -> None:
    """Write a seeded list with Chinese headers: every row in the county that it names, coordinates in GCJ-02."""
    rng = np.random.default_rng(_SEED)
    lon, lat = rng.uniform(110.4, 116.6, rows * 3), rng.uniform(31.4, 36.4, rows * 3)
    code = places.locate(gpd.GeoSeries.from_xy(lon, lat, crs=4326)).to_numpy()
    inside = np.flatnonzero(code != "")[:rows]
    x, y = crs.from_wgs84(lon[inside], lat[inside], "gcj02")
    counties = places.load().counties
    number = np.arange(rows)
    table = {
        "编号": [f"HA{i:06d}" for i in number],
        "站点名称": [f"工会驿站（第{i}站点店）" for i in number],
        "类型": rng.choice(["工会驿站", "户外劳动者驿站", "司机之家", "爱心驿站"], rows),
        "所在市": pd.Series(code[inside]).map(counties["city"].to_dict()),
        "区县": pd.Series(code[inside]).map(counties["name"].to_dict()),
        "详细地址": [f"人民路{i % 997}号附{i % 13}号" for i in number],
        "经度": np.char.mod("%.6f", x),
        "纬度": np.char.mod("%.6f", y),
        "开放时间": rng.choice(["24小时", "周一至周五 08:30-17:00", "", "8:00-20:00"], rows),
        "服务项目": rng.choice(["饮水机、微波炉、休息", "空调、充电插座", "", "饮水、如厕、Wi-Fi"], rows),
        "联系电话": [f"0371-6{i:07d}" for i in number],
        "备注": "",
    }
    pd.DataFrame(table).to_csv(path, index=False)


def baseline(path: Path) -> int:
    """Read, make points, join with the counties."""
    table = pd.read_csv(path)
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["经度"], table["纬度"]), crs=4326)
    return len(gpd.sjoin(points, gpd.read_parquet(_COUNTIES)))


def ours(path: Path) -> int:
    """Read, map, understand, convert, check."""
    result = read_sites(path)
    return result.accepted + len(result.refused)


def _peak_kb() -> int:
    # Linux's own account: getrusage would count what the parent process held before this one began.
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])


def measure(what: str, path: str) -> None:
    """Print rows, seconds and peak memory above the imported libraries of one run."""
    before = _peak_kb()
    start = time.perf_counter()
    rows = {"baseline": baseline, "ours": ours}[what](Path(path))
    seconds = time.perf_counter() - start
    peak = _peak_kb() - before
    print(json.dumps({"rows": rows, "seconds": seconds, "peak_mb": peak / 1024}))


def bench(rounds: int = 3) -> None:
    """Compare both, in turn, the best of several processes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        make(path)
        runs: dict[str, list[dict[str, float]]] = {"ours": [], "baseline": []}
        for _ in range(rounds):
            for what, found in runs.items():
                command = [sys.executable, "-m", "benchmarks.importing", what, str(path)]
                found.append(json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout))
        size = path.stat().st_size / 1e6
    best = {what: {key: min(run[key] for run in found) for key in found[0]} for what, found in runs.items()}
    time_ratio = best["ours"]["seconds"] / best["baseline"]["seconds"]
    peak_ratio = best["ours"]["peak_mb"] / best["baseline"]["peak_mb"]
    print(
        f"import of {_ROWS:,} rows, csv of {size:.0f} MB (cold processes, best of {rounds})\n"
        f"  ours {best['ours']['seconds']:.2f} s, {best['ours']['peak_mb']:.0f} MB | read_csv + points_from_xy + sjoin "
        f"{best['baseline']['seconds']:.2f} s, {best['baseline']['peak_mb']:.0f} MB | {time_ratio:.1f} times its time, "
        f"{peak_ratio:.1f} times its peak | {best['ours']['rows']:.0f} rows accounted for"
    )


if __name__ == "__main__":
    measure(*sys.argv[1:])
