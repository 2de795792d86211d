"""Which venues stand side by side in a frame, and on which days such a frame can begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from .sessions import DAY_COUNT, Calendar, calendar, day_number
from .venues import CALENDAR_OF_VENUE, ticker

__all__ = ["Universe", "labels", "universes"]

Days = NDArray[np.int64]

# A Friday, with a weekend on the next day and, in New York, a holiday on the Thursday after.
_ANCHOR = day_number(date(2024, 6, 28))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Universe:
    """Venues whose assets take turns in the columns of a frame.

    ``calendars``: one a venue. ``starts``: day numbers on which all of them trade, so that every asset has a
    session in every frame; from the anchor on, and then round. ``end``: the last day number that all of the
    calendars cover. ``columns`` and ``names``: those of the largest frame.
    """

    venues: tuple[str, ...]
    calendars: tuple[Calendar, ...]
    starts: Days
    end: int
    columns: pd.Index
    names: tuple[str, ...]

    def calendar_of(self, column: int) -> Calendar:
        """Return the calendar of the asset in a column."""
        return self.calendars[column % len(self.calendars)]

    def first_start(self, ordinal: int, rows: int, needs: Sequence[tuple[Calendar, Days]]) -> int | None:
        """Return the first day from the ordinal on with so many rows after it that fit and hold what is needed.

        Parameters
        ----------
        ordinal
            Among ``starts``, taken modulo their number.
        needs
            Calendars, and how many sessions, weekends, holidays and closed days of it the rows must hold, (4,).

        Returns
        -------
        int or None
            A day number; None where no start will do.
        """
        ordinal %= len(self.starts)
        start = int(self.starts[ordinal])
        if start + rows - 1 <= self.end and all(
            (known.counts[:, start + rows] - known.counts[:, start] >= least).all() for known, least in needs
        ):
            return start
        starts = self.starts
        fits = starts + rows - 1 <= self.end
        ends = np.minimum(starts + rows, DAY_COUNT)
        for known, least in needs:
            for counts, wanted in zip(known.counts, least, strict=True):
                if wanted:
                    fits &= counts[ends] - counts[starts] >= wanted
        found = np.flatnonzero(fits)
        if not len(found):
            return None
        return int(starts[found[np.searchsorted(found, ordinal) % len(found)]])


@lru_cache(maxsize=4096)
def labels(universe: Universe, columns: int) -> pd.Index:
    """Return the names of the first columns as an index, which is shared by all frames that have it."""
    return universe.columns[:columns]


@lru_cache(maxsize=32)
def universes(venues: tuple[str, ...], max_rows: int, max_assets: int) -> tuple[Universe, ...]:
    """Return every universe of some venues that can hold that many rows, the plainest first.

    Each venue alone, each pair, and all together, as far as they have columns to stand in.

    Raises
    ------
    InvalidArgument
        If the snapshot is too short for that many rows.
    """
    mixes: list[tuple[str, ...]] = [(venue,) for venue in venues]
    if max_assets > 1:
        mixes += list(combinations(venues, 2))
    if 2 < len(venues) <= max_assets:  # noqa: PLR2004 - pairs are there already
        mixes.append(venues)
    made = [universe for universe in (_universe(mix, max_assets) for mix in mixes) if _holds(universe, max_rows)]
    if not made:
        msg = (
            f"max_rows={max_rows}: no venue of {', '.join(venues)} has so many days in the snapshot of sessions, "
            f"which ends in 2027; ask for fewer rows"
        )
        raise InvalidArgument(msg)
    return tuple(made)


def _holds(universe: Universe, rows: int) -> bool:
    return bool(len(universe.starts)) and int(universe.starts.min()) + rows - 1 <= universe.end


def _universe(venues: tuple[str, ...], max_assets: int) -> Universe:
    calendars = tuple(calendar(CALENDAR_OF_VENUE[venue]) for venue in venues)
    traded = np.logical_and.reduce([known.session for known in calendars])
    starts = np.flatnonzero(traded)
    starts = np.concatenate([starts[starts >= _ANCHOR], starts[starts < _ANCHOR]])
    names = tuple(f"{venues[column % len(venues)]}:{ticker(column)}" for column in range(max_assets))
    return Universe(
        venues=venues,
        calendars=calendars,
        starts=starts,
        end=min(known.last for known in calendars),
        columns=pd.Index(names),
        names=names,
    )
