"""Prices that no price can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, next_asset, nth, pick
from .placing import price_fields

__all__ = ["ZeroPrice"]

_LAST = ("low", "close")
_ALL = ("open", "high", "low", "close", "adj_close")
_WRONG = (
    (_LAST, 0.0),
    (_ALL, 0.0),
    (_LAST, -0.0),
    (_LAST, -1.0),
    (("low",), 0.0),
    (_LAST, -5e-324),
    (_ALL, -1.0),
    (("open", "low"), 0.0),
)
"""Which fields, and what they become; -1.0 stands for the price with the wrong sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroPrice(Applicable):
    """A bar with a price of zero, of either sign, or below: the return after it is infinite.

    Brazilian shares were listed at zero (yfinance#415, #1281), others at negative prices (#138).
    """

    name = "zero_price"
    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.PRICES
    needs = Needs(bars=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace prices of one session: some of them or all; the close where there is nothing else."""
        wanted, value = pick(_WRONG, spot.size)

        def attempt(asset: int) -> Cells | None:
            known = price_fields(draft, asset)
            fields = [field for field in known if field in wanted] or [field for field in known if field == "close"]
            columns = draft.columns(asset, fields)
            rows = draft.free(draft.observed(asset), asset)
            if not fields or columns is None:
                return None
            rows = rows[(draft.values[rows[:, None], columns] > 0.0).all(axis=1)]
            if not len(rows):
                return None
            row = nth(rows, spot)
            prices = draft.values[[[row]], columns]
            return block(
                draft, np.array([row]), asset, fields, -prices if value == -1.0 else np.full_like(prices, value)
            )

        return next_asset(draft, spot, attempt)
