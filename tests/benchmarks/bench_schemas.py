"""How frames of a schema are drawn: ``frames_for(schema)`` beside ``schema.strategy(size=n)``; a script, never a test.

    python tests/benchmarks/bench_schemas.py [--examples 60] [--rounds 2]

CPU seconds, both interleaved in every round, the first round thrown away, the median printed. Ours draws frames of any
length up to n, or of exactly n ("full"); pandera's strategy only draws exactly n. ``distinct`` is the share of frames
that came once; a dash is a strategy that drew nothing in a round of 1.5 CPU seconds: attempts overran their entropy or
were filtered out, or pandera has no values of one of the dtypes (which is then said).
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture.engine import ConjectureRunner
from hypothesis.strategies import SearchStrategy
from toxiframe.strategies.schemas import frames_for

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.schemas.realistic import REALISTIC

SIZES = (5, 20, 250)
PATIENCE = 1.5  # CPU seconds after which a strategy is given no more examples in a round
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one round showed."""

    rate: float
    choices: float
    size: float
    distinct: float


class OutOfPatienceError(Exception):
    """The round took long enough."""


def ours(schema: Any, rows: int) -> SearchStrategy[pd.DataFrame]:
    """Frames of any length up to the size."""
    return frames_for(schema, max_rows=rows)


def ours_full(schema: Any, rows: int) -> SearchStrategy[pd.DataFrame]:
    """Frames of exactly the size."""
    return frames_for(schema, min_rows=rows, max_rows=rows)


def pandera(schema: Any, rows: int) -> SearchStrategy[pd.DataFrame]:
    """Pandera's own strategy."""
    return schema.strategy(size=rows)


PEERS: tuple[tuple[str, Callable[[Any, int], SearchStrategy[pd.DataFrame]]], ...] = (
    ("frames_for", ours),
    ("frames_for, full", ours_full),
    ("pandera", pandera),
)


def measured(strategy: SearchStrategy[pd.DataFrame], examples: int) -> Figures | None:
    """Return the figures of one round with an empty body; None where nothing could be drawn."""
    drawn: list[pd.DataFrame] = []
    costs: list[tuple[int, int]] = []
    run = ConjectureRunner.test_function
    began = time.process_time()

    def watched(self: ConjectureRunner, data: Any) -> None:
        if time.process_time() - began > PATIENCE:
            raise OutOfPatienceError
        run(self, data)
        if data.status.name == "VALID":
            costs.append((len(data.choices), data.length))

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,  # the body is empty; what is measured is the draw
        phases=[Phase.generate],
        suppress_health_check=SLOW,
        verbosity=Verbosity.quiet,
    )
    @given(strategy)
    def body(frame: pd.DataFrame) -> None:
        drawn.append(frame)

    gc.collect()
    gc.freeze()  # a full collection of everything imported costs as much as a hundred examples
    ConjectureRunner.test_function = watched
    began = time.process_time()
    try:
        body()
    except OutOfPatienceError:
        pass
    except (HypothesisException, TypeError, ValueError, NotImplementedError) as error:
        sys.stdout.write(f"    gave up: {type(error).__name__}: {str(error).partition(chr(10))[0][:100]}\n")
    finally:
        taken = time.process_time() - began
        ConjectureRunner.test_function = run
    if not costs:
        return None
    texts = {(tuple(frame.columns), frame.to_csv()) for frame in drawn}
    return Figures(
        rate=len(drawn) / taken,
        choices=statistics.median(choices for choices, _ in costs),
        size=statistics.median(size for _, size in costs),
        distinct=len(texts) / len(drawn),
    )


def compare(schema: Any, rows: int, examples: int, rounds: int) -> dict[str, Figures | None]:
    """Return the medians of all rounds but the first."""
    found: dict[str, list[Figures]] = {name: [] for name, _ in PEERS}
    strategies = {name: make(schema, rows) for name, make in PEERS}
    for turn in range(rounds + 1):
        for name, strategy in strategies.items():
            # What cannot be drawn once will not be drawn later; the first round fills caches.
            if turn == 0 or found[name]:
                figures = measured(strategy, examples)
                found[name] += [figures] if figures else []
    return {name: _median(kept[1:] or kept) for name, kept in found.items()}


def _median(rounds: list[Figures]) -> Figures | None:
    if not rounds:
        return None
    rate, choices, size, distinct = (
        statistics.median(getattr(figures, name) for figures in rounds)
        for name in ("rate", "choices", "size", "distinct")
    )
    return Figures(rate=rate, choices=choices, size=size, distinct=distinct)


def main() -> None:
    """Print the figures of each schema and size, and ours as multiples of pandera's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # pandera warns of every check that it filters by
    for name, schema in REALISTIC.items():
        model = isinstance(schema, type)
        for rows in SIZES:
            sys.stdout.write(f"{name} x {rows}\n")
            figures = compare(schema.to_schema() if model else schema, rows, options.examples, options.rounds)
            best = figures["frames_for"]
            for peer, found in figures.items():
                line = f"{'-':>10}"
                if found is not None and best is not None:
                    line = (
                        f"{found.rate:10.1f}/s  {found.choices:6.0f} choices {found.size:7.0f} bytes "
                        f"{found.distinct:5.0%} distinct   frames_for is {best.rate / found.rate:8.2f}x"
                    )
                sys.stdout.write(f"  {peer:<18}{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
