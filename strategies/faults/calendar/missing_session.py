"""Sessions that the frame does not even mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...edits import RowsRemoved
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..gaps import least_for_a_hole, refuse_none_tolerated, spare
from ..search import next_asset
from .dates import has_dates

__all__ = ["MissingSession"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSession(Applicable):
    """A few sessions without a row, as many as are tolerated or fewer: no label says that something is missing.

    8TRA.DE lacks 2023-06-01, and its file looks complete to whoever counts empty cells. A tidy frame loses rows of
    one asset. A wide frame loses rows of all, and only where each of them has a session that may go missing; a
    session that one of several assets lacks is a ``nan_cell``. Genesis and the last session stay. The parameters are
    those of ``NanCell``.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, ``allowance`` is negative, or together they never tolerate a session.
    """

    share: float = 0.05
    allowance: int = 1

    name = "missing_session"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an allowance that is none."""
        refuse_none_tolerated("MissingSession", self.share, self.allowance)

    @property
    def needs(self) -> Needs:
        """Genesis, the last session, and one between that may go missing."""
        return Needs(sessions=least_for_a_hole(self.share, self.allowance), shared=True)

    def place(self, draft: Draft, spot: Spot) -> RowsRemoved | None:
        """Remove sessions, every second from the row of the spot on."""
        if not has_dates(draft) or not draft.names:
            return None
        if draft.reading.codes is None:
            return self._removed(draft, spot, range(len(draft.names)))
        return next_asset(draft, spot, lambda asset: self._removed(draft, spot, [asset]))

    def _removed(self, draft: Draft, spot: Spot, assets: Sequence[int]) -> RowsRemoved | None:
        rows, budget = np.arange(len(draft.values)), len(draft.values)
        for asset in assets:
            inner, left = spare(draft, asset, self.share, self.allowance)
            rows, budget = rows[np.isin(rows, inner)], min(budget, left)
        rows = draft.free_rows(rows)
        if budget < 1 or not len(rows):
            return None
        rows = rows[min(spot.row, len(rows) - 1) :: 2][: min(spot.size + 1, budget)]
        return RowsRemoved(rows=rows, assets=tuple(assets))
