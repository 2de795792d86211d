"""From a handful of drawn integers to a clean frame that has room for the faults to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .faults.base import Needs
from .faults.draft import Draft
from .noise import QUIET, genesis_shares, window
from .sessions import Calendar, days
from .universe import Universe, labels

__all__ = ["Layout", "Options", "Raw", "build", "draft", "fit"]

Counts = NDArray[np.int64]

_LONGER = 14  # rows more than drawn; what two weeks at any time of 37 years do not hold is not worth a search


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The drawn integers; each is plainest at its lowest value."""

    rows: int
    columns: int
    universe: int
    start: int
    genesis: int
    level: int
    offset: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What ``returns_matrices`` was asked for, checked."""

    min_rows: int
    max_rows: int
    min_assets: int
    max_assets: int
    universes: tuple[Universe, ...]
    noise: bool

    @property
    def plainest(self) -> Raw:
        """What counterexamples shrink to."""
        return Raw(rows=self.min_rows, columns=self.min_assets, universe=0, start=0, genesis=0, level=0, offset=(0, 0))

    def __repr__(self) -> str:
        """Return the shapes and venues; the arrays behind them would hide everything else in a report."""
        venues = dict.fromkeys(venue for universe in self.universes for venue in universe.venues)
        return (
            f"rows={self.min_rows}..{self.max_rows}, assets={self.min_assets}..{self.max_assets}, "
            f"venues={list(venues)}, noise={self.noise}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A frame that is decided and not yet made.

    ``start``: day number. ``whole``: columns that begin with the frame, whatever the genesis level.
    ``columns_of``: for each need, in order, the column that meets it.
    """

    rows: int
    columns: int
    universe: Universe
    start: int
    whole: frozenset[int]
    columns_of: tuple[int, ...]


def fit(options: Options, raw: Raw, needs: Sequence[tuple[Needs, int]] = (), *, apart: bool = False) -> Layout:
    """Decide the frame: as drawn, and no larger and later than that unless a need asks for it.

    Parameters
    ----------
    needs
        What a fault needs, and the column that was drawn for it.
    apart
        Give every need a column of its own as far as there are columns, so that the faults cannot collide.

    Returns
    -------
    Layout
        Meets every need that the options leave room for.
    """
    fallback: Layout | None = None
    count = len(options.universes)
    for step in range(count):
        universe = options.universes[(raw.universe + step) % count]
        columns, targets = _columns(options, raw, universe, needs, apart=apart)
        demands = _demands(universe, [need for need, _ in needs], targets)
        rows, start = _span(options, raw, universe, demands)
        met = start is not None and None not in targets
        if start is None:
            start = universe.first_start(raw.start, rows, ())
        if start is not None and (met or fallback is None):
            fallback = Layout(
                rows=rows,
                columns=columns,
                universe=universe,
                start=start,
                whole=frozenset(target for target in targets if target is not None),
                columns_of=tuple(
                    drawn if target is None else target for (_, drawn), target in zip(needs, targets, strict=True)
                ),
            )
        if met:
            break
    if fallback is None:  # every universe holds max_rows, or it would not be among the options
        msg = f"no day begins {raw.rows} rows of {options!r}, which is a defect of toxiframe.strategies"
        raise AssertionError(msg)
    return fallback


def _span(
    options: Options, raw: Raw, universe: Universe, demands: Sequence[tuple[Calendar, Counts]]
) -> tuple[int, int | None]:
    """Return the rows, as drawn or as few more as will do, and the day they begin; None where none will do."""
    least = max((int(demand[0] + demand[3]) for _, demand in demands), default=1)
    rows = max(raw.rows, least)
    if rows > options.max_rows:
        return raw.rows, None
    for longer in range(rows, min(rows + _LONGER, options.max_rows) + 1):
        start = universe.first_start(raw.start, longer, demands)
        if start is not None:
            return longer, start
    return rows, None


def _columns(
    options: Options, raw: Raw, universe: Universe, needs: Sequence[tuple[Needs, int]], *, apart: bool
) -> tuple[int, list[int | None]]:
    """Return how many columns there are, and which of them meets each need."""
    columns, targets = raw.columns, list[int | None]()
    whole_rows: int | None = None
    for need, drawn in needs:
        if need.shared and whole_rows is not None:
            # Faults that take whole rows need one each, so all of them count on the rows of one asset.
            targets.append(whole_rows)
            continue
        taken = {target for target in targets if apart}
        first = min(drawn, columns - 1)
        inside = [(first + step) % columns for step in range(columns)]
        # Beyond the drawn columns only where none of those will do.
        beyond = range(columns, options.max_assets)
        able = (column for column in (*inside, *beyond) if _able(universe.calendar_of(column), need))
        target = next((column for column in able if column not in taken), None)
        if target is None and apart:
            target = next((column for column in inside if _able(universe.calendar_of(column), need)), None)
        targets.append(target)
        columns = max(columns, 0 if target is None else target + 1)
        whole_rows = target if need.shared else whole_rows
    return columns, targets


def _able(known: Calendar, need: Needs) -> bool:
    counts = known.counts[:, -1]
    return bool(counts[1] >= need.weekends and counts[2] >= need.holidays and counts[3] >= need.closed)


def _demands(
    universe: Universe, needs: Sequence[Needs], targets: Sequence[int | None]
) -> list[tuple[Calendar, Counts]]:
    """Return what each column must hold for all the faults that go to it."""
    sums: dict[int, Counts] = {}
    for need, target in zip(needs, targets, strict=True):
        if target is not None:
            closed = need.weekends + need.holidays + need.closed
            wanted = np.array([need.sessions, need.weekends, need.holidays, closed], np.int64)
            sums[target] = sums.get(target, 0) + wanted
    return [(universe.calendar_of(column), wanted) for column, wanted in sums.items()]


def draft(options: Options, raw: Raw, layout: Layout) -> Draft:
    """Make the clean frame, ready for faults."""
    frame = build(options, raw, layout)
    return Draft(frame, names=layout.universe.names[: layout.columns], start=layout.start)


def build(options: Options, raw: Raw, layout: Layout) -> pd.DataFrame:
    """Make the clean frame: (rows, columns) float64, NaN on non-sessions and before genesis."""
    rows, columns, universe = layout.rows, layout.columns, layout.universe
    values = np.full((rows, columns), QUIET if raw.level == 0 else np.nan)
    noise = None
    if raw.level:
        noise = window(raw.level, (rows, columns), raw.offset, (options.max_rows, options.max_assets))
    width = len(universe.calendars)
    shares = genesis_shares(raw.genesis, columns, options.max_assets) if raw.genesis else None
    for turn, known in enumerate(universe.calendars[:columns]):
        session = known.session[layout.start : layout.start + rows]
        if noise is not None:
            # The n-th session of an asset has the n-th value of its window, whatever lies between: a failure that
            # one value causes moves up row by row while the window moves down, and no weekend is in its way.
            values[session, turn::width] = noise[: np.count_nonzero(session), turn::width]
        elif not session.all():
            values[~session, turn::width] = np.nan
        if shares is not None:
            sessions = np.flatnonzero(session)
            # A share below 1 leaves the last session, so that every asset has one.
            first = sessions[(shares[turn::width] * len(sessions)).astype(np.intp)]
            first[[column // width for column in layout.whole if column % width == turn]] = 0
            values[:, turn::width][np.arange(rows)[:, None] < first] = np.nan
    index = days()[layout.start : layout.start + rows]
    return pd.DataFrame(values, index=index, columns=labels(universe, columns), copy=False)
