"""Placing faults on a clean frame, and writing down where they went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .faults.base import Fault, Patch, Spot
from .faults.draft import Draft
from .injection import Injection, ToxicFrame
from .vocabulary import Layer

__all__ = ["poison", "poison_draft"]

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
    return poison_draft(Draft(clean), tuple(faults))


def poison_draft(draft: Draft, faults: Sequence[tuple[Fault, Spot]]) -> ToxicFrame:
    """Place faults on a draft that carries none yet; see ``poison``."""
    patches: list[Patch | None] = [None] * len(faults)
    for last in (False, True):
        for position, (fault, spot) in enumerate(faults):
            if (fault.layer is Layer.L0) is last:
                patch = fault.place(draft, spot)
                if patch is not None:
                    _write(draft, patch)
                    patches[position] = patch
    placed = [(fault, patch) for (fault, _), patch in zip(faults, patches, strict=True) if patch]
    moved, frame = _finished(draft, [patch for _, patch in placed if patch.twin])
    injections = tuple(_injection(draft, fault, patch, moved) for fault, patch in placed)
    return ToxicFrame(frame=frame, clean=draft.frame, injections=injections)


def _write(draft: Draft, patch: Patch) -> None:
    if patch.column is None:
        draft.doubled.add(int(patch.rows[0]))
        return
    draft.values[patch.rows, patch.column] = patch.values
    draft.claimed[patch.rows, patch.column] = True
    draft.claimed[: patch.reach, patch.column] = True
    if patch.gap:
        draft.gapped.add(patch.column)


def _finished(draft: Draft, twins: list[Patch]) -> tuple[Rows, pd.DataFrame]:
    """Return where each row of the draft stands in the toxic frame, and that frame."""
    values, index = draft.values, draft.frame.index
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
    return moved, pd.DataFrame(values, index=index, columns=draft.frame.columns, copy=False)


def _twin_row(patch: Patch, moved: Rows) -> int:
    return int(moved[patch.rows[0]]) + (1 if patch.twin == "after" else -1)


def _injection(draft: Draft, fault: Fault, patch: Patch, moved: Rows) -> Injection:
    whole = patch.column is None
    return Injection(
        fault=fault,
        assets=draft.names if patch.column is None else (draft.names[patch.column],),
        timestamps=draft.stamps(patch.rows),
        rows=(_twin_row(patch, moved),) if whole else tuple(moved[patch.rows].tolist()),
        before=() if patch.column is None else tuple(draft.given[patch.rows, patch.column].tolist()),
        after=tuple(patch.values.tolist()),
        whole_frame=whole,
    )
