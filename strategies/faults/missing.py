"""Sessions without a return: few, many, all, and those that are legally empty."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..vocabulary import Evidence, Layer, Response
from .allowance import allowed, least_sessions, refuse_unless
from .base import Needs, Patch, Spot
from .draft import Draft
from .search import applies, next_column

__all__ = ["NanAll", "NanBlock", "NanCell", "NanLeading", "NanNonsession"]

Rows = NDArray[np.intp]
_ENDS = 2  # genesis and the last return: a hole lies between two returns


def _empty(rows: Rows, column: int, *, reach: int = 0) -> Patch:
    return Patch(rows=rows, column=column, values=np.full(len(rows), math.nan), reach=reach, gap=True)


def _inner(draft: Draft, column: int, share: float, allowance: int) -> tuple[Rows, int]:
    """Return the sessions with a return between the first and the last, and how many more may go missing."""
    if column in draft.gapped:
        return np.zeros(0, np.intp), 0
    expected, seen = draft.expected(column), draft.returns(column)
    return seen[1:-1], allowed(len(expected), share, allowance) - (len(expected) - len(seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class NanCell:
    """A few sessions of one asset without a return, as many as are tolerated or fewer.

    Tolerated are ``allowance`` sessions, or the ``share`` of those since genesis where that is more. Genesis
    and the last return stay: NaN there moves the ends of the history instead of making a hole.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, ``allowance`` is negative, or together they never tolerate a session.
    """

    share: float = 0.05
    allowance: int = 1

    name = "nan_cell"
    layer = Layer.TIER1
    response = Response.WARN
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an allowance that is none."""
        refuse_unless(self.share, self.allowance)
        if self.allowance == 0 and self.share == 0.0:
            msg = "share=0.0, allowance=0: no session may be missing, so NanCell has no place; give one of them"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """Genesis, the last return, one between; more where one missing session is too many for that few."""
        return Needs(
            sessions=least_sessions(lambda count: count > _ENDS and allowed(count, self.share, self.allowance) >= 1)
        )

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset may miss one more session."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Empty sessions of one asset, every second from the row of the spot on."""

        def attempt(column: int) -> Patch | None:
            inner, budget = _inner(draft, column, self.share, self.allowance)
            rows = draft.free(inner, column)
            if budget < 1 or not len(rows):
                return None
            rows = rows[min(spot.row, len(rows) - 1) :: 2]
            return _empty(rows[: min(spot.size + 1, budget)], column)

        return next_column(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanBlock:
    """More consecutive sessions of one asset without a return than are tolerated: a halt, or a dead feed.

    The parameters are those of ``NanCell``; the block is longer by at least one.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, or ``allowance`` is negative.
    """

    share: float = 0.05
    allowance: int = 1

    name = "nan_block"
    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an impossible allowance."""
        refuse_unless(self.share, self.allowance)

    @property
    def needs(self) -> Needs:
        """Genesis, the last return, and one session more than are tolerated between them."""
        return Needs(sessions=least_sessions(lambda count: count - _ENDS > allowed(count, self.share, self.allowance)))

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset has a long enough run of sessions."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Empty a run of sessions of one asset, ``size`` longer than the shortest that is too long."""

        def attempt(column: int) -> Patch | None:
            inner, budget = _inner(draft, column, self.share, self.allowance)
            shortest = max(budget + 1, 1)
            for length in (min(shortest + spot.size, len(inner)), shortest):
                if shortest <= length <= len(inner):
                    taken = np.concatenate([[0], np.cumsum(draft.claimed[inner, column])])
                    starts = np.flatnonzero(taken[length:] == taken[:-length])
                    if len(starts):
                        start = starts[min(spot.row, len(starts) - 1)]
                        return _empty(inner[start : start + length], column)
            return None

        return next_column(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanLeading:
    """A legal control: an asset whose history begins later. Nothing is missing before genesis."""

    name = "nan_leading"
    layer = Layer.TIER1
    response = Response.PASS
    evidence = Evidence.HISTORY
    needs = Needs(sessions=2)

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset has two returns and no hole."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Move the genesis of one asset down to the session of the spot's row."""

        def attempt(column: int) -> Patch | None:
            seen = draft.returns(column)
            # A hole that was tolerated in a long history is too much in what is left of it.
            if column in draft.gapped or len(seen) < len(draft.expected(column)):
                return None
            taken = np.flatnonzero(draft.claimed[:, column])
            # What another fault wrote must stay in the history: genesis comes no later than that.
            latest = int(np.searchsorted(seen, taken[0], side="right")) - 1 if len(taken) else len(seen) - 1
            count = min(spot.row + 1, latest, len(seen) - 1)
            return _empty(seen[:count], column, reach=int(seen[count])) if count >= 1 else None

        return next_column(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanNonsession:
    """A legal control: NaN where the exchange was closed, as every clean frame of mixed calendars has it.

    It marks such a cell and changes nothing, so that a contract that objects to it is told which one.
    """

    name = "nan_nonsession"
    layer = Layer.TIER1
    response = Response.PASS
    evidence = Evidence.CALENDAR
    needs = Needs(closed=1)

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset has an empty row that is no session of its own."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Mark one row of one asset."""

        def attempt(column: int) -> Patch | None:
            rows = draft.free(draft.closed(column, "closed"), column)
            rows = rows[np.isnan(draft.values[rows, column])]
            if not len(rows):
                return None
            row = min(spot.row, len(rows) - 1)
            return Patch(rows=rows[row : row + 1], column=column, values=np.array([math.nan]))

        return next_column(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanAll:
    """An asset without a single value."""

    name = "nan_all"
    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs()

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset has a value."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Empty one asset that no other fault has touched."""

        def attempt(column: int) -> Patch | None:
            rows = np.flatnonzero(~np.isnan(draft.values[:, column]))
            if not len(rows) or draft.claimed[:, column].any():
                return None
            return _empty(rows, column, reach=len(draft.values))

        return next_column(draft, spot, attempt)
