import datetime
import json
import subprocess
import sys

import jsonschema
import pytest

from unionmap import export, facilities, kinds, schema
from unionmap.errors import InputError
from unionmap.export import feeds


@pytest.fixture(scope="module")
def first(sites):
    return feeds.feed(schema.public(sites))


def dated(content, day):
    """Return a feed as if it had been published on another day."""
    old = [{**site, "changed_on": day} for site in content["sites"]]
    return {**content, "generated_on": day, "sites": old}


def test_a_feed_is_what_its_schema_says(first):
    rules = json.loads(feeds.schema_text())
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.validate(json.loads(feeds.written(first)), rules, cls=jsonschema.Draft202012Validator)
    told = rules["properties"]["sites"]["items"]["properties"]
    assert {name for site in first["sites"] for name in site} == set(told)
    assert set(first) == set(rules["properties"])


def test_every_site_stands_in_it_once_with_what_is_known(first, sites):
    frame = schema.merge(sites)
    assert [site["id"] for site in first["sites"]] == frame["site_id"].tolist()
    assert first["count"] == len(frame)
    by_id = {site["id"]: site for site in first["sites"]}
    for row in frame.to_dict("records"):
        site = by_id[row["site_id"]]
        assert (site["opening_hours"] or "") == row["opening_hours"]
        assert tuple(site["facilities"] or ()) == facilities.split(row["facilities"])
        assert (site["lon"] is None) == (row["precision"] == "none" or row["kind"] == "bus_route")
    assert set(first["kinds"]) == set(kinds.KINDS)
    assert set(first["facilities"]) == set(facilities.FACILITIES)


def test_a_feed_comes_back_from_its_file_and_the_same_sites_are_the_same_digest(first, sites):
    assert feeds.read(feeds.written(first)) == first
    again = feeds.feed(schema.public(sites), previous=first)
    assert again["digest"] == first["digest"]
    assert again["changes"] == {"since": first["generated_on"], "added": [], "changed": [], "removed": []}


def test_what_came_changed_and_went_is_told_and_remembered(first, sites):
    frame = schema.public(sites)["rest_station"]
    was = dated(feeds.feed({"rest_station": frame.iloc[1:]}), "2026-01-01")
    now = frame.iloc[:-1].copy()
    now.loc[now.index[3], "opening_hours"] = "24小时"
    new, changed, gone = frame["site_id"].iloc[0], frame["site_id"].iloc[3], frame["site_id"].iloc[-1]
    today = str(datetime.date.today())
    told = feeds.feed({"rest_station": now}, previous=was)
    assert told["changes"] == {"since": "2026-01-01", "added": [new], "changed": [changed], "removed": [gone]}
    assert told["removed"] == [{"id": gone, "removed_on": today}]
    days = {site["id"]: site["changed_on"] for site in told["sites"]}
    assert {name for name, day in days.items() if day == today} == {new, changed}
    later = feeds.feed({"rest_station": now}, previous=told)
    assert later["changes"]["removed"] == []
    assert later["removed"] == told["removed"]
    back = feeds.feed({"rest_station": frame}, previous=told)
    assert back["removed"] == []
    assert back["changes"]["added"] == [gone]


def test_nothing_but_a_web_address_is_handed_to_apps_as_one(sites):
    frame = sites["rest_station"].head(3).assign(source_url=["javascript:alert(1)", "https://a.cn/x ; note", ""])
    content = feeds.feed(schema.Sites({"rest_station": frame}))
    assert [site["source_url"] for site in content["sites"]] == [None, "https://a.cn/x", None]
    jsonschema.validate(content, json.loads(feeds.schema_text()))


def test_since_a_day_what_changed_on_it_or_later_is_told(first, sites):
    frame = schema.public(sites)["rest_station"]
    was = dated(feeds.feed({"rest_station": frame.iloc[1:]}), "2026-01-01")
    told = feeds.feed({"rest_station": frame.iloc[:-1]}, previous=was, since="2026-01-02")["changes"]
    gone = frame["site_id"].iloc[-1]
    assert told == {"since": "2026-01-02", "added": [], "changed": [frame["site_id"].iloc[0]], "removed": [gone]}
    everything = feeds.feed({"rest_station": frame}, since="2026-01-02")["changes"]
    assert everything["changed"] == frame["site_id"].tolist()


def test_a_feed_keeps_its_datum_and_names_it(stations_at):
    sites = {"rest_station": stations_at([113.65], [34.75])}
    told = feeds.feed(sites, datum="gcj02")
    assert told["datum"] == "GCJ-02"
    assert told["sites"][0]["lon"] == pytest.approx(113.656078, abs=1e-6)
    with pytest.raises(InputError, match="keeps its datum"):
        feeds.feed(sites, previous=told)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[1]", b'{"feed": "unionmap-feed"}', b"\xff", b'{"feed":"unionmap-feed","sites":[{}]}']
)
def test_what_is_no_feed_is_refused(raw):
    with pytest.raises(InputError, match="no feed of unionmap"):
        feeds.read(raw)


@pytest.mark.parametrize("since", ["yesterday", "2026-5-1", "20260501"])
def test_what_is_no_day_is_refused(since):
    with pytest.raises(InputError, match="2026-05-01"):
        feeds.feed({}, since=since)


def test_a_feed_of_another_version_is_refused(first):
    with pytest.raises(InputError, match=r"version '2\.0'"):
        feeds.feed({}, previous={**first, "version": "2.0"})


def test_the_client_of_the_documents_runs(repo, sites, tmp_path):
    text = (repo / "docs" / "feed.md").read_text(encoding="utf-8")
    client = text.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "client.py").write_text(client, encoding="utf-8")
    feed, frame = tmp_path / "feed.json", sites["rest_station"]
    first = feeds.feed({"rest_station": frame.assign(facilities=["water", ""] * (len(frame) // 2))})
    feed.write_bytes(feeds.written(first))

    def run() -> str:
        command = [sys.executable, "-I", "client.py", feed.as_uri(), "113.65", "34.75", "water"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    said = run().splitlines()
    assert said[0] == f"{len(first['sites'])} new or changed, 0 gone"
    offered = {site["name"] for site in first["sites"] if "water" in (site["facilities"] or ())}
    assert len(said) == 6
    assert all(line.split(" m  ")[1].split("  ")[0] in offered for line in said[1:])
    assert run().splitlines()[0] == "0 new or changed, 0 gone"


def test_every_field_is_explained_in_the_documents(repo):
    text = (repo / "docs" / "feed.md").read_text(encoding="utf-8")
    rules = json.loads(feeds.schema_text())
    for name in (*rules["properties"], *rules["properties"]["sites"]["items"]["properties"]):
        assert f"`{name}`" in text
    assert export.feed is feeds.feed
