"""The frozen snapshot of sessions: on which days each exchange traded, 1990 to 2027.

``sessions.json`` is made by ``scripts/make_sessions.py``. Everything here is built once a process, so that a
draw only slices arrays that exist.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "DAY_COUNT",
    "Calendar",
    "RowKinds",
    "boxed_days",
    "calendar",
    "calendar_names",
    "day_number",
    "days",
    "row_kinds",
]

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

_FIRST, _LAST = date(1990, 1, 1), date(2027, 12, 31)
DAY_COUNT = (_LAST - _FIRST).days + 1
"""Days of the snapshot; a day number counts from 1990-01-01, which is 0."""

_EPOCH_OFFSET = (_FIRST - date(1970, 1, 1)).days
_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_SATURDAY = 5
_EVENING = pd.Timedelta(hours=4)


class _Stored(TypedDict):
    zone: str
    first: str
    last: str
    weeks: Mapping[str, str]
    closed: Mapping[str, str]
    open: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One exchange's days; every mask has one entry a day of the snapshot.

    ``session``: it traded. ``weekend``: it did not, and that weekday is outside its regular week.
    ``holiday``: it did not, within its regular week. A day outside the years ``first`` to ``last`` (day
    numbers, both inclusive) is none of the three. ``counts``: (4, days + 1), how many sessions, weekends,
    holidays and closed days of either kind lie before each day.
    """

    name: str
    zone: str
    first: int
    last: int
    session: Mask
    weekend: Mask
    holiday: Mask
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKinds:
    """What each row of a frame is to one calendar; all arrays have one entry a row."""

    session: Mask
    weekend: Mask
    holiday: Mask


def day_number(day: date) -> int:
    """Return the number of a day, counted from 1990-01-01."""
    return (day - _FIRST).days


@cache
def days() -> pd.DatetimeIndex:
    """Return every day of the snapshot as midnight UTC, in the resolution that pandas reads text in."""
    unit = pd.DatetimeIndex([_FIRST.isoformat()], tz="UTC").unit
    stamps = np.arange(_EPOCH_OFFSET, _EPOCH_OFFSET + DAY_COUNT).astype("datetime64[D]")
    # Without a freq: a frame with a row twice has none either, and the two are compared.
    return pd.DatetimeIndex(stamps.astype(f"datetime64[{unit}]")).tz_localize("UTC")


@cache
def boxed_days() -> tuple[pd.Timestamp, ...]:
    """Return the same days as timestamps."""
    return tuple(days())


@cache
def _snapshot() -> Mapping[str, _Stored]:
    text = Path(__file__).with_name("sessions.json").read_text(encoding="utf-8")
    return json.loads(text)["calendars"]


def calendar_names() -> tuple[str, ...]:
    """Return the names of the calendars in the snapshot, as exchange_calendars spells them."""
    return tuple(_snapshot())


@cache
def calendar(name: str) -> Calendar:
    """Return a calendar of the snapshot, by its name in exchange_calendars."""
    stored = _snapshot()[name]
    first, last = (day_number(date.fromisoformat(stored[end])) for end in ("first", "last"))
    numbers = np.arange(DAY_COUNT)
    weekday = (numbers + _EPOCH_OFFSET + 3) % 7  # 1970-01-01 was a Thursday
    regular = np.zeros(DAY_COUNT, bool)
    for year, week in stored["weeks"].items():
        regular[max(day_number(date(int(year), 1, 1)), 0) :] = False
        since = numbers >= day_number(date(int(year), 1, 1))
        regular |= since & np.isin(weekday, [int(day) - 1 for day in week])
    session = regular.copy()
    session[_listed(stored["closed"])] = False
    session[_listed(stored["open"])] = True
    covered = (numbers >= first) & (numbers <= last)
    session &= covered
    weekend, holiday = covered & ~session & ~regular, covered & ~session & regular
    counts = np.zeros((4, DAY_COUNT + 1), np.int64)
    np.cumsum([session, weekend, holiday, weekend | holiday], axis=1, out=counts[:, 1:])
    for array in (session, weekend, holiday, counts):
        array.flags.writeable = False
    return Calendar(
        name=name,
        zone=stored["zone"],
        first=first,
        last=last,
        session=session,
        weekend=weekend,
        holiday=holiday,
        counts=counts,
    )


def _listed(years: Mapping[str, str]) -> list[int]:
    return [
        day_number(date(int(year), int(day[:2]), int(day[2:])))
        for year, listed in years.items()
        for day in listed.split()
    ]


def row_kinds(index: pd.DatetimeIndex, name: str | None) -> RowKinds:
    """Judge each row by a calendar of the snapshot.

    A label at midnight UTC names a session's date and is taken at its word. Where any label is not, all are
    instants, and the date is that of the exchange's own clock: midnight in Tokyo is the day before in UTC.

    Parameters
    ----------
    index
        UTC, any order, repeated labels allowed.
    name
        None for an unknown venue: weekdays then count as sessions, and no day as closed.
    """
    stamps, per_day = index.asi8, _PER_DAY[index.unit]
    if (stamps % per_day).any() and name is not None:
        # Currencies open on Sunday evening and close on Friday evening, UTC; four hours on, both are Mon-Fri.
        local = index + _EVENING if name == "24/5" else index.tz_convert(calendar(name).zone)
        stamps = local.tz_localize(None).asi8
    numbers = stamps // per_day - _EPOCH_OFFSET
    if name is None:
        nothing = np.zeros(len(numbers), bool)
        weekday = (numbers + _EPOCH_OFFSET + 3) % 7 < _SATURDAY
        return RowKinds(session=weekday, weekend=nothing, holiday=nothing)
    known = calendar(name)
    inside = (numbers >= 0) & (numbers < DAY_COUNT)
    if inside.all():
        return RowKinds(session=known.session[numbers], weekend=known.weekend[numbers], holiday=known.holiday[numbers])
    numbers = np.where(inside, numbers, 0)
    return RowKinds(
        session=known.session[numbers] & inside,
        weekend=known.weekend[numbers] & inside,
        holiday=known.holiday[numbers] & inside,
    )
