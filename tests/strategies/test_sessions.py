"""The frozen snapshot of sessions says what exchange_calendars says, and the venues what the pipeline says."""

from __future__ import annotations

from datetime import date

import exchange_calendars as xc
import numpy as np
import pandas as pd
import pytest
from toxiframe.pipeline.market.calendars import row_sessions
from toxiframe.pipeline.market.venues import CALENDARS
from toxiframe.strategies.sessions import calendar, calendar_names, day_number, days, row_kinds
from toxiframe.strategies.venues import CALENDAR_OF_VENUE, DEFAULT_VENUES, ticker


@pytest.mark.parametrize("name", calendar_names())
def test_sessions_agree_with_exchange_calendars(name):
    """Every calendar has exactly the sessions of exchange_calendars over all the days that it claims to cover."""
    known = calendar(name)
    first, last = days()[known.first].tz_localize(None), days()[known.last].tz_localize(None)
    true = xc.get_calendar(name, start=first, end=last).sessions
    ours = days()[known.session].tz_localize(None)
    wrong = ours.symmetric_difference(true.as_unit(ours.unit))
    assert len(wrong) == 0, f"{name}: {len(wrong)} days differ, first {wrong[:5].tolist()}"


@pytest.mark.parametrize("name", calendar_names())
def test_days_are_of_one_kind(name):
    """Each covered day is a session, a weekend or a holiday, each other day none, and the counts add them up."""
    known = calendar(name)
    kinds = np.array([known.session, known.weekend, known.holiday], np.int64)
    covered = np.zeros(len(days()), np.int64)
    covered[known.first : known.last + 1] = 1
    assert (kinds.sum(axis=0) == covered).all(), f"{name}: kinds overlap or leave out days"
    off_week = known.session[np.asarray(days().dayofweek >= 5)].sum()
    expected = (*kinds.sum(axis=1), kinds[1:].sum(), off_week)
    assert known.totals == expected, f"{name}: {known.totals} != {expected}"
    assert (known.counts[:, -1] == expected).all(), f"{name}: {known.counts[:, -1]} != {expected}"


@pytest.mark.parametrize(
    ("name", "day", "kind"),
    [
        ("XNYS", date(2024, 7, 4), "holiday"),
        ("XNYS", date(2024, 6, 29), "weekend"),
        ("XNYS", date(2001, 9, 11), "holiday"),
        ("XTAE", date(2024, 6, 28), "weekend"),  # a Friday
        ("XTAE", date(2024, 6, 30), "session"),  # a Sunday
        ("XBOM", date(2024, 1, 20), "session"),  # a special Saturday
        ("24/7", date(2024, 6, 29), "session"),
    ],
)
def test_known_days(name, day, kind):
    """Days that are known from elsewhere are of the right kind."""
    known, number = calendar(name), day_number(day)
    found = [word for word in ("session", "weekend", "holiday") if getattr(known, word)[number]]
    assert found == [kind], f"{name} {day}: {found}"


@pytest.mark.parametrize("name", calendar_names())
def test_rows_are_judged_as_the_pipeline_judges_them(name):
    """Labels at midnight UTC and labels at the exchange's own midnight are judged as the pipeline judges them."""
    dated = pd.date_range("2019-12-20", "2024-08-10", tz="UTC")
    local = pd.date_range("2019-12-20", "2024-08-10", tz=calendar(name).zone).tz_convert("UTC")
    for index in (dated, local):
        ours, theirs = row_kinds(index, calendar(name)), row_sessions(index, name)
        assert (ours.session == theirs.session).all(), f"{name}: sessions differ from {index[0]}"
        closed = ours.weekend | ours.holiday
        assert (closed == theirs.closed).all(), f"{name}: closed days differ from {index[0]}"


def test_venues_agree_with_the_pipeline():
    """Every venue that the strategies know has the same calendar in the pipeline."""
    wrong = {
        venue: (ours, CALENDARS.get(venue)) for venue, ours in CALENDAR_OF_VENUE.items() if CALENDARS.get(venue) != ours
    }
    assert wrong == {}, f"venue: (strategies, pipeline) {wrong}"


def test_default_venues_have_one_calendar_each():
    """Unless told otherwise, the frames draw on every calendar of the snapshot, once each."""
    drawn = [CALENDAR_OF_VENUE[venue] for venue in DEFAULT_VENUES]
    left_out = {"XPAR"}  # the holidays of Frankfurt and Paris are nearly the same
    assert sorted([*drawn, *left_out]) == sorted(calendar_names()), f"{drawn}"


def test_tickers_are_distinct():
    """No two columns get the same ticker, however many there are."""
    tickers = [ticker(position) for position in range(2000)]
    assert tickers[:2] + tickers[25:28] == ["A", "B", "Z", "AA", "AB"], f"{tickers[:30]}"
    assert len(set(tickers)) == len(tickers), "tickers repeat"
