"""Sessions: on which days each exchange traded, 1990 to 2027, from a frozen snapshot or a live calendar.

``sessions.json`` is made by ``scripts/make_sessions.py``. Everything here is built once a process, or once for each
calendar that somebody passes, so that a draw only slices arrays that exist.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "COUNTED",
    "DAY_COUNT",
    "PER_SECOND",
    "Calendar",
    "RowKinds",
    "Unit",
    "at_midnight",
    "calendar",
    "calendar_from",
    "calendar_names",
    "day_number",
    "days",
    "regular_weeks",
    "row_kinds",
]

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
Unit: TypeAlias = Literal["s", "ms", "us", "ns"]

COUNTED = ("session", "weekend", "holiday", "closed", "off_week")
"""What the rows of ``Calendar.counts`` count."""

_FIRST, _LAST = date(1990, 1, 1), date(2027, 12, 31)
DAY_COUNT = (_LAST - _FIRST).days + 1
"""Days of the snapshot; a day number counts from 1990-01-01, which is 0."""

_EPOCH_OFFSET = (_FIRST - date(1970, 1, 1)).days
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
"""Unit of timestamps -> how many of it a second has."""

_PER_DAY = {unit: 86_400 * count for unit, count in PER_SECOND.items()}
_DAYS_OF_WEEK = 7
_SATURDAY = 5  # Monday is 0
_MAJORITY = 0.5
_FEW_DAYS = 28  # of a year that is covered in part: too few to tell its regular week from a week of holidays
_EVENING = pd.Timedelta(hours=4)


class _Stored(TypedDict):
    zone: str
    first: str
    last: str
    weeks: Mapping[str, str]
    closed: Mapping[str, str]
    open: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """One exchange's days; every mask has one entry a day from 1990 to 2027.

    ``session``: it traded. ``weekend``: it did not, and that weekday is outside its regular week.
    ``holiday``: it did not, within its regular week. A day outside the days ``first`` to ``last`` (day
    numbers, both inclusive) is none of the three. ``counts``: (5, days + 1), how many sessions, weekends,
    holidays, closed days of either kind, and sessions on a Saturday or Sunday lie before each day; ``totals``: how
    many there are.
    """

    name: str
    zone: str
    first: int
    last: int
    session: Mask
    weekend: Mask
    holiday: Mask
    counts: Counts
    totals: tuple[int, ...]


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
def days(unit: Unit | None = None) -> pd.DatetimeIndex:
    """Return every day as midnight UTC, in a resolution, or in the one that pandas reads text in."""
    kept = pd.DatetimeIndex([_FIRST.isoformat()], tz="UTC").unit if unit is None else unit
    stamps = np.arange(_EPOCH_OFFSET, _EPOCH_OFFSET + DAY_COUNT).astype("datetime64[D]")
    # Without a freq: a frame with a row twice has none either, and the two are compared.
    return pd.DatetimeIndex(stamps.astype(f"datetime64[{kept}]")).tz_localize("UTC")


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
    usual = np.zeros((len(_years()), _DAYS_OF_WEEK), bool)
    for year, week in stored["weeks"].items():
        usual[int(year) - _FIRST.year :] = np.isin(np.arange(_DAYS_OF_WEEK), [int(day) - 1 for day in week])
    regular = _on_regular_days(usual)
    session = regular.copy()
    session[_listed(stored["closed"])] = False
    session[_listed(stored["open"])] = True
    session[:first] = session[last + 1 :] = False
    return _made(name, stored["zone"], (first, last), session, regular)


def calendar_from(known: object) -> Calendar | None:
    """Convert a live calendar; None for anything else.

    Parameters
    ----------
    known
        What has ``sessions`` (dates as a DatetimeIndex), ``tz`` and ``name``, as the calendars of exchange_calendars
        have. Days before its first session and after its last are of no kind, so pass ``start=`` when you get one:
        exchange_calendars covers the last twenty years unless told.

    Returns
    -------
    Calendar or None
        Cut to 1990 to 2027. A weekday is of the regular week in the years in which most of its days are sessions.
    """
    if isinstance(known, Calendar):
        return known
    sessions, zone, name = (getattr(known, field, None) for field in ("sessions", "tz", "name"))
    if not isinstance(sessions, pd.DatetimeIndex) or zone is None or name is None:
        return None
    naive = sessions.tz_localize(None)
    numbers = naive.asi8 // _PER_DAY[naive.unit] - _EPOCH_OFFSET
    numbers = numbers[(numbers >= 0) & (numbers < DAY_COUNT)]
    session = np.zeros(DAY_COUNT, bool)
    session[numbers] = True
    span = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)
    regular = _on_regular_days(regular_weeks(session, *span))
    return _made(str(name), str(zone), span, session, regular)


def _made(name: str, zone: str, span: tuple[int, int], session: Mask, regular: Mask) -> Calendar:
    first, last = span
    covered = np.zeros(DAY_COUNT, bool)
    covered[first : last + 1] = True
    weekend, holiday = covered & ~session & ~regular, covered & ~session & regular
    counts = np.zeros((len(COUNTED), DAY_COUNT + 1), np.int64)
    off_week = session & (_weekdays() >= _SATURDAY)
    np.cumsum([session, weekend, holiday, weekend | holiday, off_week], axis=1, out=counts[:, 1:])
    for array in (session, weekend, holiday, counts):
        array.flags.writeable = False
    return Calendar(
        name=name,
        zone=zone,
        first=first,
        last=last,
        session=session,
        weekend=weekend,
        holiday=holiday,
        counts=counts,
        totals=tuple(counts[:, -1].tolist()),
    )


def regular_weeks(session: Mask, first: int, last: int) -> Mask:
    """Return which weekdays are of the regular week in each year: those most of whose days are sessions.

    Parameters
    ----------
    session
        One entry a day from 1990 to 2027.
    first, last
        Day numbers, both inclusive, that the calendar covers.

    Returns
    -------
    ndarray
        (years, 7), Monday first.
    """
    shape = (len(_years()), _DAYS_OF_WEEK)
    cell = (_year_of_day() * _DAYS_OF_WEEK + _weekdays())[first : last + 1]
    there = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    traded = np.bincount(cell, weights=session[first : last + 1], minlength=shape[0] * shape[1]).reshape(shape)
    usual = traded > _MAJORITY * there
    enough = np.flatnonzero(there.sum(axis=1) >= _FEW_DAYS)
    if len(enough):
        usual[: enough[0]], usual[enough[-1] + 1 :] = usual[enough[0]], usual[enough[-1]]
    return usual


def _on_regular_days(usual: Mask) -> Mask:
    return usual[_year_of_day(), _weekdays()]


def _years() -> range:
    return range(_FIRST.year, _LAST.year + 1)


@cache
def _weekdays() -> Counts:
    return (np.arange(DAY_COUNT) + _EPOCH_OFFSET + 3) % _DAYS_OF_WEEK  # 1970-01-01 was a Thursday


@cache
def _year_of_day() -> Counts:
    starts = [day_number(date(year, 1, 1)) for year in _years()]
    return np.searchsorted(starts, np.arange(DAY_COUNT), side="right") - 1


def _listed(years: Mapping[str, str]) -> list[int]:
    return [
        day_number(date(int(year), int(day[:2]), int(day[2:])))
        for year, listed in years.items()
        for day in listed.split()
    ]


def at_midnight(labels: pd.DatetimeIndex) -> bool:
    """Return whether every label is midnight on its own wall clock; a missing one is not."""
    wall = labels if labels.tz is None else labels.tz_localize(None)
    return not (wall.asi8 % _PER_DAY[labels.unit]).any()


def row_kinds(index: pd.DatetimeIndex, known: Calendar | None) -> RowKinds:
    """Judge each row by a calendar.

    A label at midnight UTC names a session's date and is taken at its word. Where any label is not, all are
    instants, and the date is that of the exchange's own clock: midnight in Tokyo is the day before in UTC.

    Parameters
    ----------
    index
        UTC, any order, repeated labels allowed.
    known
        None for an unknown venue: weekdays then count as sessions, and no day as closed.
    """
    stamps, per_day = index.asi8, _PER_DAY[index.unit]
    if (stamps % per_day).any() and known is not None:
        # Currencies open on Sunday evening and close on Friday evening, UTC; four hours on, both are Mon-Fri.
        local = index + _EVENING if known.name == "24/5" else index.tz_convert(known.zone)
        # A timedelta of its own unit would change that of the sum.
        stamps = local.tz_localize(None).as_unit(index.unit).asi8
    numbers = stamps // per_day - _EPOCH_OFFSET
    if known is None:
        nothing = np.zeros(len(numbers), bool)
        weekday = (numbers + _EPOCH_OFFSET + 3) % _DAYS_OF_WEEK < _SATURDAY
        return RowKinds(session=weekday, weekend=nothing, holiday=nothing)
    inside = (numbers >= 0) & (numbers < DAY_COUNT)
    if inside.all():
        return RowKinds(session=known.session[numbers], weekend=known.weekend[numbers], holiday=known.holiday[numbers])
    numbers = np.where(inside, numbers, 0)
    return RowKinds(
        session=known.session[numbers] & inside,
        weekend=known.weekend[numbers] & inside,
        holiday=known.holiday[numbers] & inside,
    )
