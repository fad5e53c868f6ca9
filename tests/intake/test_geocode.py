"""Geocoding with answers written by hand in the format that Amap documents; nothing here was recorded live."""

import json
import sqlite3
import traceback
import urllib.request
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from unionmap import crs, places, schema
from unionmap.errors import DataError, InputError
from unionmap.intake import geocode
from unionmap.intake.geocode import amap, transport

KEY = "0123456789abcdef-secret"
JINSHUI = (113.672, 34.789)
LON, LAT = (round(float(part), 6) for part in crs.from_wgs84(*JINSHUI, "gcj02"))


def place(level="门牌号", location=f"{LON},{LAT}", **more):
    return {
        "formatted_address": "河南省郑州市金水区花园路1号",
        "country": "中国",
        "province": "河南省",
        "citycode": "0371",
        "city": "郑州市",
        "district": "金水区",
        "township": [],
        "neighborhood": {"name": [], "type": []},
        "building": {"name": [], "type": []},
        "adcode": "410105",
        "street": "花园路",
        "number": "1号",
        "location": location,
        "level": level,
    } | more


def ok(*found):
    return {"status": "1", "info": "OK", "infocode": "10000", "count": str(len(found)), "geocodes": list(found)}


def refusal(code, info):
    return {"status": "0", "info": info, "infocode": code}


class Service:
    """Answers in turn, the last one for ever, and remembers what it was asked."""

    def __init__(self, *replies):
        self.replies, self.urls = list(replies), []

    def __call__(self, url):
        self.urls.append(url)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, bytes) else json.dumps(reply, ensure_ascii=False).encode()


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def provider(service, clock=None, **options):
    clock = clock or Clock()
    pace = geocode.Pace(3, clock=clock, sleep=clock.sleep)
    return geocode.Amap(KEY, transport=service, pace=pace, **options)


def missing(**cells):
    row = {
        "name": "测试驿站",
        "precision": "none",
        "city_said": "郑州市",
        "county_said": "金水区",
        "address": "花园路1号",
    }
    row |= {"city_adcode": "410100", "adcode": "410105"} | cells
    frame = pd.DataFrame([{"site_id": "T-1", "kind": "rest_station"} | row])
    return schema.shape(frame, "rest_station")


def together(*frames):
    joined = pd.concat(frames, ignore_index=True)
    joined["site_id"] = [f"T-{i}" for i in range(len(joined))]
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=crs.WGS84).set_axis(range(10, 10 + len(joined)))


def test_the_request_is_the_documented_one():
    service = Service(ok(place()))
    provider(service).geocode("郑州市金水区花园路1号", "410100")
    parts = urlsplit(service.urls[0])
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "restapi.amap.com", "/v3/geocode/geo")
    assert parse_qs(parts.query) == {
        "key": [KEY],
        "address": ["郑州市金水区花园路1号"],
        "city": ["410100"],
        "output": ["JSON"],
    }


def test_an_answer_keeps_its_level_and_says_its_datum():
    answer = provider(Service(ok(place()))).geocode("郑州市金水区花园路1号")
    assert answer == geocode.Answer(LON, LAT, "gcj02", "门牌号", "street", "河南省郑州市金水区花园路1号")


KNOWN = ("国家", "省", "市", "区县", "开发区", "乡镇", "村庄", "热点商圈", "兴趣点", "门牌号", "单元号", "道路")
DOCUMENTED = (*KNOWN, "道路交叉路口", "公交站台、地铁站", "未知")


@pytest.mark.parametrize("level", [*DOCUMENTED, "", [], "住宅区"])
def test_every_documented_level_has_a_precision_or_is_refused(level):
    answer = provider(Service(ok(place(level)))).geocode("某地")
    refused = level in ("国家", "省", "市", "区县", "未知", "", [], "住宅区")
    assert (answer is None) is refused
    if answer:
        assert answer.precision == geocode.LEVELS[level]


def test_no_answer_of_a_geocoder_is_exact():
    assert set(geocode.LEVELS.values()) == {"street", "district"} <= set(schema.PRECISIONS)


@pytest.mark.parametrize(
    "reply",
    [
        ok(),
        ok(place(), place(location="113.0,34.0")),
        ok(place(location=[])),
        ok(place(location="113.6")),
        ok(place(location="x,y")),
        ok(place(location="nan,34")),
        ok(place(location="1136,34")),
        ok("x"),
        {"status": "1"},
        refusal("20000", "INVALID_PARAMS"),
        refusal("30001", "ENGINE_RESPONSE_DATA_ERROR"),
    ],
)
def test_an_answer_that_names_no_single_place_is_none(reply):
    assert provider(Service(reply)).geocode("某地") is None


