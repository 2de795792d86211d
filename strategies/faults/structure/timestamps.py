"""Rows that are there twice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import RowsAdded
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth
from .twins import twin

__all__ = ["DuplicateTimestamp", "Twin"]

Twin = Literal["exact", "conflict", "nan"]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateTimestamp(Applicable):
    """A timestamp that is there twice, the twin next to its row, so that the order stays true.

    The twin says the same (``exact``), gives one session of one asset another value (``conflict``), or holds
    nothing and comes first (``nan``: then ``duplicated(keep="first")`` keeps the empty one). In a tidy frame it is
    the key of timestamp and symbol that is there twice.

    Raises
    ------
    ValueError
        If ``twin`` is none of the three.
    """

    twin: Twin = "exact"

    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs(shared=True)

    def __post_init__(self) -> None:
        """Refuse an unknown twin."""
        if self.twin not in get_args(Twin):
            msg = f"twin={self.twin!r}: a twin is one of {', '.join(map(repr, get_args(Twin)))}"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``dup_ts_exact``, ``dup_ts_conflict`` or ``dup_ts_nan``."""
        return f"dup_ts_{self.twin}"

    def place(self, draft: Draft, spot: Spot) -> RowsAdded | None:
        """Double one row that no other injection has doubled."""
        return next_asset(draft, spot, lambda asset: self._doubled(draft, spot, asset))

    def _doubled(self, draft: Draft, spot: Spot, asset: int) -> RowsAdded | None:
        tidy = draft.reading.codes is not None
        column = draft.column(asset)
        rows = draft.rows(asset)
        if column is None:
            return None
        if self.twin == "conflict":
            # Only a value is contradicted: a twin with a value where there is none would undo what emptied it.
            rows = draft.free(draft.observed(asset), asset)
        elif self.twin == "nan":
            # A row that is empty anyway would make the twin an exact one.
            held = draft.present(column) if tidy else _any_present(draft)
            rows = rows[held[rows]]
        rows = draft.undoubled(rows)
        if not len(rows) or (self.twin == "conflict" and not draft.numeric[column]):
            return None
        row = nth(rows, spot)
        values = None if self.twin == "exact" else self._twin_of(draft, row, column, spot)
        if values is None and self.twin != "exact":
            return None
        everyone = (asset,) if tidy else tuple(range(len(draft.names)))
        return RowsAdded(anchors=np.array([row]), values=values, assets=everyone, before=self.twin == "nan")

    def _twin_of(self, draft: Draft, row: int, column: int, spot: Spot) -> NDArray[Any] | None:
        """Return the values of the twin, (1, columns)."""
        values = twin(draft, row)
        if values is None:
            return None
        if self.twin == "nan":
            own = draft.reading.fields[0].values() if draft.reading.codes is not None else range(values.shape[1])
            values[0, list(own)] = np.nan if draft.floats else None
        else:
            told = (spot.size + 2) * 1e-3
            # Integers stay what they are.
            apart = told if draft.holds_floats(column) else spot.size + 1
            # Near is as good as equal: a column of float32 would store the same.
            same = math.isclose(draft.values[row, column], apart, rel_tol=1e-3)
            values[0, column] = 2 * apart if same else apart
        return values


def _any_present(draft: Draft) -> NDArray[np.bool_]:
    if draft.floats:
        return np.any(~np.isnan(draft.values), axis=1)
    return np.any([draft.present(column) for column in range(draft.values.shape[1])], axis=0)
