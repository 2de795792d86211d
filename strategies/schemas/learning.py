"""Finding, once a schema, which noise its own checks let through.

Pandera filters whole frames, so that a check across columns leaves next to none of them. Here a quiet frame that
passes is found first; then each column gets noise as it is, in order from row to row, or in order with its
neighbours, as far as the frames still pass. What is drawn afterwards passes nearly always.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument

from .assembly import Raw, build, codes_of
from .judging import Judge
from .recipes import Recipe, group_of, plain_recipe
from .trials import NEAR, bases, changed, kin, orders
from .units import Units

__all__ = ["Lesson", "learned"]

_ROWS = (0, 1, 2, 3, 4, 5, 8, 10, 12, 16, 24, 32, 64, 128)
_PROBES = ((2, 0, 0), (2, 113, 7), (1, 404, 3))  # level, offset, shear
_MASK = (1 << 24) - 1

Own = Callable[[int], dict[int, object]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lesson:
    """``recipe``: what passes. ``low``: the fewest rows that do. ``freely``: whether noise passes as it is."""

    recipe: Recipe
    low: int
    freely: bool


@dataclass(slots=True, eq=False)
class _School:
    units: Units
    judge: Judge
    schema: str
    rows: int
    refused: dict[str, int]

    def passes(self, recipe: Recipe, raw: Raw) -> bool:
        full = replace(raw, presence=tuple(size - 1 for size in self.units.digits))
        reason = self.judge.refuses(self.frame(recipe, full))
        if reason:
            self.refused[reason] = self.refused.get(reason, 0) + 1
        return not reason

    def frame(self, recipe: Recipe, raw: Raw) -> pd.DataFrame:
        return build(self.units, codes_of(self.units, recipe, raw), raw, {})

    def quiet(self, recipe: Recipe) -> bool:
        return self.passes(recipe, Raw(rows=self.rows))

    def noisy(self, recipe: Recipe) -> bool:
        raws = (Raw(rows=self.rows, level=level, mask=_MASK, offset=at, shear=by) for level, at, by in _PROBES)
        return all(self.passes(recipe, raw) for raw in raws)


def learned(units: Units, judge: Judge, schema: str) -> Lesson:
    """Return what to do with noise.

    Raises
    ------
    InvalidArgument
        If no frame was found that the schema's own checks let through; it names the check that refused most.
    """
    plain = plain_recipe(units.slots)
    if judge.idle or any(slot.pool is None for slot in units.slots):
        return Lesson(recipe=plain, low=units.low, freely=True)
    counts = [rows for rows in (*_ROWS, units.high) if units.low <= rows <= units.high] or [units.low]
    probe = max([rows for rows in counts if rows <= 5], default=counts[0])  # noqa: PLR2004 - rows that are soon judged
    # Frames without rows pass many a check that no other frame does.
    for rows in dict.fromkeys(rows for rows in (probe, units.high, *counts[:2]) if rows or not units.high):
        school = _School(units, judge, schema, rows, {})
        base = next((recipe for recipe in bases(units, plain) if school.quiet(recipe)), None)
        if base is not None:
            break
    else:
        raise _impossible(school.refused, schema)  # pyright: ignore[reportPossiblyUnboundVariable]
    low = next((count for count in counts if school.passes(base, Raw(rows=count))), school.rows)
    if base is plain and school.noisy(plain):
        return Lesson(recipe=plain, low=low, freely=True)
    return Lesson(recipe=_grown(school, base), low=low, freely=False)


def _grown(school: _School, base: Recipe) -> Recipe:
    """Return the recipe with the most noise that still passes."""
    slots = school.units.slots
    count = len(slots)
    best = replace(base, caps=(0,) * count)
    keyed = {place for key in school.units.keys for place in key.slots}
    grouped = {place for group in base.groups for place in group.slots}
    if base.groups:
        opened = changed(best, caps=dict.fromkeys(grouped, 2))
        best = opened if school.noisy(opened) else best
    for key in school.units.keys:
        tries = (changed(best, caps=dict.fromkeys(key.slots, cap)) for cap in (2, 1))
        best = next((recipe for recipe in tries if school.noisy(recipe)), best)
    alone = [place for place in range(count) if place not in keyed | grouped and base.ladders[place] < 1]
    for places in kin(slots, alone):
        together = changed(best, caps=dict.fromkeys(places, 2))
        found = together if school.noisy(together) else _in_order(school, best, places)
        if found is not None:
            best = found
            alone = [place for place in alone if place not in places]
    bound: list[int] = []
    for place in alone:
        free, calm = (changed(best, caps={place: cap}) for cap in (2, 1))
        rising = changed(free, rising={place: True})
        tries = (free, rising, calm) if slots[place].codes.ordered else (free, calm)
        found = next((recipe for recipe in tries if school.noisy(recipe)), None)
        best = found or best
        if found is None:
            bound.append(place)
    for places in kin(slots, bound):
        found = _in_order(school, best, places)
        if found is not None:
            best = found
            bound = [place for place in bound if place not in places]
    for place in bound:
        best = _picked(school, best, place) or best
    return best


def _picked(school: _School, best: Recipe, place: int) -> Recipe | None:
    """Return the recipe with noise of those values that pass as the only one of their column."""
    near = [int(code) for code in school.units.slots[place].touches[:NEAR] if code >= 0]
    picks = [code for code in near if school.noisy(changed(best, constants={place: code}))]
    if len(picks) < 2:  # noqa: PLR2004 - one value is no noise
        return None
    opened = changed(best, caps={place: 2})
    found = replace(opened, picks={**best.picks, place: np.array(picks, np.int64)})
    return found if school.noisy(found) else None


def _in_order(school: _School, best: Recipe, places: Sequence[int]) -> Recipe | None:
    """Return the recipe with noise in these columns as well, put in order row by row; None if none passes."""
    slots = school.units.slots
    opened = changed(best, caps=dict.fromkeys(places, 2))
    passing: list[tuple[int, ...]] = []
    found: Recipe | None = None
    for order in orders(len(places)):
        group = group_of(places, slots, order, strict=False, tied=False)
        if group is None:
            return None
        if school.noisy(replace(opened, groups=(*best.groups, group))):
            passing.append(order)
            found = replace(opened, groups=(*best.groups, replace(group, orders=tuple(passing))))
    tied = None if found else group_of(places, slots, range(len(places)), strict=False, tied=True)
    if tied is not None:
        candidate = replace(opened, groups=(*best.groups, tied))
        found = candidate if school.noisy(candidate) else None
    return found


def _impossible(refused: dict[str, int], schema: str) -> InvalidArgument:
    tried = sum(refused.values())
    worst = max(refused, key=lambda reason: refused[reason])
    msg = (
        f"no frame of {schema} was found that its own checks let through: {worst} refused {refused[worst]} of {tried} "
        "frames, quiet ones among them; relax it, make it a builtin check, or draw its column with "
        "columns={name: a strategy of single values}"
    )
    return InvalidArgument(msg)
