"""Finding a place: the asset and row asked for, or else the next that will do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .base import Fault, Patch, Spot
from .draft import Draft, problem_of

__all__ = ["applies", "cell", "next_column", "pick"]

T = TypeVar("T")


def applies(fault: Fault, frame: pd.DataFrame) -> bool:
    """Return whether a fault has a place on a frame that carries no other fault."""
    return problem_of(frame) is None and fault.place(Draft(frame), Spot()) is not None


def next_column(draft: Draft, spot: Spot, attempt: Callable[[int], Patch | None]) -> Patch | None:
    """Return the first patch that an attempt makes, from the asset of the spot on, and round to it."""
    count = draft.values.shape[1]
    for step in range(count):
        # Cut, not taken modulo: a column beyond the last stays the last while the frame shrinks.
        patch = attempt((min(spot.column, count - 1) + step) % count)
        if patch is not None:
            return patch
    return None


def pick(options: tuple[T, ...], size: int) -> T:
    """Return the option that a size stands for; the first is the plainest."""
    return options[size % len(options)]


def cell(draft: Draft, spot: Spot, value: float) -> Patch | None:
    """Put one value on a free session that has a return."""

    def attempt(column: int) -> Patch | None:
        rows = draft.free(draft.returns(column), column)
        if not len(rows):
            return None
        row = min(spot.row, len(rows) - 1)
        return Patch(rows=rows[row : row + 1], column=column, values=_one(value))

    return next_column(draft, spot, attempt)


def _one(value: float) -> NDArray[np.float64]:
    return np.array([value], np.float64)
