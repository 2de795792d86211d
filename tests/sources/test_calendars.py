"""Sources trade on real calendars: those of the snapshot, or any other that somebody passes."""

from __future__ import annotations

from types import SimpleNamespace

import exchange_calendars as xc
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from toxiframe.strategies import bars, noise, sessions, universe
from toxiframe.strategies.faults.base import Needs
from toxiframe.strategies.fitting import fit
from toxiframe.strategies.layout import build, draft
from toxiframe.strategies.matrices import returns_matrices
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.sessions import calendar, calendar_from, days
from toxiframe.strategies.sources import draw_raw, plan_of
from toxiframe.strategies.tidy import tidy_returns

from tests.quality.shrunk import smallest

SOURCES = [returns_matrices, tidy_returns, ohlcv]
# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=60)


@pytest.fixture(scope="module")
def stockholm():
    """Return a live calendar that the snapshot does not have."""
    return xc.get_calendar("XSTO", start="2005-01-01", end="2024-12-31")


# One that begins in the middle of a year, one that trades on special Saturdays, and one that never closes.
@pytest.mark.parametrize("name", ["XNYS", "XSHG", "XBOM", "24/7"])
def test_live_calendars_are_converted_to_those_of_the_snapshot(name):
    """A calendar of exchange_calendars becomes what the snapshot holds of it: sessions, weekends, holidays, counts."""
    known = calendar(name)
    first, last = days()[known.first].tz_localize(None), days()[known.last].tz_localize(None)
    made = calendar_from(xc.get_calendar(name, start=first, end=last))
    assert made is not None, f"{name} was not converted"
    inside = slice(made.first, made.last + 1)
    for kind in ("session", "weekend", "holiday"):
        wrong = np.flatnonzero(getattr(made, kind)[inside] != getattr(known, kind)[inside])
        assert not len(wrong), f"{name}: {kind} differs on {days()[made.first + wrong[:5]].tolist()}"
    assert (made.counts[4] == known.counts[4]).all(), f"{name}: sessions on weekends differ"


def test_a_live_calendar_is_traded_on(stockholm):
    """Frames of a venue with a calendar of its own have returns on exactly its sessions."""
    true = set(stockholm.sessions.tz_localize("UTC"))

    @ordinary
    @given(returns_matrices(max_rows=60, max_assets=2, venues={"OMX": stockholm, "NYSE": "XNYS"}))
    def drawn(frame):
        for name in frame:
            venue, values = name.partition(":")[0], frame[name]
            assert venue in {"OMX", "NYSE"}, f"{name}"
            seen = values.index[values.notna()]
            if venue == "OMX":
                expected = [day for day in frame.index if day in true and day >= seen[0]]
                assert seen.tolist() == expected, f"{seen} != {expected}"

    drawn()


def test_a_live_calendar_reaches_the_faults(stockholm):
    """The draft of a frame judges a venue by the calendar that was passed for it, whatever its name says."""
    plan = plan_of(returns_matrices(venues={"NYSE": stockholm}))
    assert plan is not None, "returns_matrices has no plan"
    raw = plan.options.plainest
    made = draft(plan.options, raw, fit(plan.options, raw, [(Needs(holidays=1), 0)]))
    assert made.calendar(0) is plan.options.calendars["NYSE"], f"{made.calendar(0)}"
    holidays = made.frame.index[made.closed(0, "holiday")].tz_localize(None)
    assert len(holidays), f"{made.frame}"
    assert not holidays.isin(stockholm.sessions).any(), f"{holidays}"


