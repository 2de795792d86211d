"""Days without a session on which an asset has nothing, and an edit that puts something there.

Wide frames and bars have rows for such days. Tidy frames have none, nor has the file of a single asset: rows are then
added, where the order of the frame wants them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Cells, RowsAdded
from ...sessions import row_kinds
from ..base import Spot
from ..draft import Draft, Kind
from .dates import clock_of, has_dates, stamps_of

__all__ = ["Vacant", "anchors_of", "filled", "vacancies"]

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]

_LATER = 14  # days after the last row among which its next closed days are looked for


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vacant:
    """Days of an asset that hold nothing, in the order of time.

    ``rows``: their rows; where the frame has none, the rows after which they belong. ``stamps``: their timestamps
    where the frame has no rows for them. ``previous``: for each, the last session before it.
    """

    rows: Rows
    previous: Rows
    stamps: pd.DatetimeIndex | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self, spot: Spot, step: int = 1, most: int | None = None) -> Vacant:
        """Return the days from the spot's row on, every ``step``-th, and at most so many."""
        return self.kept(np.arange(len(self.rows))[min(spot.row, len(self.rows) - 1) :: step][:most])

    def kept(self, kept: Rows) -> Vacant:
        """Return some of the days, by number."""
        return Vacant(
            rows=self.rows[kept],
            previous=self.previous[kept],
            stamps=None if self.stamps is None else self.stamps[kept],
        )


def vacancies(draft: Draft, asset: int, kind: Kind) -> Vacant | None:
    """Return the closed days of an asset since its genesis that hold nothing; None where there is none."""
    seen, column = draft.observed(asset), draft.column(asset)
    if not has_dates(draft) or not len(seen) or column is None:
        return None
    closed = draft.closed(asset, kind)
    # Only after genesis: what stands before it is a fault of another name.
    rows = draft.free(closed[closed > seen[0]], asset)
    rows = rows[~draft.present(column)[rows]]
    if len(rows):
        return Vacant(rows=rows, previous=seen[np.searchsorted(seen, rows) - 1])
    tidy = draft.reading.codes is not None
    # A row that is added to a wide frame is one of every asset.
    return _absent(draft, asset, kind, seen, later=tidy) if tidy or len(draft.names) == 1 else None


def _absent(draft: Draft, asset: int, kind: Kind, seen: Rows, *, later: bool) -> Vacant | None:
    """Return the closed days between the sessions of an asset, and after its last, for which there is no row."""
    known, stamps = draft.calendar(asset), stamps_of(draft)
    own = stamps[seen]
    if known is None or not own.is_monotonic_increasing:
        return None
    zone = clock_of(stamps, known)
    local = own.tz_convert(zone).tz_localize(None)
    days = local.normalize().as_unit("s").asi8 // 86_400
    gaps = np.append(np.diff(days) - 1, _LATER if later else 0).clip(min=0)
    turn = np.repeat(np.arange(len(seen)), gaps)
    ahead = np.concatenate([np.arange(1, gap + 1) for gap in gaps.tolist()]) if len(turn) else turn
    # At the hour of the session before, on the clock of the exchange.
    moved = (local[turn] + pd.to_timedelta(ahead, unit="D")).as_unit(stamps.unit)
    made = moved.tz_localize(zone, ambiguous=np.ones(len(turn), bool), nonexistent="shift_forward").tz_convert("UTC")
    kinds = row_kinds(pd.DatetimeIndex(stamps.append(made)), known)
    session, weekend, holiday = (mask[len(stamps) :] for mask in (kinds.session, kinds.weekend, kinds.holiday))
    fits = {"weekend": weekend, "holiday": holiday, "closed": weekend | holiday, "session": session}[kind]
    # What lies beyond the next session is no longer next to the history.
    after = turn == len(seen) - 1
    fits = fits & ~(after & (np.cumsum(session & after) > 0)) & ~made.isin(stamps[draft.rows(asset)])
    anchors = anchors_of(draft, asset, made, seen[turn])
    fits[fits] = np.isin(anchors[fits], draft.undoubled(anchors[fits]))
    if not fits.any():
        return None
    return Vacant(rows=anchors[fits], previous=seen[turn[fits]], stamps=made[fits])


def anchors_of(draft: Draft, asset: int, made: pd.DatetimeIndex, previous: Rows) -> Rows:
    """Return the rows after which new rows of an asset keep the order of the frame.

    Parameters
    ----------
    previous
        For each of the new timestamps, the row of the asset before it.
    """
    stamps, codes = stamps_of(draft), draft.reading.codes
    if codes is None or not stamps.is_monotonic_increasing:
        return previous  # sorted by asset, then by time
    known, wanted = stamps.asi8, made.as_unit(stamps.unit).asi8
    first, last = np.searchsorted(known, wanted, side="left"), np.searchsorted(known, wanted, side="right")
    before = [np.count_nonzero(codes[begin:end] < asset) for begin, end in zip(first, last, strict=True)]
    return (first + before - 1).astype(np.intp)


def filled(
    draft: Draft, asset: int, vacant: Vacant, values: Mapping[str, Floats], *, hold: bool = False, before: bool = False
) -> Cells | RowsAdded:
    """Return an edit that gives fields of an asset values on days that hold nothing.

    Parameters
    ----------
    values
        Field -> one value a day. In rows that are added, every other field repeats the session before.
    hold
        No later fault may touch the sessions before the days, as the values follow from theirs.
    before
        The new rows stand before their anchors.
    """
    columns = np.array([draft.column(asset, field) for field in values], np.intp)
    block = np.column_stack(list(values.values()))
    if vacant.stamps is None:
        claims = vacant.previous if hold else vacant.previous[:0]
        return Cells(rows=vacant.rows, columns=columns, values=block, assets=(asset,), claims=claims)
    whole = _copied(draft, vacant.previous)
    whole[:, columns] = block
    kind, position = draft.reading.place
    if kind == "column":
        column = pd.DatetimeIndex(draft.frame.iloc[:, position])
        whole[:, position] = list(_as_stored(column, vacant.stamps))
    labels = _labels(draft, vacant)
    return RowsAdded(anchors=vacant.rows, values=whole, assets=(asset,), labels=labels, before=before)


def _copied(draft: Draft, rows: Rows) -> NDArray[Any]:
    """Return rows as other faults have left them, float64 where the frame is."""
    if draft.floats:
        return draft.values[rows]
    whole = draft.frame.iloc[rows].to_numpy(object).copy()
    whole[:, draft.numeric] = draft.values[rows][:, draft.numeric]
    return whole


def _labels(draft: Draft, vacant: Vacant) -> pd.Index | None:
    """Return the labels of new rows in the index; None where the timestamps are in a column."""
    (kind, position), index = draft.reading.place, draft.frame.index
    stamps = cast("pd.DatetimeIndex", vacant.stamps)
    match kind:
        case "column":
            return None
        case "index":
            return _as_stored(index, stamps)
        case "level":
            levels = [index.get_level_values(level).take(vacant.previous) for level in range(index.nlevels)]
            levels[position] = _as_stored(index.get_level_values(position), stamps)
            return pd.MultiIndex.from_arrays(levels, names=index.names)


def _as_stored(like: pd.Index, stamps: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return timestamps in the zone and the unit in which a frame holds its own."""
    kept = pd.DatetimeIndex(like)
    moved = stamps.tz_localize(None) if kept.tz is None else stamps.tz_convert(kept.tz)
    return moved.as_unit(kept.unit).rename(kept.name)
