"""The serial orders that a run may be taken for, and what each of them would have answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from .lanes import Answer

__all__ = ["answered", "orders", "plainly"]


def orders(answers: Sequence[Sequence[Answer]]) -> Iterator[tuple[int, ...]]:
    """Yield the orders of operations, as the thread of each, in which whatever ended before another began comes first.

    The first is that in which they ended, which a correct object mostly is taken for.
    """
    yield from _orders([list(lane) for lane in answers], ())


def _orders(left: list[list[Answer]], taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    heads = [(lane[0], number) for number, lane in enumerate(left) if lane]
    if not heads:
        yield taken
        return
    soonest = min(answer.ended for answer, _ in heads)
    for answer, number in sorted(heads, key=lambda head: head[0].ended):
        if answer.began < soonest:
            rest = [lane[1:] if number == at else lane for at, lane in enumerate(left)]
            yield from _orders(rest, (*taken, number))


def answered(answers: Sequence[Sequence[Answer]], state: object) -> tuple[Any, ...]:
    """Return what all operations answered and left, in a form that can be compared between runs."""
    known: dict[int, str] = {}
    told: list[Any] = [_answer(answer, known) for lane in answers for answer in lane]
    return *told, plainly(state, known)


def _answer(answer: Answer, known: dict[int, str]) -> Any:
    if answer.error is not None:
        return "raised", type(answer.error).__name__, str(answer.error)
    return "returned", plainly(answer.value, known)


def plainly(value: object, known: dict[int, str]) -> Any:
    """Return a value that equals itself: objects without an equality of their own are numbered as they are met.

    A NaN is like any other, and frames, series and arrays are taken apart, since ``==`` goes through their cells.
    """
    parts = _parts(value)
    if parts is not None:
        return tuple(plainly(part, known) for part in parts)
    if isinstance(value, float | np.generic) and pd.isna(cast("Any", value)):
        return "not a number"
    if type(value).__eq__ is object.__eq__ and not isinstance(value, type | None):
        return known.setdefault(id(value), f"{type(value).__name__} number {len(known)}")
    return value


def _parts(value: Any) -> tuple[object, ...] | None:
    """Return what a container is made of, its kind first; None if it is none."""
    match value:
        case list() | tuple():
            return type(cast("Any", value)).__name__, *cast("Sequence[object]", value)
        case Mapping():
            return "mapping", *cast("Mapping[object, object]", value).items()
        case np.ndarray():
            return "array", value.dtype.str, value.shape, value.tolist()
        case pd.DataFrame():
            return "frame", [str(dtype) for dtype in value.dtypes], value.columns, value.index, value.to_numpy(object)
        case pd.Series() | pd.Index():
            labels = (value.name, value.index) if isinstance(value, pd.Series) else list(value.names)
            return type(value).__name__, labels, str(value.dtype), value.to_numpy(object)
        case _:
            return None
