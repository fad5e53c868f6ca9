"""Asking over the network: https only, no detours, not too much, not too fast."""

import time
import urllib.request
from collections.abc import Callable

from unionmap.errors import InputError

TIMEOUT_S = 10.0
LIMIT_BYTES = 1_000_000

Transport = Callable[[str], bytes]


def fetch(url: str) -> bytes:
    """Return the body of an https address.

    Raises
    ------
    InputError
        If the address is not https.
    OSError
        If there is no answer within `TIMEOUT_S`, an error or a redirect, or more than `LIMIT_BYTES`.
    """
    if not url.startswith("https://"):
        raise InputError("a geocoder is asked over https only")
    # No handler for redirects: the address carries the key, which nobody else has business with.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    answer = opener.open(url, timeout=TIMEOUT_S)
    if answer is None:
        raise OSError("no handler for the address")
    with answer:
        body = bytes(answer.read(LIMIT_BYTES + 1))
    if len(body) > LIMIT_BYTES:
        raise OSError(f"the answer has more than {LIMIT_BYTES} bytes")
    return body


class Pace:
    """Keeps requests apart.

    Parameters
    ----------
    per_second : float, default 3
        Requests a second at most (what Amap allows a personal key).
    clock, sleep : callable
        Seconds that only grow, and a pause; a test gives its own.

    Examples
    --------
    >>> slept = []
    >>> pace = Pace(2, clock=lambda: 0.0, sleep=slept.append)
    >>> pace.wait(), pace.wait(), slept
    (None, None, [0.5])
    """

    def __init__(
        self,
        per_second: float = 3.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not per_second > 0:
            raise InputError(f"per_second is {per_second}: give a rate above 0")
        self._gap_s, self._clock, self.sleep = 1.0 / per_second, clock, sleep
        self._next = float("-inf")

    def wait(self) -> None:
        """Return when the next request may go out."""
        now = self._clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + self._gap_s
