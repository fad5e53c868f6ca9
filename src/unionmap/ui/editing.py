"""Whether this app may write, and who may: the one switch of the importing page.

``unionmap app --edit`` sets the environment variable `SWITCH` of the app to ``1``, and ``unionmap app`` takes it out;
set by hand it does the same for ``streamlit run app.py``. An app that can be reached from other machines writes only
for those who know the secret in the environment variable `SECRET`; without one it writes for nobody.
"""

import hmac
import os
import time
from collections.abc import Callable
from threading import Lock

import streamlit as st

from unionmap.errors import InputError
from unionmap.ui.state import words

SWITCH = "UNIONMAP_EDIT"
SECRET = "UNIONMAP_EDIT_SECRET"  # noqa: S105  the name of the variable
SHORTEST = 12
"""Characters that a secret must have."""

_FREE = 3
_LONGEST_WAIT_S = 60.0
_PASSED = "editing_passed"
_TYPED = "editing_typed"


class Gate:
    """Compares what is typed with the secret; after a few wrong tries each further one must wait longer.

    Parameters
    ----------
    clock : callable
        Seconds that only go up.

    Examples
    --------
    >>> gate = Gate()
    >>> gate.opens("guessed", "correct horse"), gate.opens("correct horse", "correct horse")
    (False, True)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._wrong = 0
        self._until = clock()

    @property
    def wait_s(self) -> float:
        """Seconds until the next try is looked at."""
        return max(0.0, self._until - self._clock())

    def opens(self, typed: str, secret: str) -> bool:
        """Tell whether the secret was typed; one try at a time, and none before its time, not even the right one."""
        with self._lock:
            if self.wait_s:
                return False
            if hmac.compare_digest(typed.encode(), secret.encode()):
                self._wrong = 0
                return True
            self._wrong += 1
            if self._wrong >= _FREE:
                self._until = self._clock() + min(2.0 ** (self._wrong - _FREE + 1), _LONGEST_WAIT_S)
            return False


@st.cache_resource(show_spinner=False)
def _gate() -> Gate:
    return Gate()  # one for all sessions, so a new session brings no new tries


def enabled() -> bool:
    """Tell whether this app was started to edit; if not, the importing page does not exist."""
    return os.environ.get(SWITCH) == "1"


def allowed() -> bool:
    """Tell whether this session may write: the secret was typed, or there is none and the host is loopback."""
    if not enabled():
        return False
    return bool(st.session_state.get(_PASSED)) if _secret() else not _secret_needed()


def require() -> None:
    """Raise unless this session may write; the first line of whatever writes.

    Raises
    ------
    InputError
        If it may not.
    """
    if not allowed():
        raise InputError("this app may not write: start it with 'unionmap app --edit'")


def admit() -> bool:
    """Ask for the secret where there is one; tell whether this session may write."""
    if not enabled():
        return False
    if not allowed():
        _ask()
    return allowed()


def _ask() -> None:
    secret = _secret()
    if len(secret) < SHORTEST:
        st.error(words("import.no_secret", name=SECRET, count=SHORTEST))
        return
    place = st.empty()
    with place.form("editing", clear_on_submit=True):
        typed = st.text_input(words("import.secret"), type="password", key=_TYPED, autocomplete="current-password")
        sent = st.form_submit_button(words("import.enter"))
    if not sent:
        return
    if _gate().opens(typed, secret):
        st.session_state[_PASSED] = True
        place.empty()
    elif _gate().wait_s:
        st.warning(words("import.wait", seconds=round(_gate().wait_s) or 1))
    else:
        st.warning(words("import.wrong_secret"))


def _secret() -> str:
    return os.environ.get(SECRET, "")


def _secret_needed() -> bool:
    address = str(st.get_option("server.address") or "")  # none means every address of the machine
    return not (address in ("localhost", "::1") or address.startswith("127."))
