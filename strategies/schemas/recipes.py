"""How noise is put in order so that checks across rows and columns let it through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from .pools import Codes
from .slots import LEVELS, Slot

__all__ = ["Group", "Recipe", "group_of", "plain_recipe"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Group:
    """Columns of one dtype whose values are put in order row by row, as ``low <= open <= close <= high``.

    ``into``: for each column, its code of each value they share, by size. ``rank``: for each column, the place among
    these of each of its codes. ``orders``: which column gets the smallest value, which the next. ``strict``: whether
    the values of a row differ. ``tied``: whether all columns get the same value.
    """

    slots: tuple[int, ...]
    into: tuple[Codes, ...]
    rank: tuple[Codes, ...]
    orders: tuple[tuple[int, ...], ...]
    strict: bool = False
    tied: bool = False

    def arrange(self, codes: list[Codes], moved: Collection[int], turn: int) -> None:
        """Put the columns in order, if any of them has moved or they have to differ."""
        if not self.strict and not any(place in moved for place in self.slots):
            return
        ranks = np.stack([self.rank[at][codes[place]] for at, place in enumerate(self.slots)], axis=1)
        ranks = (
            np.repeat(ranks.max(axis=1, keepdims=True), len(self.slots), axis=1)
            if self.tied
            else np.sort(ranks, axis=1)
        )
        if self.strict:
            steps = np.arange(len(self.slots))
            ranks = np.minimum(ranks, len(self.into[0]) - len(self.slots)) + steps
        for at, chosen in enumerate(self.orders[turn % len(self.orders)]):
            codes[self.slots[chosen]] = self.into[chosen][ranks[:, at]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Recipe:
    """What to do with the noise of each slot.

    ``constants``: the codes of a quiet frame. ``ladders``: up to which level a slot has values that rise from row to
    row, never twice the same; -1 for none. ``quiet``: slots that never get noise. ``rising``: slots whose noise is
    put in order from row to row. ``picks``: the only codes that a slot may have.
    """

    constants: tuple[int, ...]
    ladders: tuple[int, ...]
    caps: tuple[int, ...]
    rising: tuple[bool, ...]
    slots: tuple[Slot, ...] = field(repr=False)
    groups: tuple[Group, ...] = ()
    picks: Mapping[int, Codes] = field(default_factory=lambda: MappingProxyType({}))

    def picked(self, place: int, codes: Codes) -> Codes:
        """Return the codes, those that the slot may not have replaced by ones that it may."""
        picks = self.picks.get(place)
        return codes if picks is None else np.where(np.isin(codes, picks), codes, picks[codes % len(picks)])

    def arrange(self, codes: list[Codes], moved: Collection[int], turn: int) -> None:
        """Put the codes in order, in place; ``moved`` are the slots that are not quiet."""
        for group in self.groups:
            group.arrange(codes, moved, turn)
        for place, rising in enumerate(self.rising):
            if rising and place in moved:
                codes[place] = codes[place][np.argsort(self.slots[place].codes.rank[codes[place]], kind="stable")]


def plain_recipe(slots: Sequence[Slot]) -> Recipe:
    """Return the recipe that leaves all noise as it is; labels rise where nothing is said about them."""
    count = len(slots)
    return Recipe(
        constants=tuple(slot.pool.plain if slot.pool is not None else 0 for slot in slots),
        ladders=tuple(1 if first else -1 for first in _first_levels(slots)),
        caps=(LEVELS - 1,) * count,
        rising=(False,) * count,
        slots=tuple(slots),
    )


def _first_levels(slots: Sequence[Slot]) -> list[bool]:
    return [slot.spec.in_index and place == 0 for place, slot in enumerate(slots)]


def group_of(
    places: Sequence[int], slots: Sequence[Slot], order: Sequence[int], *, strict: bool, tied: bool
) -> Group | None:
    """Make a group of columns of one dtype; None where they share too few values."""
    series = [_by_value(slots[place]) for place in places]
    shared = [value for value in series[0] if all(value in other for other in series[1:])]
    if len(shared) < len(places) + 1:
        return None
    try:
        shared.sort()  # pyright: ignore[reportCallIssue, reportUnknownMemberType]
    except TypeError:
        return None
    into = tuple(np.array([found[value] for value in shared], np.int64) for found in series)
    ranks: list[Codes] = []
    for at, place in enumerate(places):
        pool = slots[place].codes
        # What they do not share becomes the plainest value that they do.
        rank = np.full(len(pool.values), _plainest(shared, pool.values[pool.plain]), np.int64)
        rank[into[at]] = np.arange(len(shared))
        ranks.append(rank)
    return Group(slots=tuple(places), into=into, rank=tuple(ranks), orders=(tuple(order),), strict=strict, tied=tied)


def _by_value(slot: Slot) -> dict[object, int]:
    found: dict[object, int] = {}
    for code, value in enumerate(slot.codes.values):
        found.setdefault(value, code)
    return found


def _plainest(shared: Sequence[object], plain: object) -> int:
    return shared.index(plain) if plain in shared else 0
