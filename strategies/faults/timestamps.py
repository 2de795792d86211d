"""Rows that are there twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from ..vocabulary import Evidence, Layer, Response
from .base import Needs, Patch, Spot
from .draft import Draft
from .search import applies

__all__ = ["DuplicateTimestamp", "Twin"]

Twin = Literal["exact", "conflict", "nan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateTimestamp:
    """A timestamp that is there twice, the twin next to its row, so that the order stays true.

    The twin says the same (``exact``), gives one session of one asset another value (``conflict``), or holds
    nothing and comes first (``nan``: then ``duplicated(keep="first")`` keeps the empty one).

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

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether there is a row that can be doubled."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Double one row that no other injection has doubled."""
        columns = draft.values.shape[1]
        if not columns:
            return None
        column = min(spot.column, columns - 1)
        eligible = np.ones(len(draft.values), bool)
        if self.twin == "nan":
            # A row that is empty anyway would make the twin an exact one.
            eligible = np.any(~np.isnan(draft.values), axis=1)
        elif self.twin == "conflict":
            # Only a value is contradicted: a twin with a value where there is none would undo what emptied it.
            turned = ((column + step) % columns for step in range(columns))
            traded = next((found for found in turned if len(draft.returns(found))), None)
            if traded is None:
                return None
            column = traded
            eligible[:] = False
            eligible[draft.returns(column)] = True
        eligible[list(draft.doubled)] = False
        rows = np.flatnonzero(eligible)
        if not len(rows):
            return None
        at = min(spot.row, len(rows) - 1)
        values = draft.values[rows[at]].copy()
        if self.twin == "nan":
            values[:] = np.nan
        elif self.twin == "conflict":
            told = (spot.size + 2) * 1e-3
            values[column] = told if values[column] != told else told + 1e-3
        return Patch(
            rows=rows[at : at + 1], column=None, values=values, twin="before" if self.twin == "nan" else "after"
        )
