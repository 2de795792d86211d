"""Every fault with the smallest toxic frame that holds it, and the searches that have to end there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy
from toxiframe.strategies import Fault, ToxicFrame, ohlcv, possible_faults, returns_matrices, toxic_frames

from tests.quality.shrunk import Found, smallest
from tests.strategies.actions import watches as actions
from tests.strategies.calendar import watches as calendar
from tests.strategies.structure import watches as structure
from tests.strategies.values import watches as values

__all__ = ["NOWHERE", "SMALLEST", "SOURCES", "Search", "searches"]

Size = tuple[int, int]

_ONE = 9  # fields of one asset's bars

SMALLEST: Mapping[str, Mapping[str, Size]] = {
    "returns": {
        **structure.SMALLEST_RETURNS,
        **{name: size for name, size in values.SMALLEST.items() if size[1] < _ONE},
        **calendar.SMALLEST,
        **actions.SMALLEST_RETURNS,
    },
    "bars": {
        **structure.SMALLEST_BARS,
        **{name: size for name, size in values.SMALLEST.items() if size[1] >= _ONE},
        **calendar.SMALLEST_BARS,
        **actions.SMALLEST_BARS,
    },
}
"""Source -> fault -> rows x columns; a fault stands under the source that it is at home in, or under both."""

NOWHERE = {
    "dst_fold": "takes hourly labels: see tests/strategies/structure",
    "col_order_swap_assets": "takes assets that differ, and the plainest are alike: see tests/strategies/structure",
    "fx_sunday_evening": "takes hourly labels: see tests/strategies/calendar",
    "unscheduled_closure": "takes one of four days: see tests/strategies/calendar",
    "survivorship": "takes delistings: see tests/strategies/actions",
}
"""Faults that no frame of the two sources has by default -> why, and where they are shrunk."""


def _returns(rows: int, assets: int) -> SearchStrategy[pd.DataFrame]:
    return returns_matrices(max_rows=rows, max_assets=assets)


def _bars(rows: int, assets: int) -> SearchStrategy[pd.DataFrame]:
    # Nine columns an asset, so that the frames are as wide.
    return ohlcv(max_rows=rows, max_assets=max(assets // _ONE, 2))


SOURCES = {"returns": _returns, "bars": _bars}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search for a fault: what it should end with, and what it ended with; None where the fault was not drawn."""

    name: str
    seed: int
    wanted: Size
    found: Found[ToxicFrame] | None

    @property
    def ended_well(self) -> bool:
        """Whether it ended with the fault alone, at its smallest size."""
        if self.found is None:
            return False
        case = self.found.example
        return case.frame.shape == self.wanted and [injection.name for injection in case.injections] == [self.name]


def searches(
    source: str, rows: int, assets: int, seeds: Iterable[int], *, among: int | None = None
) -> Iterator[Search]:
    """Search for every fault that has a place on frames of a source up to a size.

    Parameters
    ----------
    among
        How many faults there are to choose from, the one that is searched for and those next to it; all where None.
    """
    base = SOURCES[source](rows, assets)
    possible = list(possible_faults(base))
    names = [fault.name for fault in possible]
    every = toxic_frames(base)
    seeds = tuple(seeds)
    for name, wanted in SMALLEST[source].items():
        if name in names:
            strategy = (
                every if among is None else toxic_frames(base, faults=_around(possible, names.index(name), among))
            )
            for seed in seeds:
                try:
                    found = smallest(strategy, lambda case, name=name: _holds(case, name), seed=seed)
                except NoSuchExample:
                    found = None
                yield Search(name=name, seed=seed, wanted=wanted, found=found)


def _around(faults: list[Fault], place: int, count: int) -> list[Fault]:
    return [faults[(place + step) % len(faults)] for step in range(-(count // 2), count - count // 2)]


def _holds(case: ToxicFrame, name: str) -> bool:
    return any(injection.name == name for injection in case.injections)
