"""Zeros where an asset did not exist yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Cells, RowsAdded
from ...sessions import row_kinds
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import cells, next_asset, pick
from .dates import clock_of, has_dates, stamps_of
from .filling import Vacant, anchors_of, filled

__all__ = ["PadMixedGenesis"]

Rows = NDArray[np.intp]

_ZEROS = (0.0, -0.0)
_EARLIER = 31  # days before the first session among which a closed one is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class PadMixedGenesis(Applicable):
    """Zero, of either sign, on every day before genesis: what ``fillna(0)`` leaves of assets that begin later.

    The zeros begin with the frame and include a closed day, so the calendar shows them; on sessions alone they would
    be returns like any other. Where the asset begins with the frame, its first sessions become zero. Where nothing
    follows, the asset has not begun at all. In a tidy frame the days are rows before the first of the asset.
    """

    name = "pad_mixed_genesis"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(closed=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsAdded | None:
        """Fill in the days before genesis of one asset, which comes as many sessions later as the row says."""
        if draft.reading.holds != "returns" or not has_dates(draft):
            return None
        tidy = draft.reading.codes is not None
        return next_asset(draft, spot, lambda asset: (_prepended if tidy else _overwritten)(draft, spot, asset))


def _overwritten(draft: Draft, spot: Spot, asset: int) -> Cells | None:
    seen, closed = draft.observed(asset), draft.closed(asset, "closed")
    if not len(seen) or not len(closed):
        return None
    later = seen[seen > closed[0]]
    # Genesis is the session after the first closed day, or one after that.
    genesis = int(later[min(spot.row, len(later) - 1)]) if len(later) else len(draft.values)
    rows = np.arange(genesis)
    if len(draft.free(rows, asset)) < genesis:
        return None
    return cells(draft, rows, asset, np.full(genesis, pick(_ZEROS, spot.size)))


def _prepended(draft: Draft, spot: Spot, asset: int) -> RowsAdded | None:
    known, stamps, seen = draft.calendar(asset), stamps_of(draft), draft.observed(asset)
    if known is None or not len(seen):
        return None
    first = draft.rows(asset)[0]
    zone = clock_of(stamps, known)
    local = stamps[first].tz_convert(zone).tz_localize(None)
    back = pd.DatetimeIndex([local - pd.Timedelta(days=ahead) for ahead in range(_EARLIER, 0, -1)])
    made = back.tz_localize(zone, ambiguous=np.ones(_EARLIER, bool), nonexistent="shift_forward").tz_convert("UTC")
    made = made.as_unit(stamps.unit)
    leading = bool(stamps[first] == stamps.min())
    if not leading:
        made = made[made >= stamps.min()]
    kinds = row_kinds(pd.DatetimeIndex(stamps.append(made)), known)
    closed = np.flatnonzero((kinds.weekend | kinds.holiday)[len(stamps) :])
    if not len(closed):
        return None
    # From a closed day on, the last one or one before it.
    made = made[closed[max(len(closed) - 1 - spot.row, 0)] :]
    previous = np.full(len(made), seen[0])
    grouped = not stamps.is_monotonic_increasing
    anchors = np.full(len(made), first) if leading or grouped else anchors_of(draft, asset, made, previous)
    if leading and not grouped:
        anchors[:] = 0
    if len(draft.undoubled(anchors)) < len(anchors):
        return None
    vacant = Vacant(rows=anchors, previous=previous, stamps=made)
    zero = {draft.reading.main: np.full(len(made), pick(_ZEROS, spot.size))}
    edit = filled(draft, asset, vacant, zero, before=leading or grouped)
    return edit if isinstance(edit, RowsAdded) else None
