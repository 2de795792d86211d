"""Recipes that are worth a try."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .recipes import Recipe, group_of
from .slots import Slot
from .units import Units

__all__ = ["NEAR", "bases", "changed", "kin", "orders"]

NEAR = 48
"""Values of a column that are tried as its only one: the plainest, bounds, some ordinary ones."""

_PERMUTATIONS = 60
_CONSTANTS = 200
_WIDEST = 8  # columns that are put in order together
_SEED = 20_240_710


def bases(units: Units, plain: Recipe) -> Iterator[Recipe]:
    """Yield recipes whose quiet frame may pass, the plainest first."""
    yield plain
    slots = units.slots
    keyed = {place for key in units.keys for place in key.slots}
    free = [place for place in range(len(slots)) if place not in keyed]
    ordered = [place for place in free if slots[place].codes.ordered and len(slots[place].codes.ladder) > 1]
    for place in ordered:
        yield changed(plain, ladders={place: 2})
    yield changed(plain, ladders=dict.fromkeys(ordered, 2))
    for places in kin(slots, ordered):
        for order in orders(len(places)):
            if (group := group_of(places, slots, order, strict=True, tied=False)) is not None:
                yield replace(plain, groups=(group,))
    chosen = random.Random(_SEED)  # noqa: S311 - the same frames for every run
    for turn in range(_CONSTANTS):
        # Half of the time few columns leave their plainest value, as one of them may do.
        moved = [place for place in free if turn % 2 or chosen.random() < 0.3]  # noqa: PLR2004 - few
        values = {place: [code for code in slots[place].touches[:NEAR] if code >= 0] for place in moved}
        constants = {place: int(chosen.choice(codes)) for place, codes in values.items()}
        yield changed(plain, constants=constants)


def kin(slots: Sequence[Slot], places: Sequence[int]) -> list[list[int]]:
    """Return those of the slots whose values can be compared with each other's."""
    found: dict[str, list[int]] = {}
    for place in places:
        if slots[place].codes.ordered and not slots[place].spec.in_index:
            found.setdefault(str(slots[place].spec.target), []).append(place)
    return [group for group in found.values() if 2 <= len(group) <= _WIDEST]  # noqa: PLR2004 - one has no neighbour


def orders(count: int) -> Iterator[tuple[int, ...]]:
    """Yield orders of so many columns: all of them, or as many by chance."""
    found = list(itertools.permutations(range(count))) if count < 5 else []  # noqa: PLR2004 - 24 orders
    if not found:
        chosen = random.Random(_SEED)  # noqa: S311 - the same orders for every run
        found = [tuple(chosen.sample(range(count), count)) for _ in range(_PERMUTATIONS)]
    yield from found


def changed(
    recipe: Recipe,
    *,
    ladders: dict[int, int] | None = None,
    constants: dict[int, int] | None = None,
    caps: dict[int, int] | None = None,
    rising: dict[int, bool] | None = None,
) -> Recipe:
    """Return the recipe with other values for some slots."""
    places = range(len(recipe.slots))
    return replace(
        recipe,
        ladders=tuple((ladders or {}).get(place, recipe.ladders[place]) for place in places),
        constants=tuple((constants or {}).get(place, recipe.constants[place]) for place in places),
        caps=tuple((caps or {}).get(place, recipe.caps[place]) for place in places),
        rising=tuple((rising or {}).get(place, recipe.rising[place]) for place in places),
    )
