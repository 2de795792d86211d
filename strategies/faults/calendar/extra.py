"""Trading on days on which nobody traded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells, RowsAdded
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .bars import bar, vacancies_after_prices
from .filling import filled, vacancies

__all__ = ["ExtraSession"]

_PRICED = (0.001, 0.02, -0.015, 0.25, -0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraSession(Applicable):
    """A session on a day on which the exchange was closed, with a return that is not zero.

    FinanceDataReader#57 had a bar of ARKW on a Saturday, and yfinance sends trades before and after hours that
    nobody asked for. The returns are ordinary ones, the bounds -1 and 5, and those just beyond ``tolerance``: up to
    it, it is padding. Bars move by that much and have a volume.

    Raises
    ------
    ValueError
        If ``tolerance`` is negative, or not below 1e-3, which is an ordinary return.
    """

    tolerance: float = 1e-9

    name = "extra_session"
    layer = Layer.TIER2
    response = Response.DROP_ROW
    evidence = Evidence.CALENDAR
    needs = Needs(closed=1)

    def __post_init__(self) -> None:
        """Refuse a tolerance that is none, or that ordinary returns are within."""
        if not 0.0 <= self.tolerance < 1e-3:  # noqa: PLR2004 - an ordinary return
            msg = f"tolerance={self.tolerance!r}: it is at least 0 and below 1e-3, an ordinary return, such as 1e-9"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsAdded | None:
        """Fill in one closed day of one asset."""
        holds = draft.reading.holds
        if holds == "anything":
            return None
        edge = math.nextafter(self.tolerance, math.inf)
        values = (*_PRICED, edge, -edge, 5.0, -1.0) if holds == "returns" else _PRICED
        change = np.array([pick(values, spot.size)])

        def attempt(asset: int) -> Cells | RowsAdded | None:
            find = vacancies_after_prices if holds == "prices" else vacancies
            vacant = find(draft, asset, "closed")
            if vacant is None:
                return None
            chosen = vacant.chosen(spot, most=1)
            made = {"return": change} if holds == "returns" else bar(draft, asset, chosen.previous, change)
            return filled(draft, asset, chosen, made, hold=holds == "prices")

        return next_asset(draft, spot, attempt)
