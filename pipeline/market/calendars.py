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
    known = _sessions(calendar, _decade(dates.min()), _decade(dates.max()) + 1)
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


def _decade(date: np.datetime64) -> int:
    return (int(date.astype("datetime64[Y]").astype(np.int64)) + 1970) // 10


def _year(year: int) -> pd.Timestamp:
    return pd.Timestamp(min(max(year, _FIRST.year), _LAST.year + 1), 1, 1)


@lru_cache(maxsize=128)
def _calendar_type(name: str) -> tuple[Any, Any]:
    """Return the calendar's class and time zone. Building one costs up to two seconds, so it is kept."""
    import exchange_calendars as xc  # noqa: PLC0415 - 0.1 s that only runs that judge calendars should pay

    calendar = xc.get_calendar(name)
    return type(calendar), calendar.tz


@lru_cache(maxsize=256)
def _sessions(name: str, first_decade: int, end_decade: int) -> _Known:
    """Return the sessions of whole decades, so that most frames of one process share one calendar.

    exchange_calendars covers the last twenty years unless told, and then calls every earlier day a
    non-session without a word; so both ends are always given, cut to what the calendar knows.
    """
    kind, _ = _calendar_type(name)
    first = max(_year(first_decade * 10), _FIRST, kind.bound_min() or _FIRST)
    last = min(_year(end_decade * 10) - pd.Timedelta(days=1), _LAST, kind.bound_max() or _LAST)
    if first >= last:
        return _Known(np.array([], "datetime64[D]"), np.datetime64("9999-12-31"), np.datetime64("0001-01-01"))
    import exchange_calendars as xc  # noqa: PLC0415 - see _calendar_type

    sessions = xc.get_calendar(name, start=first, end=last).sessions
    return _Known(
        sessions.to_numpy().astype("datetime64[D]"),
        first.to_datetime64().astype("datetime64[D]"),
        last.to_datetime64().astype("datetime64[D]"),
    )
