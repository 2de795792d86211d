"""How fast toxic frames are drawn, as ratios to the peers in the same run; a script, never a test.

    python tests/benchmarks/bench_generation.py [--examples 100] [--rounds 3]

CPU seconds, the peers interleaved in every round, the first round thrown away, the median printed. Every strategy
draws float64 frames with a UTC index, values from -1 to 5 and about 1 % NaN; ours draws faults and their answer key
as well. A dash is a strategy that Hypothesis cannot draw at that size: every attempt overruns its entropy.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import hypothesis.extra.numpy as npst
import hypothesis.extra.pandas as pdst
import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy
from toxiframe.strategies import returns_matrices, toxic_frames

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


PEERS: tuple[tuple[str, Callable[[int, int], SearchStrategy[Any]], int], ...] = (
    # The last figure: the largest number of rows at which the peer can draw anything.
    ("empty example", ceiling, 1000),
    ("toxic_frames", ours, 1000),
    ("toxic_frames, full size", ours_full, 1000),
    ("returns_matrices, full size", clean, 1000),
    ("data_frames", data_frames, 20),
    ("data_frames(fill)", data_frames_fill, 1000),
    ("npst.arrays(fill)", arrays, 1000),
    ("pandera", pandera, 20),
)


def rate(strategy: SearchStrategy[Any], examples: int) -> float:
    """Return examples per CPU second under ``@given`` with an empty body; 0 where none could be drawn."""
    drawn = 0

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,  # the body is empty; what is measured is the draw
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(strategy)
    def body(_: object) -> None:
        nonlocal drawn
        drawn += 1

    gc.collect()
    gc.freeze()  # a full collection of everything imported costs as much as a hundred examples
    began = time.process_time()
    try:
        body()
    except HypothesisException as error:
        sys.stdout.write(f"    gave up: {type(error).__name__}\n")
    return drawn / (time.process_time() - began)


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
        sys.stdout.write(f"{rows}x{columns}\n")
        strategies = {name: make(rows, columns) for name, make, most in PEERS if rows <= most}
        asked = {name: examples_for(strategy, options.examples) for name, strategy in strategies.items()}
        rates: dict[str, list[float]] = {name: [] for name in strategies}
        for turn in range(options.rounds + 1):
            for name, strategy in strategies.items():
                found = rate(strategy, asked[name])
                if turn:  # the first round fills caches
                    rates[name].append(found)
        ours_rate = statistics.median(rates["toxic_frames"])
        for name, _, _ in PEERS:
            line = f"{'-':>10}"
            if name in rates:
                median = statistics.median(rates[name])
                line = f"{median:10.1f}/s   toxic_frames is {ours_rate / median if median else float('inf'):8.2f}x"
            sys.stdout.write(f"  {name:<28}{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
