"""Which venues stand side by side in a frame, and on which days such a frame can begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from .reading import FIELDS
from .sessions import DAY_COUNT, Calendar, day_number
from .venues import ticker

__all__ = ["Demand", "Universe", "bar_labels", "labels", "universes"]

Days = NDArray[np.int64]
Demand = tuple[Calendar, Days]
"""A calendar, and how many of each kind in ``COUNTED`` the rows must hold of it, (5,)."""

# A Friday, with a weekend on the next day and, in New York, a holiday on the Thursday after.
_ANCHOR = day_number(date(2024, 6, 28))
_NEAR = 512  # starts that are looked at before all the others: two years


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Universe:
    """Venues whose assets take turns in the columns of a frame.

    ``calendars``: one a venue. ``starts``: day numbers on which all of them trade, so that every asset has a
    session in every frame; from the anchor on, and then round. ``since``: how many days each of them lies after
    the anchor, going round. ``end``: the last day number that all of the calendars cover. ``columns`` and ``names``:
    those of the largest frame.
    """

    venues: tuple[str, ...]
    calendars: tuple[Calendar, ...]
    starts: Days
    since: Days
    end: int
    columns: pd.Index
    names: tuple[str, ...]

    def calendar_of(self, column: int) -> Calendar:
        """Return the calendar of the asset in a column."""
        return self.calendars[column % len(self.calendars)]

    def first_start(self, after: int, rows: int, demands: Sequence[Demand]) -> int | None:
        """Return the first day on or after another with so many rows after it that fit and hold what is needed.

        Parameters
        ----------
        after
            Days after the anchor, taken modulo the days that there are: the same day in every universe that has it,
            so that a frame stays where it is while its venues change.

        Returns
        -------
        int or None
            A day number; None where no start will do.
        """
        first = int(np.searchsorted(self.since, after % (int(self.since[-1]) + 1)))
        start = int(self.starts[first])
        if start + rows - 1 <= self.end and all(
            bool((known.counts[:, start + rows] - known.counts[:, start] >= least).all()) for known, least in demands
        ):
            return start
        for begin, end in ((first, first + _NEAR), (0, len(self.starts))):
            found = np.flatnonzero(self._fitting(self.starts[begin:end], rows, demands))
            if len(found):
                at = np.searchsorted(found, first - begin) % len(found)
                return int(self.starts[begin + found[at]])
        return None

    def _fitting(self, starts: Days, rows: int, demands: Sequence[Demand]) -> NDArray[np.bool_]:
        fits = starts + rows - 1 <= self.end
        ends = np.minimum(starts + rows, DAY_COUNT)
        for known, least in demands:
            for counts, wanted in zip(known.counts, least.tolist(), strict=True):
                if wanted:
                    fits &= counts[ends] - counts[starts] >= wanted
        return fits


@lru_cache(maxsize=4096)
def labels(universe: Universe, columns: int) -> pd.Index:
    """Return the names of the first columns as an index, which is shared by all frames that have it."""
    return universe.columns[:columns]


@lru_cache(maxsize=4096)
def bar_labels(universe: Universe, columns: int) -> pd.MultiIndex:
    """Return asset and field of every column of the first assets, shared by all frames that have them."""
    return pd.MultiIndex.from_product([universe.columns[:columns], pd.Index(FIELDS)], names=["asset", "field"])


@lru_cache(maxsize=32)
def universes(
    venues: tuple[tuple[str, Calendar], ...], max_rows: int, max_assets: int, *, asked: bool
) -> tuple[Universe, ...]:
    """Return every universe of some venues that can hold that many rows, the plainest first.

    Each venue alone, each pair, and all together, as far as they have columns to stand in.

    Parameters
    ----------
    asked
        The venues were asked for by name, so each of them has to hold that many rows.

    Raises
    ------
    InvalidArgument
        If a calendar covers too few days.
    """
    mixes: list[tuple[tuple[str, Calendar], ...]] = [(venue,) for venue in venues]
    if max_assets > 1:
        mixes += list(combinations(venues, 2))
    if 2 < len(venues) <= max_assets:  # noqa: PLR2004 - pairs are there already
        mixes.append(venues)
    made = [universe for universe in (_universe(mix, max_assets) for mix in mixes) if _room(universe) >= max_rows]
    alone = {universe.venues[0] for universe in made if len(universe.venues) == 1}
    short = [(venue, known) for venue, known in venues if venue not in alone]
    if not made or (asked and short):
        told = "; ".join(
            f"{venue} has at most {_room(_universe(((venue, known),), 1))} ({_covered(known)})"
            for venue, known in short
        )
        msg = (
            f"max_rows={max_rows}: a frame is that many days in a row, of which the calendar of each venue knows what "
            f"they are, and {told}; ask for fewer rows, leave these venues out, or pass a calendar that begins earlier"
        )
        raise InvalidArgument(msg)
    return tuple(made)


def _room(universe: Universe) -> int:
    """Return how many rows a frame can have that begins on a day on which all venues trade."""
    return universe.end - int(universe.starts.min()) + 1 if len(universe.starts) else 0


def _covered(known: Calendar) -> str:
    first, last = (date(1990, 1, 1) + timedelta(days=day) for day in (known.first, known.last))
    return f"{known.name} from {first} to {last}"


def _universe(venues: tuple[tuple[str, Calendar], ...], max_assets: int) -> Universe:
    traded = np.logical_and.reduce([known.session for _, known in venues])
    found = np.flatnonzero(traded)
    starts = np.concatenate([found[found >= _ANCHOR], found[found < _ANCHOR]])
    since = (starts - _ANCHOR) % DAY_COUNT
    if len(starts) and starts[0] < _ANCHOR:  # all of them lie before the anchor
        since = since - since[0]
    names = tuple(f"{venues[column % len(venues)][0]}:{ticker(column)}" for column in range(max_assets))
    return Universe(
        venues=tuple(venue for venue, _ in venues),
        calendars=tuple(known for _, known in venues),
        starts=starts,
        since=since,
        end=min(known.last for _, known in venues),
        columns=pd.Index(names),
        names=names,
    )
