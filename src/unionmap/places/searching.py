"""Search as people type: names, short names, pinyin, initials, the city in front or not, a slip of the finger."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.places.gazetteer import LEVELS, Gazetteer, load
from unionmap.places.names import fold, stem

_BEGINS, _HOLDS, _NONE = 10, 20, 99
_ALIKE = {True: 0.8, False: 0.66}
"""How alike a slip must be (difflib's ratio): of letters, and of Chinese, where one sign in three may be wrong."""
_SHORTEST_SLIP = 3


def search(query: str, *, limit: int = 8, province: str = "410000", gazetteer: Gazetteer | None = None) -> pd.DataFrame:
    """Search places by name, short name, pinyin or its initials, with the city or county in front or not.

    Parameters
    ----------
    query : str
        ``金水区``, ``金水``, ``郑州金水``, ``jinshui``, ``jin shui``, ``jsq``, ``zzsjsq``. Where nothing is called so,
        what is called much like it.
    limit : int, default 8
        Rows at most.
    province : str, default "410000"
        adcode of the province searched; empty searches the whole country.

    Returns
    -------
    pandas.DataFrame
        Rows of `Gazetteer.names`, best first: equal before beginning before containing, large before small.

    Examples
    --------
    >>> [search(said, limit=1)["name"].item() for said in ("jinshui", "zzsjsq", "郑州金水", "金氺区")]
    ['金水区', '金水区', '金水区', '金水区']
    """
    names, forms = _known(stem(province) if province else "") if gazetteer is None else _of(gazetteer.names, province)
    key = fold(query)
    if not key:
        return names.head(0)
    score = forms.score(key)
    if not (score < _NONE).any():
        score = forms.slips(key)
    rank = names["level"].map({level: place for place, level in enumerate(LEVELS)})
    found = names.assign(_score=score, _rank=rank)[score < _NONE]
    found = found.sort_values(["_score", "_rank", "adcode"], kind="stable")
    return found.drop(columns=["_score", "_rank"]).head(limit)


class _Forms:
    """What each of some places may be called, likeliest first: a row a form, a column a place, in one Arrow array."""

    def __init__(self, names: pd.DataFrame) -> None:
        found = list(_forms(names))
        self.shape = len(found), len(names)
        self.texts = pa.array([text for form in found for text in form.texts], pa.large_string())
        self.rank = np.array([form.rank for form in found])[:, None]
        self.part = np.array([form.part for form in found])[:, None]
        self.spelt = [form.texts for form in found if form.rank in _SPELT]

    def score(self, key: str) -> npt.NDArray[np.int64]:
        """Return how badly each place fits: equal before beginning before containing, likely forms first."""
        holds, begins, equal = (
            np.asarray(found).reshape(self.shape)
            for found in (
                pc.match_substring(self.texts, key),
                pc.starts_with(self.texts, key),
                pc.equal(self.texts, key),
            )
        )
        score = np.where(holds & self.part, _HOLDS + self.rank, _NONE)
        score = np.where(begins, _BEGINS + self.rank, score)
        best: npt.NDArray[np.int64] = np.where(equal, self.rank, score).min(axis=0, initial=_NONE)
        return best

    def slips(self, key: str) -> npt.NDArray[np.int64]:
        """Score what is called much like it, where no place is called so."""
        score = np.full(self.shape[1], _NONE)
        for texts in self.spelt if len(key) >= _SHORTEST_SLIP else []:
            alike = get_close_matches(key, sorted({*texts} - {""}), n=3, cutoff=_ALIKE[key.isascii()])
            for worse, said in enumerate(alike):
                score[np.array(texts, dtype=object) == said] = worse
        return score


class _Form(NamedTuple):
    """One way to call places: how likely, whether a part of it will do, and the texts, ``""`` where there is none."""

    rank: int
    part: bool
    texts: list[str]


_SPELT = (0, 2)
"""Ranks of the forms in which a slip is looked for: names and pinyin."""


@cache
def _known(inside: str) -> tuple[pd.DataFrame, _Forms]:
    return _of(load().names, inside)


def _of(names: pd.DataFrame, inside: str) -> tuple[pd.DataFrame, _Forms]:
    names = names[names["adcode"].str.startswith(stem(inside))] if inside else names
    return names, _Forms(names)


def _forms(names: pd.DataFrame) -> Iterator[_Form]:
    own = names.assign(pinyin=names["pinyin"].str.replace(" ", ""))
    for rank, column in enumerate(("name", "short_name", "pinyin", "initials")):
        yield _Form(rank, column != "initials", own[column].str.casefold().tolist())
    units = own[own["level"] != "town"].drop_duplicates("name").set_index("name", drop=False)
    for rank, above in enumerate(("city", "county"), start=4):
        inside = own[above].where(own[above] != own["name"], "")
        for parent, column in (("name", "name"), ("short_name", "name"), ("short_name", "short_name")):
            yield _Form(rank, False, _under(units, inside, parent, own[column]))
        for column in ("pinyin", "initials"):
            yield _Form(rank + 2, False, _under(units, inside, column, own[column]))


def _under(units: pd.DataFrame, inside: pd.Series, column: str, own: pd.Series) -> list[str]:
    above = inside.map(units[column])
    joined = (above + own).where(above.notna() & (own != ""), "").str.casefold()
    return [str(text) for text in joined]
