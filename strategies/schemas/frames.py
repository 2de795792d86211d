"""``frames_for``: the strategy."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from ..samples import with_sample
from .assembly import Raw, build, codes_of
from .drawing import Plan, drawn_frames, plan_of
from .judging import judge_of, rejection
from .learning import learned
from .reading import read
from .units import units_of

__all__ = ["frames_for"]

_SAMPLE = 30  # rows in which most faults that a schema leaves room for have a place


def frames_for(
    schema: object,
    *,
    min_rows: int = 0,
    max_rows: int = 100,
    columns: Mapping[Hashable, SearchStrategy[Any]] | None = None,
) -> SearchStrategy[pd.DataFrame]:
    """Draw valid frames of a pandera schema.

    Values, nulls, keys and labels are legal by construction; only checks of the user's own are run on a frame, and
    a schema whose checks span rows or columns is studied once, so that frames with noise pass them as well. A frame
    takes about 20 choices at any size. Bounds, members, the shortest and the longest text, and what code is known to
    break on are drawn on purpose; infinities only where a check names them.

    Counterexamples shrink to few rows that hold the plainest legal values.

    Parameters
    ----------
    schema
        A ``DataFrameSchema`` or a ``DataFrameModel`` class of ``pandera.pandas``.
    min_rows, max_rows
        Both inclusive. The schema may demand more rows than the least, and allow fewer than the most: a key with six
        values has six rows.
    columns
        Strategies of single values for columns that should not be drawn from the schema, by name. A frame repeats a
        few drawn values; where the column is unique it takes one choice a row.

    Returns
    -------
    SearchStrategy[pandas.DataFrame]
        Frames that ``schema.validate`` accepts.

    Raises
    ------
    InvalidArgument
        If the argument is no such schema, the rows are not ordered, or the schema cannot be met: it names the column
        and the checks that conflict.
    """
    if not 0 <= min_rows <= max_rows:
        msg = f"min_rows={min_rows}, max_rows={max_rows}: needed is 0 <= min_rows <= max_rows"
        raise InvalidArgument(msg)
    own = dict(columns or {})
    table = read(schema, own)
    known = [column.name for column in table.columns]
    for name, strategy in own.items():
        if name not in known:
            msg = f"columns={{{name!r}: ...}}: {table.name} has no such column; it has {', '.join(map(repr, known))}"
            raise InvalidArgument(msg)
        if not isinstance(strategy, SearchStrategy):  # pyright: ignore[reportUnnecessaryIsInstance]
            msg = f"columns={{{name!r}: {strategy!r}}}: needed is a strategy of single values, such as st.just(1)"
            raise InvalidArgument(msg)
    units = units_of(table, own, min_rows, max_rows)
    judge = judge_of(table, units.slots)
    lesson = learned(units, judge, table.name)
    plan = plan_of(table, units, judge, lesson)
    if any(slot.pool is None for slot in plan.units.slots):
        return drawn_frames(plan)
    _examine(plan)
    return with_sample(drawn_frames(plan), _quiet(plan, _SAMPLE))


def _quiet(plan: Plan, rows: int) -> pd.DataFrame:
    """Return the quietest frame of about so many rows."""
    rows = max(plan.lesson.low, min(rows, plan.units.high))
    raw = Raw(rows=rows, presence=(0,) * len(plan.units.digits))
    return build(plan.units, codes_of(plan.units, plan.lesson.recipe, raw), raw, {})


def _examine(plan: Plan) -> None:
    """Ask pandera once whether the quietest frame is valid, so that a misunderstanding is an error here."""
    frame = _quiet(plan, 1)
    if reason := rejection(plan.table, frame):
        msg = (
            f"{plan.table.name} refuses the plainest frame that its columns allow: {reason}; relax that check, or draw "
            "the column with columns={name: a strategy of single values}"
        )
        raise InvalidArgument(msg)
