"""Finding, once a schema, which noise its own checks let through.

Pandera filters whole frames, so that a check across columns leaves next to none of them. Here a quiet frame that
passes is found first; then each column gets noise as it is, in order from row to row, or in order with its
neighbours, as far as the frames still pass. What is drawn afterwards passes nearly always.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from hypothesis.errors import InvalidArgument

from .assembly import Raw, build, codes_of
from .judging import Judge
from .recipes import Recipe, group_of, plain_recipe
from .slots import Slot
from .units import Units

__all__ = ["Lesson", "learned"]

_ROWS = (0, 1, 2, 3, 4, 5, 8, 10, 12, 16, 24, 32, 64, 128)
_PROBES = ((2, 0, 0), (2, 113, 7), (1, 404, 3))  # level, offset, shear
_MASK = (1 << 24) - 1
_PERMUTATIONS = 60
_CONSTANTS = 150
_WIDEST = 8  # columns that are put in order together
_SEED = 20_240_710

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
    for rows in dict.fromkeys((probe, units.high, counts[0])):
        school = _School(units, judge, schema, rows, {})
        base = next((recipe for recipe in _bases(units, plain) if school.quiet(recipe)), None)
        if base is not None:
            break
    else:
        raise _impossible(school.refused, schema)  # pyright: ignore[reportPossiblyUnboundVariable]
    low = next((count for count in counts if school.passes(base, Raw(rows=count))), school.rows)
    if base is plain and school.noisy(plain):
        return Lesson(recipe=plain, low=low, freely=True)
    return Lesson(recipe=_grown(school, base), low=low, freely=False)


def _bases(units: Units, plain: Recipe) -> Iterator[Recipe]:
    """Yield recipes whose quiet frame may pass, the plainest first."""
    yield plain
    slots = units.slots
    keyed = {place for key in units.keys for place in key.slots}
    free = [place for place in range(len(slots)) if place not in keyed]
    ordered = [place for place in free if slots[place].codes.ordered and len(slots[place].codes.ladder) > 1]
    for place in ordered:
        yield _with(plain, ladders={place: 2})
    yield _with(plain, ladders=dict.fromkeys(ordered, 2))
    for places in _kin(slots, ordered):
        for order in _orders(len(places)):
            if (group := group_of(places, slots, order, strict=True, tied=False)) is not None:
                yield replace(plain, groups=(group,))
    chosen = random.Random(_SEED)  # noqa: S311 - the same frames for every run
    for turn in range(_CONSTANTS):
        # Half of the time few columns leave their plainest value, as one of them may do.
        moved = [place for place in free if turn % 2 or chosen.random() < 0.3]  # noqa: PLR2004 - few
        constants = {place: int(chosen.choice(slots[place].codes.ladder[:64])) for place in moved}
        yield _with(plain, constants=constants)


def _grown(school: _School, base: Recipe) -> Recipe:
    """Return the recipe with the most noise that still passes."""
    slots = school.units.slots
    count = len(slots)
    best = replace(base, quiet=(True,) * count)
    keyed = {place for key in school.units.keys for place in key.slots}
    grouped = {place for group in base.groups for place in group.slots}
    if base.groups:
        opened = _with(best, quiet=dict.fromkeys(grouped, False))
        best = opened if school.noisy(opened) else best
    bound: list[int] = []
    for place in range(count):
        if place in keyed or place in grouped or base.ladders[place] > 0:
            continue
        free = _with(best, quiet={place: False})
        rising = _with(free, rising={place: True})
        if school.noisy(free):
            best = free
        elif slots[place].codes.ordered and school.noisy(rising):
            best = rising
        else:
            bound.append(place)
    for places in _kin(slots, bound):
        found: Recipe | None = None
        orders: list[tuple[int, ...]] = []
        opened = _with(best, quiet=dict.fromkeys(places, False))
        for order in _orders(len(places)):
            group = group_of(places, slots, order, strict=False, tied=False)
            if group is None:
                break
            if school.noisy(replace(opened, groups=(*best.groups, group))):
                orders.append(order)
                found = replace(opened, groups=(*best.groups, replace(group, orders=tuple(orders))))
        if found is None and (tied := group_of(places, slots, range(len(places)), strict=False, tied=True)) is not None:
            candidate = replace(opened, groups=(*best.groups, tied))
            found = candidate if school.noisy(candidate) else None
        best = found or best
    return best


def _kin(slots: Sequence[Slot], places: Sequence[int]) -> list[list[int]]:
    """Return those of the slots whose values can be compared with each other's."""
    found: dict[str, list[int]] = {}
    for place in places:
        if slots[place].codes.ordered and not slots[place].spec.in_index:
            found.setdefault(str(slots[place].spec.target), []).append(place)
    return [group for group in found.values() if 2 <= len(group) <= _WIDEST]  # noqa: PLR2004 - one has no neighbour


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    """Yield orders of so many columns: all of them, or as many by chance."""
    orders = list(itertools.permutations(range(count))) if count < 5 else []  # noqa: PLR2004 - 24 orders
    if not orders:
        chosen = random.Random(_SEED)  # noqa: S311 - the same orders for every run
        orders = [tuple(chosen.sample(range(count), count)) for _ in range(_PERMUTATIONS)]
    yield from orders


def _with(
    recipe: Recipe,
    *,
    ladders: dict[int, int] | None = None,
    constants: dict[int, int] | None = None,
    quiet: dict[int, bool] | None = None,
    rising: dict[int, bool] | None = None,
) -> Recipe:
    places = range(len(recipe.slots))
    return replace(
        recipe,
        ladders=tuple((ladders or {}).get(place, recipe.ladders[place]) for place in places),
        constants=tuple((constants or {}).get(place, recipe.constants[place]) for place in places),
        quiet=tuple((quiet or {}).get(place, recipe.quiet[place]) for place in places),
        rising=tuple((rising or {}).get(place, recipe.rising[place]) for place in places),
    )


def _impossible(refused: dict[str, int], schema: str) -> InvalidArgument:
    tried = sum(refused.values())
    worst = max(refused, key=lambda reason: refused[reason])
    msg = (
        f"no frame of {schema} was found that its own checks let through: {worst} refused {refused[worst]} of {tried} "
        "frames, quiet ones among them; relax it, make it a builtin check, or draw its column with "
        "columns={name: a strategy of single values}"
    )
    return InvalidArgument(msg)
