"""What all drawn sources share: their parameters, checked, and the few integers behind a frame."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, get_args
from weakref import WeakKeyDictionary

import pandas as pd
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from . import bars, noise
from .fitting import Shape
from .layout import Options, Raw, build, fit
from .noise import COLUMN_PERIOD, GENESIS_LEVELS, LEVELS, ROW_PERIOD
from .packed import Packed
from .plan import FramePlan
from .sessions import DAY_COUNT, Unit, days
from .universe import universes
from .venues import Venues, checked_venues

__all__ = ["Draw", "checked_size", "draw_raw", "plan_of", "source"]

Draw = Callable[[SearchStrategy[Any]], Any]

_MIXES = (0, 1, 1, 2)  # one venue, two or all, as often as they are drawn
_STARTS = st.integers(0, DAY_COUNT - 1)  # days after the anchor; taken modulo the days that a universe has

# toxic_frames asks a strategy of ours for its plan, so that it can make frames with room for the faults.
_PLANS: WeakKeyDictionary[SearchStrategy[pd.DataFrame], FramePlan] = WeakKeyDictionary()


def source(
    shape: Shape,
    *,
    rows: tuple[int, int],
    assets: tuple[int, int],
    venues: Venues | None,
    noisy: bool,
    delistings: bool,
    unit: Unit | None,
) -> SearchStrategy[pd.DataFrame]:
    """Return a strategy of clean frames of some shape.

    Raises
    ------
    InvalidArgument
        If a parameter cannot be, or no frame can have so many rows.
    """
    for (low, high), what in ((rows, "rows"), (assets, "assets")):
        checked_size(f"min_{what}", low)
        checked_size(f"max_{what}", high)
        if low > high:
            msg = f"min_{what}={low}, max_{what}={high}: needed is 1 <= min_{what} <= max_{what}; raise max_{what}"
            raise InvalidArgument(msg)
    if unit is not None and unit not in get_args(Unit):
        msg = f"unit={unit!r}: a unit of timestamps is one of {', '.join(map(repr, get_args(Unit)))}, or None"
        raise InvalidArgument(msg)
    known = checked_venues(venues)
    options = Options(
        shape=shape,
        min_rows=rows[0],
        max_rows=rows[1],
        min_assets=assets[0],
        max_assets=assets[1],
        universes=universes(known, rows[1], assets[1], asked=venues is not None),
        calendars=MappingProxyType(dict(known)),
        noise=noisy,
        delistings=delistings,
        unit=unit,
    )
    plan = _plan(options)
    made = _frames(plan)
    _PLANS[made] = plan
    return made


def checked_size(name: str, size: object) -> int:
    """Return a number of rows or assets.

    Raises
    ------
    InvalidArgument
        If it is no whole number of at least 1.
    """
    if isinstance(size, int) and not isinstance(size, bool) and size >= 1:
        return size
    msg = f"{name}={size!r}: needed is a whole number of at least 1, such as {name}=5"
    raise InvalidArgument(msg)


def plan_of(strategy: SearchStrategy[pd.DataFrame]) -> FramePlan | None:
    """Return the plan behind ``returns_matrices``, ``tidy_returns`` or ``ohlcv``; None for any other strategy."""
    return _PLANS.get(strategy)


@st.composite
def _frames(draw: Draw, plan: FramePlan) -> pd.DataFrame:
    raw = draw_raw(draw, plan)
    return build(plan.options, raw, fit(plan.options, raw))


def _plan(options: Options) -> FramePlan:
    # Whatever a draw looks at is built here.
    days(options.unit)
    if options.noise:
        noise.warm(options.max_rows, options.max_assets)
        if options.bars:
            bars.warm()
    codes = Packed(
        (
            len(_MIXES),
            len(options.universes.alone),
            len(options.universes.alone),
            GENESIS_LEVELS if options.noise else 1,
            GENESIS_LEVELS if options.delistings else 1,
            len(LEVELS) if options.noise else 1,
            bars.ACTION_LEVELS if options.noise and options.bars else 1,
        )
    )
    # Rows and columns come first, so that the shrinker takes them away before anything else, and not far behind them
    # the start and the window: it only raises one integer while it lowers another where no more than three lie
    # between them. A window begins anywhere up to a whole frame beyond the period, so that every cell can become the
    # first.
    shape = (
        st.integers(options.min_rows, options.max_rows),
        st.integers(options.min_assets, options.max_assets),
        _STARTS,
    )
    column = st.integers(0, COLUMN_PERIOD - 1 + options.max_assets)
    row = st.integers(0, ROW_PERIOD - 1 + options.max_rows)
    integers = st.tuples(*shape, column, *([row] if options.noise else []), codes.drawn)
    return FramePlan(options=options, integers=integers, codes=codes)


def draw_raw(draw: Draw, plan: FramePlan) -> Raw:
    """Draw the integers of a frame."""
    rows, columns, start, column, *row, codes = draw(plan.integers)
    mix, first, second, genesis, ends, level, actions = plan.codes.unpacked(codes)
    return Raw(
        rows=rows,
        columns=columns,
        universe=plan.options.universes.pick(_MIXES[mix], (first, second), column, columns),
        start=start,
        genesis=genesis,
        ends=ends,
        level=LEVELS[level],
        actions=actions,
        offset=(row[0] if row else 0, column),
    )
