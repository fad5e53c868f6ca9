"""What a list shares with the other sources: their lines, and sites of the same name in the same place."""

import pandas as pd

from unionmap import places, schema
from unionmap.workflows import matching
from unionmap.workflows.compare import NAMED, Difference


def references(stops: pd.DataFrame, lines: pd.DataFrame) -> set[str]:
    """Return the lines of other sources that stops name by id, and by no other name."""
    titles = dict(zip(lines["site_id"], lines["name"], strict=True))
    said = stops.loc[stops["route_id"].isin(titles), ["route_id", "route_name"]].drop_duplicates()
    fit = [
        not name or places.fold(name) == places.fold(titles[line])
        for line, name in zip(said["route_id"], said["route_name"], strict=True)
    ]
    return set(said["route_id"][fit]) - set(said["route_id"][[not one for one in fit]])


def overlaps(difference: Difference, sources: dict[str, schema.Sites]) -> pd.DataFrame:
    """Return the added sites that bear the name of a site of another source within `schema.NEAR_M`."""
    columns = [*NAMED, "other_id", "list", "distance_m"]
    parts = [pd.DataFrame(columns=columns)]
    for kind in difference.added["kind"].unique():
        frame = difference.sites[kind]
        fresh = frame[frame["site_id"].isin(difference.added["site_id"])].reset_index(drop=True)
        others = {name: sites[kind] for name, sites in sources.items() if len(sites[kind])}
        if not others:
            continue
        known = pd.concat([matching.features(other) for other in others.values()], ignore_index=True)
        about = pd.concat([other[["site_id"]].assign(list=name) for name, other in others.items()], ignore_index=True)
        pairs = matching.near(known, matching.features(fresh), ["name"], schema.NEAR_M)
        there = about.iloc[pairs["old"]].reset_index(drop=True).rename(columns={"site_id": "other_id"})
        here = pd.DataFrame(fresh.iloc[pairs["new"]][NAMED]).reset_index(drop=True)
        parts.append(pd.concat([here, there], axis=1).assign(distance_m=pairs["cost"].to_numpy()))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
