"""A session that only a part of a venue has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells, RowsRemoved
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..gaps import least_for_a_hole, refuse_none_tolerated, spare
from ..search import next_asset
from .dates import has_dates, stamps_of
from .members import emptied_together, members_of

__all__ = ["HalfRow"]

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfRow(Applicable):
    """One session that some assets of a venue have and others have not: the cross-section is partial.

    A request for many tickers that returns too early leaves it (yfinance#2925). The others of the venue show that
    the day was a session, and a row that is not wholly empty passes for a full one. In a tidy frame the rows of the
    assets are gone. Genesis and the last session stay; the parameters are those of ``NanCell``.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, ``allowance`` is negative, or together they never tolerate a session.
    """

    share: float = 0.05
    allowance: int = 1

    name = "half_row"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an allowance that is none."""
        refuse_none_tolerated("HalfRow", self.share, self.allowance)

    @property
    def needs(self) -> Needs:
        """A tolerable hole, and a second asset of the venue."""
        return Needs(sessions=least_for_a_hole(self.share, self.allowance), peers=1, assets=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsRemoved | None:
        """Take one session from one asset and, by size, from more of its venue."""
        if not has_dates(draft):
            return None

        looked_at: dict[int, tuple[Rows, Rows]] = {}  # as the member of whichever asset comes first

        def attempt(asset: int) -> Cells | RowsRemoved | None:
            members = members_of(draft, asset)
            if len(members) < 2:  # noqa: PLR2004 - one has it and one has not
                return None
            for member in members:
                if member not in looked_at:
                    looked_at[member] = self._able(draft, member), draft.free(draft.observed(member), member)
            turn = members.index(asset)
            around = members[turn:] + members[:turn]
            return self._halved(draft, spot, around, [looked_at[member] for member in around])

        return next_asset(draft, spot, attempt)

    @staticmethod
    def _halved(
        draft: Draft, spot: Spot, members: Sequence[int], looked_at: Sequence[tuple[Rows, Rows]]
    ) -> Cells | RowsRemoved | None:
        """Take a session from the first of the members, as long as one of them keeps it.

        ``looked_at``: for each member the sessions that may go missing, and those that are there.
        """
        stamps = stamps_of(draft).asi8
        able, there = zip(*looked_at, strict=True)
        # A session of the first that another member has too.
        rows = able[0][np.isin(stamps[able[0]], stamps[np.concatenate(there[1:])])]
        if not len(rows):
            return None
        when = stamps[rows[min(spot.row, len(rows) - 1)]]
        losing = [place for place, found in enumerate(able) if when in stamps[found]]
        having = [place for place, found in enumerate(there) if when in stamps[found]]
        most = len(losing) - 1 if len(losing) == len(having) else len(losing)
        losing = losing[: min(1 + spot.size, most)]
        taken = np.array([int(able[place][stamps[able[place]] == when][0]) for place in losing], np.intp)
        assets = tuple(members[place] for place in losing)
        if draft.reading.codes is not None:
            return RowsRemoved(rows=np.sort(taken), assets=assets)
        return emptied_together(draft, taken[:1], assets)

    def _able(self, draft: Draft, asset: int) -> Rows:
        """Return the sessions that may go missing of an asset."""
        inner, left = spare(draft, asset, self.share, self.allowance)
        if left < 1:
            return inner[:0]
        return draft.free(inner, asset) if draft.reading.codes is None else draft.free_rows(inner)
