"""Numbers that arrive as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth, pick

__all__ = ["NumbersAsText"]

Rows = NDArray[np.intp]

_PANDAS_HAS_STR = int(pd.__version__.partition(".")[0]) >= 3  # noqa: PLR2004 - pandas 3 reads text as str
_TEXT = "str" if _PANDAS_HAS_STR else "string"
_NOTHING = "-"


def _plain(value: float) -> str:
    return repr(value)


def _thousands(value: float) -> str:
    return f"{value:,}"


def _percent(value: float) -> str:
    return f"{100 * value:.6g}%"


def _as_given(value: float) -> object:
    return value


# How a value is written, how a missing one is, and the dtype; in the last of them one dash makes objects of all.
_WAYS: tuple[tuple[Callable[[float], object], str | None, str], ...] = (
    (_plain, None, "object"),
    (_thousands, _NOTHING, "object"),
    (_percent, "", "object"),
    (_plain, _NOTHING, _TEXT),
    (_as_given, None, "object"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersAsText(Applicable):
    """A column of numbers as text: ``0.001``, ``1,234.5``, ``0.1%``, or numbers among which one is a dash.

    CoinMarketCap writes a missing volume as a dash, in 243 rows of BTC; tab_err calls it a mistype. In a tidy frame
    the column is that of all assets.
    """

    name = "dtype_string"
    layer = Layer.TIER1
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Write one column that no other fault has touched as text."""
        write, missing, dtype = pick(_WAYS, spot.size)

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset)
            tidy = draft.reading.codes is not None
            assets = tuple(range(len(draft.names))) if tidy else (asset,)
            if column is None or not draft.numeric[column] or draft.columns_taken:
                return None
            present = draft.present(column)
            if not present.any() or not all(draft.untouched(one) for one in assets):
                return None
            values = np.empty((len(present), 1), object)
            values[:, 0] = [
                write(value) if there else missing
                for value, there in zip(draft.frame.iloc[:, column].tolist(), present, strict=True)
            ]
            if write is _as_given:
                values[nth(np.flatnonzero(present), spot), 0] = _NOTHING
            every = np.arange(len(present))
            return Cells(rows=every, columns=np.array([column]), values=values, assets=assets, dtype=dtype)

        return next_asset(draft, spot, attempt)
