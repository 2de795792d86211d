"""Candidates on a scale: ladders, bounds and noise, whatever the ordinals stand for."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .limits import Limits
from .scales import Scale
from .sources import Offer

__all__ = ["Ordinals", "span"]

_NOISE = 96  # ordinary values, and as many wild ones
_NEAR = 2  # neighbours of a bound that are tried
_SEED = 20_240_704


@dataclass(frozen=True, slots=True)
class Ordinals:
    """A source on a scale; ``to_series`` takes ordinals."""

    scale: Scale
    limits: Limits
    to_series: Callable[[Sequence[int]], Any]

    def offer(self, count: int) -> Offer:
        """Return candidates, among them a ladder of ``count`` values if there are so many."""
        low, high = span(self.scale, self.limits)
        if low > high:
            # Nothing is left by the bounds; what lies next to them still shows which checks refuse it.
            return Offer(ladder=[], complete=True)
        wanted = count + len(self.limits.forbidden)
        chosen = random.Random(_SEED)  # noqa: S311 - the same candidates for every run
        anchor = min(max(self.scale.plain, low), high)
        return Offer(
            ladder=_ladder(self.scale, low, high, wanted),
            edges=_edges(self.scale, low, high),
            ordinary=_ordinary(self.scale, low, high, anchor, chosen),
            wild=_wild(low, high, anchor, chosen),
            complete=high - low < wanted,
        )

    def series(self, raws: Sequence[Any]) -> Any:
        """Return a ``Series`` of the column's dtype."""
        return self.to_series(raws)


def span(scale: Scale, limits: Limits) -> tuple[int, int]:
    """Return the first and the last ordinal within all bounds; the first is above the last where none is."""
    low, high = scale.low, scale.high
    for bound, excluded in limits.lows:
        below, exact = scale.below(bound)
        low = max(low, below + (1 if excluded or not exact else 0))
    for bound, excluded in limits.highs:
        below, exact = scale.below(bound)
        high = min(high, below - (1 if excluded and exact else 0))
    return low, high


def _ladder(scale: Scale, low: int, high: int, count: int) -> list[int]:
    for step in scale.steps:
        first, last = -(-(low - scale.plain) // step), (high - scale.plain) // step
        if last - first + 1 >= count or step == scale.steps[-1]:
            begin = min(max(0, first), last)
            begin = max(first, min(begin, last - count + 1))
            return [scale.plain + step * turn for turn in range(begin, min(begin + count, last + 1))]
    return []


def _edges(scale: Scale, low: int, high: int) -> list[int]:
    # One beyond as well: pandera casts a bound to the dtype, so that le(0.1) lets a float32 above 0.1 through.
    near = [low + turn for turn in range(-1, _NEAR)] + [high - turn for turn in range(-1, _NEAR)]
    near = [ordinal for ordinal in near if scale.low <= ordinal <= scale.high]
    return near + [ordinal for ordinal in scale.landmarks if low <= ordinal <= high]


def _ordinary(scale: Scale, low: int, high: int, anchor: int, chosen: random.Random) -> list[int]:
    if high - low > 4 * scale.spread:
        low, high = max(low, anchor - scale.spread), min(high, anchor + scale.spread)
    drawn = [chosen.randint(low, high) for _ in range(_NOISE)]
    # Rounded where that stays within the bounds: 10:30 rather than 10:29:58.731.
    rounded = [ordinal - (ordinal - scale.plain) % scale.fine for ordinal in drawn]
    return [plain if plain >= low else ordinal for plain, ordinal in zip(rounded, drawn, strict=True)]


def _wild(low: int, high: int, anchor: int, chosen: random.Random) -> list[int]:
    found: list[int] = []
    for turn in range(_NOISE):
        room = anchor - low if turn % 2 else high - anchor
        if turn % 4 < 2 or room < 2:  # noqa: PLR2004 - half of them anywhere, half at any distance from the anchor
            found.append(chosen.randint(low, high))
            continue
        distance = int(2 ** (chosen.random() * room.bit_length()))
        found.append(anchor + min(distance, room) * (-1 if turn % 2 else 1))
    return found