def test_what_is_no_calendar_is_told_apart():
    """Something that only looks like a calendar is refused with what is missing."""
    with pytest.raises(InvalidArgument, match="sessions, tz and name"):
        returns_matrices(venues={"OMX": SimpleNamespace(sessions=["2024-01-01"], tz="UTC", name="X")})
    empty = SimpleNamespace(sessions=pd.DatetimeIndex(["1980-01-02"]), tz="UTC", name="OLD")
    with pytest.raises(InvalidArgument, match="OLD, which has no session from 1990 to 2027"):
        returns_matrices(venues={"OMX": empty})


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"venues": {"OMX": "XSTO"}}, r"'OMX' to 'XSTO', which is no calendar of the snapshot; .*get_calendar\('XSTO'"),
        ({"venues": {"OMX:": "XNYS"}}, "'OMX:': a venue is a text without a colon"),
        ({"venues": {"OMX": 5}}, "'OMX' to 5: give the name of a calendar"),
        ({"venues": {}}, "list of distinct venues"),
        ({"venues": 5}, "venues=5: give a list"),
        ({"venues": ["NYS"]}, "'NYS'.* did you mean 'NYSE'"),
        ({"venues": ["NYSE", "NYSE"]}, "NYSE is there more than once"),
        ({"min_rows": 0}, "min_rows=0: needed is a whole number of at least 1"),
        ({"max_rows": -3}, "max_rows=-3: needed is a whole number"),
        ({"max_rows": 2.5}, "max_rows=2.5: needed is a whole number"),
        ({"min_assets": True}, "min_assets=True: needed is a whole number"),
        ({"min_rows": 9, "max_rows": 5}, "min_rows=9, max_rows=5: needed is 1 <= min_rows <= max_rows"),
        ({"unit": "h"}, "unit='h': .* one of 's', 'ms', 'us', 'ns'"),
        (
            {"max_rows": 3_000, "venues": ["NYSE", "TADAWUL"]},
            "TADAWUL has at most .*XSAU from 2021",
        ),
        ({"max_rows": 20_000}, "max_rows=20000: .*ask for fewer rows"),
    ],
)
def test_impossible_arguments_are_refused_at_once(source, arguments, told):
    """What cannot be is refused when the source is made: the value, the rule, and the way out."""
    with pytest.raises(InvalidArgument, match=told):
        source(**arguments)


def test_venues_that_nobody_asked_for_may_be_too_short():
    """Long frames of the default venues leave out those whose calendars cover fewer days."""
    plan = plan_of(returns_matrices(max_rows=3_000))
    assert plan is not None, "returns_matrices has no plan"
    venues = {venue for one in plan.options.universes.every for venue in one.venues}
    assert "TADAWUL" not in venues, f"{venues}"
    assert len(venues) == 13, f"{venues}"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_have_the_unit_asked_for(source, unit):
    """Timestamps are datetime64 of the unit, in UTC, and name the same days in every unit."""

    @settings(ordinary, max_examples=15)
    @given(source(max_rows=10, max_assets=2, unit=unit))
    def drawn(frame):
        stamps = frame["timestamp"] if source is tidy_returns else frame.index
        assert str(stamps.dtype) == f"datetime64[{unit}, UTC]", f"{stamps.dtype}"
        assert pd.DatetimeIndex(stamps).isin(days()).all(), f"{stamps}"

    drawn()


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_is_built_inside_a_draw(source):
    """Everything that is cached exists once the source is made; draws only look at it."""
    caches = {
        "snapshot": sessions.calendar,
        "days": sessions.days,
        "universes": universe.universes,
        "noise": noise._field,  # noqa: SLF001 - how often it is built is what the test is about
        "base": noise.base_field,
        "shares": noise._shares,  # noqa: SLF001
        "prices": bars._price_fields,  # noqa: SLF001
        "actions": bars._action_fields,  # noqa: SLF001
    }
    strategy = source(max_rows=77, max_assets=7, delistings=True, unit="ms")
    before = {name: cache.cache_info().misses for name, cache in caches.items()}

    @ordinary
    @given(strategy)
    def drawn(frame):
        assert len(frame), "an empty frame"

    drawn()
    after = {name: cache.cache_info().misses for name, cache in caches.items()}
    assert after == before, f"built inside draws: {after} after {before}"


@pytest.mark.parametrize(
    ("told", "trait"),
    [
        ("a Sunday market", lambda frame: frame.notna().any(axis=1)[frame.index.dayofweek == 6].any()),
        ("a Saturday session", lambda frame: frame.notna().any(axis=1)[frame.index.dayofweek == 5].any()),
        ("a closed weekday", lambda frame: frame.isna().all(axis=1)[frame.index.dayofweek < 4].any()),
        ("24/7 beside an exchange", lambda frame: {"BINANCE", "NYSE"} <= {name.partition(":")[0] for name in frame}),
        ("every venue at once", lambda frame: len({name.partition(":")[0] for name in frame}) == 14),
        ("years before 2000", lambda frame: frame.index[0].year < 2000),
    ],
)
def test_calendars_are_drawn_in_all_their_variety(told, trait):
    """What makes calendars hard is among the first hundreds of frames."""
    found = smallest(returns_matrices(max_rows=40, max_assets=14), lambda frame: bool(trait(frame)), seed=1)
    assert found.examples <= 300, f"{told}: first seen in example {found.examples}"


