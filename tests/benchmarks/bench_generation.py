"""How fast toxic frames are drawn, as ratios to the peers in the same run; a script, never a test.

    make bench-generation
    python tests/benchmarks/bench_generation.py [--examples 100] [--rounds 3]

CPU seconds, the peers interleaved in every round, the first round thrown away, the median printed. Every strategy
draws float64 frames with a UTC index, values from -1 to 5 and about 1 % NaN; ours draws faults and their answer key
as well. A dash is a strategy that Hypothesis cannot draw at that size: every attempt overruns its entropy.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis.extra.numpy as npst
import hypothesis.extra.pandas as pdst
import numpy as np
import pandas as pd
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from toxiframe.strategies import ohlcv, returns_matrices, tidy_returns, toxic_frames

sys.path.insert(0, str(Path(__file__).parent))
from measuring import entropy, rate

SIZES = ((20, 5), (250, 20), (1000, 50))
NAN = float("nan")
# One choice a cell, the kindest way to have NaN among them.
CELLS = st.floats(-1.0, 5.06, allow_nan=False).map(lambda value: NAN if value > LEGAL else value)
LEGAL = 5.0
SLOW = 20.0  # examples per second, below which a peer is given fewer
FEW = 5


@cache
def index(rows: int) -> pd.DatetimeIndex:
    """Return a UTC index of consecutive days, the same object for every frame."""
    return pd.date_range("2020-01-01", periods=rows, tz="UTC")


@cache
def names(columns: int) -> pd.Index:
    """Return the names of the assets."""
    return pd.Index([f"NYSE:A{column}" for column in range(columns)])


def ceiling(rows: int, columns: int) -> SearchStrategy[pd.DataFrame]:
    """One integer and a frame of it: what an example costs at the least."""

    def frame_of(number: int) -> pd.DataFrame:
        values = np.full((rows, columns), float(number))
        return pd.DataFrame(values, index=index(rows), columns=names(columns), copy=False)

    # So many that Hypothesis does not run out of new ones and stop.
    return st.integers(0, 2**32).map(frame_of)


def ours(rows: int, columns: int) -> SearchStrategy[Any]:
    """Toxic frames with labels, of any shape up to the size."""
    return toxic_frames(returns_matrices(max_rows=rows, max_assets=columns))


def ours_full(rows: int, columns: int) -> SearchStrategy[Any]:
    """Toxic frames with labels, all of the full size."""
    base = returns_matrices(min_rows=rows, max_rows=rows, min_assets=columns, max_assets=columns)
    return toxic_frames(base)


def clean(rows: int, columns: int) -> SearchStrategy[Any]:
    """Clean frames, all of the full size."""
    return returns_matrices(min_rows=rows, max_rows=rows, min_assets=columns, max_assets=columns)


def data_frames(rows: int, columns: int) -> SearchStrategy[pd.DataFrame]:
    """hypothesis.extra.pandas, every cell drawn."""
    return pdst.data_frames(
        [pdst.column(name, elements=CELLS, dtype=float) for name in names(columns)], index=st.just(index(rows))
    )


def data_frames_fill(rows: int, columns: int) -> SearchStrategy[pd.DataFrame]:
    """hypothesis.extra.pandas with a fill value: few cells drawn."""
    return pdst.data_frames(
        [pdst.column(name, elements=CELLS, dtype=float, fill=st.just(0.0)) for name in names(columns)],
        index=st.just(index(rows)),
    )


def arrays(rows: int, columns: int) -> SearchStrategy[pd.DataFrame]:
    """hypothesis.extra.numpy with a fill value, put into a frame: the idiom of those who know."""
    drawn = npst.arrays(float, (rows, columns), elements=CELLS, fill=st.just(0.0))
    return drawn.map(lambda values: pd.DataFrame(values, index=index(rows), columns=names(columns)))


def pandera(rows: int, columns: int) -> SearchStrategy[pd.DataFrame]:
    """Pandera's own strategy of a schema."""
    import pandera.pandas as pa  # noqa: PLC0415 - a second that only this peer should pay

    bounded = pa.Column(float, pa.Check.in_range(-1.0, 5.0), nullable=True)
    schema = pa.DataFrameSchema(dict.fromkeys(names(columns), bounded))
    return schema.strategy(size=rows)


