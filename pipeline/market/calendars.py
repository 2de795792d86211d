"""Which rows of a frame are sessions of a calendar, in the exchange's own date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["RowSessions", "has_date_labels", "row_sessions"]

Days = NDArray[np.datetime64]
Mask = NDArray[np.bool_]

_SATURDAY = 5
# Rules of holidays are not known for ever: outside these years no calendar judges a row.
_FIRST, _LAST = pd.Timestamp(1960, 1, 1), pd.Timestamp(2039, 12, 31)
_NEAR = pd.Timestamp(1990, 1, 1), pd.Timestamp(2029, 12, 31)
_KNOWN = pd.Timestamp(2024, 1, 1)
_EVENING = np.timedelta64(4, "h")


@dataclass(frozen=True, slots=True)
class RowSessions:
    """What a calendar says of each row; all three arrays have one entry a row.

    ``session``: the exchange traded on the row's date. ``closed``: it did not. A row outside the years that
    the calendar covers is neither. ``dates``: the row's date as the exchange writes it.
    """

    session: Mask
    closed: Mask
    dates: Days


def has_date_labels(index: pd.DatetimeIndex) -> bool:
    """Return whether every label is midnight UTC: then it names a session's date and is no instant."""
    return bool(((index.as_unit("ns").asi8 % 86_400_000_000_000) == 0).all())


def row_sessions(index: pd.DatetimeIndex, calendar: str | None) -> RowSessions:
    """Judge each row by a calendar.

    Daily bars are labelled in one of two ways. Midnight UTC of the session's date is taken at its word; any
    other label is an instant, and its date is that of the exchange's clock: midnight in Tokyo is the day
    before in UTC, and a weekday test on UTC instants flags clean files east of New York.

    Parameters
    ----------
    index
        UTC.
    calendar
        A name of exchange_calendars; None for an unknown venue: every weekday then counts as a session.
    """
    dated = has_date_labels(index)
    if calendar is None:
        dates = _dates(index)
        weekday = _weekday(dates) < _SATURDAY
        return RowSessions(session=weekday, closed=~weekday, dates=dates)
    if calendar == "24/5" and not dated:
        # Currencies open on Sunday evening and close on Friday evening, UTC; four hours on, both are Mon-Fri.
        dates = _dates(index + _EVENING)
    else:
        dates = _dates(index if dated else index.tz_convert(_calendar_type(calendar)[1]))
    if len(dates) == 0:
        empty = np.zeros(0, bool)
        return RowSessions(session=empty, closed=empty, dates=dates)
    known = _sessions(calendar, *_years(dates.min(), dates.max()))
    session = np.isin(dates, known.sessions)
    covered = (dates >= known.first) & (dates <= known.last)
    return RowSessions(session=session, closed=covered & ~session, dates=dates)


@dataclass(frozen=True, slots=True)
class _Known:
    sessions: Days
    first: np.datetime64
    last: np.datetime64


def _dates(index: pd.DatetimeIndex) -> Days:
    return index.tz_localize(None).to_numpy().astype("datetime64[D]")


def _weekday(dates: Days) -> NDArray[np.int64]:
    return (dates.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday


def _years(first: np.datetime64, last: np.datetime64) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return one of two spans: most of what a calendar costs is the building of it, however few years it covers."""
    near = _NEAR[0] <= first and last <= _NEAR[1]
    return _NEAR if near else (_FIRST, _LAST)


@lru_cache(maxsize=128)
def _calendar_type(name: str) -> tuple[Any, Any]:
    """Return the calendar's class and time zone. Building one costs a third of a second, so it is kept."""
    import exchange_calendars as xc  # noqa: PLC0415 - 0.1 s that only runs that judge calendars should pay

    # A month of it, since its class says how far back and on it may be asked for; any month that all of them know.
    calendar = xc.get_calendar(name, start=_KNOWN, end=_KNOWN + pd.DateOffset(months=1))
    return type(calendar), calendar.tz


@lru_cache(maxsize=256)
def _sessions(name: str, since: pd.Timestamp, until: pd.Timestamp) -> _Known:
    """Return the sessions of some years.

    exchange_calendars covers the last twenty years unless told, and then calls every earlier day a
    non-session without a word; so both ends are always given, cut to what the calendar knows.
    """
    kind, _ = _calendar_type(name)
    first, last = max(since, kind.bound_min() or since), min(until, kind.bound_max() or until)
    if first >= last:
        return _Known(np.array([], "datetime64[D]"), np.datetime64("9999-12-31"), np.datetime64("0001-01-01"))
    import exchange_calendars as xc  # noqa: PLC0415 - see _calendar_type

    sessions = xc.get_calendar(name, start=first, end=last).sessions
    return _Known(
        sessions.to_numpy().astype("datetime64[D]"),
        first.to_datetime64().astype("datetime64[D]"),
        last.to_datetime64().astype("datetime64[D]"),
    )
