"""How fast a strategy draws, how many choices and bytes that takes, and how many of its frames are distinct."""

from __future__ import annotations

import gc
import hashlib
import random
import statistics
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture.engine import ConjectureRunner
from hypothesis.strategies import SearchStrategy

__all__ = ["Entropy", "entropy", "rate"]

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entropy:
    """What examples cost: median choices and bytes, share of attempts in vain, share of distinct frames."""

    choices: float
    size: float
    vain: float
    distinct: float

    def __str__(self) -> str:
        if self.choices != self.choices:
            return f"{'-':>7} {'-':>7} {'-':>6} {'-':>8}"
        return f"{self.choices:>7.0f} {self.size:>7.0f} {self.vain:>6.0%} {self.distinct:>8.0%}"


def _given(strategy: SearchStrategy[Any], examples: int, body: Any) -> None:
    test = settings(
        max_examples=examples,
        database=None,
        deadline=None,  # the draw is what is measured
        phases=[Phase.generate],
        suppress_health_check=_SLOW,  # the peers would stop at once; ours passes all of them, which a test asserts
    )(seed(random.getrandbits(64))(given(strategy)(body)))
    try:
        test()
    except HypothesisException as error:
        sys.stdout.write(f"    gave up: {type(error).__name__}: {str(error).splitlines()[0][:90]}\n")


def rate(strategy: SearchStrategy[Any], examples: int) -> float:
    """Return examples per CPU second under ``@given`` with an empty body; 0 where none could be drawn."""
    drawn = 0

    def body(_: object) -> None:
        nonlocal drawn
        drawn += 1

    gc.collect()
    gc.freeze()  # a full collection of everything imported costs as much as a hundred examples
    began = time.process_time()
    _given(strategy, examples, body)
    return drawn / (time.process_time() - began)


def entropy(strategy: SearchStrategy[Any], examples: int) -> Entropy:
    """Draw examples and return what they took."""
    frames: list[bytes] = []
    with _watched() as attempts:
        _given(strategy, examples, lambda example: frames.append(_digest(getattr(example, "frame", example))))
    valid = [(choices, size) for outcome, choices, size in attempts if outcome == "VALID"]
    if not valid:
        return Entropy(choices=float("nan"), size=float("nan"), vain=1.0, distinct=0.0)
    return Entropy(
        choices=statistics.median(choices for choices, _ in valid),
        size=statistics.median(size for _, size in valid),
        vain=1 - len(valid) / len(attempts),
        distinct=len(set(frames)) / len(frames),
    )


@contextmanager
def _watched() -> Generator[list[tuple[str, int, int]]]:
    """Watch every attempt of Hypothesis: its outcome, its choices and its bytes; nothing is replaced."""
    seen: list[tuple[str, int, int]] = []
    run = ConjectureRunner.test_function

    def watched(self: Any, data: Any) -> None:
        run(self, data)
        seen.append((data.status.name, len(data.choices), data.length))

    ConjectureRunner.test_function = watched
    try:
        yield seen
    finally:
        ConjectureRunner.test_function = run


def _digest(frame: Any) -> bytes:
    if not isinstance(frame, pd.DataFrame):
        return hashlib.sha256(repr(frame).encode()).digest()
    parts = [pd.util.hash_pandas_object(frame, index=True).to_numpy().tobytes(), repr(list(frame.columns)).encode()]
    return hashlib.sha256(b"".join(parts)).digest()
