"""Poisoned frames with their answer key."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .faults import FAULTS
from .faults.base import Fault, Spot
from .injection import ToxicFrame
from .layout import Options, build, fit
from .matrices import Draw, draw_raw, options_of, returns_matrices, shapes_of
from .poison import poison

__all__ = ["toxic_frames"]

Drawn = tuple[Fault, int, int, int]

_SIZES = st.integers(0, 15)
_ANY_ROW, _ANY_COLUMN = 999, 49  # positions on frames of the user's own, whose size is not known beforehand


def toxic_frames(
    base: SearchStrategy[pd.DataFrame] | None = None,
    *,
    faults: Sequence[Fault] = FAULTS,
    min_faults: int = 1,
    max_faults: int = 3,
) -> SearchStrategy[ToxicFrame]:
    """Draw clean frames and put faults on them.

    On frames of ``returns_matrices`` the shape grows, and the start moves, as far as the first ``min_faults``
    faults need it. Frames of any other strategy are taken as they are, and rejected where too few faults have a
    place. Further faults without a place are left out. No fault undoes another.

    Parameters
    ----------
    base
        float64 frames, UTC timestamps x distinct assets; ``returns_matrices()`` where None.
    faults
        Faults and legal controls to choose from, the plainest first; each may have its own parameters.
    min_faults, max_faults
        How many are put on a frame, both inclusive.

    Raises
    ------
    InvalidArgument
        If ``faults`` is empty, 0 <= ``min_faults`` <= ``max_faults`` does not hold, or no frame of the base can
        hold a fault.
    """
    chosen = tuple(faults)
    if not chosen or not all(isinstance(fault, Fault) for fault in chosen):
        msg = f"faults={faults!r}: give at least one fault, such as [NanCell(), ExtremeReturn(above=5.0)]"
        raise InvalidArgument(msg)
    if not 0 <= min_faults <= max_faults or max_faults == 0:
        msg = f"min_faults={min_faults}, max_faults={max_faults}: needed is 0 <= min_faults <= max_faults, and one"
        raise InvalidArgument(msg)
    base = returns_matrices() if base is None else base
    options = options_of(base)
    most = (_ANY_ROW, _ANY_COLUMN) if options is None else (options.max_rows - 1, options.max_assets - 1)
    drawn = st.lists(
        st.tuples(st.sampled_from(chosen), st.integers(0, most[0]), st.integers(0, most[1]), _SIZES),
        min_size=min_faults,
        max_size=max_faults,
    )
    if options is None:
        return _on_any_base(base, drawn, chosen, min_faults)
    _refuse_impossible(options, chosen)
    return _on_matrices(shapes_of(options), drawn, chosen, min_faults, options)


def _refuse_impossible(options: Options, faults: tuple[Fault, ...]) -> None:
    """Say at once which fault can never be put on a frame, where Hypothesis would only find nothing."""
    for fault in faults:
        raw = _PLAINEST(options)
        layout = fit(options, raw, [(fault.needs, 0)])
        if not poison(build(options, raw, layout), [(fault, Spot(column=layout.columns_of[0]))]).injections:
            msg = (
                f"{fault!r} has no place on any frame of {options!r}: it needs {fault.needs!r}; give more rows or "
                "other venues to returns_matrices(), or leave the fault out"
            )
            raise InvalidArgument(msg)


@st.composite
def _on_matrices(
    draw: Draw,
    shapes: tuple[SearchStrategy[int], ...],
    drawn: SearchStrategy[list[Drawn]],
    faults: tuple[Fault, ...],
    least: int,
    options: Options,
) -> ToxicFrame:
    raw = draw_raw(draw, shapes, noise=options.noise)
    picks: list[Drawn] = draw(drawn)
    needs = [(fault.needs, column) for fault, _, column, _ in picks[:least]]
    case: ToxicFrame | None = None
    for apart in (False, True):
        layout = fit(options, raw, needs, apart=apart)
        columns = (*layout.columns_of, *(column for _, _, column, _ in picks[least:]))
        asked = [
            (fault, Spot(row=row, column=column, size=size))
            for (fault, row, _, size), column in zip(picks, columns, strict=True)
        ]
        case = poison(build(options, raw, layout), asked)
        if len(case.injections) >= least:
            return case
    return _topped_up(case, asked, faults, least)


@st.composite
def _on_any_base(
    draw: Draw,
    base: SearchStrategy[pd.DataFrame],
    drawn: SearchStrategy[list[Drawn]],
    faults: tuple[Fault, ...],
    least: int,
) -> ToxicFrame:
    clean = draw(base)
    picks: list[Drawn] = draw(drawn)
    asked = [(fault, Spot(row=row, column=column, size=size)) for fault, row, column, size in picks]
    case = poison(clean, asked)
    return case if len(case.injections) >= least else _topped_up(clean, asked, faults, least)
