"""Histories too thin to be used without filling them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..allowance import allowed, least_sessions, refuse_unless
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import emptied, next_asset
from .dates import has_dates

__all__ = ["SparseHistory"]

_TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SparseHistory(Applicable):
    """An asset of which only every second, third or later session is there, since genesis.

    Tolerated are ``allowance`` missing sessions, or the ``share`` of those since genesis where that is more;
    the history is always thinner than that.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, or ``allowance`` is negative.
    """

    share: float = 0.05
    allowance: int = 1

    name = "sparse_history"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an impossible allowance."""
        refuse_unless(self.share, self.allowance)

    @property
    def needs(self) -> Needs:
        """Genesis, and more sessions than are tolerated after it."""
        return Needs(sessions=least_sessions(lambda count: count - 1 > allowed(count, self.share, self.allowance)))

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Keep every (2 + size)-th session of one asset, or fewer where that many would be tolerated."""

        def attempt(asset: int) -> Cells | None:
            if not has_dates(draft) or asset in draft.gapped:
                return None
            seen = draft.observed(asset)
            count = len(draft.expected(asset))
            most = count - 1 - allowed(count, self.share, self.allowance)
            if most < 1:
                return None
            thinnest = max(2 + spot.size, math.ceil(len(seen) / most))
            # A session that another fault has claimed may be among those kept at one of a few distances.
            for every in range(thinnest, thinnest + _TRIES):
                rows = seen[np.arange(len(seen)) % every != 0]
                if len(rows) and len(draft.free(rows, asset)) == len(rows):
                    return emptied(draft, rows, asset)
            return None

        return next_asset(draft, spot, attempt)
