"""Placing faults on a clean frame, and writing down where they went."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from .applying import Applied, applied
from .checked_faults import checked_faults
from .edits import (
    Cells,
    ColumnAdded,
    ColumnsRemoved,
    ColumnsRenamed,
    Edit,
    Retyped,
    RowsAdded,
    RowsMoved,
    RowsRemoved,
    Stamped,
)
from .faults.base import Fault, Spot
from .faults.draft import Draft
from .injection import Injection, ToxicFrame
from .reading import Holds, read
from .stamping import labels_at
from .venues import Venues, checked_calendars
from .vocabulary import Layer

__all__ = ["poison", "poison_draft", "with_only"]

Rows = NDArray[np.intp]

_NONE = np.zeros(0, np.intp)


def poison(
    clean: pd.DataFrame,
    faults: Iterable[tuple[Fault, Spot]],
    *,
    holds: Holds | None = None,
    calendars: Venues | None = None,
    overlap: bool = False,
) -> ToxicFrame:
    """Place faults on a clean frame, each at its spot or on the next asset that has a place for it.

    A fault without a place is not injected. Cells come first and what is about rows and labels (L0) last, so that a
    twin repeats its row as it is in the toxic frame; the answer key keeps the order given.

    Parameters
    ----------
    clean
        Any frame; never changed, and part of the result.
    holds
        What a wide frame holds: ``returns`` where None, as its numbers cannot tell.
    calendars
        Venue -> calendar, over those of the snapshot.
    overlap
        Let a fault write where another has written before; the earlier injection is then ``masked``.
    """
    draft = Draft(clean, reading=read(clean, holds=holds), calendars=checked_calendars(calendars), overlap=overlap)
    asked = tuple(faults)
    for place, pair in enumerate(asked):
        if not _is_pair(pair):
            msg = f"faults[{place}]={pair!r}: each is a fault and its spot, such as (NanCell(), Spot(row=3))"
            raise InvalidArgument(msg)
    if asked:
        checked_faults([fault for fault, _ in asked])
    return poison_draft(draft, asked)


def _is_pair(pair: object) -> bool:
    match pair:
        case (_, Spot()):
            return True
        case _:
            return False


def poison_draft(draft: Draft, faults: Sequence[tuple[Fault, Spot]]) -> ToxicFrame:
    """Place faults on a draft that carries none yet; see ``poison``."""
    edits: list[Edit | None] = [None] * len(faults)
    # Faults compute with what others have left: with infinities and zeros, too, and what comes of them compares false.
    with np.errstate(all="ignore"):
        for last in (False, True):
            for position, (fault, spot) in enumerate(faults):
                if (fault.layer is Layer.L0) is last:
                    edit = fault.place(draft, spot)
                    if edit is not None and draft.has_room(edit):
                        draft.write(edit)
                        edits[position] = edit
    return _toxic(draft, [(fault, edit) for (fault, _), edit in zip(faults, edits, strict=True) if edit is not None])


def with_only(case: ToxicFrame, injections: Iterable[Injection]) -> ToxicFrame:
    """Return the toxic frame that has some of the injections of another and no more, each where it was.

    Parameters
    ----------
    case
        A toxic frame; never changed.
    injections
        Some of ``case.injections``.

    Raises
    ------
    ValueError
        If one is of another toxic frame.
    """
    wanted = tuple(injections)
    for injection in wanted:
        if not any(injection is own for own in case.injections):
            msg = f"{injection} is no injection of this toxic frame, which has {', '.join(map(str, case.injections))}"
            raise ValueError(msg)
    kept = [(own.fault, own.edit) for own in case.injections if any(own is injection for injection in wanted)]
    return _toxic(Draft(case.clean, reading=read(case.clean), overlap=True), kept)


def _toxic(draft: Draft, placed: Sequence[tuple[Fault, Edit]]) -> ToxicFrame:
    done = applied(draft.frame, [edit for _, edit in placed], floats=draft.floats)
    labels = _labels(draft, done)
    masked = _masked([edit for _, edit in placed], draft.values.shape) if draft.overlap else {}
    return ToxicFrame(
        frame=done.frame,
        clean=draft.frame,
        injections=tuple(
            _injection(draft, done, labels, number, fault, edit, masked=number in masked)
            for number, (fault, edit) in enumerate(placed)
        ),
        row_origin=_origin(done.row_of, len(done.frame)),
        column_origin=_origin(done.column_of, done.frame.shape[1]),
    )


def _origin(moved: Rows, count: int) -> Rows | None:
    """Return, for each place, which of the clean ones stands there, -1 where none does."""
    if len(moved) == count and (moved == np.arange(count)).all():
        return None
    origin = np.full(count, -1, np.intp)
    kept = np.flatnonzero(moved >= 0)
    origin[moved[kept]] = kept
    return origin


def _labels(draft: Draft, done: Applied) -> pd.Index:
    """Return the timestamp of every row of the toxic frame, its label where the frame has none."""
    place = draft.reading.place
    if draft.reading.stamps is not None and place[0] == "column":
        place = ("column", int(done.column_of[place[1]]))
    return labels_at(done.frame, place) if draft.reading.stamps is not None else done.frame.index


def _masked(edits: Sequence[Edit], shape: tuple[int, int]) -> set[int]:
    """Return the numbers of the edits of which a later one has overwritten something."""
    writer = np.full(shape, -1, np.intp)
    masked: set[int] = set()
    for number, edit in enumerate(edits):
        if isinstance(edit, Cells):
            place = (edit.rows[:, None], edit.columns)
            masked |= set(writer[place].ravel().tolist())
            writer[place] = number
    return masked - {-1}


def _injection(
    draft: Draft, done: Applied, labels: pd.Index, number: int, fault: Fault, edit: Edit, *, masked: bool
) -> Injection:
    rows, columns, before, after = _NONE, _NONE, None, None
    named: tuple[pd.Index, Rows] | None = None
    match edit:
        case Cells():
            rows, columns = done.row_of[edit.rows], done.column_of[edit.columns]
            before, after = done.before[number], done.after[number]
        case RowsAdded():
            rows, columns = done.added[number], done.column_of[done.column_of >= 0]
            # The matrix is at hand; boxing every value costs more than placing the fault.
            after = _block(done.frame, rows, columns) if done.values is None else done.values[rows]
        case RowsRemoved():
            columns_before = np.arange(draft.frame.shape[1])
            before = draft.given[edit.rows] if draft.floats else _block(draft.frame, edit.rows, columns_before)
            named = labels_at(draft.frame, draft.reading.place), edit.rows
        case RowsMoved():
            moved = edit.order[edit.order != np.arange(len(edit.order))]
            moved = moved[done.row_of[moved] >= 0]
            rows, before, after = done.row_of[moved], moved, done.row_of[moved]
        case Stamped():
            rows = done.row_of[edit.rows]
            before, after = labels_at(draft.frame, edit.place)[edit.rows], labels[rows]
        case Retyped():
            rows = done.row_of[done.row_of >= 0]
            before, after = labels_at(draft.frame, edit.place), labels[rows]
        case ColumnAdded():
            columns = done.added[number]
            after = _block(done.frame, np.arange(len(done.frame)), columns)
        case ColumnsRenamed():
            columns = done.column_of[edit.columns]
            before, after = draft.frame.columns[edit.columns], done.frame.columns[columns]
        case ColumnsRemoved():
            before = draft.frame.columns[edit.columns]
    assets, whole = _hit(draft, edit)
    return Injection(
        fault=fault,
        edit=edit,
        assets=assets,
        whole_frame=whole,
        masked=masked,
        _rows=rows,
        _columns=columns,
        _before=before,
        _after=after,
        _labels=(labels, rows) if named is None else named,
        _clean_index=draft.frame.index,
    )


def _block(frame: pd.DataFrame, rows: Rows, columns: Rows) -> NDArray[Any]:
    return frame.iloc[rows, columns].to_numpy(object)


def _owners(draft: Draft, columns: Sequence[int]) -> tuple[Hashable, ...]:
    """Return the assets that some columns belong to, and the column's own name where it belongs to none."""
    if draft.reading.kind != "fields":
        return tuple(draft.frame.columns[list(columns)])
    owner = {
        position: asset
        for asset, fields in zip(draft.names, draft.reading.fields, strict=True)
        for position in fields.values()
    }
    return tuple(dict.fromkeys(owner.get(position, draft.frame.columns[position]) for position in columns))


def _hit(draft: Draft, edit: Edit) -> tuple[tuple[Hashable, ...], bool]:
    """Return the assets that an edit hits, and whether it hits more than their values."""
    everything = draft.names
    match edit:
        case Cells():
            return tuple(everything[asset] for asset in edit.assets), False
        case RowsAdded() | RowsRemoved():
            return tuple(everything[asset] for asset in edit.assets), len(edit.assets) == len(everything)
        case Stamped():
            chosen = range(len(everything)) if edit.assets is None else edit.assets
            return tuple(everything[asset] for asset in chosen), edit.assets is None
        case ColumnAdded():
            return _owners(draft, [edit.source]), True
        case ColumnsRenamed() | ColumnsRemoved():
            return _owners(draft, edit.columns.tolist()), True
        case RowsMoved() | Retyped():
            return everything, True
