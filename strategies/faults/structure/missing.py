"""Sessions of one asset without a value: a few, too many in a row, or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..allowance import allowed, least_sessions, refuse_unless
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..gaps import least_for_a_hole, refuse_none_tolerated, spare
from ..search import emptied, next_asset, nth

__all__ = ["Mechanism", "NanAll", "NanBlock", "NanCell"]

Rows = NDArray[np.intp]
Mechanism = Literal["random", "ends", "correlated"]

_ENDS = 2  # genesis and the last return: a hole lies between two returns


@dataclass(frozen=True, slots=True, kw_only=True)
class NanCell(Applicable):
    """A few sessions of one asset without a return, as many as are tolerated or fewer.

    Tolerated are ``allowance`` sessions, or the ``share`` of those since genesis where that is more. Genesis
    and the last return stay: NaN there moves the ends of the history instead of making a hole.

    Parameters
    ----------
    mechanism
        Which sessions: ``random`` ones (missing completely at random), those next to the ``ends`` of the history,
        or those ``correlated`` with another asset, on which it moved most (missing not at random).

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, ``allowance`` is negative, together they never tolerate a session, or
        ``mechanism`` is none of the three.
    """

    share: float = 0.05
    allowance: int = 1
    mechanism: Mechanism = "random"

    name = "nan_cell"
    layer = Layer.TIER1
    response = Response.WARN
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an allowance that is none."""
        refuse_none_tolerated("NanCell", self.share, self.allowance)
        if self.mechanism not in get_args(Mechanism):
            known = ", ".join(map(repr, get_args(Mechanism)))
            msg = f"mechanism={self.mechanism!r}: cells go missing by one of {known}"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """Genesis, the last return, one between; more where one missing session is too many for that few."""
        assets = 2 if self.mechanism == "correlated" else 1
        return Needs(sessions=least_for_a_hole(self.share, self.allowance), assets=assets)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty sessions of one asset: at random, every second from the row of the spot on."""

        def attempt(asset: int) -> Cells | None:
            inner, budget = spare(draft, asset, self.share, self.allowance)
            rows = self._ordered(draft, draft.free(inner, asset), asset, spot)
            if budget < 1 or not len(rows):
                return None
            return emptied(draft, np.sort(rows[: min(spot.size + 1, budget)]), asset)

        return next_asset(draft, spot, attempt)

    def _ordered(self, draft: Draft, rows: Rows, asset: int, spot: Spot) -> Rows:
        """Return the sessions that may go missing, those that go first in front."""
        if not len(rows) or self.mechanism == "random":
            return rows[min(spot.row, max(len(rows) - 1, 0)) :: 2]
        if self.mechanism == "ends":
            # From both ends inwards in turn.
            turned = np.empty_like(rows)
            turned[::2], turned[1::2] = rows[: (len(rows) + 1) // 2], rows[(len(rows) + 1) // 2 :][::-1]
            return turned[spot.row % 2 :]
        others = [other for other in range(len(draft.names)) if other != asset and draft.column(other) is not None]
        if not others or draft.reading.codes is not None:
            return rows[:0]
        moved = draft.values[rows, int(draft.column(others[min(spot.size, len(others) - 1)]) or 0)]
        moved = np.where(np.isnan(moved), -1.0, np.abs(moved))
        return rows[np.argsort(-moved, kind="stable")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NanBlock(Applicable):
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
        """Genesis, the last return, and more sessions between them than are tolerated."""
        return Needs(sessions=least_sessions(lambda count: count - _ENDS > allowed(count, self.share, self.allowance)))

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty a run of sessions of one asset, ``size`` longer than the shortest that is too long."""

        def attempt(asset: int) -> Cells | None:
            inner, budget = spare(draft, asset, self.share, self.allowance)
            shortest = max(budget + 1, 1)
            for length in (min(shortest + spot.size, len(inner)), shortest):
                if shortest <= length <= len(inner):
                    taken = np.concatenate([[0], np.cumsum(draft.claimed[inner, asset])])
                    starts = np.flatnonzero(taken[length:] == taken[:-length])
                    if len(starts):
                        start = nth(starts, spot)
                        return emptied(draft, inner[start : start + length], asset)
            return None

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanAll(Applicable):
    """An asset without a single value."""

    name = "nan_all"
    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty one asset that no other fault has touched."""

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset)
            if column is None or draft.claimed[:, asset].any():
                return None
            own = draft.rows(asset)
            rows = own[draft.present(column)[own]]
            return emptied(draft, rows, asset, claims=own) if len(rows) else None

        return next_asset(draft, spot, attempt)
