"""Prices where nobody traded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells, RowsAdded
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .bars import bar, vacancies_after_prices
from .filling import filled

__all__ = ["PadFfillPrice"]

_MODES = ((1, 1), (1, None), (2, None))  # every how-many-th day from the first on, and at most how many


@dataclass(frozen=True, slots=True, kw_only=True)
class PadFfillPrice(Applicable):
    """The price of the last session carried onto closed days: on one, on every second, or on all.

    Bars have one price, the close before, and a volume of 0; pandas-datareader#17 filled forward "into holidays with
    no volume", and the candles of coinmetrics do it by design. In a frame of returns this is a return of zero, as
    ``pad_zero_weekend`` and ``pad_zero_holiday`` leave it. In a tidy frame the days are rows that should not be
    there.
    """

    name = "pad_ffill_price"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(closed=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsAdded | None:
        """Fill in closed days of one asset; None where the frame holds no prices."""
        if draft.reading.holds != "prices":
            return None
        step, most = pick(_MODES, spot.size)

        def attempt(asset: int) -> Cells | RowsAdded | None:
            vacant = vacancies_after_prices(draft, asset, "closed")
            if vacant is None:
                return None
            chosen = vacant.chosen(spot, step, most)
            return filled(draft, asset, chosen, bar(draft, asset, chosen.previous, np.zeros(len(chosen))), hold=True)

        return next_asset(draft, spot, attempt)
