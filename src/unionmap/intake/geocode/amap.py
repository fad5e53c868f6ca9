"""Amap's web service for addresses (v3, ``geocode/geo``), as its public documentation describes it.

Sources: lbs.amap.com/api/webservice/guide/api/georegeo (parameters, answer, levels) and
lbs.amap.com/api/webservice/guide/tools/info (codes). Not tested against the live service.
"""

import json
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from unionmap.errors import DataError, InputError
from unionmap.intake.geocode.answers import LEVELS, Answer
from unionmap.intake.geocode.cache import Cache, Kept
from unionmap.intake.geocode.transport import Pace, Transport, fetch

ADDRESS = "https://restapi.amap.com/v3/geocode/geo"
KEY_VARIABLE = "UNIONMAP_GEOCODER_KEY"
DATUM = "gcj02"

TRIES = 5
_BACK_OFF_S = 1.0
_TOO_FAST = frozenset({"10004", "10014", "10015", "10016", "10017", "10019", "10020", "10021", "10029"})
_USED_UP = frozenset({"10003", "10010", "10044", "10045", "40000", "40001", "40002", "40003"})
_NOTHING = Kept(None, None, "", "")


class Amap:
    """Asks Amap for the place of an address.

    Parameters
    ----------
    key : str
        A key for Amap's web service. It goes into requests and nowhere else: not into the cache, an error or a log.
    cache_dir : Path, optional
        Folder of the `Cache`. Without one, every address is asked again in every run.
    transport : callable, default `fetch`
        From an address to the body of the answer.
    pace : Pace, optional
        Three requests a second unless told otherwise.

    Raises
    ------
    InputError
        If the key is empty.
    """

    label = "高德"

    def __init__(
        self, key: str, *, cache_dir: Path | None = None, transport: Transport = fetch, pace: Pace | None = None
    ) -> None:
        if not key.strip():
            raise InputError(f"a geocoder needs a key: set {KEY_VARIABLE}")
        self._key, self._transport, self._pace = key.strip(), transport, pace or Pace()
        self._cache = Cache(cache_dir) if cache_dir else None

    def geocode(self, address: str, city: str = "") -> Answer | None:
        """Return the place of an address, from the cache where it is known.

        Parameters
        ----------
        address : str
            As exact as it is known: city, county, road, number.
        city : str, default ""
            adcode or name of the city searched; empty searches the country.

        Returns
        -------
        Answer or None
            None where the service finds nothing, several places, or no more than a province.

        Raises
        ------
        DataError
            If the service cannot be reached, or refuses the key, or its quota is used up.
        """
        address = address.strip()
        if not address:
            return None
        kept = self._cache.get(self.label, address, city) if self._cache else None
        if kept is None:
            kept = self._ask(address, city)
            if kept is None:
                return None
            if self._cache:
                self._cache.put(self.label, address, city, kept)
        return _answer(kept)

    def _ask(self, address: str, city: str) -> Kept | None:
        """Return what the service answers; None where it fails on this address, which is not worth keeping."""
        query = {"key": self._key, "address": address, "city": city, "output": "JSON"}
        url = f"{ADDRESS}?{urlencode({name: value for name, value in query.items() if value})}"
        fault = ""
        for attempt in range(TRIES):
            if attempt:
                self._pace.sleep(_BACK_OFF_S * 2 ** (attempt - 1))
            self._pace.wait()
            body, fault = self._send(url)
            if fault:
                continue
            reply = _parse(body)
            code = str(reply.get("infocode", ""))
            if str(reply.get("status")) == "1":
                return _read(reply)
            if code in _TOO_FAST:
                fault = f"code {code}"
                continue
            if code[:2] in ("20", "30"):
                return None
            raise DataError(_refusal(code, reply, kept=self._cache is not None))
        raise DataError(f"the geocoding service did not answer after {TRIES} tries ({fault}): try again later")

    def _send(self, url: str) -> tuple[bytes, str]:
        # An error of the network may carry the address, and so the key: only its name gets out of here, and what
        # is raised later is raised outside the handler, so that it does not drag the error along as its context.
        try:
            return self._transport(url), ""
        except Exception as error:
            return b"", type(error).__name__


def from_environment(cache_dir: Path | None = None) -> Amap:
    """Return the provider with the key that the environment holds (``UNIONMAP_GEOCODER_KEY``).

    Raises
    ------
    InputError
        If there is no key.
    """
    return Amap(os.environ.get(KEY_VARIABLE, ""), cache_dir=cache_dir)


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict):
        raise DataError("the geocoding service answered with something else than its format: is the network filtered?")
    return reply


def _refusal(code: str, reply: Mapping[str, Any], *, kept: bool) -> str:
    info = str(reply.get("info", ""))
    word = f" {info}" if re.fullmatch(r"[A-Z_]{1,60}", info) else ""
    if code in _USED_UP:
        rest = "; the answers so far are kept, so the next run goes on from here" if kept else ""
        return f"the quota of the geocoding key is used up (code {code}{word}): go on when it is renewed{rest}"
    return f"the geocoding service refuses the key (code {code}{word}): check {KEY_VARIABLE} and the key's settings"


def _read(reply: Mapping[str, Any]) -> Kept:
    places = reply.get("geocodes")
    if not isinstance(places, list) or len(places) != 1 or not isinstance(places[0], dict):
        return _NOTHING  # several places for one address are no place
    place = places[0]
    lon, lat = _location(place.get("location"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return _NOTHING
    return Kept(lon, lat, _text(place.get("level")), _text(place.get("formatted_address")))


def _location(value: object) -> tuple[float, float]:
    parts = _text(value).split(",")
    try:
        return float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        return math.nan, math.nan


def _text(value: object) -> str:
    return value[:500] if isinstance(value, str) else ""  # what is missing comes as an empty list


def _answer(kept: Kept) -> Answer | None:
    if kept.lon is None or kept.lat is None or kept.level not in LEVELS:
        return None
    return Answer(kept.lon, kept.lat, DATUM, kept.level, LEVELS[kept.level], kept.formatted)
