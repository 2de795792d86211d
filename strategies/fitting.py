"""From a handful of drawn integers to the decision what the frame is: with room for the faults to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from .faults.base import Needs
from .sessions import COUNTED, Calendar, Unit
from .universe import Demand, Universe, Universes

__all__ = ["Layout", "Options", "Raw", "Shape", "fit"]

Shape: TypeAlias = Literal["wide", "tidy", "fields", "flat"]
Asked: TypeAlias = Sequence[tuple[Needs, int]]

_LONGER = 14  # rows more than drawn; what two weeks at any time of 37 years do not hold is not worth a search
_WITH_ACTIONS = 2  # sessions: corporate actions fall on the second


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The drawn integers; each is plainest at its lowest value.

    ``start``: days after the anchor of the universe. ``genesis``, ``ends``: which assets begin late, or end early.
    ``level``: of noise. ``actions``: level of corporate actions. ``offset``: of the window in the field of noise.
    """

    rows: int
    columns: int
    universe: int
    start: int
    genesis: int
    ends: int
    level: int
    actions: int
    offset: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """What a source was asked for, checked.

    ``shape``: what its frames look like. ``calendars``: venue -> calendar. ``unit``: of the timestamps; None for that
    of pandas.
    """

    shape: Shape
    min_rows: int
    max_rows: int
    min_assets: int
    max_assets: int
    universes: Universes
    calendars: Mapping[str, Calendar]
    noise: bool
    delistings: bool
    unit: Unit | None

    @property
    def plainest(self) -> Raw:
        """What counterexamples shrink to."""
        return Raw(
            rows=self.min_rows,
            columns=self.min_assets,
            universe=0,
            start=0,
            genesis=0,
            ends=0,
            level=0,
            actions=0,
            offset=(0, 0),
        )

    @property
    def bars(self) -> bool:
        """Whether the frames have the fields of bars."""
        return self.shape in ("fields", "flat")

    def __repr__(self) -> str:
        """Return the shapes and venues; the arrays behind them would hide everything else in a report."""
        told = (
            f"rows={self.min_rows}..{self.max_rows}, assets={self.min_assets}..{self.max_assets}, "
            f"venues={list(self.calendars)}, noise={self.noise}"
        )
        told += ", delistings=True" if self.delistings else ""
        return told if self.unit is None else f"{told}, unit={self.unit!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A frame that is decided and not yet made.

    ``start``: day number. ``whole``: columns that are there throughout, whatever the levels of genesis and delisting.
    ``acting``: columns with corporate actions on their second session. ``ending``: columns that end at the latest so
    many sessions before the frame does. ``columns_of``: for each need, in order, the
    column that meets it.
    """

    rows: int
    columns: int
    universe: Universe
    start: int
    whole: frozenset[int] = frozenset()
    acting: frozenset[int] = frozenset()
    ending: Mapping[int, int] = field(default_factory=dict[int, int])
    columns_of: tuple[int, ...] = ()


def fit(options: Options, raw: Raw, needs: Asked = (), *, apart: bool = False) -> Layout:
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
    every = options.universes.every
    for step in range(len(every)):
        universe = every[(raw.universe + step) % len(every)]
        columns, targets = _columns(options, raw, universe, needs, apart=apart)
        rows, start = _span(options, raw, universe, _demands(universe, needs, targets))
        met = start is not None and None not in targets
        if start is None:
            start = universe.first_start(raw.start, rows, ())
        if start is not None and (met or fallback is None):
            fallback = _layout(universe, (rows, columns, start), needs, targets)
        if met:
            break
    if fallback is None:  # every universe holds max_rows, or it would not be among the options
        msg = f"no day begins {raw.rows} rows of {options!r}, which is a defect of toxiframe.strategies"
        raise AssertionError(msg)
    return fallback


def _layout(universe: Universe, span: tuple[int, int, int], needs: Asked, targets: Sequence[int | None]) -> Layout:
    rows, columns, start = span
    whole, acting, ending = set[int](), set[int](), dict[int, int]()
    for (need, _), target in zip(needs, targets, strict=True):
        if target is not None:
            whole.update((target + step) % columns for step in range(need.assets))
            if need.peers:
                fellows = range(target % len(universe.calendars), columns, len(universe.calendars))
                at = fellows.index(target)
                whole.update([*fellows[at:], *fellows[:at]][: need.peers + 1])
            if need.actions:
                acting.add(target)
            if need.ended:
                ending[target] = need.ended
    return Layout(
        rows=rows,
        columns=columns,
        universe=universe,
        start=start,
        whole=frozenset(whole),
        acting=frozenset(acting),
        ending=ending,
        columns_of=tuple(
            drawn if target is None else target for (_, drawn), target in zip(needs, targets, strict=True)
        ),
    )


def _span(options: Options, raw: Raw, universe: Universe, demands: Sequence[Demand]) -> tuple[int, int | None]:
    """Return the rows, as drawn or as few more as will do, and the day they begin; None where none will do."""
    rows = raw.rows
    for _, demand in demands:
        sessions, _, _, closed, off_week = demand.tolist()
        rows = max(rows, max(sessions, off_week) + closed)
    if rows > options.max_rows:
        return raw.rows, None
    for longer in range(rows, min(rows + _LONGER, options.max_rows) + 1):
        start = universe.first_start(raw.start, longer, demands)
        if start is not None:
            return longer, start
    return raw.rows, None


def _columns(
    options: Options, raw: Raw, universe: Universe, needs: Asked, *, apart: bool
) -> tuple[int, list[int | None]]:
    """Return how many columns there are, and which of them meets each need."""
    columns, targets = raw.columns, list[int | None]()
    width = len(universe.calendars)
    whole_rows: int | None = None
    for need, drawn in needs:
        target: int | None = None
        if need.shared and whole_rows is not None and _able(options, universe, whole_rows, need):
            # Faults that take whole rows need one each, so all of them count on the rows of one asset.
            target = whole_rows
        elif not (need.bars or need.actions) or options.bars:
            taken = {target for target in targets if apart}
            first = min(drawn, columns - 1)
            inside = [(first + step) % columns for step in range(columns)]
            # Beyond the drawn columns only where none of those will do.
            beyond = range(columns, options.max_assets)
            able = (column for column in (*inside, *beyond) if _able(options, universe, column, need))
            target = next((column for column in able if column not in taken), None)
            if target is None and apart:
                target = next((column for column in inside if _able(options, universe, column, need)), None)
            whole_rows = target if need.shared else whole_rows
        targets.append(target)
        if target is not None:
            columns = max(columns, target + 1, need.assets, target % width + need.peers * width + 1)
    return columns, targets


def _able(options: Options, universe: Universe, column: int, need: Needs) -> bool:
    known, width = universe.calendar_of(column), len(universe.calendars)
    sessions, weekends, holidays, closed, off_week = known.totals
    return (
        need.assets <= options.max_assets
        and (not need.ended or options.delistings)
        and column % width + need.peers * width < options.max_assets
        and sessions >= need.sessions
        and weekends >= need.weekends
        and holidays >= need.holidays
        and closed >= need.closed
        and off_week >= need.off_week
        and need.always_open in (None, closed == 0)
    )


def _demands(universe: Universe, needs: Asked, targets: Sequence[int | None]) -> list[Demand]:
    """Return what each column must hold for all the faults that go to it."""
    sums: dict[int, list[int]] = {}
    for (need, _), target in zip(needs, targets, strict=True):
        if target is not None:
            sessions = max(need.sessions, _WITH_ACTIONS if need.actions else 1)
            closed = need.weekends + need.holidays + need.closed
            so_far = sums.setdefault(target, [0] * len(COUNTED))
            for kind, wanted in enumerate((sessions, need.weekends, need.holidays, closed, need.off_week)):
                so_far[kind] += wanted
    # Every start is a session, so one session needs no search.
    return [
        (universe.calendar_of(column), np.array(wanted, np.int64))
        for column, wanted in sums.items()
        if wanted != [1, 0, 0, 0, 0]
    ]