def polars(rows: int, columns: int) -> SearchStrategy[Any]:
    """Polars' own strategy, with a column of timestamps since its frames have no index."""
    import polars as pl  # noqa: PLC0415 - only this peer needs it
    from polars.testing.parametric import column, dataframes  # noqa: PLC0415 - as above

    drawn = [column(name, dtype=pl.Float64, strategy=CELLS) for name in names(columns)]
    stamps = column("ts", dtype=pl.Datetime("us", "UTC"))
    return dataframes([stamps, *drawn], min_size=rows, max_size=rows)


def tidy(rows: int, columns: int) -> SearchStrategy[Any]:
    """Toxic tidy frames: a row an asset and day."""
    return toxic_frames(tidy_returns(max_rows=rows, max_assets=columns))


def bars(rows: int, columns: int) -> SearchStrategy[Any]:
    """Toxic bars: nine fields an asset, corporate actions among them, so a fifth of the assets."""
    return toxic_frames(ohlcv(max_rows=rows, max_assets=max(columns // 5, 1)))


PEERS: tuple[tuple[str, Callable[[int, int], SearchStrategy[Any]], int], ...] = (
    # The last figure: the largest number of rows at which the peer can draw anything.
    ("empty example", ceiling, 1000),
    ("toxic_frames", ours, 1000),
    ("toxic_frames, full size", ours_full, 1000),
    ("returns_matrices, full size", clean, 1000),
    ("toxic_frames(tidy_returns)", tidy, 1000),
    ("toxic_frames(ohlcv), assets/5", bars, 1000),
    ("data_frames", data_frames, 20),
    ("data_frames(fill)", data_frames_fill, 1000),
    ("npst.arrays(fill)", arrays, 1000),
    ("pandera", pandera, 20),
    ("polars", polars, 20),
)


def examples_for(strategy: SearchStrategy[Any], wanted: int) -> int:
    """Return fewer examples for a strategy that would take minutes."""
    return wanted if rate(strategy, FEW) > SLOW else max(FEW, wanted // 10)


def main() -> None:
    """Print examples per second, and ours as multiples of each peer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for rows, columns in SIZES:
        head = f"{'examples/CPU-s':>15} {'toxic_frames is':>16} {'choices':>7} {'bytes':>7} {'vain':>6} {'distinct':>8}"
        sys.stdout.write(f"{rows}x{columns:<26}{head}\n")
        strategies = {name: made(make, rows, columns) for name, make, most in PEERS if rows <= most}
        known = {name: strategy for name, strategy in strategies.items() if strategy is not None}
        asked = {name: examples_for(strategy, options.examples) for name, strategy in known.items()}
        rates: dict[str, list[float]] = {name: [] for name in known}
        for turn in range(options.rounds + 1):
            for name, strategy in known.items():
                found = rate(strategy, asked[name])
                if turn:  # the first round fills caches
                    rates[name].append(found)
        ours_rate = statistics.median(rates["toxic_frames"])
        for name, _, _ in PEERS:
            line = f"{'-':>15}"
            if name in rates:
                median = statistics.median(rates[name])
                ratio = ours_rate / median if median else float("inf")
                line = f"{median:15.1f} {ratio:15.2f}x {entropy(known[name], asked[name])}"
            sys.stdout.write(f"  {name:<30}{line}\n")
        sys.stdout.flush()


def made(make: Callable[[int, int], SearchStrategy[Any]], rows: int, columns: int) -> SearchStrategy[Any] | None:
    """Return the strategy of a peer; None where its package is not installed."""
    try:
        return make(rows, columns)
    except ModuleNotFoundError as error:
        sys.stdout.write(f"  {error.name} is not installed, so it is not compared\n")
        return None


if __name__ == "__main__":
    main()
