"""Values that were others in an earlier load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, cells, next_asset, nth, pick
from .beyond import beyond, held
from .placing import price_fields

__all__ = ["Revision"]

_BY = (1e-3, 1e-6, 1e-9, 0.0)
"""By how much a value changes; 0.0 stands for one float."""

_HIGHEST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(Applicable):
    """A value that an earlier load told otherwise, by a thousandth, by less, or by one float: a restatement.

    The clean frame is the earlier load. Each value is as legal as the other, and only the two together show it.
    """

    name = "revision"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.HISTORY
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Restate one return, or all prices of one bar."""
        by = pick(_BY, spot.size)
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset)
            rows = draft.free(draft.observed(asset), asset)
            if column is None or not draft.numeric[column] or not len(rows):
                return None
            row = nth(rows, spot)
            if draft.reading.holds == "prices":
                fields = price_fields(draft, asset)
                columns = np.array(draft.columns(asset, fields), np.intp)
                told = [self._told(draft, row, place, by) for place in columns.tolist()]
                values = np.array([told], np.float64)
                return None if None in told else block(draft, np.array([row]), asset, fields, values)
            told = self._told(draft, row, column, by)
            return None if told is None else cells(draft, np.array([row]), asset, np.array([told]))

        return next_asset(draft, spot, attempt)

    def _told(self, draft: Draft, row: int, column: int, by: float) -> float | None:
        """Return the value as restated."""
        old = float(draft.values[row, column])
        prices = draft.reading.holds == "prices"
        up = prices or old + by < _HIGHEST
        off = by * abs(old) if prices else by
        return beyond(held(draft, column), old + off if up else old - off, old, above=up)
