"""Puts edits together on a clean frame, once, in one order: values, timestamps, rows, dtypes of timestamps, columns."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .edits import (
    Cells,
    ColumnAdded,
    ColumnsRemoved,
    ColumnsRenamed,
    Edit,
    Place,
    Retyped,
    RowsAdded,
    RowsMoved,
    RowsRemoved,
    Stamped,
)
from .stamping import restamped, retyped
from .stored import written

__all__ = ["Applied", "applied"]

Rows = NDArray[np.intp]
Block = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Applied:
    """A frame with edits, and where everything went.

    ``row_of``, ``column_of``: for each row and column of the clean frame its position in ``frame``, -1 where it is
    gone. ``added``: for each edit, the positions of the rows or columns that it added. ``before`` and ``after``: for
    each edit of cells, the block of values before and after it. ``values``: the frame as one matrix, where all its
    columns are float64 and it was made of one.
    """

    frame: pd.DataFrame
    row_of: Rows
    column_of: Rows
    added: dict[int, Rows]
    before: dict[int, Block]
    after: dict[int, Block]
    values: Block | None


def applied(clean: pd.DataFrame, edits: Sequence[Edit], *, floats: bool | None = None) -> Applied:
    """Apply edits to a frame.

    Parameters
    ----------
    clean
        Any frame; never changed.
    edits
        Those of cells are applied in this order.
    floats
        Whether all columns are float64, where the caller knows.
    """
    if floats is None:
        floats = all(dtype == np.float64 for dtype in clean.dtypes)
    before, after = dict[int, Block](), dict[int, Block]()
    cells = [(number, edit) for number, edit in enumerate(edits) if isinstance(edit, Cells)]
    other = len(cells) < len(edits)
    plain = floats and all(edit.dtype is None and edit.values.dtype == np.float64 for _, edit in cells)
    if plain and not any(_leaves_floats(edit) for edit in edits):
        values = clean.to_numpy(np.float64).copy()
        for number, edit in cells:
            place = (edit.rows[:, None], edit.columns)
            before[number], after[number] = values[place], edit.values
            values[place] = edit.values
        table = _Table(clean, None, values)
    else:
        table = _Table(clean, [clean.iloc[:, position].array for position in range(clean.shape[1])], None)
        for number, edit in cells:
            before[number], after[number] = table.write(edit)
    if not other:
        return Applied(
            frame=table.frame(),
            row_of=np.arange(len(clean)),
            column_of=np.arange(clean.shape[1]),
            added={},
            before=before,
            after=after,
            values=table.values,
        )
    return _reshaped(table, edits, before, after)


def _leaves_floats(edit: Edit) -> bool:
    """Whether the matrix of floats cannot take an edit."""
    match edit:
        case RowsAdded():
            return edit.values is not None and edit.values.dtype != np.float64
        case ColumnAdded() | ColumnsRemoved():
            return True
        case _:
            return False


def _reshaped(table: _Table, edits: Sequence[Edit], before: dict[int, Block], after: dict[int, Block]) -> Applied:
    for edit in edits:
        if isinstance(edit, Stamped):
            table.restamp(edit)
    columns_added = table.add_columns(edits)
    row_of, added = table.arrange(edits)
    for edit in edits:
        if isinstance(edit, Retyped):
            table.retype(edit)
    column_of = table.name_columns(edits)
    return Applied(
        frame=table.frame(),
        row_of=row_of,
        column_of=column_of[: len(column_of) - len(columns_added)],
        added=added | {number: column_of[position : position + 1] for number, position in columns_added.items()},
        before=before,
        after=after,
        values=table.values,
    )


class _Table:
    """A frame taken apart: its labels, and its columns as a list of arrays or as one matrix of floats."""

    def __init__(self, clean: pd.DataFrame, columns: list[Any] | None, values: Block | None) -> None:
        self.index = clean.index
        self.names = clean.columns
        self.columns = columns
        self.values = values

    def frame(self) -> pd.DataFrame:
        if self.columns is None:
            return pd.DataFrame(self.values, index=self.index, columns=self.names, copy=False)
        # By position, and with the dtype of each, or pandas would infer another and repeated names would be lost.
        made = pd.DataFrame(
            {number: pd.Series(column, dtype=column.dtype, copy=False) for number, column in enumerate(self.columns)},
            index=pd.RangeIndex(len(self.index)),
        )
        made.index, made.columns = self.index, self.names
        return made

    def write(self, edit: Cells) -> tuple[Block, Block]:
        columns = cast("list[Any]", self.columns)
        before = np.empty((len(edit.rows), len(edit.columns)), object)
        after = before.copy()
        for place, position in enumerate(edit.columns.tolist()):
            before[:, place] = _objects(columns[position], edit.rows)
            columns[position] = written(columns[position], edit.rows, edit.values[:, place], edit.dtype)
            after[:, place] = _objects(columns[position], edit.rows)
        return before, after

    def restamp(self, edit: Stamped) -> None:
        self._at(edit.place, restamped(self._labels(edit.place), edit.rows, edit.stamps))

    def retype(self, edit: Retyped) -> None:
        self._at(edit.place, retyped(self._labels(edit.place), edit.into))

    def _labels(self, place: Place) -> pd.Index:
        kind, position = place
        match kind:
            case "index":
                return self.index
            case "level":
                return self.index.get_level_values(position)
            case "column":
                return pd.Index(cast("list[Any]", self.columns)[position])

    def _at(self, place: Place, labels: pd.Index) -> None:
        kind, position = place
        match kind:
            case "index":
                self.index = labels
            case "level":
                levels = [self.index.get_level_values(level) for level in range(self.index.nlevels)]
                levels[position] = labels
                self.index = pd.MultiIndex.from_arrays(levels, names=self.index.names)
            case "column":
                cast("list[Any]", self.columns)[position] = labels.array

    def add_columns(self, edits: Sequence[Edit]) -> dict[int, int]:
        """Add columns at the end, in the order of their sources, and return at which position each edit added one."""
        found: dict[int, int] = {}
        adding = [(number, edit) for number, edit in enumerate(edits) if isinstance(edit, ColumnAdded)]
        for number, edit in sorted(adding, key=lambda pair: pair[1].source):
            columns = cast("list[Any]", self.columns)
            copied = columns[edit.source]
            if edit.values is not None:
                copied = written(copied, np.arange(len(copied)), edit.values, None)
            found[number] = len(columns)
            columns.append(copied)
            self.names = _named([*self.names, edit.name], self.names)
        return found

    def arrange(self, edits: Sequence[Edit]) -> tuple[Rows, dict[int, Rows]]:
        """Move, add and remove rows; return where each row of before is now, and the rows each edit added."""
        count = len(self.index)
        ordinal = np.arange(count)
        removed = np.zeros(count, bool)
        for edit in edits:
            if isinstance(edit, RowsMoved):
                # The row that stood at a place takes along what has been moved there before.
                ordinal = np.argsort(edit.order)[ordinal]
            elif isinstance(edit, RowsRemoved):
                removed[edit.rows] = True
        adding = [(number, edit) for number, edit in enumerate(edits) if isinstance(edit, RowsAdded)]
        if not adding and not removed.any() and (ordinal == np.arange(count)).all():
            return ordinal, {}
        # A row that comes after its anchor stands before one that precedes the next row: hence steps of four.
        keys = [4 * ordinal[~removed], *(4 * ordinal[edit.anchors] + (-1 if edit.before else 1) for _, edit in adding)]
        sources = [np.flatnonzero(~removed), *(edit.anchors for _, edit in adding)]
        order = np.argsort(np.concatenate(keys), kind="stable")
        source = np.concatenate(sources)[order]
        place = np.empty(len(order), np.intp)
        place[order] = np.arange(len(order))
        row_of = np.full(count, -1, np.intp)
        row_of[sources[0]] = place[: len(sources[0])]
        added: dict[int, Rows] = {}
        begun = len(sources[0])
        for number, edit in adding:
            added[number] = place[begun : begun + len(edit.anchors)]
            begun += len(edit.anchors)
        self._take(source, [(added[number], edit) for number, edit in adding])
        return row_of, added

    def _take(self, source: Rows, adding: Sequence[tuple[Rows, RowsAdded]]) -> None:
        self.index = _taken(self.index, source, adding)
        if self.columns is None:
            values = cast("Block", self.values)[source]
            for rows, edit in adding:
                if edit.values is not None:
                    values[rows] = edit.values
            self.values = values
            return
        self.columns = [column.take(source) for column in self.columns]
        for rows, edit in adding:
            for position in range(0 if edit.values is None else edit.values.shape[1]):
                given = cast("Block", edit.values)[:, position]
                self.columns[position] = written(self.columns[position], rows, given, None)

    def name_columns(self, edits: Sequence[Edit]) -> Rows:
        """Rename and remove columns; return where each column of before is now."""
        if not any(isinstance(edit, ColumnsRenamed | ColumnsRemoved) for edit in edits):
            return np.arange(len(self.names))
        names = list[Hashable](self.names)
        gone: set[int] = set()
        for edit in edits:
            if isinstance(edit, ColumnsRenamed):
                for position, name in zip(edit.columns.tolist(), edit.names, strict=True):
                    names[position] = name
            elif isinstance(edit, ColumnsRemoved):
                gone |= set(edit.columns.tolist())
        kept = [position for position in range(len(names)) if position not in gone]
        if gone:
            columns = cast("list[Any]", self.columns)
            self.columns = [columns[position] for position in kept]
        if gone or any(isinstance(edit, ColumnsRenamed) for edit in edits):
            self.names = _named([names[position] for position in kept], self.names)
        column_of = np.full(len(names), -1, np.intp)
        column_of[kept] = np.arange(len(kept))
        return column_of


def _taken(index: pd.Index, source: Rows, adding: Sequence[tuple[Rows, RowsAdded]]) -> pd.Index:
    if isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1:
        return pd.RangeIndex(len(source), name=index.name)  # nobody's labels: a file that is read numbers its rows
    own = [(rows, edit.labels) for rows, edit in adding if edit.labels is not None]
    if not own:
        return index.take(source)
    pool = index
    where = source.copy()
    for rows, labels in own:
        where[rows] = np.arange(len(pool), len(pool) + len(labels))
        pool = pool.append(labels)
    return pool.take(where)


def _named(names: list[Hashable], like: pd.Index) -> pd.Index:
    if isinstance(like, pd.MultiIndex):
        return pd.MultiIndex.from_tuples(cast("list[tuple[Hashable, ...]]", names), names=like.names)
    try:
        return pd.Index(names, dtype=like.dtype, name=like.name)
    except (TypeError, ValueError):  # a number among texts
        return pd.Index(names, dtype=object, name=like.name)


def _objects(column: Any, rows: Rows) -> Block:
    taken = column[rows]
    found = np.empty(len(rows), object)
    found[:] = [taken[place] for place in range(len(rows))]
    return found
