"""Placing faults on a clean frame, and writing down where they went."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .faults.base import Fault, Patch, Spot
from .faults.draft import Draft
from .injection import Injection, ToxicFrame
from .sessions import days
from .vocabulary import Layer

__all__ = ["poison"]

_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
Rows = NDArray[np.intp]


def poison(clean: pd.DataFrame, faults: Iterable[tuple[Fault, Spot]]) -> ToxicFrame:
    """Place faults on a clean frame, each at its spot or on the next asset that has a place for it.

    A fault without a place is not injected. Cells come first and the index (L0) last, so that a twin repeats its
    row as it is in the toxic frame; the answer key keeps the order given.

    Parameters
    ----------
    clean
        float64, UTC timestamps x distinct assets; never changed, and part of the result.

    Raises
    ------
    InvalidArgument
        If the frame is of another kind.
    """
    draft = Draft(clean)
    asked = tuple(faults)
    patches: list[Patch | None] = [None] * len(asked)
    for last in (False, True):
        for position, (fault, spot) in enumerate(asked):
            if (fault.layer is Layer.L0) is last:
                patch = fault.place(draft, spot)
                if patch is not None:
                    _write(draft, patch)
                    patches[position] = patch
    return _finish(draft, [(fault, patch) for (fault, _), patch in zip(asked, patches, strict=True) if patch])


def _write(draft: Draft, patch: Patch) -> None:
    if patch.column is None:
        draft.doubled.add(int(patch.rows[0]))
        return
    draft.values[patch.rows, patch.column] = patch.values
    draft.claimed[patch.rows, patch.column] = True
    draft.claimed[: patch.reach, patch.column] = True
    if patch.gap:
        draft.gapped.add(patch.column)


def _finish(draft: Draft, placed: list[tuple[Fault, Patch]]) -> ToxicFrame:
    clean, values, index = draft.frame, draft.values, pd.DatetimeIndex(draft.frame.index)
    twins = [patch for _, patch in placed if patch.twin]
    moved = np.arange(len(values))
    if twins:
        # Rows move down by the twins before them, and below a twin that comes first.
        for patch in twins:
            moved[int(patch.rows[0]) + (patch.twin == "after") :] += 1
        source = np.empty(len(values) + len(twins), np.intp)
        source[moved] = np.arange(len(values))
        for patch in twins:
            source[_twin_row(patch, moved)] = patch.rows[0]
        values, index = values[source], index.take(source)
        for patch in twins:
            values[_twin_row(patch, moved)] = patch.values
    given = clean.to_numpy(np.float64)
    assets = tuple(str(name) for name in clean.columns)
    injections = tuple(_injection(fault, patch, given, moved, index, assets) for fault, patch in placed)
    frame = pd.DataFrame(values, index=index, columns=clean.columns, copy=False)
    return ToxicFrame(frame=frame, clean=clean, injections=injections)


def _twin_row(patch: Patch, moved: NDArray[np.int64]) -> int:
    return int(moved[patch.rows[0]]) + (1 if patch.twin == "after" else -1)


def _injection(
    fault: Fault,
    patch: Patch,
    given: NDArray[np.float64],
    moved: NDArray[np.int64],
    index: pd.DatetimeIndex,
    assets: tuple[str, ...],
) -> Injection:
    if patch.column is None:
        rows = [_twin_row(patch, moved)]
        before, hit = [], assets
    else:
        rows = moved[patch.rows].tolist()
        before, hit = given[patch.rows, patch.column].tolist(), (assets[patch.column],)
    return Injection(
        fault=fault,
        assets=hit,
        timestamps=_stamps(index, rows),
        rows=tuple(rows),
        before=tuple(before),
        after=tuple(patch.values.tolist()),
        whole_frame=patch.column is None,
    )


@cache
def _boxed() -> tuple[pd.Timestamp, ...]:
    return tuple(days())


def _stamps(index: pd.DatetimeIndex, rows: list[int]) -> tuple[pd.Timestamp, ...]:
    """Return the labels of rows; those of days in the snapshot exist already, and boxing a thousand costs 1 ms."""
    known, per_day = days(), _PER_DAY[index.unit]
    stamps = index.asi8[rows]
    if index.dtype == known.dtype and not (stamps % per_day).any():
        numbers = (stamps - known.asi8[0]) // per_day
        if ((numbers >= 0) & (numbers < len(known))).all():
            boxed = _boxed()
            return tuple(boxed[number] for number in numbers.tolist())
    return tuple(index[rows])
