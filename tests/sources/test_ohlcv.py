"""Prices, volumes, splits and dividends agree with one another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from toxiframe.strategies.faults.base import Needs
from toxiframe.strategies.fitting import Raw, fit
from toxiframe.strategies.layout import build, draft
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.reading import FIELDS, read
from toxiframe.strategies.sessions import calendar, row_kinds
from toxiframe.strategies.sources import draw_raw, plan_of
from toxiframe.strategies.venues import calendar_of

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=100)
drawn_bars = ohlcv(max_rows=80, max_assets=4, delistings=True)


def assets_of(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return each asset with the rows in which it has bars."""
    names = list(dict.fromkeys(frame.columns.get_level_values("asset")))
    return [(str(name), frame[name].dropna(how="all")) for name in names]


@ordinary
@given(drawn_bars)
def test_layout(frame):
    """Columns are asset and field, in order, all float64; rows are consecutive days at midnight UTC."""
    assert frame.columns.names == ["asset", "field"], f"{frame.columns.names}"
    assert (frame.dtypes == np.float64).all(), f"{frame.dtypes.unique()}"
    assert list(frame.columns.get_level_values("field")) == list(FIELDS) * (frame.shape[1] // len(FIELDS))
    assert str(frame.index.dtype).endswith("UTC]"), f"{frame.index.dtype}"
    assert ((frame.index[1:] - frame.index[:-1]) == pd.Timedelta(days=1)).all(), f"{frame.index}"
    for asset, bars in assets_of(frame):
        known = calendar(str(calendar_of(asset)))
        assert len(bars), f"{asset} has no bar"
        assert not bars.isna().to_numpy().any(), f"{asset}: {bars}"
        lived = frame.index[(frame.index >= bars.index[0]) & (frame.index <= bars.index[-1])]
        sessions = lived[row_kinds(lived, known).session]
        assert bars.index.equals(sessions), f"{asset}: bars on {bars.index}, sessions {sessions}"


@ordinary
@given(drawn_bars)
def test_prices_and_volumes_are_possible(frame):
    """Low and high bound open and close, prices are positive, and where the price moved there is volume."""
    for asset, bars in assets_of(frame):
        body = bars[["open", "close"]]
        assert (bars["low"] > 0).all(), f"{asset}: {bars}"
        assert (bars["low"] <= body.min(axis=1)).all(), f"{asset}: {bars}"
        assert (bars["high"] >= body.max(axis=1)).all(), f"{asset}: {bars}"
        assert (bars["volume"] >= 0).all(), f"{asset}: {bars}"
        assert (bars["volume"] == bars["volume"].round()).all(), f"{asset}: {bars}"
        moved = bars["high"] != bars["low"]
        assert (bars.loc[moved, "volume"] > 0).all(), f"{asset}: {bars[moved]}"
        returns = bars["close"].to_numpy()[1:] / bars["close"].to_numpy()[:-1] - 1.0
        assert (returns > -1.0).all(), f"{asset}: {returns.min()}"
        assert (returns <= 5.0).all(), f"{asset}: {returns.max()}"


@ordinary
@given(drawn_bars)
def test_the_adjusted_close_steps_at_ex_dates_and_nowhere_else(frame):
    """Over the close it is constant between events, and steps at each ex-date by exactly what was paid out."""
    for asset, bars in assets_of(frame):
        close, adjusted = bars["close"].to_numpy(), bars["adj_close"].to_numpy()
        paid = (bars["dividend"] + bars["capital_gain"]).to_numpy()
        assert (bars[["dividend", "capital_gain", "split"]] >= 0).to_numpy().all(), f"{asset}: {bars}"
        assert adjusted[-1] == close[-1], f"{asset}: {adjusted[-1]} != {close[-1]}"
        assert paid[0] == bars["split"].iloc[0] == 0.0, f"{asset}: an event on the first session"
        assert (paid[1:] < close[:-1]).all(), f"{asset}: more is paid out than there is"
        steps = (adjusted[:-1] / close[:-1]) / (adjusted[1:] / close[1:])
        np.testing.assert_allclose(steps, 1.0 - paid[1:] / close[:-1], rtol=1e-12, err_msg=asset)


@ordinary
@given(drawn_bars)
def test_the_price_falls_by_what_is_paid_out(frame):
    """The close is the one before, less the payout, moved by the adjusted return; a split leaves no trace."""
    for asset, bars in assets_of(frame):
        close, adjusted = bars["close"].to_numpy(), bars["adj_close"].to_numpy()
        paid = (bars["dividend"] + bars["capital_gain"]).to_numpy()
        returns = adjusted[1:] / adjusted[:-1] - 1.0
        np.testing.assert_allclose(close[1:], (close[:-1] - paid[1:]) * (1.0 + returns), rtol=1e-9, err_msg=asset)
        split = bars["split"].to_numpy()[1:] > 0
        assert (np.abs(close[1:] / close[:-1] - 1.0)[split & (paid[1:] == 0)] <= 4.2).all(), f"{asset}: {bars}"


@ordinary
@given(ohlcv(max_rows=40, max_assets=3, noise=False))
def test_quiet_bars_can_be_read(frame):
    """Without noise an asset closes at 100.0, 100.1, 100.2, opens where it closed, and nothing else happens."""
    for asset, bars in assets_of(frame):
        closes = [round(100.0 + ordinal / 10, 1) for ordinal in range(len(bars))]
        assert bars["close"].tolist() == bars["adj_close"].tolist() == closes, f"{asset}: {bars['close'].tolist()}"
        assert bars["open"].tolist() == [100.0, *closes[:-1]], f"{asset}: {bars['open'].tolist()}"
        assert bars["high"].tolist() == closes, f"{asset}: {bars}"
        assert bars["low"].tolist() == bars["open"].tolist(), f"{asset}: {bars}"
        assert set(bars["volume"]) == {1e6}, f"{asset}: {bars}"
        assert not bars[["dividend", "capital_gain", "split"]].to_numpy().any(), f"{asset}: {bars}"


@ordinary
@given(st.data())
def test_corporate_actions_come_when_a_fault_needs_them(data):
    """Where they are needed, the second session of the asset has a split, a dividend and a capital gain."""
    plan = plan_of(ohlcv(max_rows=40, max_assets=3, delistings=True))
    assert plan is not None, "ohlcv has no plan"
    raw = draw_raw(data.draw, plan)
    layout = fit(plan.options, raw, [(Needs(actions=True, bars=True), raw.columns - 1)])
    frame = build(plan.options, raw, layout)
    asset = layout.universe.names[layout.columns_of[0]]
    events = frame[asset].dropna(how="all")[["split", "dividend", "capital_gain"]]
    assert (events.iloc[1] > 0).all(), f"{events}"
    assert layout.rows <= max(raw.rows, 5), f"{raw.rows} rows became {layout.rows}"


def test_the_smallest_frame_with_corporate_actions():
    """It has two rows, and every figure in it can be checked in the head."""
    plan = plan_of(ohlcv())
    assert plan is not None, "ohlcv has no plan"
    raw = plan.options.plainest
    frame = build(plan.options, raw, fit(plan.options, raw, [(Needs(actions=True), 0)]))
    told = {field: frame["NYSE:A"][field].tolist() for field in FIELDS}
    assert told == {
        "open": [100.0, 98.0],
        "high": [100.0, 98.1],
        "low": [100.0, 98.0],
        "close": [100.0, 98.1],
        "adj_close": [98.0, 98.1],
        "volume": [1e6, 1e6],
        "dividend": [0.0, 1.0],
        "capital_gain": [0.0, 1.0],
        "split": [0.0, 2.0],
    }, f"{told}"


def test_every_kind_of_event_is_drawn():
    """Splits of several ratios, dividends and capital gains, and days without a trade are all among the frames."""
    splits, seen = set(), {"dividend": 0, "capital_gain": 0, "idle": 0}

    @settings(deadline=None, max_examples=100, derandomize=True, database=None)  # the same frames on every run
    @given(ohlcv(min_rows=100, max_rows=250, max_assets=5))
    def drawn(frame):
        splits.update(np.unique(frame.xs("split", axis=1, level="field").to_numpy()))
        for field in ("dividend", "capital_gain"):
            seen[field] += int((frame.xs(field, axis=1, level="field") > 0).to_numpy().any())
        seen["idle"] += int((frame.xs("volume", axis=1, level="field") == 0).to_numpy().any())

    drawn()
    assert {2.0, 0.5, 10.0, 0.1} <= splits, f"{sorted(splits)}"
    assert min(seen.values()) >= 5, f"{seen}"


@settings(ordinary, max_examples=50)
@given(ohlcv(flat=True, max_rows=40))
def test_flat_frames_hold_one_asset(frame):
    """A flat frame has the nine fields as its columns, and is read as one asset."""
    assert list(frame.columns) == list(FIELDS), f"{list(frame.columns)}"
    assert frame.columns.dtype == pd.Index(["open"]).dtype, f"{frame.columns}"
    reading = read(frame)
    assert (reading.kind, len(reading.assets)) == ("fields", 1), f"{reading}"


@pytest.mark.parametrize("flat", [False, True])
def test_the_draft_reads_the_frame_as_a_stranger_would(flat):
    """What the source says about its frame is what reading the frame finds out."""
    plan = plan_of(ohlcv(flat=flat))
    assert plan is not None, "ohlcv has no plan"
    raw = Raw(
        rows=9, columns=1 if flat else 3, universe=0, start=0, genesis=0, ends=0, level=1, actions=1, offset=(5, 0)
    )
    made = draft(plan.options, raw, fit(plan.options, raw))
    ours, theirs = made.reading, read(made.frame)
    assert (ours.kind, ours.holds, ours.assets) == (theirs.kind, theirs.holds, theirs.assets), f"{ours}\n{theirs}"
    assert [dict(fields) for fields in ours.fields] == [dict(fields) for fields in theirs.fields], f"{ours}\n{theirs}"
    assert made.calendar(0) is calendar("XNYS"), f"{made.calendar(0)}"


def test_flat_frames_of_many_assets_are_refused():
    """Two assets without names cannot be told apart."""
    with pytest.raises(InvalidArgument, match=r"flat=True, min_assets=1, max_assets=2: .* leave both out"):
        ohlcv(flat=True, max_assets=2)


@settings(ordinary, max_examples=50)
@given(st.integers(2, 30), st.integers(0, 1000), st.integers(0, 1020), st.integers(1, 2))
def test_a_window_moves_while_rows_are_taken_away(rows, start, offset, level):
    """One row less at the front, one session later and one further in the field: the other bars stay what they are."""
    plan = plan_of(ohlcv(max_rows=30, max_assets=1, venues=["BINANCE"]))
    assert plan is not None, "ohlcv has no plan"
    made = []
    for later in (0, 1):
        moved = Raw(
            rows=rows - later,
            columns=1,
            universe=0,
            start=start + later,
            genesis=0,
            ends=0,
            level=level,
            actions=0,
            offset=(offset + later, 0),
        )
        made.append(build(plan.options, moved, fit(plan.options, moved)))
    pd.testing.assert_frame_equal(made[0].iloc[1:], made[1], check_freq=False)
