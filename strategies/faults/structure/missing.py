"""Sessions without a return: few, many, all, and those that are legally empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..allowance import allowed, least_sessions, refuse_unless
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import emptied, next_asset, nth

__all__ = ["Mechanism", "NanAll", "NanBlock", "NanCell", "NanLeading", "NanNonsession", "NanOutage", "NanTrailing"]

Rows = NDArray[np.intp]
Mechanism = Literal["random", "ends", "correlated"]

_ENDS = 2  # genesis and the last return: a hole lies between two returns


def _inner(draft: Draft, asset: int, share: float, allowance: int) -> tuple[Rows, int]:
    """Return the sessions with a return between the first and the last, and how many more may go missing."""
    if asset in draft.gapped:
        return np.zeros(0, np.intp), 0
    expected, seen = draft.expected(asset), draft.observed(asset)
    return seen[1:-1], allowed(len(expected), share, allowance) - (len(expected) - len(seen))


def _least_for_a_hole(share: float, allowance: int) -> int:
    """Return the fewest sessions that hold genesis, the last return, and a tolerated hole between them."""
    return least_sessions(lambda count: count > _ENDS and allowed(count, share, allowance) >= 1)


def _refuse_none_tolerated(kind: str, share: float, allowance: int) -> None:
    refuse_unless(share, allowance)
    if allowance == 0 and share == 0.0:
        msg = f"share=0.0, allowance=0: no session may be missing, so {kind} has no place; give one of them"
        raise ValueError(msg)


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
        _refuse_none_tolerated("NanCell", self.share, self.allowance)
        if self.mechanism not in get_args(Mechanism):
            known = ", ".join(map(repr, get_args(Mechanism)))
            msg = f"mechanism={self.mechanism!r}: cells go missing by one of {known}"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """Genesis, the last return, one between; more where one missing session is too many for that few."""
        assets = 2 if self.mechanism == "correlated" else 1
        return Needs(sessions=_least_for_a_hole(self.share, self.allowance), assets=assets)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty sessions of one asset: at random, every second from the row of the spot on."""

        def attempt(asset: int) -> Cells | None:
            inner, budget = _inner(draft, asset, self.share, self.allowance)
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
            inner, budget = _inner(draft, asset, self.share, self.allowance)
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
class NanOutage(Applicable):
    """Consecutive sessions on which a whole venue sent nothing, as many as are tolerated or fewer.

    Binance was silent from 2018-02-08 00:15 to 02-09 09:58 (binance-public-data#169). The parameters are those of
    ``NanCell``.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, ``allowance`` is negative, or together they never tolerate a session.
    """

    share: float = 0.05
    allowance: int = 1

    name = "nan_outage"
    layer = Layer.TIER1
    response = Response.WARN
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an allowance that is none."""
        _refuse_none_tolerated("NanOutage", self.share, self.allowance)

    @property
    def needs(self) -> Needs:
        """A tolerable hole, and a second asset of the venue."""
        return Needs(sessions=_least_for_a_hole(self.share, self.allowance), peers=1, assets=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty a run of sessions of all assets of the venue of one."""
        if draft.reading.kind != "wide":
            return None

        def attempt(asset: int) -> Cells | None:
            venue = str(draft.names[asset]).partition(":")[0]
            names = [str(name) for name in draft.names]
            members = [place for place, name in enumerate(names) if name.startswith(f"{venue}:")]
            return self._silenced(draft, spot, members) if len(members) > 1 else None

        return next_asset(draft, spot, attempt)

    def _silenced(self, draft: Draft, spot: Spot, members: Sequence[int]) -> Cells | None:
        """Empty the rows on which every member has a return that may go missing."""
        inside = [_inner(draft, asset, self.share, self.allowance) for asset in members]
        rows = inside[0][0]
        for asset, (inner, _) in zip(members, inside, strict=True):
            rows = draft.free(rows[np.isin(rows, inner)], asset)
        budget = min(spare for _, spare in inside)
        if budget < 1 or not len(rows):
            return None
        start = min(spot.row, len(rows) - 1)
        rows = rows[start : start + min(spot.size + 1, budget)]
        columns = np.array([draft.column(asset) for asset in members], np.intp)
        empty = np.full((len(rows), len(members)), np.nan)
        return Cells(rows=rows, columns=columns, values=empty, assets=tuple(members), gap=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanLeading(Applicable):
    """A legal control: an asset whose history begins later. Nothing is missing before genesis."""

    name = "nan_leading"
    layer = Layer.TIER1
    response = Response.PASS
    evidence = Evidence.HISTORY
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Move the genesis of one asset down to the session of the spot's row."""

        def attempt(asset: int) -> Cells | None:
            seen = draft.observed(asset)
            # A hole that was tolerated in a long history is too much in what is left of it.
            if draft.reading.kind == "plain" or asset in draft.gapped or len(seen) < len(draft.expected(asset)):
                return None
            taken = np.flatnonzero(draft.claimed[:, asset])
            # What another fault wrote must stay in the history: genesis comes no later than that.
            latest = int(np.searchsorted(seen, taken[0], side="right")) - 1 if len(taken) else len(seen) - 1
            count = min(spot.row + 1, latest, len(seen) - 1)
            if count < 1:
                return None
            return emptied(draft, seen[:count], asset, claims=np.arange(int(seen[count])))

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanTrailing(Applicable):
    """An asset whose history ends before the frame does: delisted, or its feed is dead, which no frame can tell.

    At least ``sessions`` of its last ones are empty, and always more than are tolerated: see ``NanCell``.

    Raises
    ------
    ValueError
        If ``sessions`` is below 1, ``share`` is not from 0 to 0.5, or ``allowance`` is negative.
    """

    sessions: int = 5
    share: float = 0.05
    allowance: int = 1

    name = "nan_trailing"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.HISTORY

    def __post_init__(self) -> None:
        """Refuse an end that is none."""
        refuse_unless(self.share, self.allowance)
        if self.sessions < 1:
            msg = f"sessions={self.sessions!r}: at least 1 session is empty at the end, such as 5"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """Genesis, and the sessions after it that go."""
        return Needs(sessions=least_sessions(lambda count: count > self._length(count)))

    def _length(self, sessions: int) -> int:
        return max(self.sessions, allowed(sessions, self.share, self.allowance) + 1)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty the last sessions of one asset, ``size`` more than the fewest."""

        def attempt(asset: int) -> Cells | None:
            seen = draft.observed(asset)
            least = self._length(len(draft.expected(asset)))
            count = min(least + spot.row, len(seen) - 1)
            rows = seen[len(seen) - count :]
            if (
                draft.reading.kind == "plain"
                or asset in draft.gapped
                or count < least
                or len(draft.free(rows, asset)) < count
            ):
                return None
            return emptied(draft, rows, asset, claims=np.arange(int(rows[0]), len(draft.values)))

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NanNonsession(Applicable):
    """A legal control: NaN where the exchange was closed, as every clean frame of mixed calendars has it.

    It marks such a cell and changes nothing, so that a contract that objects to it is told which one.
    """

    name = "nan_nonsession"
    layer = Layer.TIER1
    response = Response.PASS
    evidence = Evidence.CALENDAR
    needs = Needs(closed=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Mark one row of one asset."""

        def attempt(asset: int) -> Cells | None:
            rows = draft.free(draft.closed(asset, "closed"), asset)
            column = draft.column(asset)
            if column is None:
                return None
            rows = rows[~draft.present(column)[rows]]
            if not len(rows):
                return None
            return replace(emptied(draft, np.array([nth(rows, spot)]), asset), gap=False)

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
