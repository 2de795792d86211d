"""Small frames of many dtypes, for properties that are about content rather than markets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ..strategies import returns_matrices

__all__ = ["tables"]

_ROWS = 6
_NAMES = ("a", "b", "NYSE:A", "a|b", "a\x1fb", "", "1")  # delimiters on purpose: joined names must not be mixed up
_FLOATS = st.one_of(
    st.sampled_from([0.1, -0.0, 5e-324, 2.0**53, 1.0 / 3.0, -1.0]),
    st.floats(allow_nan=True, allow_infinity=False, width=64),
)
_INTS = st.one_of(st.sampled_from([0, 1, 2**53, 2**53 + 1, -(2**63)]), st.integers(-(2**63), 2**63 - 1))
_WORDS = st.text(st.characters(codec="utf-8"), max_size=4)
_TEXTS = st.one_of(st.none(), st.sampled_from(["", "nan", "a|b", "1.0"]), _WORDS)
_STAMPS = st.integers(0, 4_102_444_800_000).map(lambda ms: pd.Timestamp(ms, unit="ms", tz="UTC"))


def _floats(cells: list[Any]) -> pd.Series:
    return pd.Series(np.array(cells, dtype=np.float64))


def _ints(cells: list[Any]) -> pd.Series:
    return pd.Series(np.array(cells, dtype=np.int64))


def _bools(cells: list[Any]) -> pd.Series:
    return pd.Series(np.array(cells, dtype=np.bool_))


def _texts(cells: list[Any]) -> pd.Series:
    return pd.Series(cells, dtype=object)


def _stamps(cells: list[Any]) -> pd.Series:
    return pd.Series(pd.DatetimeIndex(cells, dtype="datetime64[ns, UTC]"))


def _naive(cells: list[Any]) -> pd.Series:
    return pd.Series(pd.DatetimeIndex(cells, dtype="datetime64[ns, UTC]").tz_localize(None))


Maker = Callable[[list[Any]], pd.Series]

_KINDS: tuple[tuple[st.SearchStrategy[Any], Maker], ...] = (
    (_FLOATS, _floats),
    (_INTS, _ints),
    (st.booleans(), _bools),
    (_TEXTS, _texts),
    (_STAMPS, _stamps),
    (_STAMPS, _naive),
)


@st.composite
def _mixed(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(0, _ROWS), label="rows")
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4, unique=True), label="names")
    columns: dict[str, pd.Series] = {}
    for name in names:
        cells, make = draw(st.sampled_from(_KINDS), label=f"dtype of {name!r}")
        columns[name] = make(draw(st.lists(cells, min_size=rows, max_size=rows), label=f"cells of {name!r}"))
    return pd.DataFrame(columns, index=pd.RangeIndex(rows))


def tables() -> st.SearchStrategy[pd.DataFrame]:
    """Draw a small frame of mixed dtypes, (0 to 6 rows, 1 to 4 columns), or a matrix of returns.

    Floats hold NaN, -0.0 and subnormals; integers pass 2**53; texts hold delimiters and missing values;
    timestamps are UTC or naive.
    """
    return st.one_of(_mixed(), returns_matrices(max_rows=30, max_assets=4))
