"""Splits that the prices do not follow, or follow twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .timeline import Event, events, from_the_spot, rescaled, rows_before, sessions

__all__ = ["Extent", "SplitDouble", "SplitMissing"]

Extent = Literal["block", "row"]

_NEAR = 5  # sessions before the ex-date
_SHORT_BLOCK = 13  # sessions, as in SPM.MI
# How many sessions the block runs past the ex-date, and how many it has at most.
_BLOCKS = ((0, None), (1, None), (3, None), (0, _SHORT_BLOCK), (1, _SHORT_BLOCK), (5, None))


def _hidden(draft: Draft, asset: int, event: Event, rows: tuple[int, int]) -> bool:
    """Whether the price moves so much between two sessions that a jump by the split would not stand out."""
    close = draft.column(asset, "close")
    first, second = draft.values[rows, close]
    if event.amount == 1.0 or not (first > 0.0 and second > 0.0):
        return True
    # Two logarithms: a quotient of prices that other faults have left may be zero. NaN hides the split, too.
    return not abs(np.log(second) - np.log(first)) < abs(np.log(event.amount)) / 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitMissing(Applicable):
    """Prices that a split has left as they were: in the whole ``block`` before its ex-date, or in one ``row`` near it.

    The prices are the split times too high, the volumes as much too low. 4063.T lacked a split of 5 throughout, MOB.ST
    and ALPHA.PA (1 for 10,000) in single rows. The row lies between the fifth session before the ex-date and the
    ex-date itself, and has a session on either side, or it could not be told from a block.

    Raises
    ------
    ValueError
        If ``extent`` is neither of the two.
    """

    extent: Extent = "block"

    layer = Layer.TIER2
    evidence = Evidence.ACTIONS

    def __post_init__(self) -> None:
        """Refuse an unknown extent."""
        if self.extent not in get_args(Extent):
            msg = f"extent={self.extent!r}: a split is missing in a 'block' or in a 'row'"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``split_missing_block`` or ``split_missing_row``."""
        return f"split_missing_{self.extent}"

    @property
    def response(self) -> Response:
        """The asset is dropped, or the one row."""
        return Response.DROP if self.extent == "block" else Response.DROP_ROW

    @property
    def needs(self) -> Needs:
        """A split after the first session; around a row there are two more."""
        return Needs(actions=True, bars=True, sessions=2 if self.extent == "block" else 3)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Scale the prices before a split, or those of one row near it; in every third case not the volumes."""

        def attempt(asset: int) -> Cells | None:
            splits = events(draft, asset, "split")
            return from_the_spot(splits, spot, lambda event: self._missing(draft, spot, asset, event))

        return next_asset(draft, spot, attempt)

    def _missing(self, draft: Draft, spot: Spot, asset: int, event: Event) -> Cells | None:
        volume = spot.size % 3 < 2  # noqa: PLR2004 - of three, two
        if self.extent == "block":
            if _hidden(draft, asset, event, (event.before, event.row)):
                return None
            earlier = rows_before(draft, asset, event.row)
            return rescaled(draft, asset, earlier, event.amount, claims=np.array([event.row]), volume=volume)
        seen = sessions(draft, asset)
        # The ex-date first, and then back in time.
        near = range(min(event.place, len(seen) - 2), max(event.place - _NEAR, 1) - 1, -1)
        found: list[Cells] = []
        for place in near:
            around = (int(seen[place - 1]), int(seen[place]), int(seen[place + 1]))
            if not (_hidden(draft, asset, event, around[:2]) or _hidden(draft, asset, event, around[1:])):
                rows = np.array([around[1]])
                claims = np.array([around[0], around[2], event.row])
                edit = rescaled(draft, asset, rows, event.amount, claims=claims, volume=volume)
                found += [] if edit is None else [edit]
        return pick(found, spot.size) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDouble(Applicable):
    """Prices before a split that were adjusted for it twice, so that they are the split times too low.

    The block may run past the ex-date by some sessions, and may begin within the frame: SPM.MI had 13 such rows with
    the ex-date among them.
    """

    name = "split_double"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Divide the prices before a split once more."""

        def attempt(asset: int) -> Cells | None:
            splits = events(draft, asset, "split")
            return from_the_spot(splits, spot, lambda event: self._first_plain(draft, spot, asset, event))

        return next_asset(draft, spot, attempt)

    def _first_plain(self, draft: Draft, spot: Spot, asset: int, event: Event) -> Cells | None:
        # The move of a session may hide the end of one block, and not that of the next.
        blocks = (pick(_BLOCKS, spot.size + step) for step in range(len(_BLOCKS)))
        found = (self._doubled(draft, asset, event, block) for block in blocks)
        return next((edit for edit in found if edit is not None), None)

    def _doubled(self, draft: Draft, asset: int, event: Event, block: tuple[int, int | None]) -> Cells | None:
        seen = sessions(draft, asset)
        past, most = block
        # The first session after the block shows where it ends.
        end = min(event.place + past, len(seen) - 1)
        if _hidden(draft, asset, event, (int(seen[end - 1]), int(seen[end]))):
            return None
        rows = rows_before(draft, asset, int(seen[end]))
        claims = [int(seen[end]), event.row]
        if most is not None and end > most:
            left_out = rows_before(draft, asset, int(seen[end - most]))
            rows = rows[len(left_out) :]
            # The jump into the block is as plain as the one out of it.
            claims.append(int(seen[end - most - 1]))
        return rescaled(draft, asset, rows, 1.0 / event.amount, claims=np.unique(claims))
