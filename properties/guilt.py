"""Where the faults of a failing case are: which cells, labels and names of its frame are to blame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..strategies import Injection, ToxicFrame
from ..strategies.edits import ColumnsRemoved, Retyped, RowsRemoved, Stamped

__all__ = ["Guilt", "guilt_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guilt:
    """What one fault did to a frame, in positions.

    ``fault``: in words. ``rows``, ``columns``: of the toxic frame; both for cells, rows alone for their labels, columns
    alone for their names. ``gone_rows``, ``gone_columns``: of the clean frame.
    """

    fault: str
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    gone_rows: tuple[int, ...] = ()
    gone_columns: tuple[int, ...] = ()


def guilt_of(case: ToxicFrame) -> tuple[Guilt, ...]:
    """Return what each injection of a case did, in the order of injection."""
    return tuple(_guilt(case, injection) for injection in case.injections)


def _guilt(case: ToxicFrame, injection: Injection) -> Guilt:
    columns, gone_rows, gone_columns = injection.columns, (), ()
    match injection.edit:
        case Stamped(place=("column", position)) | Retyped(place=("column", position)):
            columns = _now(case, position)
        case RowsRemoved(rows=rows):
            gone_rows = _plain(rows)
        case ColumnsRemoved(columns=removed):
            gone_columns = _plain(removed)
        case _:
            pass
    return Guilt(
        fault=str(injection),
        rows=_there(injection.rows),
        columns=_there(columns),
        gone_rows=gone_rows,
        gone_columns=gone_columns,
    )


def _now(case: ToxicFrame, position: int) -> tuple[int, ...]:
    """Return where a column of the clean frame stands in the toxic one; nowhere if another fault removed it."""
    if case.column_origin is None:
        return (position,)
    return _plain(np.flatnonzero(case.column_origin == position))


def _plain(positions: Iterable[int]) -> tuple[int, ...]:
    return tuple(map(int, positions))


def _there(positions: Iterable[int]) -> tuple[int, ...]:
    # What another fault took away has the position -1.
    return tuple(position for position in positions if position >= 0)
