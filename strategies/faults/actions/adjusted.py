"""Adjusted closes that are no prices."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth, pick
from .timeline import patched, rows_before, sessions

__all__ = ["AdjustmentBlowUp"]

_FACTORS = (-1.0, math.inf, -math.inf, -9.33, -88.7, -1e-12, -1e9)
_LEAST = -5e-324


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentBlowUp(Applicable):
    """An adjusted close that is negative or infinite from the beginning to some session.

    A dividend above the price of the day before makes the factor of all earlier rows negative: 212 rows of LSC.L,
    2,930 of SSNLF. The last size puts the largest negative number there, next to zero.
    """

    name = "adj_negative"
    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.PRICES
    needs = Needs(bars=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Multiply the adjusted closes of one asset up to a session."""
        factor = pick((*_FACTORS, None), spot.size)

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset, "adj_close")
            if column is None or not draft.holds_floats(column):
                return None
            seen = sessions(draft, asset)
            seen = seen[np.abs(draft.values[seen, column]) < np.inf]
            if not len(seen):
                return None
            last = nth(seen, spot)
            rows = np.append(rows_before(draft, asset, last), last)
            closes = draft.values[rows, column]
            rows, closes = rows[~np.isnan(closes)], closes[~np.isnan(closes)]
            if not (closes > 0.0).all():
                return None
            with np.errstate(over="ignore"):
                values = np.full(len(rows), _LEAST) if factor is None else closes * factor
            # A product next to zero may have come out as -0.0, which is no negative price.
            return patched(draft, asset, {column: (rows, np.where(values == 0.0, _LEAST, values))})

        return next_asset(draft, spot, attempt)
