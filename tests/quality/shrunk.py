"""Searching for the smallest frame with some trait, as a failing test would."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from hypothesis import Phase, find, settings
from hypothesis.strategies import SearchStrategy

__all__ = ["SIZES", "Found", "smallest"]

T = TypeVar("T")

SIZES = [(20, 5), (250, 20), (1000, 50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """The smallest example, how many were drawn until there was one, and the calls and CPU seconds to shrink it."""

    example: T
    examples: int
    calls: int
    seconds: float


def smallest(strategy: SearchStrategy[T], trait: Callable[[T], bool], *, seed: int, examples: int = 2000) -> Found[T]:
    """Find an example with the trait and shrink it as far as Hypothesis does by itself."""
    calls = first = 0
    began = 0.0

    def counted(example: T) -> bool:
        nonlocal calls, first, began
        calls += 1
        has = trait(example)
        if has and not first:
            first, began = calls, time.process_time()
        return has

    example = find(
        strategy,
        counted,
        random=random.Random(seed),  # noqa: S311 - a seed for a search, no secret
        # deadline=None: the search is measured as a whole.
        settings=settings(
            max_examples=examples,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    return Found(example=example, examples=first, calls=calls - first, seconds=time.process_time() - began)