def test_a_blank_address_is_not_asked():
    service = Service(ok(place()))
    assert provider(service).geocode("  ") is None
    assert service.urls == []


def test_requests_keep_their_distance():
    clock, service, times = Clock(), Service(ok(place())), []
    geocoder = provider(lambda url: times.append(clock.now) or service(url), clock)
    for i in range(10):
        geocoder.geocode(f"花园路{i}号")
    assert all(sum(start <= t < start + 0.999 for t in times) <= 3 for start in times)
    assert times[-1] - times[0] == pytest.approx(3.0)


@pytest.mark.parametrize("code", ["10004", "10014", "10016", "10019", "10020", "10021"])
def test_too_fast_is_tried_again_ever_more_slowly(code):
    clock = Clock()
    service = Service(*[refusal(code, "CUQPS_HAS_EXCEEDED_THE_LIMIT")] * 3, ok(place()))
    assert provider(service, clock).geocode("花园路1号") is not None
    assert len(service.urls) == 4
    assert [pause for pause in clock.slept if pause >= 1] == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "fault", [refusal("10021", "CUQPS_HAS_EXCEEDED_THE_LIMIT"), TimeoutError("slow"), OSError("x")]
)
def test_trying_again_ends(fault):
    service = Service(fault)
    with pytest.raises(DataError, match="did not answer after 5 tries"):
        provider(service).geocode("花园路1号")
    assert len(service.urls) == amap.TRIES


@pytest.mark.parametrize(
    ("code", "info", "says"),
    [
        ("10003", "DAILY_QUERY_OVER_LIMIT", "quota"),
        ("10044", "USER_DAILY_QUERY_OVER_LIMIT", "quota"),
        ("40000", "QUOTA_PLAN_RUN_OUT", "quota"),
        ("10001", "INVALID_USER_KEY", "refuses the key"),
        ("10009", "USERKEY_PLAT_NOMATCH", "refuses the key"),
        ("10005", "INVALID_USER_IP", "refuses the key"),
        ("", "", "refuses the key"),
    ],
)
def test_a_limit_or_a_bad_key_stops_at_once(code, info, says):
    service = Service(refusal(code, info))
    with pytest.raises(DataError, match=f"{says}.*{code}"):
        provider(service).geocode("花园路1号")
    assert len(service.urls) == 1


