"""An asset in the order of time: its sessions, the corporate actions on them, and edits of what lies before.

A frame may stand in any order of its rows, newest first among them, so that "before" is never read off a position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ..base import Spot
from ..draft import Draft

__all__ = [
    "PRICES",
    "Event",
    "all_free",
    "events",
    "from_the_spot",
    "in_time",
    "patched",
    "rescaled",
    "rows_before",
    "sessions",
]

T = TypeVar("T")
Rows = NDArray[np.intp]
Floats = NDArray[np.float64]

PRICES = ("open", "high", "low", "close", "adj_close")
"""The fields that a change of the unit hits alike."""

_NO_ROWS = np.zeros(0, np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One corporate action: the row of the session before it, its own, its place among the sessions, its amount."""

    before: int
    row: int
    place: int
    amount: float


def in_time(draft: Draft, rows: Rows) -> Rows:
    """Return rows in the order of their timestamps, as they stand where they have none."""
    stamps = draft.reading.stamps
    return rows if stamps is None else rows[np.argsort(stamps.asi8[rows], kind="stable")]


def sessions(draft: Draft, asset: int) -> Rows:
    """Return the sessions of an asset that have a value, in the order of time."""
    return in_time(draft, draft.observed(asset))


def rows_before(draft: Draft, asset: int, row: int) -> Rows:
    """Return all rows of an asset that come before one of them in time, sessions or not."""
    ordered = in_time(draft, draft.rows(asset))
    return ordered[: int(np.flatnonzero(ordered == row)[0])]


def events(draft: Draft, asset: int, field: str) -> list[Event]:
    """Return the events in a field that have a session before them, in the order of time."""
    column = draft.column(asset, field)
    if column is None or not draft.numeric[column]:
        return []
    seen = sessions(draft, asset)
    amounts = draft.values[seen, column]
    places = np.flatnonzero(np.isfinite(amounts) & (amounts > 0.0))
    return [
        Event(before=int(seen[place - 1]), row=int(seen[place]), place=place, amount=float(amounts[place]))
        for place in places.tolist()
        if place > 0
    ]


def from_the_spot(options: Sequence[T], spot: Spot, attempt: Callable[[T], Cells | None]) -> Cells | None:
    """Return the first edit that an attempt makes, from the option that the row of the spot stands for on, and round."""
    for step in range(len(options)):
        edit = attempt(options[(min(spot.row, len(options) - 1) + step) % len(options)])
        if edit is not None:
            return edit
    return None


def all_free(draft: Draft, rows: Rows, asset: int) -> bool:
    """Return whether no fault has claimed an asset in any of the rows."""
    return len(draft.free(rows, asset)) == len(rows)


def patched(
    draft: Draft, asset: int, written: Mapping[int, tuple[Rows, Floats]], *, claims: Rows = _NO_ROWS
) -> Cells | None:
    """Return an edit that puts other numbers into some columns of an asset, each on its own rows.

    None where nothing would change, a number is out of range, or another fault has claimed one of the rows, or one of
    the claims, on which the fault depends.

    Parameters
    ----------
    written
        Column -> rows and their values.
    """
    rows = np.unique(np.concatenate([rows for rows, _ in written.values()]))
    if not len(rows) or not all_free(draft, np.union1d(rows, claims), asset):
        return None
    columns = np.array(sorted(written), np.intp)
    before = draft.values[rows[:, None], columns]
    values = before.copy()
    for place, column in enumerate(columns.tolist()):
        own, numbers = written[column]
        kind = draft.frame.dtypes.iloc[column].kind
        values[np.searchsorted(rows, own), place] = np.round(numbers) if kind in "iu" else numbers
    if np.array_equal(values, before, equal_nan=True):
        return None
    return Cells(rows=rows, columns=columns, values=values, assets=(asset,), claims=claims)


def rescaled(
    draft: Draft, asset: int, rows: Rows, factor: float, *, claims: Rows = _NO_ROWS, volume: bool = True
) -> Cells | None:
    """Return an edit of every price of an asset times a factor, and of its volumes divided by it.

    Only rows that hold something take part, so that what another fault has emptied stays as it is. None where a
    price is no float, as it could not be written without another dtype, or would leave the range of floats.
    """
    found = [draft.column(asset, field) for field in PRICES]
    prices = np.array([column for column in found if column is not None], np.intp)
    if any(draft.frame.dtypes.iloc[column].kind != "f" for column in prices.tolist()):
        return None
    rows = rows[~np.isnan(draft.values[rows[:, None], prices]).all(axis=1)]
    if not len(rows):
        return None
    with np.errstate(over="ignore", under="ignore"):
        scaled = draft.values[rows[:, None], prices] * factor
    if np.isinf(scaled).any() or (scaled == 0.0).any():
        return None
    written = {column: (rows, scaled[:, place]) for place, column in enumerate(prices.tolist())}
    traded = draft.column(asset, "volume")
    if volume and traded is not None and draft.numeric[traded]:
        written[traded] = (rows, draft.values[rows, traded] / factor)
    return patched(draft, asset, written, claims=claims)
