"""From a ``TableSpec`` to slots, and the keys among them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .diagnosis import joined, pool_or_reason
from .keys import Key, key_of
from .naming import names_of
from .slots import Slot, slot_of
from .specs import ColumnSpec, TableSpec

__all__ = ["Units", "units_of"]

_MOST_BITS = 24  # columns beyond share a bit with an earlier one
_FEW = 64  # distinct values of a column in which values may repeat

Own = Mapping[Hashable, SearchStrategy[Any]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Units:
    """What a frame is made of.

    ``bits``: for each slot the bit of the drawn mask that gives it noise; those of a key share one. ``digits``: how
    many values each digit of the drawn presence has. ``low``, ``high``: rows, after the schema's
    own demands.
    """

    slots: tuple[Slot, ...]
    keys: tuple[Key, ...]
    bits: tuple[int, ...]
    digits: tuple[int, ...]
    low: int
    high: int


def units_of(table: TableSpec, own: Own, low: int, high: int) -> Units:
    """Make the slots and keys.

    Raises
    ------
    InvalidArgument
        If the schema cannot be met by frames of so many rows.
    """
    slots: list[Slot] = []
    digits: list[int] = []
    names = {name for group in table.together for name in group}
    custom = bool(table.rules) or any(rule.name is None for spec in table.columns for rule in spec.rules)
    for spec in (*table.index, *table.columns):
        needed = high if spec.unique or spec.in_index or spec.name in names or custom else min(high, _FEW)
        pool = None
        if spec.in_index or spec.name not in own:
            pool = pool_or_reason(spec, needed, table.name)
        if spec.regex:
            labels = names_of(spec, table.columns, table.name)
            # A pattern that is required must match a column.
            digits.append(len(labels) + (0 if spec.required else 1))
            presence = [(len(digits) - 1, turn if spec.required else turn + 1) for turn in range(len(labels))]
        else:
            labels, presence = [spec.name], [(-1, 0)]
            if not spec.required and spec.name not in names:
                digits.append(2)
                presence = [(len(digits) - 1, 1)]
        for label, when in zip(labels, presence, strict=True):
            strategy = None if spec.in_index else own.get(spec.name)
            made = slot_of(spec, pool, label=label, place=len(slots), most=high, own=strategy, presence=when)
            slots.append(made)
    keys = _keys(table, slots, high)
    slots = [_single(slot, place, keys) for place, slot in enumerate(slots)]
    low, high = _rows(table, slots, keys, low, high)
    return Units(
        slots=tuple(slots), keys=tuple(keys), bits=_bits(len(slots), keys), digits=tuple(digits), low=low, high=high
    )


def _bits(count: int, keys: Sequence[Key]) -> tuple[int, ...]:
    first = {place: key.slots[0] for key in keys for place in key.slots}
    leaders = sorted({first.get(place, place) for place in range(count)})
    return tuple(leaders.index(first.get(place, place)) % _MOST_BITS for place in range(count))


def _keys(table: TableSpec, slots: Sequence[Slot], high: int) -> list[Key]:
    keys = [
        key_of([place], [slot.codes], high)
        for place, slot in enumerate(slots)
        if slot.spec.unique and slot.pool is not None
    ]
    levels = [place for place, slot in enumerate(slots) if slot.spec.in_index]
    groups = [
        [place for at, place in enumerate(levels) if slots[place].spec.name in names or at in names]
        for names in table.levels_together
    ]
    groups += [
        [place for place, slot in enumerate(slots) if not slot.spec.in_index and slot.spec.name in names]
        for names in table.together
    ]
    for group in groups:
        _add(keys, group, slots, high, table.name)
    return keys


def _add(keys: list[Key], group: Sequence[int], slots: Sequence[Slot], high: int, schema: str) -> None:
    """Add a key for columns that are unique jointly, unless one that is there already makes them so."""
    if not group or any(set(key.slots) <= set(group) for key in keys):
        return
    taken = {place for key in keys for place in key.slots}
    pooled = [place for place in group if slots[place].pool is not None]
    free = [place for place in pooled if place not in taken]
    alone = next((place for place in free if len(slots[place].codes.ladder) >= high), None)
    if free and len(free) == len(pooled):
        keys.append(key_of(free, [slots[place].codes for place in free], high))
    elif alone is not None:
        keys.append(key_of([alone], [slots[alone].codes], high))
    else:
        labels = [repr(slots[place].label) for place in group]
        msg = (
            f"unique=[{', '.join(labels)}] of {schema} shares columns with another key, or has values of your own "
            "only, and frames_for() cannot meet both: let one of its columns have more values, or make one unique"
        )
        raise InvalidArgument(msg)


def _single(slot: Slot, place: int, keys: Sequence[Key]) -> Slot:
    """Take nulls away where rows must differ together; a column that is unique by itself may hold one."""
    joint = any(place in key.slots and len(key.slots) > 1 for key in keys)
    return replace(slot, nulls=False) if joint else slot


def _rows(table: TableSpec, slots: Sequence[Slot], keys: Sequence[Key], low: int, high: int) -> tuple[int, int]:
    for key in keys:
        if key.most < low:
            raise _too_short([slots[place] for place in key.slots], table.name, key.most, low)
        high = min(high, key.most)
    for slot in slots:
        if slot.pool is not None and len(slot.pool.cover) > low:
            low = len(slot.pool.cover)
            if low > high:
                label = joined(_labels(slot.spec, "unique_values_eq"))
                msg = (
                    f"{slot.spec.where} of {table.name} cannot be met: {label} takes "
                    f"{low} rows, and there are {high} at most; raise max_rows"
                )
                raise InvalidArgument(msg)
    return low, high


def _too_short(parts: Sequence[Slot], schema: str, most: int, least: int) -> InvalidArgument:
    sizes = " x ".join(str(len(part.codes.ladder)) for part in parts)
    if len(parts) == 1:
        where = parts[0].spec.where
        labels = _labels(parts[0].spec)
        reason = f"unique=True and {joined(labels)} leave" if labels else f"unique=True leaves, with {sizes} values,"
    else:
        where = f"unique=[{', '.join(repr(part.label) for part in parts)}]"
        reason = f"{sizes} distinct values leave"
    found = "" if all(part.codes.complete for part in parts) else " among the values tried"
    return InvalidArgument(
        f"{where} of {schema} cannot be met: {reason} {most} rows at most{found}, and min_rows={least}; lower "
        "min_rows, or allow more values"
    )


def _labels(spec: ColumnSpec, name: str | None = None) -> list[str]:
    return [rule.label for rule in spec.rules if name is None or rule.name == name]
