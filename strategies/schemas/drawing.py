"""The integers of a frame, in the order in which they shrink best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

from .assembly import NULL_RATES, Raw, Touch, build, codes_of
from .judging import Judge
from .learning import Lesson
from .own import own_values
from .recipes import Recipe, plain_recipe
from .slots import PERIOD
from .specs import TableSpec
from .units import Units

__all__ = ["Plan", "drawn_frames", "plan_of"]

Draw = Callable[[SearchStrategy[Any]], Any]

# Both in one integer, so that a frame without either takes no choices for them: one of seven frames has no noise,
# and one of three has nulls.
_NOISES = (0, *[1, 2] * 3)
_NULLS = (False, False, True)
_TOUCHES = 3
_VALUES = 255


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """Everything that can be known before a frame is drawn, and the strategies of its integers.

    ``shapes``: rows, and which kinds of noise there are. ``windows``: mask, offset and shear.
    """

    table: TableSpec
    units: Units
    judge: Judge
    lesson: Lesson
    shapes: SearchStrategy[tuple[int, int]]
    windows: SearchStrategy[tuple[int, int, int]]
    nulls: SearchStrategy[int] | None
    presence: tuple[SearchStrategy[int], ...]
    touches: SearchStrategy[list[Touch]] | None

    def __repr__(self) -> str:
        """Return the options."""
        return f"{self.table.name}, min_rows={self.lesson.low}, max_rows={self.units.high}"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        """Print the same where Hypothesis would print every field, thousands of values among them."""
        del cycle  # a plan holds no other
        printer.text(repr(self))


def plan_of(table: TableSpec, units: Units, judge: Judge, lesson: Lesson) -> Plan:
    """Make the strategies."""
    count = len(units.slots)
    able = sum(slot.nulls for slot in units.slots)
    kinds = len(NULL_RATES) * (able + 1 if able > 1 else able)
    cells = st.tuples(st.integers(0, max(0, count - 1)), st.integers(0, units.high), st.integers(0, _VALUES))
    # The shape comes first, so that the shrinker takes rows away before anything else, and soon after it the window,
    # as it only raises one integer while it lowers another where no more than three lie between them.
    kinds_of_noise = len(_NOISES) * (len(_NULLS) if able else 1)
    return Plan(
        table=table,
        units=units,
        judge=judge,
        lesson=lesson,
        shapes=st.tuples(st.integers(lesson.low, units.high), st.integers(0, kinds_of_noise - 1)),
        windows=st.tuples(
            st.integers(1, (2 << max(units.bits, default=0)) - 1),
            st.integers(0, PERIOD - 1),
            st.integers(0, PERIOD - 1),
        ),
        nulls=st.integers(1, kinds) if kinds else None,
        presence=tuple(st.integers(0, size - 1) for size in units.digits),
        touches=st.lists(cells, max_size=_TOUCHES) if count else None,
    )


@st.composite
def drawn_frames(draw: Draw, plan: Plan) -> pd.DataFrame:
    """Draw frames of the plan."""
    rows, kind = draw(plan.shapes)
    gate, turn = divmod(kind, len(_NOISES))
    level = _NOISES[turn]
    # Quiet frames are the same in every window, and Hypothesis would vary what makes no difference.
    mask, offset, shear = draw(plan.windows) if level else (0, 0, 0)
    nulls = draw(plan.nulls) if plan.nulls is not None and _NULLS[gate] else 0
    raw = Raw(
        rows=rows,
        level=level,
        mask=mask,
        offset=offset,
        shear=shear,
        nulls=nulls,
        presence=tuple(draw(digit) for digit in plan.presence),
        touches=() if plan.touches is None else tuple(draw(plan.touches)),
    )
    slots = enumerate(plan.units.slots)
    own = {place: own_values(draw, slot, rows, plan.table.name) for place, slot in slots if slot.pool is None}
    return _first_valid(plan, raw, own)


def _first_valid(plan: Plan, raw: Raw, own: Mapping[int, Any]) -> pd.DataFrame:
    """Return the frame as drawn, or the noisiest one beside it that the schema's own checks let through."""
    recipe = plan.lesson.recipe
    if plan.judge.idle:
        return build(plan.units, codes_of(plan.units, recipe, raw), raw, own)
    tries: list[tuple[Recipe, Raw]] = [(recipe, raw)]
    if not plan.lesson.freely and raw.shear % 4 == 3:  # noqa: PLR2004 - now and then without the order
        tries.insert(0, (plain_recipe(plan.units.slots), raw))
    calm = replace(raw, touches=(), nulls=0)
    tries += [
        (recipe, replace(raw, nulls=0)),
        (recipe, calm),
        (recipe, replace(calm, level=1)),
        (recipe, replace(calm, level=0)),
    ]
    seen: list[tuple[Recipe, Raw]] = []
    for chosen, candidate in tries:
        if any(chosen is other and candidate == past for other, past in seen):
            continue
        seen.append((chosen, candidate))
        frame = build(plan.units, codes_of(plan.units, chosen, candidate), candidate, own)
        if not plan.judge.refuses(frame):
            return frame
    return reject()
