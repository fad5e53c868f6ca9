"""``unionmap nearest``: the nearest sites of a point or a place, that are open and have what is needed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unionmap.cli import output
from unionmap.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd

    from unionmap.network import Network
    from unionmap.schema import Sites

_COLUMNS = ("name", "distance_m", "bearing_deg", "precision", "county", "address", "opening_hours")


def run(
    at: Annotated[str, typer.Option(metavar="LON,LAT", help="Where from, longitude first.")] = "",
    place: Annotated[str, typer.Option(help="Where from, by name: 二七广场, 金水区, zzsjsq.")] = "",
    datum: Annotated[str, typer.Option(help="Datum of --at: wgs84, gcj02, bd09.")] = "wgs84",
    kind: Annotated[str, typer.Option(help="Kind of site.")] = "rest_station",
    k: Annotated[int, typer.Option("-k", min=1, help="How many.")] = 5,
    open_at: Annotated[str, typer.Option(help="Open then: now, 'Sat 12:30', '今晚 22:00', '2026-11-28 12:30'.")] = "",
    unknown: Annotated[bool, typer.Option("--unknown", help="Also where nobody knows whether it is open.")] = False,
    facility: Annotated[list[str] | None, typer.Option(help="Facility it must have; may be repeated.")] = None,
    mode: Annotated[str, typer.Option(help="Minutes by walk, ebike or network.")] = "",
    network: Annotated[Path | None, typer.Option(help="Street network for --mode network.")] = None,
    format: Annotated[str, typer.Option(help="table, json or geojson.")] = "table",
) -> None:
    """List the nearest sites, nearest first: by straight line, or along a street network.

    With --open-at a column says whether it is open then, and what is left out because nobody knows is counted.
    """
    output.check_format(format, "table", "json", "geojson")
    if bool(at) == bool(place):
        raise InputError("say where from: either --at LON,LAT or --place NAME")
    if (mode == "network") != (network is not None):
        raise InputError("--mode network and --network FILE go together")
    wanted = {"open_at": open_at, "unknown": unknown, "facility": facility or []}
    with output.working("reading the sites"):
        from unionmap import crs  # noqa: PLC0415
        from unionmap.workflows.load import load  # noqa: PLC0415

        every = load()
        lon, lat = _place(place, every) if place else (float(part) for part in crs.to_wgs84(*_point(at), datum))
        sites = every[kind]
        found = _found(sites, lon, lat, k, wanted, network)
    _timed(found, mode)
    _print(found, len(sites), kind, format, [*_extra(open_at, mode, network)])


def _found(
    sites: "gpd.GeoDataFrame", lon: float, lat: float, k: int, wanted: dict[str, Any], network: Path | None
) -> "gpd.GeoDataFrame":
    from unionmap import facilities, filters, hours, query  # noqa: PLC0415

    keys = [facilities.get(key).key for key in wanted["facility"]]
    when = hours.moment(wanted["open_at"], hours.now()) if wanted["open_at"] else None
    fit = filters.meets(sites, facilities=keys, open_at=when, unknown=wanted["unknown"])
    streets = _streets(network) if network else None
    found = query.nearest(sites, lon=lon, lat=lat, k=k, among=fit, streets=streets)
    if when is None:
        return found
    states = filters.open_states(sites, when)[filters.meets(sites, facilities=keys)]
    counts = {state: int((states == state).sum()) for state in ("open", "closed", "unknown")}
    said = ", ".join(f"{count} {state}" for state, count in counts.items())
    output.note(
        f"{when:%Y-%m-%d %H:%M} (China time): {said}{'' if wanted['unknown'] else '; the unknown are left out'}"
    )
    return found.join(filters.opening(found, when)[["open", "next_change"]])


def _streets(path: Path) -> "Network":
    from unionmap.network import read_network  # noqa: PLC0415  only who asks for it waits for scipy's graphs

    return read_network(path)


def _timed(found: "gpd.GeoDataFrame", mode: str) -> None:
    if mode:
        from unionmap import travel  # noqa: PLC0415

        found["minutes"] = travel.minutes(found["network_m" if mode == "network" else "distance_m"], mode)
        output.note(travel.assumption(mode, "en"))


def _extra(open_at: str, mode: str, network: Path | None) -> list[str]:
    columns = ["open", "next_change"] if open_at else []
    return columns + (["network_m"] if network else []) + (["minutes"] if mode else [])


def _print(found: "gpd.GeoDataFrame", listed: int, kind: str, form: str, extra: list[str]) -> None:
    from unionmap import export  # noqa: PLC0415

    if not len(found):
        output.note(f"none of the {listed} sites of kind {kind} fits and is located well enough to be near anything")
    if form == "geojson":
        output.text(export.geojson(found))
        return
    records = export.records(found)
    for record, (_, row) in zip(records, found.iterrows(), strict=True):
        record.update({name: _plain(row[name]) for name in extra})
    if form == "json":
        output.json(records)
    elif len(found):
        output.table([{key: row[key] for key in (*_COLUMNS[:2], *extra, *_COLUMNS[2:])} for row in records])


def _plain(value: Any) -> str | float | None:
    import pandas as pd  # noqa: PLC0415

    if isinstance(value, str):
        return value
    if hasattr(value, "strftime"):
        return None if value is pd.NaT else str(value.strftime("%Y-%m-%d %H:%M"))
    return round(float(value), 1)


def _place(name: str, sites: "Sites") -> tuple[float, float]:
    import pandas as pd  # noqa: PLC0415

    from unionmap import maps  # noqa: PLC0415
    from unionmap.workflows.starting import starts  # noqa: PLC0415

    found = starts(maps.points(sites), name)
    located = found[found["lon"].notna()]
    if not len(found) or pd.isna(found["lon"].iloc[0]):  # the likeliest is no point
        what = f"{name!r} is an area, not a point" if len(found) else f"no place is known as {name!r}"
        raise InputError(f"{what}: name a square, a village or a site, or give --at LON,LAT")
    first = located.iloc[0]
    where = " ".join(filter(None, dict.fromkeys([first["city"], first["county"], first["name"]])))
    others = f"; {len(located) - 1} more are called so" if len(located) > 1 else ""
    output.note(f"from {where}{others}")
    return float(first["lon"]), float(first["lat"])


def _point(text: str) -> tuple[float, float]:
    parts = text.replace("，", ",").split(",")
    try:
        lon, lat = (float(part) for part in parts if "_" not in part)
    except ValueError:
        raise InputError(f"--at takes LON,LAT such as 113.65,34.75, got {text!r}") from None
    return lon, lat
