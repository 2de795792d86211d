"""A frame as it is shown: texts, numbers and marks that need neither pandas nor the frame any more."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from .guilt import Guilt
from .visible import shortened

__all__ = ["Grid", "Mark", "grid_of"]

_ROWS, _COLUMNS = 40, 16  # more than fits a screen; failing frames are shrunk, so few are ever cut
_LONGEST = 200  # characters of one cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One guilty place of a grid.

    ``row``: among those shown, -1 for the name of the column. ``column``: among those shown, -1 for the label of the
    row. ``fault``: the number of the injection, from 1.
    """

    row: int
    column: int
    fault: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A frame, or the part of it around its guilty cells.

    ``shape``: rows and columns of the whole frame. ``rows``, ``columns``: the positions that are shown. ``names``,
    ``dtypes``: one a shown column. ``labels``: one a shown row. ``cells``, ``numbers``: (shown rows, shown columns),
    the latter None where a cell is no finite number.
    """

    shape: tuple[int, int]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    names: tuple[str, ...]
    dtypes: tuple[str, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[float | None, ...], ...]
    marks: tuple[Mark, ...] = ()

    @classmethod
    def from_json(cls, told: Any) -> Grid:
        """Return the grid that was written as JSON."""
        return cls(
            shape=(told["shape"][0], told["shape"][1]),
            rows=tuple(told["rows"]),
            columns=tuple(told["columns"]),
            names=tuple(told["names"]),
            dtypes=tuple(told["dtypes"]),
            labels=tuple(told["labels"]),
            cells=tuple(map(tuple, told["cells"])),
            numbers=tuple(map(tuple, told["numbers"])),
            marks=tuple(Mark(**mark) for mark in told["marks"]),
        )


def grid_of(frame: pd.DataFrame, guilt: Sequence[Guilt] = (), *, side: Literal["toxic", "clean"] = "toxic") -> Grid:
    """Return a frame as it is shown.

    Parameters
    ----------
    guilt
        What each fault did to it.
    side
        Whether the frame is the toxic one, or the clean one of which only what is gone is marked.
    """
    hits = [(each.rows, each.columns) if side == "toxic" else (each.gone_rows, each.gone_columns) for each in guilt]
    rows = _chosen(len(frame), (row for hit, _ in hits for row in hit), _ROWS)
    columns = _chosen(frame.shape[1], (column for _, hit in hits for column in hit), _COLUMNS)
    shown = [frame.iloc[:, column].iloc[rows].tolist() for column in columns]
    return Grid(
        shape=(len(frame), frame.shape[1]),
        rows=tuple(rows),
        columns=tuple(columns),
        names=tuple(_text(frame.columns[column]) for column in columns),
        dtypes=tuple(str(frame.dtypes.iloc[column])[:_LONGEST] for column in columns),
        labels=tuple(_text(frame.index[row]) for row in rows),
        cells=tuple(tuple(_text(column[place]) for column in shown) for place in range(len(rows))),
        numbers=tuple(tuple(_number(column[place]) for column in shown) for place in range(len(rows))),
        marks=tuple(_marks(hits, rows, columns)),
    )


def _chosen(count: int, guilty: Iterable[int], most: int) -> list[int]:
    """Return the positions to show: all, or the guilty ones with their neighbours and then the first."""
    if count <= most:
        return list(range(count))
    hit = sorted(position for position in set(guilty) if position < count)[:most]
    near = [place for position in hit for place in (position - 1, position + 1) if 0 <= place < count]
    return sorted(list(dict.fromkeys([*hit, *near, *range(most)]))[:most])


def _marks(hits: Sequence[tuple[Sequence[int], Sequence[int]]], rows: list[int], columns: list[int]) -> Iterable[Mark]:
    row_at = {position: place for place, position in enumerate(rows)}
    column_at = {position: place for place, position in enumerate(columns)}
    for number, (hit_rows, hit_columns) in enumerate(hits, start=1):
        # Rows alone are guilty by their labels, columns alone by their names.
        down = [row_at[row] for row in hit_rows if row in row_at] if hit_rows else [-1]
        across = [column_at[column] for column in hit_columns if column in column_at] if hit_columns else [-1]
        if hit_rows or hit_columns:
            yield from (Mark(row=row, column=column, fault=number) for row in down for column in across)


def _text(value: object) -> str:
    match value:
        case float():
            text = {"nan": "NaN"}.get(str(float(value)), str(float(value)))
        case pd.Timestamp() if value is not pd.NaT and value == value.normalize():
            text = f"{value.date().isoformat()}{'' if value.tz is None else f' {value.tz}'}"
        case pd.Timestamp():
            text = value.isoformat(" ")
        case tuple():
            text = " · ".join(map(_text, value))
        case _:
            text = str(value)
    return shortened(text, _LONGEST)


def _number(value: object) -> float | None:
    if not isinstance(value, numbers.Real):
        return None
    try:
        found = float(value)
    except (OverflowError, ValueError, TypeError):  # an integer too large for a float is shown, and not drawn
        return None
    return found if math.isfinite(found) else None
