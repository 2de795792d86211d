"""What sees each fault of the values, and a realistic bug that does not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from toxiframe.strategies import (
    BadTickSpike,
    ConstColumn,
    ExtremeReturn,
    LevelShift,
    LogVsSimple,
    LookaheadShift,
    NoiseQuantise,
    OhlcViolation,
    PartialLastBar,
    ReturnBelowMinusOne,
    Revision,
    SignFlip,
    StaleFlatline,
    UnitMixup,
    UnitPercent,
    UnitSwitch,
    VolumeSpike,
    VolumeZeroMove,
    ZeroPrice,
    returns_matrices,
)
from toxiframe.strategies.ohlcv import ohlcv

from tests.strategies.values.judging import (
    PRICES,
    all_bars,
    any_asset,
    any_bars,
    gaps,
    longest_run,
    same_bits,
    spread,
    zero_runs,
)
from tests.strategies.watching import Watch

__all__ = ["SMALLEST", "WATCHES"]

BARS = ohlcv(max_rows=60, max_assets=3)
# The noise of ohlcv holds volumes that are spikes by this very definition.
QUIET_BARS = ohlcv(max_rows=60, max_assets=3, noise=False)
LONG = returns_matrices(max_rows=90, max_assets=3)


def logs(values):
    """Return the logarithms of 1 + r; a total loss counts as a very large one."""
    return np.log(np.maximum(1.0 + values, 1e-12))


def spikes(values):
    """See a price go up by a factor above four and back on the next session, or down and back."""
    return any(min(abs(a), abs(b)) > np.log(4.0) and a * b < 0.0 for a, b in pairwise(logs(values)))


def spikes_up(values):
    """See it only go up and back."""
    return any(a > np.log(4.0) and b < -np.log(4.0) for a, b in pairwise(logs(values)))


def shifts(values):
    """See a move by a factor beyond any market, or one by a power of ten, as no loss is."""
    moved = 1.0 + values
    decimal = [np.abs(np.log(np.maximum(moved * power, 1e-12))) < np.log(1.26) for power in (1e2, 1e3, 1e4)]
    return bool((moved >= 7.9).any() or np.any(decimal))


def up_and_down(values):
    """See a jump up by about a hundred, and then one down."""
    jumps = [step for step in logs(values) if abs(step) > np.log(50.0)]
    return any(first > 0.0 > later for first, later in pairwise(jumps))


def percent(values):
    """See four of five moves of ten per cent."""
    return len(values) >= 12 and np.mean(np.abs(values) >= 0.099) >= 0.8


def steady(values):
    """See the same on each session, and too much of it to be interest."""
    return len(values) >= 2 and len(set(values)) == 1 and abs(values[0]) >= 0.015


def half_precision(values):
    """See values of two bytes each, not all of them such short numbers as 0.0 or 0.5."""
    short = values.astype(np.float16) == values
    return len(values) > 0 and bool(short.all()) and bool((values * 8.0 % 1.0 != 0.0).any())


def grade(values):
    """Return a warning for ten zeros in a row, and drop for thirty or a fifth of the history."""
    stale = [run for run in zero_runs(values) if run >= 10]
    if not stale:
        return None
    return "drop" if max(stale) >= 30 or sum(stale) > 0.2 * len(values) else "warn"


def violated(bars):
    """See a high that is not the highest of the four prices, or a low that is not the lowest."""
    ends = bars[["open", "close"]]
    return bool(((bars["high"] < ends.max(axis=1)) | (bars["low"] > ends.min(axis=1))).any())


def idle_but_moving(bars):
    """See no volume, and a range or a move of more than 5 %."""
    moves = (bars["high"] != bars["low"]) | (bars["close"].pct_change(fill_method=None).abs() > 0.05)
    return bool(((bars["volume"] == 0.0) & moves).any())


def spiking(bars):
    """See a volume of more than ten deviations above the twenty before it."""
    volume = bars["volume"].to_numpy()
    return any(
        volume[row] > volume[row - 20 : row].mean() + 10.0 * volume[row - 20 : row].std(ddof=1)
        for row in range(20, len(volume))
    )


def spiking_over_itself(bars):
    """Do the same with a rolling mean that ends with the bar itself."""
    rolled = bars["volume"].rolling(21)
    return bool((bars["volume"] > rolled.mean() + 10.0 * rolled.std()).any())


def closes(bars):
    """Return the moves of the closes."""
    return (bars["close"] / bars["close"].shift()).to_numpy()[1:]


def last_bars_differ(frame, clean):
    """See that the last bar of an asset is another one in a later load."""
    pairs = zip(all_bars(frame), all_bars(clean), strict=True)
    return any(not one.iloc[-1:].equals(other.iloc[-1:]) for one, other in pairs)


def earlier_bars_differ(frame, clean):
    """Do the same for all bars but the last."""
    pairs = zip(all_bars(frame), all_bars(clean), strict=True)
    return any(not one.iloc[:-1].equals(other.iloc[:-1]) for one, other in pairs)


def other(frame, clean):
    """See that a second source says something else."""
    return not same_bits(frame, clean)


def logged(frame, clean):
    """See the logarithm of what a second source says."""
    told = np.log1p(clean.where(clean > -1.0))
    return bool(((frame != clean) & ((frame - told).abs() < 1e-15)).to_numpy().any())


RETURNS = (
    Watch(
        fault=ExtremeReturn(),
        sees=any_asset(lambda values: (values > 5.0).any()),
        misses=any_asset(lambda values: (values.astype(np.float32) > np.float32(5.0)).any()),
        bug="compares in single precision",
        smallest=(1, 1),
    ),
    Watch(
        fault=ReturnBelowMinusOne(),
        sees=any_asset(lambda values: (values < -1.0).any()),
        misses=any_asset(lambda values: (values < -1.0 - 1e-3).any()),
        bug="a tolerance of a thousandth",
        smallest=(1, 1),
    ),
    Watch(
        fault=BadTickSpike(),
        sees=any_asset(spikes),
        misses=any_asset(spikes_up),
        bug="looks for spikes upwards only",
        smallest=(2, 1),
    ),
    Watch(
        fault=LevelShift(),
        sees=any_asset(shifts),
        misses=any_asset(lambda values: (values > 5.0).any()),
        bug="knows one bound, the upper",
        smallest=(2, 1),
    ),
    Watch(
        fault=UnitSwitch(),
        sees=any_asset(lambda values: (np.abs(logs(values)) > np.log(50.0)).any() and (values > 49.0).any()),
        misses=any_asset(up_and_down),
        bug="expects the larger unit to come back",
        smallest=(3, 1),
    ),
    Watch(
        fault=UnitPercent(),
        sees=any_asset(percent),
        misses=any_asset(lambda values: bool(((values > 5.0) | (values < -1.0)).any())),
        bug="relies on the bounds",
        smallest=(16, 1),
    ),
    Watch(
        fault=ConstColumn(),
        sees=any_asset(steady),
        misses=any_asset(lambda values: steady(values) and values[0] > 0.0),
        bug="expects a steady gain",
        smallest=(2, 1),
    ),
    Watch(
        fault=SignFlip(),
        sees=other,
        misses=lambda frame, clean: not same_bits(frame.abs(), clean.abs()),
        bug="compares the sizes of the moves",
        smallest=(1, 1),
    ),
    Watch(
        fault=LogVsSimple(),
        sees=logged,
        misses=lambda frame, clean: not np.allclose(frame, clean, rtol=0.0, atol=1e-6, equal_nan=True),
        bug="a tolerance of 1e-6, which is large beside a small return",
        smallest=(1, 1),
    ),
    Watch(
        fault=LookaheadShift(),
        sees=other,
        misses=lambda frame, clean: bool(((frame != clean) & frame.notna() & clean.notna()).to_numpy().any()),
        bug="compares what both sources have",
        smallest=(2, 1),
    ),
    Watch(
        fault=Revision(),
        sees=other,
        misses=lambda frame, clean: not np.allclose(frame, clean, equal_nan=True),
        bug="np.allclose with its default tolerances",
        smallest=(1, 1),
    ),
    Watch(
        fault=StaleFlatline(sessions=30),
        sees=any_asset(lambda values: grade(values) == "drop"),
        misses=any_asset(lambda values: longest_run(values) >= 30),
        bug="forgets the share of the history",
        smallest=(15, 1),
        base=LONG,
    ),
    Watch(
        fault=StaleFlatline(),
        sees=any_asset(lambda values: grade(values) == "warn"),
        misses=any_asset(lambda values: longest_run(values) > 10),
        bug="> for >=",
        smallest=(51, 1),
        base=LONG,
    ),
    Watch(
        fault=NoiseQuantise(),
        sees=any_asset(half_precision),
        misses=any_asset(lambda values: half_precision(values) and bool((values == values.round(4)).all())),
        bug="counts decimal places, of which rounding to two bytes leaves many",
        smallest=(1, 1),
    ),
)

OF_BARS = (
    Watch(
        fault=BadTickSpike(),
        sees=any_bars(lambda bars: (np.abs(np.log(gaps(bars))) > np.log(3.0)).any()),
        misses=any_bars(lambda bars: (gaps(bars) > 3.0).any()),
        bug="looks for jumps upwards only",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=LevelShift(),
        sees=any_bars(lambda bars: (np.abs(np.log(gaps(bars))) > np.log(3.0)).any()),
        misses=any_bars(lambda bars: (gaps(bars) > 3.0).any()),
        bug="looks for jumps upwards only",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=UnitSwitch(),
        sees=any_bars(lambda bars: (np.abs(np.log(gaps(bars))) > np.log(30.0)).any()),
        misses=any_bars(lambda bars: (gaps(bars) > 30.0).any() and (gaps(bars) < 1.0 / 30.0).any()),
        bug="expects the unit to come back",
        smallest=(3, 9),
        base=BARS,
    ),
    Watch(
        fault=UnitMixup(),
        sees=any_bars(lambda bars: (spread(bars) > 50.0).any()),
        misses=any_bars(lambda bars: (np.abs(np.log(closes(bars))) > np.log(50.0)).any()),
        bug="looks at closes only",
        smallest=(1, 9),
        base=BARS,
    ),
    Watch(
        fault=ZeroPrice(),
        sees=any_bars(lambda bars: bool((bars[PRICES] <= 0.0).to_numpy().any())),
        misses=any_bars(lambda bars: bool((bars[PRICES] < 0.0).to_numpy().any())),
        bug="< for <=",
        smallest=(1, 9),
        base=BARS,
    ),
    Watch(
        fault=OhlcViolation(),
        sees=any_bars(violated),
        misses=any_bars(lambda bars: bool((bars["high"] < bars["low"]).any())),
        bug="compares the high with the low only",
        smallest=(1, 9),
        base=BARS,
    ),
    Watch(
        fault=VolumeZeroMove(),
        sees=any_bars(idle_but_moving),
        misses=any_bars(lambda bars: bool(((bars["volume"] == 0.0) & (closes_of(bars) > 0.05)).any())),
        bug="looks for moves of the close only",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=VolumeSpike(),
        sees=any_bars(spiking),
        misses=any_bars(spiking_over_itself),
        bug="the mean counts the bar itself, so that no bar is ever that far off",
        smallest=(29, 9),
        base=QUIET_BARS,
    ),
    Watch(
        fault=PartialLastBar(),
        sees=last_bars_differ,
        misses=earlier_bars_differ,
        bug="leaves the last bar out",
        smallest=(1, 9),
        base=BARS,
    ),
    Watch(
        fault=Revision(),
        sees=other,
        misses=lambda frame, clean: not np.allclose(frame, clean, equal_nan=True),
        bug="np.allclose with its default tolerances",
        smallest=(1, 9),
        base=BARS,
    ),
    Watch(
        fault=LookaheadShift(),
        sees=other,
        misses=lambda frame, clean: frame.notna().sum().sum() == clean.notna().sum().sum() and other(frame, clean),
        bug="a session fewer counts as a later load",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=StaleFlatline(sessions=30),
        sees=any_bars(lambda bars: grade(closes(bars) - 1.0) == "drop"),
        misses=any_bars(lambda bars: longest_run(closes(bars) - 1.0) >= 30),
        bug="forgets the share of the history",
        smallest=(15, 9),
        base=ohlcv(max_rows=90, max_assets=3),
    ),
    Watch(
        fault=StaleFlatline(),
        sees=any_bars(lambda bars: grade(closes(bars) - 1.0) == "warn"),
        misses=any_bars(lambda bars: grade(closes(bars) - 1.0) == "warn" and bool((bars["volume"] == 0.0).any())),
        bug="expects a frozen feed to have no volume",
        smallest=(51, 9),
        base=ohlcv(max_rows=90, max_assets=3),
    ),
)


def closes_of(bars):
    """Return the sizes of the moves of the closes, one a bar."""
    return bars["close"].pct_change(fill_method=None).abs()


WATCHES = (*RETURNS, *OF_BARS)

# In New York a weekend lies between sixteen days' twelve sessions; fifty-one sessions are found where it never closes.
SMALLEST: dict[str, tuple[int, int]] = {
    "toxic_return": (1, 1),
    "ret_below_-1": (1, 1),
    "level_shift": (2, 1),
    "bad_tick_spike": (2, 1),
    "unit_100x_block": (3, 1),
    "unit_100x_cell": (1, 9),
    "zero_price": (1, 9),
    "ohlc_violation": (1, 9),
    "volume_zero_move": (2, 9),
    "const_column": (2, 1),
    "sign_flip": (1, 1),
    "log_vs_simple": (1, 1),
    "lookahead_shift": (2, 1),
    "revision": (1, 1),
    "partial_last_bar": (1, 9),
    "stale_flatline_long": (15, 1),
    "stale_flatline": (51, 1),
    "unit_percent": (16, 1),
    "volume_spike": (29, 9),
    "noise_quantise": (1, 1),
    "legal_extreme": (1, 1),
    "legal_zero_run": (2, 1),
    "flat_fund_bar": (1, 9),
    "noise_quantise_float32": (1, 1),
}
"""The smallest toxic frame with each fault: bars where the fault takes bars, returns otherwise."""
