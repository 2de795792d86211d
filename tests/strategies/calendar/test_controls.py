"""Legal controls of the calendar are legal, and catch whoever judges by the weekday."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from toxiframe.pipeline.market.calendars import row_sessions
from toxiframe.pipeline.market.venues import CALENDARS
from toxiframe.strategies import (
    Fault,
    FxSundayEvening,
    RoundTheClockWeekend,
    SundaySession,
    UnscheduledClosure,
    returns_matrices,
    toxic_frames,
)
from toxiframe.strategies.tidy import tidy_returns

from tests.quality.shrunk import smallest
from tests.strategies.calendar.judging import histories


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A legal control, a judge that stays silent, and one whose bug raises a false alarm."""

    fault: Fault
    base: SearchStrategy[pd.DataFrame]
    silent: Callable[[pd.DataFrame], bool]
    eager: Callable[[pd.DataFrame], bool]
    bug: str
    smallest: tuple[int, int]

    def cases(self):
        """Toxic frames that hold the control."""
        return toxic_frames(self.base, faults=[self.fault], max_faults=1)


def padded(frame):
    """See zeros on days on which the exchange was closed."""
    return any((one.closed & one.zero).any() for one in histories(frame))


def zero_on_a_weekend(frame):
    """See zeros on Saturdays and Sundays of whatever is not known to be crypto."""
    known = {"BINANCE", "COINBASE", "KRAKEN", "BYBIT", "OKX", "BITSTAMP", "KUCOIN"}
    return any(one.venue not in known and ((one.weekday >= 5) & one.zero).any() for one in histories(frame))


@st.composite
def hourly(draw):
    """Draw hourly returns of a currency around the end of a week."""
    rows, later, unit = draw(st.tuples(st.integers(1, 60), st.integers(0, 48), st.sampled_from(["s", "ns"])))
    begin = pd.Timestamp("2024-01-07 21:00", tz="UTC") + pd.Timedelta(hours=later)
    index = pd.date_range(begin, periods=rows, freq="h", unit=unit)
    values = np.where(row_sessions(index, "24/5").session, 0.001, np.nan)
    return pd.DataFrame({"FX:EURUSD": values}, index=index)


def bar_on_a_closed_day(frame):
    """See a return on a closed day, in the time of the market."""
    there = frame.notna().to_numpy()
    return any(
        (row_sessions(frame.index, CALENDARS[name.partition(":")[0]]).closed & there[:, place]).any()
        for place, name in enumerate(frame.columns)
    )


def bar_on_a_weekend(frame):
    """See a return on a Saturday or a Sunday, UTC."""
    return bool(frame.loc[frame.index.dayofweek >= 5].notna().any(axis=None))


@st.composite
def typhoons(draw):
    """Draw frames of Hong Kong that hold the day of a typhoon."""
    rows, assets = draw(st.tuples(st.integers(5, 20), st.integers(1, 3)))
    index = pd.date_range("2023-08-31", periods=rows, tz="UTC", unit="s")
    values = np.where(row_sessions(index, "XHKG").session, 0.001, np.nan)
    return pd.DataFrame({f"HKEX:{number}": values for number in range(assets)}, index=index)


def gap_of_one_asset(frame):
    """See that an asset lacks a session that another of its venue has, or more than one."""
    missing = [set(one.missing()) for one in histories(frame)]
    return any(found != missing[0] or len(found) > 1 for found in missing)


def gap_by_the_calendar(frame):
    """See that an asset lacks a session of the calendar."""
    return any(len(one.missing()) > 0 for one in histories(frame))


CONTROLS = {
    "wide": Control(
        fault=SundaySession(),
        # Without noise, or a zero of the noise on a Sunday would be another cause.
        base=returns_matrices(max_rows=40, max_assets=4, venues=["NYSE", "TASE"], noise=False),
        silent=padded,
        eager=zero_on_a_weekend,
        bug="judges by Saturday and Sunday",
        smallest=(1, 1),
    ),
    "tidy": Control(
        fault=SundaySession(),
        base=tidy_returns(max_rows=40, max_assets=4, venues=["NYSE", "TASE"], noise=False),
        silent=padded,
        eager=zero_on_a_weekend,
        bug="judges by Saturday and Sunday",
        smallest=(1, 3),
    ),
    "crypto": Control(
        fault=RoundTheClockWeekend(),
        base=returns_matrices(max_rows=40, max_assets=4, venues=["HTX"]),
        silent=padded,
        eager=zero_on_a_weekend,
        bug="knows seven venues of crypto",
        smallest=(1, 1),
    ),
    "currencies": Control(
        fault=FxSundayEvening(),
        base=hourly(),
        silent=bar_on_a_closed_day,
        eager=bar_on_a_weekend,
        bug="takes the date in UTC",
        smallest=(1, 1),
    ),
    "typhoon": Control(
        fault=UnscheduledClosure(),
        base=typhoons(),
        silent=gap_of_one_asset,
        eager=gap_by_the_calendar,
        bug="believes the calendar more than a whole exchange",
        smallest=(5, 1),
    ),
}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_a_correct_judge_is_silent(control):
    """Who knows the calendar does not object to a legal control."""

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=100, database=None)
    @given(control.cases())
    def drawn(case):
        assert not control.silent(case.frame), f"a false alarm of {control.fault!r}: {case!r}"

    drawn()


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_an_over_eager_judge_is_caught(control):
    """Who objects to it is caught within 200 cases, with the smallest frame that shows it."""
    got = smallest(control.cases(), lambda case: control.eager(case.frame), seed=0)
    assert got.example.frame.shape == control.smallest, f"{control.bug}: {got.example!r}"
    assert got.examples <= 200, f"{control.bug}: {got.examples} cases until it was caught"
