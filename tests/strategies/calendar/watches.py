"""What sees each fault of the calendar, and a realistic bug that does not."""

from __future__ import annotations

import numpy as np
from toxiframe.strategies import (
    CryptoGap,
    ExtraSession,
    HalfRow,
    MissingSession,
    PadFfillPrice,
    PadMixedGenesis,
    PadNearZero,
    PadZeroHoliday,
    PadZeroWeekend,
    SparseHistory,
    returns_matrices,
)
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

from tests.strategies.calendar.judging import any_asset, histories, missing_labels
from tests.strategies.watching import Watch

__all__ = ["SMALLEST", "SMALLEST_BARS", "SMALLEST_TIDY", "WATCHES"]

# One exchange, one around the clock, one with other weekends: each calendar of exchange_calendars costs a second.
VENUES = ("NYSE", "BINANCE", "TASE")
RETURNS = returns_matrices(max_rows=40, max_assets=4, venues=VENUES)
TIDY = tidy_returns(max_rows=30, max_assets=3, venues=VENUES)
BARS = ohlcv(max_rows=30, max_assets=2, venues=VENUES)
FLAT_BARS = ohlcv(max_rows=30, flat=True, venues=["NYSE"])


def padded(history):
    """See a zero on a day on which the exchange of the asset was closed."""
    return (history.closed & history.zero).any()


def padded_on_every_weekend(history):
    """See it only where every weekend within the history is zero."""
    weekend = history.closed & (history.weekday >= 5) & (history.calendar != "XTAE")
    other = history.closed & ~weekend
    return bool((weekend.any() and history.zero[weekend].all()) or history.zero[other].any())


def padded_on_a_weekend(history):
    """See it only on what is a weekend to most exchanges."""
    return (history.closed & (history.weekday >= 5) & history.zero).any()


def padded_exactly(history):
    """See only what equals zero."""
    return (history.closed & (history.values == 0.0)).any()


def padded_from_the_start(history):
    """See zeros on closed days before the first return that is not zero."""
    moved = np.flatnonzero(~history.zero & ~np.isnan(history.values))
    before = slice(0, moved[0] if len(moved) else None)
    return (history.closed & history.zero)[before].any()


def padded_after_the_start(history):
    """See them only from the first return that is not zero on, which is taken for genesis."""
    moved = np.flatnonzero(~history.zero & ~np.isnan(history.values))
    return len(moved) > 0 and (history.closed & history.zero)[moved[0] :].any()


def carried(history):
    """See a closed day whose close is that of the last session before it."""
    last = np.nan
    for closed, value in zip(history.closed, history.values, strict=True):
        if closed and value == last:
            return True
        last = last if closed or np.isnan(value) else value
    return False


def carried_throughout(history):
    """See it only where every closed day since genesis is filled."""
    filled = ~np.isnan(history.values[history.closed])
    return carried(history) and bool(filled.all())


def extra(history):
    """See a return on a closed day that is further from zero than 1e-9."""
    return (history.closed & (np.abs(history.values) > 1e-9)).any()


def extra_not_close_to_zero(history):
    """See it only where numpy does not call it close to zero."""
    held = np.nan_to_num(history.values)
    return (history.closed & ~np.isclose(held, 0.0)).any()


def priced(history):
    """See a close on a closed day that is not the one before it."""
    there = np.flatnonzero(~np.isnan(history.values))
    moved = np.diff(history.values[there], prepend=np.nan) != 0.0
    return (history.closed[there] & moved).any()


def priced_far_away(history):
    """See it only where it is more than a per cent away."""
    there = np.flatnonzero(~np.isnan(history.values))
    moved = np.abs(np.diff(np.log(history.values[there]), prepend=np.nan)) > 0.01
    return (history.closed[there] & moved).any()


def empty_since_genesis(history):
    """Count the sessions without a value since genesis, those at the end included."""
    first = np.flatnonzero(history.alive)[:1]
    if not len(first):
        return np.zeros(0, bool)
    return np.isnan(history.values)[first[0] :][history.session[first[0] :]]


def thin(history):
    """See that more sessions are empty than are tolerated."""
    return history.too_thin(int(empty_since_genesis(history).sum()))


def thin_within(history):
    """See it only where so many are empty between two returns."""
    return history.too_thin(int(history.holes.sum()))


