"""``frames_for``: the strategy."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

from .assembly import NULL_RATES, Raw, build, codes_of
from .judging import Judge, judge_of, rejection
from .learning import Lesson, learned
from .own import own_values
from .reading import read
from .recipes import Recipe, plain_recipe
from .slots import LEVELS, PERIOD
from .specs import TableSpec
from .units import Units, units_of

__all__ = ["frames_for"]

_TOUCHES = 3
_CELLS = 255
_BITS = 24
_TURNS = 3  # how often each level of noise is among the choices, beside one that is quiet
Draw = Callable[[SearchStrategy[Any]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Everything that can be known before a frame is drawn."""

    name: str
    table: TableSpec
    units: Units
    judge: Judge
    lesson: Lesson
    low: int

    def __repr__(self) -> str:
        """Return the options."""
        return f"{self.name}, min_rows={self.low}, max_rows={self.units.high}"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        """Print the same where Hypothesis would print every field, thousands of values among them."""
        del cycle  # a plan holds no other
        printer.text(repr(self))


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
            msg = f"columns={{{name!r}: {strategy!r}}}: needed is a strategy of single values, such as st.integers(0, 9)"
            raise InvalidArgument(msg)
    units = units_of(table, own, min_rows, max_rows)
    judge = judge_of(table, units.slots)
    lesson = learned(units, judge, table.name)
    plan = _Plan(table.name, table, units, judge, lesson, lesson.low)
    _examine(plan)
    return _frames_for(plan)


def _examine(plan: _Plan) -> None:
    """Ask pandera once whether the quietest frame is valid, so that a misunderstanding is an error here."""
    if any(slot.pool is None for slot in plan.units.slots):
        return
    raw = Raw(rows=max(plan.low, min(1, plan.units.high)), presence=(0,) * len(plan.units.digits))
    frame = build(plan.units, codes_of(plan.units, plan.lesson.recipe, raw), raw, {})
    if reason := rejection(plan.table, frame):
        msg = (
            f"{plan.name} refuses the plainest frame that its columns allow: {reason}; relax that check, or draw the "
            "column with columns={name: a strategy of single values}"
        )
        raise InvalidArgument(msg)


@st.composite
def _frames_for(draw: Draw, plan: _Plan) -> pd.DataFrame:
    units = plan.units
    # The shape comes first, so that the shrinker takes rows away before anything else, and soon after it the window,
    # as it only raises one integer while it lowers another where no more than three lie between them.
    rows, level = draw(st.tuples(st.integers(plan.low, units.high), st.integers(0, _TURNS * (LEVELS - 1))))
    level = (level - 1) % (LEVELS - 1) + 1 if level else 0
    mask = offset = shear = nulls = 0
    if level:
        mask = draw(st.integers(0, (1 << min(len(units.slots), _BITS)) - 1))
        offset, shear = draw(st.tuples(st.integers(0, PERIOD - 1), st.integers(0, PERIOD - 1)))
    able = sum(slot.nulls for slot in units.slots)
    if able:
        most = len(NULL_RATES) * (able + 1 if able > 1 else 1)
        # Two of three frames without, whatever there is to choose from.
        nulls = max(0, draw(st.integers(0, 3 * most)) - 2 * most)
    presence = tuple(draw(st.integers(0, size - 1)) for size in units.digits)
    cell = st.tuples(st.integers(0, len(units.slots) - 1), st.integers(0, units.high), st.integers(0, _CELLS))
    touches = draw(st.lists(cell, max_size=_TOUCHES)) if units.slots else []
    raw = Raw(
        rows=rows,
        level=level,
        mask=mask,
        offset=offset,
        shear=shear,
        nulls=nulls,
        presence=presence,
        touches=tuple(touches),
    )
    own = {place: own_values(draw, slot, rows, plan.name) for place, slot in enumerate(units.slots) if slot.pool is None}
    return _first_valid(plan, raw, own)


def _first_valid(plan: _Plan, raw: Raw, own: Mapping[int, Any]) -> pd.DataFrame:
    """Return the frame as drawn, or the noisiest one beside it that the schema's own checks let through."""
    recipe = plan.lesson.recipe
    tries: list[tuple[Recipe, Raw]] = [(recipe, raw)]
    if not plan.judge.idle:
        if not plan.lesson.freely and raw.shear % 4 == 3:  # noqa: PLR2004 - now and then without the order
            tries.insert(0, (plain_recipe(plan.units.slots), raw))
        calm = replace(raw, touches=(), nulls=0)
        tries += [(recipe, calm), (recipe, replace(calm, level=1)), (recipe, replace(calm, level=0))]
    seen: list[tuple[Recipe, Raw]] = []
    for chosen, candidate in tries:
        if any(chosen is other and candidate == past for other, past in seen):
            continue
        seen.append((chosen, candidate))
        frame = build(plan.units, codes_of(plan.units, chosen, candidate), candidate, own)
        if plan.judge.idle or not plan.judge.refuses(frame):
            return frame
    reject()
    return pd.DataFrame(np.empty((0, 0)))
