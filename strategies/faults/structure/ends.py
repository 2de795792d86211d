"""Where the history of an asset begins and ends, and the days between that are legally empty."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..allowance import allowed, least_sessions, refuse_unless
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import emptied, next_asset, nth

__all__ = ["NanLeading", "NanNonsession", "NanTrailing"]


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