def counted_empty(history):
    """Count empty cells."""
    return history.holes.any()


def half(frame, _):
    """See a session that some living assets of a venue have and others have not."""
    by_venue = {}
    for history in histories(frame):
        by_venue.setdefault(history.venue, []).append(history)
    for members in by_venue.values():
        having = {stamp for one in members for stamp in one.index[one.session & ~np.isnan(one.values)]}
        if any(having & set(one.missing()) for one in members):
            return True
    return False


def whole_rows_gone(frame, _):
    """See only sessions that no asset has."""
    every = histories(frame)
    having = {stamp for one in every for stamp in one.index[~np.isnan(one.values)]}
    return any(not having.issuperset(one.missing()) for one in every)


def gap_on_weekends(history):
    """See that an asset that trades around the clock lacks more days than are tolerated."""
    return history.calendar == "24/7" and history.too_thin(len(history.missing()))


def gap_on_days_of_new_york(history):
    """Judge all assets by weekdays, as if they were stocks."""
    return history.calendar == "24/7" and history.too_thin(int((history.missing().dayofweek < 5).sum()))


def any_gap(history):
    """See that an asset that trades around the clock lacks a day."""
    return history.calendar == "24/7" and len(history.missing()) > 0


def any_gap_on_weekdays(history):
    """Look only at weekdays."""
    return history.calendar == "24/7" and bool((history.missing().dayofweek < 5).any())


HOLIDAY = {"sees": any_asset(padded), "misses": any_asset(padded_on_a_weekend), "bug": "takes weekdays for a calendar"}
NEARLY = {"sees": any_asset(padded), "misses": any_asset(padded_exactly), "bug": "compares with == 0.0"}
GENESIS = {
    "sees": any_asset(padded_from_the_start),
    "misses": any_asset(padded_after_the_start),
    "bug": "takes the first return that is not zero for genesis",
}
EXTRA = {
    "sees": any_asset(extra),
    "misses": any_asset(extra_not_close_to_zero),
    "bug": "np.isclose, whose atol is 1e-8",
}
LABELS = {"sees": any_asset(missing_labels), "misses": any_asset(counted_empty), "bug": "counts empty cells"}
HALF = {"sees": half, "misses": whole_rows_gone, "bug": 'dropna(how="all"): a row with one value is a row'}
GAP = {
    "sees": any_asset(gap_on_weekends),
    "misses": any_asset(gap_on_days_of_new_york),
    "bug": "falls back to a calendar of stocks",
}
FEW = {"sees": any_asset(any_gap), "misses": any_asset(any_gap_on_weekdays), "bug": "looks at weekdays only"}
CARRIED = {
    "sees": any_asset(carried),
    "misses": any_asset(carried_throughout),
    "bug": "wants all closed days to be filled",
}
PRICED = {"sees": any_asset(priced), "misses": any_asset(priced_far_away), "bug": "takes small moves for rounding"}

