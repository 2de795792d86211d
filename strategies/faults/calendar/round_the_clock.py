"""Weekends of assets that trade on every day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells, RowsRemoved
from ...vocabulary import Evidence, Layer, Response
from ..allowance import allowed, least_sessions, refuse_unless
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..gaps import least_for_a_hole, refuse_none_tolerated, spare
from ..search import cells, emptied, next_asset, nth, pick
from .dates import always_open, has_dates, on_weekend

__all__ = ["CryptoGap", "Extent", "RoundTheClockWeekend"]

Rows = NDArray[np.intp]
Extent = Literal["every", "tolerated"]

_ENDS = 2  # genesis and the last return


@dataclass(frozen=True, slots=True, kw_only=True)
class CryptoGap(Applicable):
    """An asset that trades around the clock and has nothing on weekends, as if it were a stock.

    ccxt#8068 and #5026 lack such bars, and joining with a calendar of stocks drops all of them. ``every``: no
    weekend between the first and the last return has one, which is more than is tolerated. ``tolerated``: so many
    days, or fewer. In a tidy frame the rows are gone. What is tolerated is as in ``NanCell``.

    Raises
    ------
    ValueError
        If ``extent`` is none of the two, ``share`` is not from 0 to 0.5, ``allowance`` is negative, or together they
        never tolerate a session that shall be tolerated.
    """

    extent: Extent = "every"
    share: float = 0.05
    allowance: int = 1

    layer = Layer.TIER2
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an unknown extent and an allowance that is none."""
        if self.extent not in get_args(Extent):
            known = " or ".join(map(repr, get_args(Extent)))
            msg = f"extent={self.extent!r}: weekends are missing to the extent of {known}"
            raise ValueError(msg)
        if self.extent == "tolerated":
            refuse_none_tolerated("CryptoGap", self.share, self.allowance)
        refuse_unless(self.share, self.allowance)

    @property
    def name(self) -> str:
        """``crypto_gap`` or ``crypto_gap_tolerated``."""
        return "crypto_gap" if self.extent == "every" else "crypto_gap_tolerated"

    @property
    def response(self) -> Response:
        """Few days are worth a warning, all of them cost the asset."""
        return Response.DROP if self.extent == "every" else Response.WARN

    @property
    def needs(self) -> Needs:
        """A weekend between two returns, and as many of them as are not tolerated where every one shall be gone."""
        if self.extent == "tolerated":
            sessions = least_for_a_hole(self.share, self.allowance)
            return Needs(sessions=sessions, off_week=2, always_open=True)
        # Two days of a week are of the weekend.
        sessions = least_sessions(lambda count: 2 * (count // 7) + 2 > allowed(count, self.share, self.allowance))
        days = allowed(sessions, self.share, self.allowance) + 1
        return Needs(sessions=max(sessions, days + _ENDS), off_week=max(days, 2), always_open=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsRemoved | None:
        """Take weekends from one asset."""
        if not has_dates(draft):
            return None

        def attempt(asset: int) -> Cells | RowsRemoved | None:
            if not always_open(draft.calendar(asset)):
                return None
            rows = self._chosen(draft, spot, asset)
            if not len(rows):
                return None
            if draft.reading.codes is None:
                return emptied(draft, rows, asset)
            return RowsRemoved(rows=rows, assets=(asset,))

        return next_asset(draft, spot, attempt)

    def _chosen(self, draft: Draft, spot: Spot, asset: int) -> Rows:
        inner, left = spare(draft, asset, self.share, self.allowance)
        weekend = inner[on_weekend(draft, asset)[inner]]
        free = draft.free(weekend, asset) if draft.reading.codes is None else draft.free_rows(weekend)
        if self.extent == "tolerated":
            return free[min(spot.row, max(len(free) - 1, 0)) :][: max(min(spot.size + 1, left), 0)]
        return weekend if len(weekend) == len(free) > max(left, 0) else free[:0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTheClockWeekend(Applicable):
    """A legal control: a return of zero on the weekend of an asset that trades around the clock.

    It is a session like any other to its calendar, and zero is a return like any other.
    """

    name = "round_the_clock_weekend"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.CALENDAR
    needs = Needs(off_week=1, always_open=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Put a zero of either sign, or nearly one, on one weekend of one asset."""
        if draft.reading.holds != "returns" or not has_dates(draft):
            return None

        def attempt(asset: int) -> Cells | None:
            if not always_open(draft.calendar(asset)):
                return None
            seen = draft.free(draft.observed(asset), asset)
            rows = seen[on_weekend(draft, asset)[seen]]
            if not len(rows):
                return None
            return cells(draft, np.array([nth(rows, spot)]), asset, np.array([pick((0.0, -0.0, 1e-12), spot.size)]))

        return next_asset(draft, spot, attempt)
