"""Candidates of float dtypes: what looks plain in decimal does not lie on a grid of ordinals."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from .limits import Limits
from .ordinals import Ordinals, span
from .scales import Scale
from .sources import Offer

__all__ = ["Floats"]

_STEPS = (1, 10, 100, 1000, 10_000)  # fractions of 1 that make plain ladders
_ORDINARY = 96
_WINDOW = 100.0
_SEED = 20_240_705


@dataclass(frozen=True, slots=True)
class Floats:
    """A source of floats; ``to_series`` takes floats."""

    scale: Scale
    limits: Limits
    to_series: Callable[[Sequence[float]], Any]

    def offer(self, count: int) -> Offer:
        """Return candidates, among them a ladder of ``count`` values if there are so many."""
        scaled = Ordinals(self.scale, self.limits, self.to_series).offer(count)
        if not scaled.ladder:
            return scaled
        first, last = span(self.scale, self.limits)
        low, high = float(self.scale.raw(first)), float(self.scale.raw(last))
        ladder = _ladder(low, high, count + len(self.limits.forbidden))
        # Where no plain ladder fits, the floats that follow each other do.
        ladder = [self.scale.raw(ordinal) for ordinal in scaled.ladder] if ladder is None else ladder
        edges = [self.scale.raw(ordinal) for ordinal in scaled.edges]
        edges += [-0.0] if low <= 0.0 <= high else []
        wild = [self.scale.raw(ordinal) for ordinal in scaled.wild]
        return Offer(
            ladder=ladder, edges=edges, ordinary=_ordinary(low, high, ladder[0]), wild=wild, complete=scaled.complete
        )

    def series(self, raws: Sequence[Any]) -> Any:
        """Return a ``Series`` of the column's dtype."""
        return self.to_series(raws)


def _ladder(low: float, high: float, count: int) -> list[float] | None:
    for per_one in _STEPS:
        # Exactly, as floats would put the last rung beyond the bound now and then.
        first = -int((-Decimal(low) * per_one).to_integral_value(ROUND_FLOOR))
        last = int((Decimal(high) * per_one).to_integral_value(ROUND_FLOOR))
        if last - first + 1 < count:
            continue
        begin = max(first, min(max(0, first), last - count + 1))
        rungs = [turn / per_one for turn in range(begin, begin + count)]
        # From 2**53 on whole numbers are no longer apart.
        return rungs if len(set(rungs)) == count and rungs[0] >= low and rungs[-1] <= high else None
    return None


def _ordinary(low: float, high: float, plain: float) -> list[float]:
    chosen = random.Random(_SEED)  # noqa: S311 - the same candidates for every run
    if high / 4 - low / 4 > _WINDOW:
        low, high = max(low, plain - _WINDOW), min(high, plain + _WINDOW)
    width = high - low
    places = 2 if width >= 1 else 4
    drawn = [low + width * chosen.random() for _ in range(_ORDINARY)]
    rounded = [round(value, places) for value in drawn]
    return [plain if low <= plain <= high else value for plain, value in zip(rounded, drawn, strict=True)]
