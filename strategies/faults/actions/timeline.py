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
    "apart",
    "days_away",
    "events",
    "floating",
    "from_the_spot",
    "in_time",
    "patched",
    "refuse_unless_days",
    "rescaled",
    "rows_before",
    "rows_from",
    "sessions",
    "vacant",
]

T = TypeVar("T")
Rows = NDArray[np.intp]
Floats = NDArray[np.float64]

PRICES = ("open", "high", "low", "close", "adj_close")
"""The fields that a change of the unit hits alike."""

_SECONDS_A_DAY = 86_400
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


def rows_from(draft: Draft, asset: int, row: int) -> Rows:
    """Return one row of an asset and all that come after it in time, sessions or not."""
    ordered = in_time(draft, draft.rows(asset))
    return ordered[int(np.flatnonzero(ordered == row)[0]) :]


def days_away(draft: Draft, rows: Rows, row: int) -> Floats:
    """Return how many days after one row others are."""
    stamps = draft.reading.stamps
    if stamps is None:  # one of our own sources, whose rows are days
        return (rows - row).astype(np.float64)
    return (stamps[rows] - stamps[row]).total_seconds().to_numpy(np.float64) / _SECONDS_A_DAY


def apart(first: float, second: float, factor: float) -> bool:
    """Return whether two prices differ by more than a factor, either way; False where one is no price."""
    return first > 0.0 and second > 0.0 and bool(abs(np.log(second) - np.log(first)) > np.log(factor))


def vacant(draft: Draft, asset: int, field: str, row: int, days: int) -> Rows:
    """Return the free sessions without an event at most so many days from a row: the nearest, the farthest, others."""
    column = draft.column(asset, field)
    if column is None:
        return np.zeros(0, np.intp)
    rows = draft.free(in_time(draft, draft.observed(asset)), asset)
    rows = rows[~(draft.values[rows, column] > 0.0)]
    away = days_away(draft, rows, row)
    near = np.abs(away) <= days
    # Of two sessions equally far away the later one first: a late correction is commoner than an early one.
    order = np.lexsort((away[near] < 0.0, np.abs(away[near])))
    # The farthest one lies on the bound, where there is a session on it.
    return rows[near][np.concatenate([order[:1], order[:1:-1], order[1:2]])]


def refuse_unless_days(days: int) -> None:
    """Refuse a distance between two listings that is none."""
    if days < 1:
        msg = f"days={days!r}: the second listing lies at least 1 day away, such as within 7"
        raise ValueError(msg)


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
    """Return the first edit that an attempt makes, from the option of the spot's row on, and round to it."""
    for step in range(len(options)):
        edit = attempt(options[(min(spot.row, len(options) - 1) + step) % len(options)])
        if edit is not None:
            return edit
    return None


def floating(draft: Draft, asset: int) -> bool:
    """Return whether the prices or returns of an asset are stored as floats; others would change their dtype."""
    columns = [draft.column(asset, field) for field in (*PRICES, draft.reading.main)]
    return all(column is None or draft.holds_floats(column) for column in columns)


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
        whole = draft.kind_of(column) in "iu"
        values[np.searchsorted(rows, own), place] = np.round(numbers) if whole else numbers
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
    if not floating(draft, asset):
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
