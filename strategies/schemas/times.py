"""Points in time and spans of time, in ticks of their unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ..sessions import PER_SECOND
from .scales import Scale

__all__ = ["date_scale", "period_scale", "span_scale", "time_scale"]

_DAY = 86_400
_PLAIN = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the wall clock of any zone
_STEPS = (_DAY, 3_600, 60, 1)  # seconds
# Nanoseconds end in 2262 and Python's own datetimes in 9999; a zone may move both by a day.
_YEARS_NS = (dt.datetime(1677, 9, 23), dt.datetime(2262, 4, 10))  # noqa: DTZ001
_YEARS = (dt.datetime(1, 1, 3), dt.datetime(9999, 12, 29))  # noqa: DTZ001
_MOMENTS = (
    "1970-01-01",
    "1969-12-31T23:59:59",
    "1999-12-31T23:59:59",
    "2000-02-29",
    "2001-09-09T01:46:40",
    "2023-12-31T23:59:59",
    "2024-02-29T12:00:00",
    "2024-12-30",
    "2038-01-19T03:14:08",
    "1900-01-01",
    "2100-02-28T23:59:59",
)


def _ticks(moment: Any, unit: str) -> int:
    make: Any = np.datetime64  # numpy's stubs list the types that it takes
    stamp = make(moment)
    return int(stamp.astype(f"datetime64[{unit}]").astype(np.int64))


def time_scale(unit: str, zone: Any | None) -> Scale:
    """Return the scale of datetime64 in this unit; ticks count from the epoch, in UTC where there is a zone."""
    per_second = PER_SECOND[unit]
    first, last = _YEARS_NS if unit == "ns" or zone is not None else _YEARS

    def below(value: Any) -> tuple[int, bool]:
        stamp = pd.Timestamp(value)
        if stamp.tz is not None:
            stamp = stamp.tz_convert("UTC").tz_localize(None)
        elif zone is not None:
            stamp = stamp.tz_localize(zone).tz_convert("UTC").tz_localize(None)
        moment = stamp.to_datetime64()
        if pd.isna(stamp):
            message = "NaT bounds nothing"
            raise ValueError(message)
        tick = int(moment.astype(f"datetime64[{unit}]").astype(np.int64))
        back = np.array(tick, f"datetime64[{unit}]")
        if back > moment:
            tick -= 1
        return tick, bool(back == moment)

    plain = pd.Timestamp(_PLAIN) if zone is None else pd.Timestamp(_PLAIN).tz_localize(zone).tz_convert("UTC")
    moments = [_ticks(moment, unit) for moment in _MOMENTS]
    moments += [tick + more for tick in _transitions(zone, unit) for more in (-1, 0, 1)]
    return Scale(
        low=_ticks(first, unit),
        high=_ticks(last, unit),
        below=below,
        raw=int,
        plain=_ticks(plain.tz_localize(None).to_datetime64(), unit),
        steps=tuple(dict.fromkeys((*(seconds * per_second for seconds in _STEPS), 1))),
        spread=20 * 365 * _DAY * per_second,
        fine=60 * per_second,
        landmarks=tuple(moments),
    )


@cache
def _transitions(zone: Any | None, unit: str) -> tuple[int, ...]:
    """Return when the zone's clocks changed in 2024, to the hour, and the hours that exist twice."""
    if zone is None:
        return ()
    hours = pd.date_range("2024-01-01", "2025-01-01", freq="h", tz="UTC")
    offsets = [moment.utcoffset() for moment in hours.tz_convert(zone)]
    found: list[int] = []
    for place in range(1, len(hours)):
        if offsets[place] != offsets[place - 1]:
            edge = hours[place].tz_localize(None)
            found += [_ticks(moment.to_datetime64(), unit) for moment in (edge, edge - pd.Timedelta(minutes=30))]
    return tuple(found)


def span_scale(unit: str) -> Scale:
    """Return the scale of timedelta64 in this unit."""
    per_second = PER_SECOND[unit]
    most = 200 * 365 * _DAY * per_second

    def below(value: Any) -> tuple[int, bool]:
        length = pd.Timedelta(value).to_timedelta64()
        tick = int(length.astype(f"timedelta64[{unit}]").astype(np.int64))
        back = np.array(tick, f"timedelta64[{unit}]")
        return (tick - 1 if back > length else tick), bool(back == length)

    seconds: Iterable[int] = (0, 1, 60, 3_600, 82_800, _DAY, 90_000, 7 * _DAY, 365 * _DAY)
    return Scale(
        low=-most,
        high=most,
        below=below,
        raw=int,
        plain=0,
        steps=tuple(dict.fromkeys((60 * per_second, per_second, 1))),
        spread=_DAY * per_second,
        fine=per_second,
        landmarks=(*(sign * length * per_second for length in seconds for sign in (1, -1)), 1, -1),
    )


def date_scale(*, short: bool = False) -> Scale:
    """Return the scale of dates: days since the epoch; ``short`` for those that nanoseconds reach.

    Pandera coerces its dates by way of nanoseconds.
    """
    years = _YEARS_NS if short else _YEARS

    def below(value: Any) -> tuple[int, bool]:
        moment = pd.Timestamp(value).to_datetime64()
        day = int(moment.astype("datetime64[D]").astype(np.int64))
        return day, bool(np.datetime64(day, "D") == moment)

    return Scale(
        low=_ticks(years[0], "D"),
        high=_ticks(years[1], "D"),
        below=below,
        raw=int,
        plain=_ticks(_PLAIN, "D"),
        steps=(1,),
        spread=20 * 365,
        fine=1,
        landmarks=tuple(_ticks(moment, "D") for moment in _MOMENTS),
    )


def period_scale(freq: Any) -> Scale:
    """Return the scale of periods of a frequency."""

    def ordinal(value: Any) -> int:
        return int(pd.Period(value, freq=freq).ordinal)

    return Scale(
        low=ordinal(pd.Timestamp("1700-01-01")),
        high=ordinal(pd.Timestamp("2260-01-01")),
        below=lambda value: (ordinal(value), True),
        raw=int,
        plain=ordinal(pd.Timestamp(_PLAIN)),
        steps=(1,),
        spread=200,
        fine=1,
        landmarks=tuple(ordinal(pd.Timestamp(moment)) for moment in _MOMENTS),
    )
