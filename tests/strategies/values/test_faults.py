"""Faults of the values on every kind of frame: parameters, variants, and columns of other dtypes."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.strategies import (
    BadTickSpike,
    ConstColumn,
    ExtremeReturn,
    FlatFundBar,
    LegalExtreme,
    LegalZeroRun,
    LevelShift,
    LogVsSimple,
    LookaheadShift,
    NoiseQuantise,
    OhlcViolation,
    PartialLastBar,
    Response,
    ReturnBelowMinusOne,
    Revision,
    SignFlip,
    Spot,
    StaleFlatline,
    UnitMixup,
    UnitPercent,
    UnitSwitch,
    VolumeSpike,
    VolumeZeroMove,
    ZeroPrice,
    histories,
    poison,
    replay,
    returns_matrices,
    toxic_frames,
)
from toxiframe.strategies.faults.values import VALUES
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=60, database=None)

OF_BARS = (UnitMixup, ZeroPrice, OhlcViolation, VolumeZeroMove, VolumeSpike, PartialLastBar, FlatFundBar)
OF_BOTH = (BadTickSpike, LevelShift, UnitSwitch, LookaheadShift, Revision, StaleFlatline, LegalZeroRun)
ON_RETURNS = tuple(fault for fault in VALUES if not isinstance(fault, OF_BARS))
ON_BARS = tuple(fault for fault in VALUES if isinstance(fault, OF_BARS + OF_BOTH))
SOURCES = {
    "wide": (returns_matrices(max_rows=80, max_assets=3), ON_RETURNS),
    "tidy": (tidy_returns(max_rows=80, max_assets=3), ON_RETURNS),
    "bars": (ohlcv(max_rows=80, max_assets=3), ON_BARS),
    "flat": (ohlcv(max_rows=80, flat=True), ON_BARS),
}


def days(count: int) -> pd.DatetimeIndex:
    """Return days of which each is a session of crypto."""
    return pd.date_range("2024-01-01", periods=count, tz="UTC")


def wide(values, *, dtype="float64") -> pd.DataFrame:
    """Return the returns of one crypto asset, which trades every day."""
    return pd.DataFrame({"BINANCE:A": pd.array(values, dtype=dtype)}, index=days(len(values)))


@pytest.mark.parametrize("kind", SOURCES)
def test_each_fault_is_there_on_every_frame_it_claims(kind):
    """Each fault changes the frame, replays to the bit, and stays within its blast radius, on each kind of frame."""
    base, faults = SOURCES[kind]

    def check(fault):
        @settings(ordinary, max_examples=15)
        @given(toxic_frames(base, faults=[fault], max_faults=2))
        def drawn(case):
            assert {injection.fault for injection in case.injections} == {fault}, f"{case!r}"
            assert not case.frame.equals(case.clean), f"nothing changed: {case!r}"
            pd.testing.assert_frame_equal(replay(case.clean, case.injections), case.frame, check_exact=True)
            for injection in case.injections:
                assert len(injection.assets) == 1, f"{injection}"
                assert len(injection.rows) > 0, f"{injection}"
                before, after = (np.array(told, np.float64) for told in (injection.before, injection.after))
                differ = ~((before == after) | (np.isnan(before) & np.isnan(after)))
                assert differ.any(), f"{injection} left everything as it was: {injection.before}"

        drawn()

    for fault in faults:
        check(fault)


def yahoo(count: int) -> pd.DataFrame:
    """Return bars as a file has them: prices of four bytes, whole volumes, and the names of Yahoo."""
    close = 100.0 + np.sin(np.arange(count)).cumsum()
    prices = {"Open": close, "High": close + 1.0, "Low": close - 1.0, "Close": close, "Adj Close": 0.9 * close}
    frame = pd.DataFrame(prices, index=days(count)).astype(np.float32)
    return frame.assign(Volume=1_000_000 + 1_000 * (np.arange(count) % 7))


def test_windows_of_bars_of_a_file_take_the_faults_of_bars():
    """Each fault of bars finds a place on histories of a file with other names and dtypes, and changes it."""
    base = histories(yahoo(90), min_rows=60)

    def check(fault):
        @settings(ordinary, max_examples=10)
        @given(toxic_frames(base, faults=[fault], max_faults=1))
        def drawn(case):
            assert [injection.fault for injection in case.injections] == [fault], f"{case!r}"
            assert not case.frame.equals(case.clean), f"{case!r}"
            prices = case.frame.dtypes.drop("Volume")
            assert (prices == np.float32).all(), f"{fault!r} left {prices}"

        drawn()

    for fault in ON_BARS:
        check(fault)


@pytest.mark.parametrize("kind", SOURCES)
@given(data=st.data())
@settings(ordinary, max_examples=120)
def test_faults_keep_out_of_each_others_way(kind, data):
    """No cell is written by two faults of this family, whatever their order."""
    base, faults = SOURCES[kind]
    case = data.draw(toxic_frames(base, faults=list(faults), min_faults=2, max_faults=6))
    written = [(row, column) for injection in case.injections for row in injection.rows for column in injection.columns]
    assert len(written) == len(set(written)), f"{case!r}"


@pytest.mark.parametrize("fault", VALUES, ids=lambda fault: f"{fault.name}")
def test_frames_without_returns_or_prices_have_hardly_a_place(fault):
    """Of a frame of anything else, a column can be made constant or rounded; nothing else means anything there."""
    plain = pd.DataFrame({"a": [1.1, 2.2, 3.3], "b": ["x", "y", "z"]})
    found = [poison(plain, [(fault, Spot(size=size))]).injections for size in range(16)]
    assert any(found) is isinstance(fault, ConstColumn | NoiseQuantise), f"{fault!r}: {found}"


@pytest.mark.parametrize("dtype", ["float32", "float16", "Float32", "float32[pyarrow]", "int64", "int8", "Int64"])
@pytest.mark.parametrize("size", range(16))
def test_bounds_are_kept_and_broken_in_every_dtype(dtype, size):
    """What is beyond a bound still is when the column has stored it, and a legal extreme is still legal."""
    start = [0, 1, 0] if "nt" in dtype else [0.001] * 3
    cases = [
        (ExtremeReturn(), lambda values: values[0] > 5.0),
        (ExtremeReturn(above=5.3), lambda values: values[0] > 5.3),
        (ReturnBelowMinusOne(), lambda values: values[0] < -1.0),
        (LegalExtreme(highest=5.3), lambda values: -1.0 <= values[0] <= 5.3),
    ]
    for fault, holds in cases:
        case = poison(wide(start, dtype=dtype), [(fault, Spot(size=size))])
        # Some legal values would turn integers into another dtype; a control must not.
        assert case.injections or (isinstance(fault, LegalExtreme) and "nt" in dtype), f"{fault!r} has no place"
        assert case.frame.dtypes.iloc[0] == case.clean.dtypes.iloc[0], f"{fault!r}: {case.frame.dtypes}"
        values = case.frame.iloc[:, 0].to_numpy(np.float64)
        assert holds(values), f"{fault!r} in {dtype}: {values}"


def test_no_bound_is_broken_where_the_dtype_ends():
    """A bound that is the last number of a dtype leaves nothing above it, so there is no place."""
    frame = wide([0.001], dtype="float16")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert poison(frame, [(ExtremeReturn(above=65504.0), Spot())]).injections == ()


@pytest.mark.parametrize("size", range(6))
@pytest.mark.parametrize("first", [0.001, -0.02, 0.15])
def test_a_spike_comes_back(first, size):
    """What two returns of a spike say together is what they said before."""
    case = poison(wide([first, 0.002, 0.003]), [(BadTickSpike(), Spot(size=size))])
    for frame in (case.clean, case.frame):
        values = frame.iloc[:2, 0].to_numpy()
        assert np.prod(1.0 + values) == pytest.approx((1.0 + first) * 1.002), f"{values}"
    assert abs(np.log(1.0 + case.frame.iloc[0, 0])) > 2.0, f"{case!r}"


def test_a_level_shifts_for_good():
    """Of prices everything before is divided, in all price fields; volumes and what comes after stay."""
    clean = bars_of([100.0, 101.0, 102.0, 103.0])
    case = poison(clean, [(LevelShift(factors=(100.0,)), Spot(row=1))])
    ratio = (case.frame / clean)["BINANCE:A"]
    assert ratio[["open", "high", "low", "close"]].iloc[:2].to_numpy() == pytest.approx(0.01), f"{ratio}"
    assert (ratio.iloc[2:].dropna(axis=1) == 1.0).all(axis=None), f"{ratio}"
    assert (ratio["volume"] == 1.0).all(), f"{ratio}"


def bars_of(closes, *, volume=1e6) -> pd.DataFrame:
    """Return the bars of one asset whose closes are known, with a range of one around them."""
    close = np.array(closes)
    fields = {
        "open": close,
        "high": close + 1.0,
        "low": close - 1.0,
        "close": close,
        "volume": np.full(len(close), volume),
    }
    columns = pd.MultiIndex.from_product([["BINANCE:A"], fields], names=["asset", "field"])
    return pd.DataFrame(np.stack(list(fields.values()), axis=1), index=days(len(close)), columns=columns)


@pytest.mark.parametrize(("size", "switches"), [(0, 2), (2, 4), (4, 6)])
def test_a_unit_switches_up_to_three_times(size, switches):
    """The unit goes up and down by the factor, as often as the size says."""
    case = poison(wide([0.001] * 40), [(UnitSwitch(factor=1000.0), Spot(size=size))])
    jumps = np.log10(1.0 + case.frame.iloc[:, 0].to_numpy()).round()
    assert jumps[jumps != 0.0].tolist() == [3.0, -3.0] * (switches // 2), f"{jumps}"


def test_a_unit_that_has_no_room_for_more_switches_once():
    """In a short history the unit switches once, for two bars, whatever was asked for."""
    for size in range(16):
        case = poison(wide([0.001] * 3), [(UnitSwitch(), Spot(size=size))])
        assert case.injections[0].rows == (0, 2), f"{case!r}"


@pytest.mark.parametrize("count", [11, 20, 50, 51, 120, 200])
@pytest.mark.parametrize("size", [0, 1, 5, 15])
def test_stale_runs_deserve_what_they_declare(count, size):
    """A warning is at most a fifth of the history and below thirty; whatever is dropped is more."""
    for fault in (StaleFlatline(), StaleFlatline(sessions=30), StaleFlatline(sessions=12, long=15)):
        for frame, lost in ((wide([0.001] * count), 0), (bars_of(np.arange(100.0, 100.0 + count)), 1)):
            case = poison(frame, [(fault, Spot(row=3, size=size))])
            if not case.injections:
                assert fault.response is Response.WARN, f"{fault!r} has no place in {count} sessions"
                assert fault.sessions > 0.2 * (count - 1), f"{fault!r} has no place in {count} sessions"
                continue
            run = len(case.injections[0].rows)
            warns = run < fault.long and run <= 0.2 * (count - lost)
            assert run >= 10, f"{case!r}"
            assert warns is (fault.response is Response.WARN), f"{run} of {count}: {fault!r}"


def test_zeros_that_are_there_count_towards_a_run():
    """A run next to zeros is as long as both together, so a control is not put where it would be too long."""
    clean = wide([0.001, 0.0, 0.0, 0.001, 0.001, 0.001])
    case = poison(clean, [(LegalZeroRun(most=3), Spot(row=2, size=1))])
    assert case.injections[0].rows == (4, 5), f"{case!r}"
    assert poison(wide([0.0] * 6), [(LegalZeroRun(most=3), Spot())]).injections == (), "the run was too long before"


@pytest.mark.parametrize("size", range(9))
def test_bars_contradict_themselves_by_as_little_as_a_float(size):
    """The high, the low or the close is wrong, by a share, a cent, or the next float of the column."""
    for dtype in ("float64", "float32"):
        clean = bars_of([100.0]).astype(dtype)
        frame = poison(clean, [(OhlcViolation(), Spot(size=size))]).frame["BINANCE:A"].iloc[0]
        opened, high, low, close = frame[["open", "high", "low", "close"]]
        assert high < max(opened, close) or low > min(opened, close), f"{dtype}: {frame}"
        assert min(opened, high, low, close) > 0.0, f"{dtype}: {frame}"


def test_a_flat_bar_is_only_put_where_nothing_moves():
    """With a move of more than 5 % it would be a bar whose volume is missing."""
    clean = bars_of([100.0, 120.0, 121.0])
    rows = {poison(clean, [(FlatFundBar(), Spot(row=row))]).injections[0].rows for row in range(3)}
    assert rows == {(0,), (2,)}, f"{rows}"
    assert poison(bars_of([100.0, 101.0]), [(FlatFundBar(), Spot(size=1))]).injections[0].rows == (0, 1), "not all"


def test_the_last_bar_is_the_partial_one():
    """Only the last session changes: a share of its volume, and a close within its range."""
    case = poison(bars_of([100.0, 101.0]), [(PartialLastBar(), Spot(size=1))])
    assert case.injections[0].rows == (1,), f"{case!r}"
    assert case.frame["BINANCE:A"]["volume"].tolist() == [1e6, 1e5], f"{case!r}"
    assert case.frame["BINANCE:A"]["close"].tolist() == [100.0, pytest.approx(100.2)], f"{case!r}"


def test_no_history_of_total_losses_becomes_logarithms():
    """-1 has no logarithm: an infinite return would be a fault of another name."""
    assert poison(wide([-1.0, 0.1]), [(LogVsSimple(), Spot())]).injections == (), "a total loss has no logarithm"
    assert poison(wide([0.0, 0.0]), [(LogVsSimple(), Spot())]).injections == (), "nothing would change"


def test_a_flipped_return_loses_no_more_than_everything():
    """Runs of flipped returns stop before one above +100 %."""
    case = poison(wide([0.1, 0.2, 1.5, 0.3]), [(SignFlip(), Spot(size=9))])
    assert case.frame.iloc[:, 0].tolist() == [-0.1, -0.2, 1.5, 0.3], f"{case!r}"


@pytest.mark.parametrize(("to", "left"), [("2dp", [0.12, -0.01]), ("3dp", [0.123, -0.012])])
def test_decimal_places(to, left):
    """Returns are rounded to so many places, and a history that would be nothing but zeros is left alone."""
    case = poison(wide([0.12345, -0.01234]), [(NoiseQuantise(to=to), Spot())])
    assert case.frame.iloc[:, 0].tolist() == left, f"{case!r}"
    assert poison(wide([0.0001] * 3), [(NoiseQuantise(to=to), Spot())]).injections == (), "only zeros are left"


@pytest.mark.parametrize("size", range(8))
def test_a_volume_spikes_over_the_bars_before_it(size):
    """The volume is more than ten deviations above the mean of the twenty before, and a whole number."""
    clean = bars_of(np.full(25, 100.0))
    clean[("BINANCE:A", "volume")] += 1000.0 * (np.arange(25) % 3)
    (row,) = (case := poison(clean, [(VolumeSpike(), Spot(row=2, size=size))])).injections[0].rows
    volume = case.frame["BINANCE:A"]["volume"].to_numpy()
    before = volume[row - 20 : row]
    assert volume[row] > before.mean() + 10.0 * before.std(ddof=1), f"{volume}"
    assert volume[row].is_integer(), f"{volume[row]}"


def test_prices_alone_are_enough_where_there_are_no_other_fields():
    """A wide frame of prices takes the faults of levels and of prices, and none of returns or of bars."""
    prices = pd.DataFrame({"BINANCE:A": 100.0 + np.arange(80.0)}, index=days(80))
    able = {fault.name for fault in VALUES if poison(prices, [(fault, Spot())], holds="prices").injections}
    expected = {fault.name for fault in VALUES if isinstance(fault, OF_BOTH)} | {"zero_price"}
    assert able == expected, f"{able ^ expected}"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: LegalExtreme(lowest=-2.0), "lowest=-2.0"),
        (lambda: BadTickSpike(factors=()), "factors=()"),
        (lambda: BadTickSpike(factors=(1.0,)), "factors=1.0"),
        (lambda: LevelShift(factors=(10.0, 0.0)), "factors=0.0"),
        (lambda: LevelShift(factors=(float("nan"),)), "factors=nan"),
        (lambda: UnitSwitch(factor=-100.0), "factor=-100.0"),
        (lambda: UnitMixup(factor=1e9), "factor=1000000000.0"),
        (lambda: UnitPercent(sessions=0), "sessions=0"),
        (lambda: LookaheadShift(by=0), "by=0"),
        (lambda: StaleFlatline(sessions=9), "sessions=9"),
        (lambda: StaleFlatline(long=10), "long=10"),
        (lambda: StaleFlatline(share=0.0), "share=0.0"),
        (lambda: LegalZeroRun(most=0), "most=0"),
        (lambda: NoiseQuantise(to="float8"), "to='float8'"),
        (lambda: VolumeZeroMove(move=0.0), "move=0.0"),
        (lambda: VolumeSpike(window=1), "window=1"),
        (lambda: VolumeSpike(sigmas=float("inf")), "sigmas=inf"),
    ],
)
def test_impossible_parameters_are_refused(make, told):
    """A fault that cannot be is refused when it is made, with the value and a way out."""
    with pytest.raises(ValueError, match=re.escape(told)):
        make()
