"""Corporate actions that are listed twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .timeline import Event, events, from_the_spot, patched, refuse_unless_days, vacant

__all__ = ["DividendDuplicate", "SplitDuplicate"]


def _listed_again(draft: Draft, spot: Spot, field: str, days: int) -> Cells | None:
    def attempt(asset: int) -> Cells | None:
        column = draft.column(asset, field)

        def repeated(event: Event) -> Cells | None:
            rows = vacant(draft, asset, field, event.row, days)
            if not len(rows) or column is None:
                return None
            second = np.array([pick(rows.tolist(), spot.size)])
            return patched(
                draft, asset, {column: (second, np.array([event.amount]))}, claims=np.array([event.row, event.before])
            )

        return from_the_spot(events(draft, asset, field), spot, repeated)

    return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDuplicate(Applicable):
    """The same split listed a second time, on another session at most ``days`` days away; prices follow it once.

    polygon-io/issues#311 counts 216 such pairs. Whoever adjusts by the list does it twice.

    Raises
    ------
    ValueError
        If ``days`` is below 1.
    """

    days: int = 7

    name = "split_event_dup"
    layer = Layer.TIER1
    response = Response.RAISE
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def __post_init__(self) -> None:
        """Refuse a distance that is none."""
        refuse_unless_days(self.days)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """List a split again on a session without one, the nearest for size 0."""
        return _listed_again(draft, spot, "split", self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendDuplicate(Applicable):
    """The same dividend listed a second time, on another session at most ``days`` days away (ALC.SW).

    The adjusted close follows it once.

    Raises
    ------
    ValueError
        If ``days`` is below 1.
    """

    days: int = 7

    name = "div_dup"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def __post_init__(self) -> None:
        """Refuse a distance that is none."""
        refuse_unless_days(self.days)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """List a dividend again on a session without one, the nearest for size 0."""
        return _listed_again(draft, spot, "dividend", self.days)
