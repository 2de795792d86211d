"""A universe without those that did not survive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import ColumnsRemoved, RowsRemoved
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset

__all__ = ["Survivorship"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivorship(Applicable):
    """An asset that had ended before the frame does, and is not in it any more: survivorship bias.

    Nothing in the frame shows it; whoever knows the universe of that time misses the asset (finnhub#30, IEX#1712).

    Parameters
    ----------
    sessions
        How many sessions without a value, at the least, make an end.

    Raises
    ------
    ValueError
        If ``sessions`` is below 1.
    """

    sessions: int = 5

    name = "survivorship"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.HISTORY

    def __post_init__(self) -> None:
        """Refuse an end that is none."""
        if self.sessions < 1:
            msg = f"sessions={self.sessions!r}: an asset that ended lacks at least 1 session, such as 5"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """One asset that ends, and one that does not."""
        return Needs(sessions=self.sessions + 1, assets=2, ended=self.sessions)

    def place(self, draft: Draft, spot: Spot) -> ColumnsRemoved | RowsRemoved | None:
        """Remove one asset that ended."""

        def attempt(asset: int) -> ColumnsRemoved | RowsRemoved | None:
            if not self._ended(draft, asset) or not draft.untouched(asset):
                return None
            rows = draft.rows(asset)
            if draft.reading.kind == "tidy":
                return RowsRemoved(rows=rows, assets=(asset,)) if len(draft.undoubled(rows)) == len(rows) else None
            columns = np.array(sorted(draft.reading.fields[asset].values()), np.intp)
            return None if draft.columns_taken & set(columns.tolist()) else ColumnsRemoved(columns=columns)

        return None if len(draft.names) < 2 else next_asset(draft, spot, attempt)  # noqa: PLR2004 - one has to stay

    def _ended(self, draft: Draft, asset: int) -> bool:
        """Whether the last sessions of an asset are empty, those of the calendar that other assets trade on."""
        seen = draft.observed(asset)
        stamps = draft.reading.stamps
        if not len(seen):
            return False
        if draft.reading.codes is None:
            return int((draft.expected(asset) > seen[-1]).sum()) >= self.sessions
        if stamps is None:
            return False
        # In a tidy frame there are no rows without a value, so the days on which others traded are counted.
        days = stamps.asi8
        return len(np.unique(days[days > days[seen].max()])) >= self.sessions
