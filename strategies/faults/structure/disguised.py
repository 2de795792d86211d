"""Missing values that look like values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, cells, next_asset, nth, pick

__all__ = ["Sentinel"]

_PRICES = ("open", "high", "low", "close", "adj_close")
# A price of 999 may be one, and so may a return of 0 or -1: none of these can be told from a value.
_IN_PRICES = (0.0, -1.0, -999.0, 1e9)
_IN_RETURNS = (999.0, -999.0, 1e9, -9999.0)
_IN_NUMBERS = (-999.0, 999.0, 1e9, -1.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentinel(Applicable):
    """A value that stands for a missing one: 0, -1, 999 or 1e9, where the feed had nothing to say.

    pandas-datareader#746 gives prices of 0.0 for missing days; REIN calls it an implicit missing value. Only values
    that no price, or no return, can be are taken: 0 and below among prices, 999 among returns. In a column of any
    other numbers the value lies outside all that are there. In bars every price of the row is the sentinel.
    """

    name = "sentinel"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.PRICES
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace one session of an asset."""

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset)
            rows = draft.free(draft.observed(asset), asset)
            if column is None or not draft.numeric[column] or not len(rows):
                return None
            values = [value for value in self._values(draft, column) if _fits(draft, column, value)]
            if not values:
                return None
            row, value = np.array([nth(rows, spot)]), pick(values, spot.size)
            if draft.reading.holds != "prices":
                return cells(draft, row, asset, np.array([value]))
            fields = [field for field in _PRICES if draft.column(asset, field) is not None]
            return block(draft, row, asset, fields, np.full((1, len(fields)), value))

        return next_asset(draft, spot, attempt)

    @staticmethod
    def _values(draft: Draft, column: int) -> list[float]:
        """Return the sentinels that can be told from the values of a column, and that it can hold."""
        known = draft.values[:, column]
        known = known[np.isfinite(known)]
        match draft.reading.holds:
            case "returns":
                return list(_IN_RETURNS)
            case "prices":
                return [value for value in _IN_PRICES if value <= 0 or value > 1e3 * known.max(initial=1.0)]
            case "anything":
                low, high = known.min(initial=np.inf), known.max(initial=-np.inf)
                return [value for value in _IN_NUMBERS if not low <= value <= high]


def _fits(draft: Draft, column: int, value: float) -> bool:
    dtype = None if draft.floats else draft.frame.dtypes.iloc[column]
    return not (isinstance(dtype, np.dtype) and dtype.kind == "f") or abs(value) <= float(np.finfo(dtype).max)