@pytest.mark.parametrize("body", [b"<html>login</html>", b"[]", b"", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_in_another_format_stops_with_one_sentence(body):
    with pytest.raises(DataError, match="something else than its format"):
        provider(Service(body)).geocode("花园路1号")


def test_the_cache_survives_and_asks_nothing_twice(tmp_path):
    service = Service(ok(place()), ok())
    first = provider(service, cache_dir=tmp_path / "new")
    found, nothing = first.geocode("花园路1号", "410100"), first.geocode("无此路", "410100")
    again = provider(Service(OSError("offline")), cache_dir=tmp_path / "new")
    assert again.geocode("花园路1号", "410100") == found is not None
    assert again.geocode("无此路", "410100") is nothing is None
    with pytest.raises(DataError):
        again.geocode("花园路1号", "410300")


def test_a_failure_is_not_kept_as_an_answer(tmp_path):
    service = Service(refusal("30001", "ENGINE_RESPONSE_DATA_ERROR"), ok(place()))
    geocoder = provider(service, cache_dir=tmp_path)
    assert geocoder.geocode("花园路1号") is None
    assert geocoder.geocode("花园路1号") is not None


def test_an_address_with_quotes_is_kept_as_it_is(tmp_path):
    geocoder = provider(Service(ok(place())), cache_dir=tmp_path)
    geocoder.geocode("'); drop table answers; --")
    with sqlite3.connect(tmp_path / "geocodes.sqlite") as base:
        assert base.execute("select address, level from answers").fetchall() == [
            ("'); drop table answers; --", "门牌号")
        ]
    base.close()


def test_a_damaged_cache_is_one_clear_error(tmp_path):
    (tmp_path / "geocodes.sqlite").write_bytes(b"no database at all, but long enough to look at" * 10)
    with pytest.raises(DataError, match="delete it or choose another"):
        provider(Service(ok(place())), cache_dir=tmp_path).geocode("花园路1号")


def causes(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "reply",
    [
        refusal("10001", KEY),
        refusal("10003", f"DAILY {KEY}"),
        refusal("10021", KEY),
        OSError(f"https://restapi.amap.com/?key={KEY}"),
        ValueError(KEY),
        KEY.encode(),
    ],
)
def test_the_key_never_leaks(reply, tmp_path, caplog, capsys):
    geocoder = provider(Service(ok(place()), reply), cache_dir=tmp_path)
    geocoder.geocode("花园路1号")
    with caplog.at_level(0), pytest.raises(DataError) as caught:
        geocoder.geocode("花园路2号")
    assert not any(KEY in f"{error!r}{error}" for error in causes(caught.value))
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in repr(geocoder) + str(geocoder) + caplog.text + "".join(capsys.readouterr())
    assert not any(KEY.encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_the_key_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("UNIONMAP_GEOCODER_KEY", KEY)
    assert geocode.from_environment().label == "高德"
    monkeypatch.delenv("UNIONMAP_GEOCODER_KEY")
    with pytest.raises(InputError, match="UNIONMAP_GEOCODER_KEY"):
        geocode.from_environment()


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(InputError, match="above 0"):
        geocode.Pace(0)


@pytest.mark.parametrize("url", ["http://restapi.amap.com/x", "file:///etc/passwd", "ftp://x/y", "HTTPS://x/y", ""])
def test_only_https_is_asked(url, monkeypatch):
    monkeypatch.setattr(urllib.request.OpenerDirector, "open", lambda *a, **k: pytest.fail("asked"))
    with pytest.raises(InputError, match="https only"):
        geocode.fetch(url)


class Reply(BytesIO):
    """What the https handler hands up: a body with a status and headers."""

    def __init__(self, body=b"", code=200, **headers):
        super().__init__(body)
        self.code, self.msg, self.headers = code, "", headers

    def info(self):
        return self.headers


def handler_answering(monkeypatch, reply):
    asked = []

    def https_open(self, request):
        asked.append((request.full_url, request.timeout))
        return reply

    monkeypatch.setattr(urllib.request.HTTPSHandler, "https_open", https_open)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return asked


def test_the_body_is_fetched_with_a_timeout(monkeypatch):
    asked = handler_answering(monkeypatch, Reply(b"{}"))
    assert geocode.fetch("https://restapi.amap.com/v3") == b"{}"
    assert asked == [("https://restapi.amap.com/v3", transport.TIMEOUT_S)]


@pytest.mark.parametrize("code", [301, 302, 307, 308, 403, 500])
def test_no_redirect_is_followed_and_no_error_taken_for_an_answer(monkeypatch, code):
    asked = handler_answering(monkeypatch, Reply(b"{}", code, location="https://elsewhere.example/"))
    with pytest.raises(OSError, match=str(code)):
        geocode.fetch("https://restapi.amap.com/v3")
    assert len(asked) == 1


def test_an_endless_answer_is_cut_off(monkeypatch):
    handler_answering(monkeypatch, Reply(b"x" * (transport.LIMIT_BYTES + 1)))
    with pytest.raises(OSError, match="more than 1000000 bytes"):
        geocode.fetch("https://restapi.amap.com/v3")


def test_a_missing_place_is_filled_with_all_that_is_known_of_it():
    service = Service(ok(place()))
    sites = missing(changes="县名改正")
    row = geocode.locate_missing(sites, provider(service)).iloc[0]
    assert (row.geometry.x, row.geometry.y) == pytest.approx(JINSHUI, abs=1e-6)
    assert (row["given_x"], row["given_y"], row["given_datum"]) == (f"{LON:.6f}", f"{LAT:.6f}", "gcj02")
    assert (row["precision"], row["error_m"]) == ("street", schema.PRECISIONS["street"].error_m)
    assert row["changes"] == "县名改正；位置由地址查得（高德，匹配到门牌号）"
    assert parse_qs(urlsplit(service.urls[0]).query)["address"] == ["郑州市金水区花园路1号"]
    assert parse_qs(urlsplit(service.urls[0]).query)["city"] == ["410100"]


def test_what_comes_out_fits_the_schema_and_the_input_is_untouched():
    sites = together(missing(), missing(address=""), missing(address="花园路9号"))
    before = sites.copy(deep=True)
    found = geocode.locate_missing(sites, provider(Service(ok(place()))))
    schema.validate(found, "rest_station")
    assert schema.located(found).tolist() == [True, False, True]
    pd.testing.assert_frame_equal(pd.DataFrame(sites), pd.DataFrame(before))
    assert found.index.equals(sites.index)
    assert found.dtypes.equals(sites.dtypes)
    pd.testing.assert_frame_equal(pd.DataFrame(found.iloc[[1]]), pd.DataFrame(before.iloc[[1]]))


@pytest.mark.parametrize(
    "cells",
    [
        {"precision": "exact", "error_m": 30.0, "geometry": shapely.Point(113.6, 34.7)},
        {"given_x": "113.6", "given_y": "34.7"},
        {"given_x": "?"},
        {"address": ""},
        {"address": " 无 "},
        {"adcode": "", "city_adcode": "", "county_said": "", "city_said": ""},
    ],
)
def test_rows_with_a_coordinate_or_nothing_to_ask_or_test_are_left_alone(cells):
    service = Service(ok(place()))
    sites = missing(**cells)
    found = geocode.locate_missing(sites, provider(service))
    assert service.urls == []
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(sites))


@pytest.mark.parametrize(
    ("codes", "taken"),
    [
        ({"adcode": "410105"}, True),
        ({"adcode": "410122"}, False),
        ({"adcode": "", "city_adcode": "410100", "county_said": "高新区"}, True),
        ({"adcode": "", "city_adcode": "410300"}, False),
        ({"adcode": "999999"}, False),
    ],
)
def test_an_answer_outside_the_county_that_the_row_names_is_not_taken(codes, taken):
    sites = missing(**codes)
    found = geocode.locate_missing(sites, provider(Service(ok(place()))))
    assert schema.located(found).iloc[0] == taken
    if not taken:
        pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(sites))


def test_an_answer_just_over_the_boundary_is_taken():
    border = places.load().counties.geometry["410105"].boundary
    east = border.interpolate(0.3, normalized=True)
    lon, lat = crs.from_wgs84(east.x, east.y, "gcj02")
    answers = ok(place(location=f"{float(lon):.6f},{float(lat):.6f}"))
    assert schema.located(geocode.locate_missing(missing(), provider(Service(answers)))).iloc[0]


def test_the_same_address_is_asked_once_and_the_limit_holds():
    service, steps = Service(ok(place())), []
    sites = together(*[missing()] * 4, missing(address="花园路9号"))
    found = geocode.locate_missing(sites, provider(service), limit=3, progress=lambda *step: steps.append(step))
    assert len(service.urls) == 1
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert schema.located(found).tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(
    "address",
    ["花园路1号", "金水区花园路1号", "郑州市花园路1号", "郑州市金水区花园路1号", "河南省郑州市金水区花园路1号"],
)
def test_units_that_the_address_names_itself_are_not_asked_twice(address):
    service = Service(ok(place()))
    geocode.locate_missing(missing(address=address), provider(service))
    assert parse_qs(urlsplit(service.urls[0]).query)["address"] == ["郑州市金水区花园路1号"]


def test_a_rough_level_is_kept_as_rough():
    row = geocode.locate_missing(missing(), provider(Service(ok(place("道路"))))).iloc[0]
    assert (row["precision"], row["error_m"]) == ("district", schema.PRECISIONS["district"].error_m)


def test_an_empty_frame_comes_back():
    empty = schema.shape(pd.DataFrame(), "rest_station")
    assert len(geocode.locate_missing(empty, provider(Service(OSError("offline"))))) == 0


def test_a_line_has_no_address_to_look_up():
    frame = pd.DataFrame([{"site_id": "L", "kind": "bus_route", "name": "1路", "precision": "none", "address": "x"}])
    with pytest.raises(InputError, match="kind of points"):
        geocode.locate_missing(schema.shape(frame, "bus_route"), provider(Service(ok(place()))))


def test_an_interrupted_run_goes_on_from_its_cache(tmp_path):
    sites = together(missing(), missing(address="花园路9号"))
    with pytest.raises(DataError, match="goes on from here"):
        geocode.locate_missing(sites, provider(Service(ok(place()), refusal("10003", "X")), cache_dir=tmp_path))
    service = Service(ok(place()))
    found = geocode.locate_missing(sites, provider(service, cache_dir=tmp_path))
    assert len(service.urls) == 1
    assert np.all(schema.located(found))
