"""From drawn integers to a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .pools import Codes
from .recipes import Recipe
from .slots import PERIOD, Slot, filled
from .units import Units

__all__ = ["NULL_RATES", "Raw", "Touch", "build", "codes_of"]

NULL_RATES = (0.1, 0.5, 1.0)
Touch = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The drawn integers; each is plainest at its lowest value.

    ``mask``: a bit each slot, whether it has noise. ``offset``, ``shear``: where its window begins, and how many
    rows further that of the next slot. ``nulls``: rate and column in one. ``touches``: single cells, by slot, row
    and value.
    """

    rows: int
    level: int = 0
    mask: int = 0
    offset: int = 0
    shear: int = 0
    nulls: int = 0
    presence: tuple[int, ...] = ()
    touches: tuple[Touch, ...] = ()


def codes_of(units: Units, recipe: Recipe, raw: Raw) -> list[Codes]:
    """Return the codes of every slot's values, -1 for a null; those of slots without a pool mean nothing."""
    rows = raw.rows
    levels = [min(raw.level, cap) if raw.mask >> units.bits[place] & 1 else 0 for place, cap in enumerate(recipe.caps)]
    codes = [_column(slot, recipe, place, levels[place], raw) for place, slot in enumerate(units.slots)]
    moved = {place for place, level in enumerate(levels) if level} | _touch(units, recipe, codes, raw)
    recipe.arrange(codes, moved, raw.shear)
    for key in units.keys:
        first = key.slots[0]
        cells = key.rows(levels[first], raw.offset + first * raw.shear, rows)
        for place, column in zip(key.slots, cells.T, strict=True):
            codes[place] = column
    _nulls(units, codes, raw)
    for place, slot in enumerate(units.slots):
        if slot.pool is not None and len(slot.pool.cover):
            codes[place] = codes[place].copy()
            codes[place][: len(slot.pool.cover)] = slot.pool.cover
        if slot.anchored and raw.rows and (codes[place] < 0).all():
            codes[place][0] = slot.codes.plain
    return codes


def _column(slot: Slot, recipe: Recipe, place: int, level: int, raw: Raw) -> Codes:
    if slot.pool is None:
        return np.zeros(raw.rows, np.int64)
    start = (raw.offset + place * raw.shear) % PERIOD
    if level <= recipe.ladders[place]:
        rungs = slot.pool.rising if level else slot.pool.ladder
        first = start % max(1, len(rungs) - raw.rows + 1) if level else 0
        return rungs[np.minimum(first + np.arange(raw.rows), len(rungs) - 1)]
    if level == 0:
        return np.full(raw.rows, recipe.constants[place], np.int64)
    return recipe.picked(place, slot.noise[level - 1, start : start + raw.rows].copy())


def _touch(units: Units, recipe: Recipe, codes: list[Codes], raw: Raw) -> set[int]:
    """Put single values where they were drawn for, and return the slots that got one."""
    taken = {place for key in units.keys for place in key.slots}
    able = [
        place
        for place, slot in enumerate(units.slots)
        if slot.pool is not None
        and place not in taken
        and recipe.ladders[place] < 0
        and recipe.caps[place]
        and _is_there(slot, raw)
    ]
    moved: set[int] = set()
    for digit, row, value in raw.touches if raw.rows and able else ():
        place = able[digit % len(able)]
        choices = units.slots[place].touches
        chosen = choices[value % len(choices) :][:1]
        codes[place][min(row, raw.rows - 1)] = recipe.picked(place, chosen)[0] if chosen[0] >= 0 else -1
        moved.add(place)
    return moved


def _nulls(units: Units, codes: list[Codes], raw: Raw) -> None:
    able = [place for place, slot in enumerate(units.slots) if slot.nulls]
    if not raw.nulls or not able:
        return
    which, rate = divmod(raw.nulls - 1, len(NULL_RATES))
    single = {key.slots[0] for key in units.keys}
    for place in able if which >= len(able) else [able[which]]:
        slot = units.slots[place]
        start = (raw.offset + place * raw.shear) % PERIOD
        missing = np.flatnonzero(slot.chances[start : start + raw.rows] < NULL_RATES[rate])
        # In a column that is unique a second null would be the same as the first.
        missing = missing[:1] if place in single else missing
        codes[place] = codes[place].copy()
        codes[place][missing] = -1


def build(units: Units, codes: Sequence[Codes], raw: Raw, own: Mapping[int, Any]) -> pd.DataFrame:
    """Return the frame; ``own`` has the values of slots that the user's strategies draw."""
    there = [(place, slot) for place, slot in enumerate(units.slots) if _is_there(slot, raw)]
    arrays = {
        place: own[place] if slot.pool is None else filled(slot.pool.values, codes[place]) for place, slot in there
    }
    index = _index([slot for _, slot in there if slot.spec.in_index], arrays, raw.rows)
    columns = {slot.label: _cells(arrays[place], index) for place, slot in there if not slot.spec.in_index}
    return pd.DataFrame(columns, index=index, copy=False)


def _is_there(slot: Slot, raw: Raw) -> bool:
    return slot.digit < 0 or raw.presence[slot.digit] >= slot.least


def _cells(values: Any, index: pd.Index) -> Any:
    # pandas would guess a dtype for what is stored as objects.
    return pd.Series(values, index=index, dtype=object) if values.dtype == np.dtype(object) else values


def _index(levels: Sequence[Slot], arrays: Mapping[int, Any], rows: int) -> pd.Index:
    if not levels:
        return pd.RangeIndex(rows)
    parts = [_labels(arrays[place]) for place in range(len(levels))]
    if len(levels) == 1:
        return parts[0].rename(levels[0].spec.name)
    return pd.MultiIndex.from_arrays(parts, names=[level.spec.name for level in levels])


def _labels(values: Any) -> pd.Index:
    return pd.Index(values, dtype=object) if values.dtype == np.dtype(object) else pd.Index(values)
