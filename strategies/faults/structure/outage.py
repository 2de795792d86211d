"""Sessions on which a whole venue sent nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..gaps import least_for_a_hole, refuse_none_tolerated, spare
from ..search import next_asset

__all__ = ["NanOutage"]


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
        refuse_none_tolerated("NanOutage", self.share, self.allowance)

    @property
    def needs(self) -> Needs:
        """A tolerable hole, and a second asset of the venue."""
        return Needs(sessions=least_for_a_hole(self.share, self.allowance), peers=1, assets=2)

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
        inside = [spare(draft, asset, self.share, self.allowance) for asset in members]
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