@ordinary
@given(returns_matrices(max_rows=40, max_assets=6, delistings=True, noise=False))
def test_delistings_end_assets_early(frame):
    """With delistings an asset has no hole: once it has ended it stays away."""
    for asset in frame:
        seen = np.flatnonzero(frame[asset].notna())
        later = frame[asset].iloc[seen[-1] + 1 :]
        assert later.isna().all(), f"{asset}: {frame[asset]}"


def test_delistings_are_drawn_only_when_asked_for():
    """Without them every asset trades on its last session; with them some do not."""

    def ended(frame):
        # BINANCE trades every day, so a NaN in the last row is an end.
        return bool(frame.iloc[-1].isna().any())

    asked = {"venues": ["BINANCE"], "max_rows": 30, "max_assets": 4}
    found = smallest(returns_matrices(delistings=True, **asked), ended, seed=2)
    assert found.example.shape == (2, 1), f"{found.example}"

    @settings(ordinary, max_examples=200)
    @given(returns_matrices(**asked))
    def drawn(frame):
        assert not ended(frame), f"{frame}"

    drawn()


needs = st.builds(
    Needs,
    sessions=st.integers(1, 4),
    weekends=st.integers(0, 1),
    holidays=st.integers(0, 1),
    off_week=st.integers(0, 1),
    peers=st.integers(0, 2),
    assets=st.integers(1, 3),
)


@ordinary
@given(st.data(), needs, st.integers(0, 7))
def test_frames_meet_what_faults_need(data, need, column):
    """A frame that is fitted to a need has the asset, its fellows and its days, all of them there throughout."""
    plan = plan_of(returns_matrices(max_rows=60, max_assets=8, delistings=True))
    assert plan is not None, "returns_matrices has no plan"
    raw = draw_raw(data.draw, plan)
    layout = fit(plan.options, raw, [(need, column)])
    frame = build(plan.options, raw, layout)
    target = layout.columns_of[0]
    known = layout.universe.calendar_of(target)
    held = known.counts[:, layout.start + layout.rows] - known.counts[:, layout.start]
    wanted = [need.sessions, need.weekends, need.holidays, need.weekends + need.holidays, need.off_week]
    if need.off_week and need.weekends and need.holidays:
        return  # few weeks of few venues have all of that, and not every window has such a week within reach
    assert (held >= wanted).all(), f"{need} in {layout}: {held}"
    assert frame[frame.columns[target]].notna().sum() == held[0], f"{frame}"
    venue = frame.columns[target].partition(":")[0]
    fellows = [name for name in frame if name.partition(":")[0] == venue]
    whole = [name for name in fellows if frame[name].notna().sum() == held[0]]
    assert len(whole) > need.peers, f"{need} in {frame}"
    assert frame.shape[1] >= need.assets, f"{need} in {frame}"


@pytest.mark.parametrize(
    ("need", "shape", "venue"),
    [
        (Needs(), (1, 1), "NYSE"),
        (Needs(sessions=3), (3, 1), "NYSE"),
        (Needs(weekends=1), (2, 1), "NYSE"),
        (Needs(holidays=1), (2, 1), "NYSE"),
        (Needs(off_week=1), (1, 1), "BINANCE"),
        (Needs(off_week=1, always_open=False), (1, 1), "NSE"),
        (Needs(always_open=True), (1, 1), "BINANCE"),
        (Needs(always_open=False), (1, 1), "NYSE"),
        (Needs(peers=2), (1, 3), "NYSE"),
        (Needs(assets=2), (1, 2), "NYSE"),
    ],
)
def test_frames_grow_no_more_than_they_have_to(need, shape, venue):
    """From the plainest integers, a need is met by the plainest venue, on the smallest frame there is."""
    plan = plan_of(returns_matrices())
    assert plan is not None, "returns_matrices has no plan"
    raw = plan.options.plainest
    layout = fit(plan.options, raw, [(need, 0)])
    assert (layout.rows, layout.columns) == shape, f"{layout}"
    assert layout.universe.names[layout.columns_of[0]] == f"{venue}:A", f"{layout}"
