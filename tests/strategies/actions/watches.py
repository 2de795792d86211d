"""For each fault of corporate actions and identity: who sees it, and who nearly does."""

from __future__ import annotations

from toxiframe.strategies import returns_matrices
from toxiframe.strategies.faults.actions import (
    AdjustmentBlowUp,
    CrossSymbol,
    DividendDuplicate,
    DividendPhantom,
    DividendUnadjusted,
    DividendUnit,
    DividendWrongDate,
    GainCountedTwice,
    Redenomination,
    SeriesCopy,
    SplitDouble,
    SplitDuplicate,
    SplitMissing,
    Survivorship,
    TickerReuse,
)
from toxiframe.strategies.ohlcv import ohlcv

from tests.strategies.actions import judges
from tests.strategies.watching import Watch

__all__ = ["SMALLEST_BARS", "SMALLEST_RETURNS", "WATCHES"]

BARS = ohlcv(max_rows=30, max_assets=3)
# A true fall by a half on the day of a split cannot be told from a split that is missing.
CALM_BARS = ohlcv(max_rows=30, max_assets=3, noise=False)
# Open every day, or how few rows a number of days takes would depend on where the weekend falls.
DAILY_BARS = ohlcv(max_rows=30, max_assets=3, noise=False, venues=["BINANCE"])
CALM_RETURNS = returns_matrices(max_rows=60, max_assets=5, noise=False)
# Mapped, so that the frames are taken as they come: they hold an asset that ends, or they do not.
DELISTED = returns_matrices(max_rows=30, max_assets=5, delistings=True, venues=["BINANCE"]).map(lambda frame: frame)

WATCHES = [
    Watch(
        fault=SplitMissing(),
        sees=lambda frame, _: judges.split_left_out(frame),
        misses=lambda frame, _: judges.split_left_out(frame, volume=True),
        bug="wants the volume to tell the same, and volumes come from another table",
        smallest=(2, 9),
        base=CALM_BARS,
    ),
    Watch(
        fault=SplitMissing(extent="row"),
        sees=lambda frame, _: judges.split_left_out_of_a_row(frame),
        misses=lambda frame, _: judges.split_left_out_of_a_row(frame, back=(1, 2, 3, 4, 5)),
        bug="looks before the ex-date and not at it",
        smallest=(3, 9),
        base=CALM_BARS,
    ),
    Watch(
        fault=SplitDouble(),
        sees=lambda frame, _: judges.split_twice(frame),
        misses=lambda frame, _: judges.split_twice(frame, past=0),
        bug="looks at the ex-date, and the block runs past it",
        smallest=(3, 9),
        base=CALM_BARS,
    ),
    Watch(
        fault=SplitDuplicate(),
        sees=lambda frame, _: judges.listed_twice(frame, "split", lambda days, _: days <= 7),
        misses=lambda frame, _: judges.listed_twice(frame, "split", lambda _, sessions: sessions == 1),
        bug="compares each session with the one before it",
        smallest=(4, 9),
        base=DAILY_BARS,
    ),
    Watch(
        fault=DividendUnadjusted(),
        sees=lambda frame, _: judges.adjustment_is_off(frame),
        misses=lambda frame, _: judges.adjustment_is_off(frame, tolerance=0.05),
        bug="tolerates 5 %, which is more than a dividend",
        smallest=(2, 9),
        base=CALM_BARS,
    ),
    Watch(
        fault=DividendUnit(),
        sees=lambda frame, _: judges.adjustment_is_off(frame) or judges.oversized_dividend(frame),
        misses=lambda frame, _: judges.oversized_dividend(frame),
        bug="looks for dividends that are too high, and never for one that is too low",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=DividendPhantom(),
        sees=lambda frame, _: judges.adjustment_is_off(frame),
        misses=lambda frame, _: judges.adjustment_is_off(frame, tolerance=0.005),
        bug="compares factors to two decimals",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=DividendDuplicate(),
        sees=lambda frame, _: judges.listed_twice(frame, "dividend", lambda days, _: days <= 7),
        misses=lambda frame, _: judges.listed_twice(frame, "dividend", lambda days, _: days < 7),
        bug="less than seven days for at most seven",
        smallest=(9, 9),
        base=DAILY_BARS,
    ),
    Watch(
        fault=DividendWrongDate(),
        sees=lambda frame, _: judges.adjustment_is_off(frame),
        misses=lambda frame, _: judges.adjustment_is_off(frame, whole=True, tolerance=1e-3),
        bug="compares what the whole history paid, and no date",
        smallest=(3, 9),
        base=CALM_BARS,
    ),
    Watch(
        fault=GainCountedTwice(),
        sees=lambda frame, _: judges.adjustment_is_off(frame),
        misses=lambda frame, _: judges.adjustment_is_off(frame, gains=False),
        bug="leaves out the sessions with a capital gain",
        smallest=(2, 9),
        base=BARS,
    ),
    Watch(
        fault=AdjustmentBlowUp(),
        sees=lambda frame, _: judges.blown_up(frame),
        misses=lambda frame, _: judges.blown_up(frame, decimals=2),
        bug="rounds to cents before it asks whether a price is negative",
        smallest=(1, 9),
        base=BARS,
    ),
    Watch(
        fault=CrossSymbol(),
        sees=judges.follows_another,
        misses=lambda frame, clean: judges.follows_another(frame, clean, least=5),
        bug="believes in a mix-up after five equal returns only",
        smallest=(3, 2),
    ),
    Watch(
        fault=SeriesCopy(),
        sees=judges.copies,
        misses=lambda frame, clean: judges.copies(frame, clean, correlated=True),
        bug="correlates, and what is constant or short correlates with nothing",
        smallest=(1, 2),
    ),
    Watch(
        fault=TickerReuse(),
        sees=judges.has_another_past,
        misses=lambda frame, clean: judges.has_another_past(frame, clean, above=5.0),
        bug="knows returns above 500 % only",
        smallest=(3, 1),
    ),
    Watch(
        fault=Redenomination(),
        sees=lambda frame, _: judges.jump_by_a_power_of_ten(frame),
        misses=lambda frame, _: judges.jump_by_a_power_of_ten(frame, down=False),
        bug="looks for jumps up",
        smallest=(2, 1),
        base=CALM_RETURNS,
    ),
    Watch(
        fault=Survivorship(),
        sees=judges.is_missing_assets,
        misses=lambda frame, clean: judges.is_missing_assets(frame, clean, alive=True),
        bug="asks for the assets that still trade, the universe of today",
        smallest=(6, 1),
        base=DELISTED,
    ),
]

SMALLEST_RETURNS = {
    "redenomination": (2, 1),  # the jump, and a session before it
    "ticker_reuse": (3, 1),  # a return, the gap, the jump
    "cross_symbol": (3, 2),  # a return, the jump, a return of the other asset
    "series_copy": (1, 2),
}
"""Fault -> rows x columns of the smallest toxic frame with it, on ``returns_matrices``."""

SMALLEST_BARS = {
    "adj_negative": (1, 9),
    "redenomination": (2, 9),
    "ticker_reuse": (3, 9),
    "cross_symbol": (3, 18),
    "series_copy": (1, 18),
    "split_missing_block": (2, 9),
    "split_missing_row": (3, 9),  # a session on either side
    "split_double": (2, 9),
    "split_event_dup": (2, 9),
    "div_adj_missing": (2, 9),
    "div_unit": (2, 9),
    "div_phantom": (2, 9),
    "div_dup": (2, 9),
    "div_date": (2, 9),
    "cg_double_count": (2, 9),
}
"""The same on ``ohlcv``, nine columns an asset."""
