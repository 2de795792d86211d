"""Columns whose rows must differ: codes that do, whatever the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .pools import Codes, Pool
from .slots import PERIOD

__all__ = ["Key", "key_of"]

_SEED = 20_240_708
_SIDE = 5  # values of each further column, so that the first one changes as well


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Key:
    """One or more slots whose rows differ.

    ``tables``: for each level an array (rows, slots) of codes, all rows distinct; quiet and ordinary ones rise.
    """

    slots: tuple[int, ...]
    tables: tuple[Codes, ...]

    @property
    def most(self) -> int:
        """The largest number of rows that differ."""
        return min(len(table) for table in self.tables)

    def rows(self, level: int, offset: int, count: int) -> Codes:
        """Return the codes of a window, an array (count, slots)."""
        table = self.tables[level]
        if level == 0:
            return table[:count]
        if level == 1:
            # A rising window must not go past the end.
            start = offset % (len(table) - count + 1)
            return table[start : start + count]
        return table[(offset + np.arange(count)) % len(table)]


def key_of(slots: Sequence[int], pools: Sequence[Pool], most: int) -> Key:
    """Make the key of these slots for frames of up to ``most`` rows; it may end earlier."""
    source = np.random.default_rng([_SEED, *slots])
    sizes = [len(pool.ladder) for pool in pools]
    quiet_first = next((place for place, size in enumerate(sizes) if size >= most), None)
    if quiet_first is not None:
        quiet = np.tile(np.array([pool.plain for pool in pools]), (most, 1))
        quiet[:, quiet_first] = pools[quiet_first].ladder[:most]
    else:
        digits = _digits(sizes, min(_product(sizes), most))
        quiet = np.stack([pool.ladder[digits[:, place]] for place, pool in enumerate(pools)], axis=1)
    whole = [len(pool.rising) for pool in pools]
    radices = _radices(whole, most)
    digits = _digits(radices, min(_product(radices), PERIOD + most))
    ordinary = np.stack([_evenly(pool, radices[place])[digits[:, place]] for place, pool in enumerate(pools)], axis=1)
    mixed = [source.permutation(pool.rising) for pool in pools]
    # The plainest values first as well, so that bounds meet them.
    wild = np.stack([mixed[place][digits[:, place]] for place in range(len(pools))], axis=1)
    tables = (quiet, ordinary, wild[source.permutation(len(wild))])
    return Key(slots=tuple(slots), tables=tuple(np.ascontiguousarray(table, np.int64) for table in tables))


def _radices(sizes: Sequence[int], most: int) -> list[int]:
    """Return how many values of each column are used: few of the later ones, if the first has enough."""
    radices = list(sizes)
    for place in range(len(sizes) - 1, 0, -1):
        fewer = [*radices[:place], min(radices[place], _SIDE), *radices[place + 1 :]]
        if _product(fewer) >= most:
            radices = fewer
    return radices


def _evenly(pool: Pool, count: int) -> Codes:
    """Return so many codes of rising values, from all over the pool."""
    places = np.linspace(0, len(pool.rising) - 1, count).round().astype(np.int64)
    return pool.rising[places]


def _product(sizes: Sequence[int]) -> int:
    product = 1
    for size in sizes:
        product *= size
    return product


def _digits(radices: Sequence[int], count: int) -> Codes:
    """Return the first numbers in a mixed radix, the last digit fastest."""
    numbers = np.arange(count)
    columns: list[Codes] = []
    for radix in reversed(radices):
        columns.append(numbers % radix)
        numbers = numbers // radix
    return np.stack(columns[::-1], axis=1)
