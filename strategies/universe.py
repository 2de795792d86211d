"""Which venues stand side by side in a frame, and on which days such a frame can begin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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

__all__ = ["Demand", "Universe", "Universes", "bar_labels", "labels", "universes"]

Days = NDArray[np.int64] | NDArray[np.int32]
Demand = tuple[Calendar, Days]
"""A calendar, and how many of each kind in ``COUNTED`` the rows must hold of it, (5,)."""

# A Friday, with a weekend on the next day and, in New York, a holiday on the Thursday after.
_ANCHOR = day_number(date(2024, 6, 28))
_NEAR = 512  # starts that are looked at before all the others: two years
_MOST_PAIRS = 200  # of venues; each keeps every day on which both trade


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Universe:
    """Venues whose assets take turns in the columns of a frame.

    ``calendars``: one a venue. ``starts``: day numbers on which all of them trade, so that every asset has a
    session in every frame; from the anchor on, and then round. ``since``: how many days each of them lies after
    the anchor, going round. ``turn``: how many of them come before it goes round. ``end``: the last day number that
    all of the calendars cover. ``columns`` and ``names``: those of the largest frame.
    """

    venues: tuple[str, ...]
    calendars: tuple[Calendar, ...]
    starts: Days
    since: Days
    turn: int
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
        after %= int(self.since[-1]) + 1
        first = bisect_left(self.since, after)
        if first == self.turn and after < self.since[first]:
            # Where it goes round, every later day has to lead to a later start, or rows cannot be traded for days.
            first -= 1
        start = int(self.starts[first])
        if start + rows - 1 > self.end:
            # The last day that leaves room for the rows, where there is one since the anchor: while rows are taken
            # away, such a frame keeps its end.
            first = max(bisect_right(self.starts, self.end - rows + 1, 0, self.turn) - 1, 0)
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Universes:
    """Every universe that frames can have, the plainest first: each venue alone, pairs of them, and all together.

    ``alone``: venues, as positions in ``every``. ``pairs``: first and second venue -> position. ``together``: all of
    them, by the venue that comes first; empty where the columns are too few for them.
    """

    every: tuple[Universe, ...]
    alone: tuple[int, ...]
    pairs: Mapping[tuple[int, int], int]
    together: tuple[int, ...]

    def pick(self, mix: int, venues: tuple[int, int], turn: int, columns: int) -> int:
        """Return the position of a universe that has no venue without a column.

        Parameters
        ----------
        mix
            0 for one venue, 1 for two, 2 for all.
        venues
            The numbers of the two.
        turn
            By how many venues to go round: the first of so many columns can be taken away while this rises by one,
            and the other columns stay what they are.
        """
        count = len(self.alone)
        if mix == 0 or count == 1:
            return self.alone[venues[0]]
        if mix == 1 or not self.together:
            first, second = venues if turn % 2 == 0 else venues[::-1]
        else:
            first, second = turn % count, (turn + 1) % count
            if columns > 2:  # noqa: PLR2004 - two columns are a pair
                return self.together[first]
        return self.alone[first] if columns == 1 else self.pairs.get((first, second), self.alone[first])


@lru_cache(maxsize=32)
def universes(venues: tuple[tuple[str, Calendar], ...], max_rows: int, max_assets: int, *, asked: bool) -> Universes:
    """Return every universe of some venues that can hold that many rows.

    Parameters
    ----------
    asked
        The venues were asked for by name, so each of them has to hold that many rows.

    Raises
    ------
    InvalidArgument
        If a calendar covers too few days.
    """
    single = {venue: _universe((venue,), max_assets) for venue in venues}
    roomy = tuple(venue for venue in venues if _room(single[venue]) >= max_rows)
    if not roomy or (asked and len(roomy) < len(venues)):
        told = "; ".join(
            f"{venue[0]} has at most {_room(single[venue])} ({_covered(venue[1])})"
            for venue in venues
            if venue not in roomy
        )
        msg = (
            f"max_rows={max_rows}: a frame is that many days in a row, of which the calendar of each venue knows what "
            f"they are, and {told}; ask for fewer rows, leave these venues out, or pass a calendar that begins earlier"
        )
        raise InvalidArgument(msg)
    every = [single[venue] for venue in roomy]
    alone = tuple(range(len(every)))
    pairs: dict[tuple[int, int], int] = {}
    if max_assets > 1:
        near = sorted(combinations(alone, 2), key=lambda pair: pair[1] - pair[0])[:_MOST_PAIRS]
        for one, other in sorted(near):
            made = _universe((roomy[one], roomy[other]), max_assets)
            if _room(made) >= max_rows:
                for pair, turned in (((one, other), made), ((other, one), _turned(made, 1))):
                    pairs[pair] = len(every)
                    every.append(turned)
    together: tuple[int, ...] = ()
    if 2 < len(roomy) <= max_assets:  # noqa: PLR2004 - pairs are there already
        made = _universe(roomy, max_assets)
        if _room(made) >= max_rows:
            together = tuple(range(len(every), len(every) + len(roomy)))
            every.extend(_turned(made, first) for first in alone)
    return Universes(every=tuple(every), alone=alone, pairs=pairs, together=together)


def _room(universe: Universe) -> int:
    """Return how many rows a frame can have that begins on a day on which all venues trade."""
    return universe.end - int(universe.starts.min()) + 1 if len(universe.starts) else 0


def _covered(known: Calendar) -> str:
    first, last = (date(1990, 1, 1) + timedelta(days=day) for day in (known.first, known.last))
    return f"{known.name} from {first} to {last}"


def _universe(venues: tuple[tuple[str, Calendar], ...], max_assets: int) -> Universe:
    found = np.flatnonzero(np.logical_and.reduce([known.session for _, known in venues])).astype(np.int32)
    later = found[found >= _ANCHOR]
    starts = np.concatenate([later, found[found < _ANCHOR]])
    since = (starts - _ANCHOR) % DAY_COUNT
    if len(found) and not len(later):  # the last years of its calendars lie before the anchor
        since = since - since[0]
    names = _names([venue for venue, _ in venues], max_assets)
    return Universe(
        venues=tuple(venue for venue, _ in venues),
        calendars=tuple(known for _, known in venues),
        starts=starts,
        since=since,
        turn=len(later) or len(starts),
        end=min(known.last for _, known in venues),
        columns=pd.Index(names),
        names=names,
    )


def _turned(universe: Universe, by: int) -> Universe:
    """Return the same universe beginning with a later venue."""
    venues = universe.venues[by:] + universe.venues[:by]
    names = _names(venues, len(universe.names))
    calendars = universe.calendars[by:] + universe.calendars[:by]
    return replace(universe, venues=venues, calendars=calendars, columns=pd.Index(names), names=names)


def _names(venues: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(f"{venues[column % len(venues)]}:{ticker(column)}" for column in range(count))