ON_RETURNS = (
    Watch(
        fault=PadZeroWeekend(),
        sees=any_asset(padded),
        misses=any_asset(padded_on_every_weekend),
        bug="wants all weekends to be zero",
        smallest=(3, 1),
        base=RETURNS,
    ),
    Watch(fault=PadZeroHoliday(), **HOLIDAY, smallest=(2, 1), base=RETURNS),
    Watch(fault=PadNearZero(), **NEARLY, smallest=(2, 1), base=RETURNS),
    Watch(fault=PadMixedGenesis(), **GENESIS, smallest=(2, 1), base=RETURNS),
    Watch(fault=ExtraSession(), **EXTRA, smallest=(2, 1), base=RETURNS),
    Watch(
        fault=SparseHistory(),
        sees=any_asset(thin),
        misses=any_asset(thin_within),
        bug="counts only holes between two returns",
        smallest=(3, 1),
        base=RETURNS,
    ),
    Watch(fault=MissingSession(), **LABELS, smallest=(2, 1), base=RETURNS),
    Watch(fault=HalfRow(), **HALF, smallest=(3, 2), base=RETURNS),
    Watch(fault=CryptoGap(), **GAP, smallest=(4, 1), base=RETURNS),
    Watch(fault=CryptoGap(extent="tolerated"), **FEW, smallest=(3, 1), base=RETURNS),
)
ON_TIDY = (
    Watch(
        fault=PadZeroWeekend(),
        sees=any_asset(padded),
        misses=any_asset(lambda history: history.calendar != "XNYS" and padded(history)),
        bug="one venue is taken for crypto",
        smallest=(2, 3),
        base=TIDY,
    ),
    Watch(fault=PadZeroHoliday(), **HOLIDAY, smallest=(2, 3), base=TIDY),
    Watch(fault=PadNearZero(), **NEARLY, smallest=(2, 3), base=TIDY),
    Watch(fault=PadMixedGenesis(), **GENESIS, smallest=(6, 3), base=TIDY),
    Watch(fault=ExtraSession(), **EXTRA, smallest=(2, 3), base=TIDY),
    Watch(fault=MissingSession(), **LABELS, smallest=(2, 3), base=TIDY),
    Watch(fault=HalfRow(), **HALF, smallest=(5, 3), base=TIDY),
    Watch(fault=CryptoGap(), **GAP, smallest=(2, 3), base=TIDY),
    Watch(fault=CryptoGap(extent="tolerated"), **FEW, smallest=(2, 3), base=TIDY),
)
ON_BARS = (
    Watch(fault=PadFfillPrice(), **CARRIED, smallest=(3, 9), base=BARS),
    Watch(fault=PadFfillPrice(), **CARRIED, smallest=(3, 9), base=FLAT_BARS),
    Watch(fault=ExtraSession(), **PRICED, smallest=(2, 9), base=BARS),
    Watch(fault=ExtraSession(), **PRICED, smallest=(2, 9), base=FLAT_BARS),
    Watch(fault=MissingSession(), **LABELS, smallest=(2, 9), base=BARS),
    Watch(fault=MissingSession(), **LABELS, smallest=(2, 9), base=FLAT_BARS),
    Watch(fault=HalfRow(), **HALF, smallest=(3, 18), base=BARS),
    Watch(fault=CryptoGap(), **GAP, smallest=(4, 9), base=BARS),
    Watch(fault=CryptoGap(extent="tolerated"), **FEW, smallest=(3, 9), base=BARS),
)

WATCHES = {
    f"{kind}-{watch}": watch
    for kind, watches in (
        ("wide", ON_RETURNS),
        ("tidy", ON_TIDY),
        ("bars", [watch for watch in ON_BARS if watch.base is BARS]),
        ("flat", [watch for watch in ON_BARS if watch.base is FLAT_BARS]),
    )
    for watch in watches
}

SMALLEST = {
    "pad_zero_weekend": (2, 1),
    "pad_zero_holiday": (2, 1),
    "sparse_history": (3, 1),  # two of three sessions are lost
    "pad_near_zero": (2, 1),
    "pad_mixed_genesis": (2, 1),  # nothing but zeros
    "extra_session": (2, 1),
    "missing_session": (2, 1),  # the third row is the missing one
    "half_row": (3, 2),
    "crypto_gap": (4, 1),  # a weekend between two returns
    "crypto_gap_tolerated": (3, 1),
    "sunday_session": (1, 1),
    "round_the_clock_weekend": (1, 1),
}
"""Fault -> rows x columns of the smallest toxic frame with it, of ``returns_matrices``.

``fx_sunday_evening`` and ``unscheduled_closure`` have no place there.
"""

SMALLEST_TIDY = {
    "pad_zero_weekend": (2, 3),
    "pad_zero_holiday": (2, 3),
    "sparse_history": (3, 3),
    "pad_near_zero": (2, 3),
    "pad_mixed_genesis": (6, 3),  # back to the Sunday before the first frame
    "extra_session": (2, 3),
    "missing_session": (2, 3),
    "half_row": (5, 3),
    "crypto_gap": (2, 3),
    "crypto_gap_tolerated": (2, 3),
    "sunday_session": (1, 3),
    "round_the_clock_weekend": (1, 3),
}
"""The same of ``tidy_returns``."""

SMALLEST_BARS = {
    "sparse_history": (3, 9),
    "pad_ffill_price": (2, 9),
    "extra_session": (2, 9),
    "missing_session": (2, 9),
    "half_row": (3, 18),
    "crypto_gap": (4, 9),
    "crypto_gap_tolerated": (3, 9),
    "sunday_session": (1, 9),
}
"""The same of ``ohlcv``."""
