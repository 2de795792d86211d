"""Clean frames of returns, timestamps x ``VENUE:TICKER``, legal by construction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .layout import Options, Raw, build, fit
from .noise import COLUMN_PERIOD, GENESIS_LEVELS, LEVELS, ROW_PERIOD
from .plan import FramePlan
from .universe import universes
from .venues import checked_venues

__all__ = ["Draw", "draw_raw", "plan_of", "returns_matrices"]

Draw = Callable[[SearchStrategy[Any]], Any]

_STARTS = st.integers(0, 13_999)  # more than there are days in the snapshot; taken modulo the days there are
# Noise level in the high digit, genesis level in the low one: both can be lowered without the other.
_MARKETS = st.integers(0, GENESIS_LEVELS * LEVELS - 1)

# toxic_frames asks a strategy of ours for its plan, so that it can make frames with room for the faults.
_PLANS: WeakKeyDictionary[SearchStrategy[pd.DataFrame], FramePlan] = WeakKeyDictionary()


def returns_matrices(
    *,
    min_rows: int = 1,
    max_rows: int = 250,
    min_assets: int = 1,
    max_assets: int = 20,
    venues: Sequence[str] | None = None,
    noise: bool = True,
) -> SearchStrategy[pd.DataFrame]:
    """Draw clean frames of daily simple returns.

    Rows are consecutive calendar days, so weekends and holidays are among them; labels are midnight UTC of the
    session's date. An asset has a return on every session of its venue since its genesis, and NaN elsewhere.
    Every asset has at least one return, and all of them lie from -1 to 5.

    Counterexamples shrink to few rows and columns that hold 0.001 throughout.

    Parameters
    ----------
    min_rows, max_rows
        Calendar days, both inclusive.
    min_assets, max_assets
        Columns, both inclusive.
    venues
        Prefixes such as ``["NYSE", "BINANCE"]``; None for one of each calendar. A frame has one of them, two,
        or all.
    noise
        Whether some frames hold noise and assets that begin later; otherwise all are quiet.

    Returns
    -------
    SearchStrategy[pandas.DataFrame]
        float64, UTC index without a frequency, columns ``VENUE:TICKER``.

    Raises
    ------
    InvalidArgument
        If a size is below 1 or above its maximum, a venue is unknown, or the snapshot of sessions too short.
    """
    for low, high, what in ((min_rows, max_rows, "rows"), (min_assets, max_assets, "assets")):
        if not 1 <= low <= high:
            msg = f"min_{what}={low}, max_{what}={high}: needed is 1 <= min_{what} <= max_{what}"
            raise InvalidArgument(msg)
    options = Options(
        min_rows=min_rows,
        max_rows=max_rows,
        min_assets=min_assets,
        max_assets=max_assets,
        universes=universes(checked_venues(venues), max_rows, max_assets),
        noise=noise,
    )
    plan = _plan(options)
    made = _returns_matrices(plan)
    _PLANS[made] = plan
    return made


def plan_of(strategy: SearchStrategy[pd.DataFrame]) -> FramePlan | None:
    """Return the plan behind a strategy of ``returns_matrices``; None for any other strategy."""
    return _PLANS.get(strategy)


@st.composite
def _returns_matrices(draw: Draw, plan: FramePlan) -> pd.DataFrame:
    raw = draw_raw(draw, plan)
    return build(plan.options, raw, fit(plan.options, raw))


def _plan(options: Options) -> FramePlan:
    # The shape comes first, so that the shrinker takes rows away before anything else, and right after it the
    # window, as it only raises one integer while it lowers another where no more than three lie between them. A
    # window begins anywhere up to a whole frame beyond the period, so that every cell can become the first.
    return FramePlan(
        options=options,
        shapes=st.tuples(
            st.integers(options.min_rows, options.max_rows),
            st.integers(options.min_assets, options.max_assets),
            _MARKETS if options.noise else st.just(0),
        ),
        windows=st.tuples(
            st.integers(0, ROW_PERIOD - 1 + options.max_rows),
            st.integers(0, COLUMN_PERIOD - 1 + options.max_assets),
        ),
        places=st.tuples(st.integers(0, len(options.universes) - 1), _STARTS),
    )


def draw_raw(draw: Draw, plan: FramePlan) -> Raw:
    """Draw the integers of a frame."""
    rows, columns, market = draw(plan.shapes)
    level, genesis = divmod(market, GENESIS_LEVELS)
    # Quiet frames are the same in every window, and Hypothesis would vary what makes no difference.
    offset = draw(plan.windows) if level else (0, 0)
    universe, start = draw(plan.places)
    return Raw(rows=rows, columns=columns, universe=universe, start=start, genesis=genesis, level=level, offset=offset)
