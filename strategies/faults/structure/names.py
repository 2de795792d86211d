"""Columns that are there twice, under another name, or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast, get_args

import numpy as np
import pandas as pd

from ...edits import ColumnAdded, ColumnsRemoved, ColumnsRenamed
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .twins import another

__all__ = ["Drift", "DuplicateColumn", "NameDrift"]

Drift = Literal["prefix", "case", "suffix", "blank", "renamed", "missing"]

_DRIFTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "prefix": lambda name: name.rpartition(":")[2],
        "case": lambda name: name.lower() if name.lower() != name else name.upper(),
        "suffix": lambda name: f"{name}.P",
        "blank": lambda _: "",
        "renamed": lambda name: f"{name}2",
    }
)
_OF_NAMES: tuple[Drift, ...] = ("prefix", "case", "suffix", "blank")


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateColumn(Applicable):
    """An asset whose column is there twice, the second at the end: an equal one, or one that says something else.

    A join of two overlapping downloads leaves it, and ``frame[name]`` is then a frame (yfinance#224).
    """

    name = "dup_column"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> ColumnAdded | None:
        """Repeat one column."""

        def attempt(asset: int) -> ColumnAdded | None:
            column = draft.column(asset)
            if column is None or column in draft.columns_taken:
                return None
            name = cast("Hashable", draft.frame.columns[column])
            values = draft.values[:, column].copy()
            told = np.flatnonzero(np.isfinite(values)) if draft.numeric[column] else np.zeros(0, np.intp)
            if spot.size % 2 == 0 or not len(told):
                return ColumnAdded(source=column, name=name)
            for row in told.tolist():
                values[row] = another(draft, column, values[row])
            return ColumnAdded(source=column, name=name, values=values)

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDrift(Applicable):
    """An asset under another name than yesterday: ``NYSE:A`` as ``A``, ``nyse:a``, ``NYSE:A.P`` or nothing at all.

    Where ``drift`` is None, it is one of these four, which break the pattern of the names. ``renamed`` to another
    good name and ``missing`` are only seen by somebody who knows the names that should be there, and have ids of
    their own. In a frame whose names follow no pattern that is so for all of them. Bars are renamed field by field.

    Raises
    ------
    ValueError
        If ``drift`` is none of the six and not None.
    """

    drift: Drift | None = None

    # Seen in the structure of an asset, and yet placed last: what has no name, or no known venue, has no calendar.
    layer = Layer.L0
    response = Response.RAISE
    needs = Needs()

    def __post_init__(self) -> None:
        """Refuse an unknown drift."""
        if self.drift is not None and self.drift not in get_args(Drift):
            known = ", ".join(map(repr, get_args(Drift)))
            msg = f"drift={self.drift!r}: names drift by one of {known}, or by any that breaks their pattern (None)"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``name_drift``, ``name_drift_renamed`` or ``name_drift_missing``."""
        return f"name_drift_{self.drift}" if self.drift in ("renamed", "missing") else "name_drift"

    @property
    def evidence(self) -> Evidence:
        """The names themselves, or those that are expected."""
        return Evidence.SECOND_SOURCE if self.drift in ("renamed", "missing") else Evidence.RETURNS

    def place(self, draft: Draft, spot: Spot) -> ColumnsRenamed | ColumnsRemoved | None:
        """Rename or remove the columns of one asset that no other fault has touched."""

        def attempt(asset: int) -> ColumnsRenamed | ColumnsRemoved | None:
            columns = np.array(sorted(draft.reading.fields[asset].values()), np.intp)
            shared = draft.reading.codes is not None
            touched = draft.touched.any() if shared else not draft.untouched(asset)
            if touched or draft.columns_taken & set(columns.tolist()):
                return None
            if self.drift == "missing":
                # The row of a twin that only this asset contradicts would be an exact one without it.
                return None if draft.rows_taken else ColumnsRemoved(columns=columns)
            drifts = _OF_NAMES if self.drift is None else (self.drift,)
            for step in range(len(drifts)):
                edit = _renamed(draft, asset, columns, pick(drifts, spot.size + step))
                if edit is not None:
                    return edit
            return None

        return next_asset(draft, spot, attempt)


def _renamed(draft: Draft, asset: int, columns: np.ndarray, drift: str) -> ColumnsRenamed | None:
    """Return the edit that renames columns; None where a name cannot drift that way, or is taken already."""
    names = draft.frame.columns
    if isinstance(names.dtype, pd.CategoricalDtype) or names.dtype.kind == "b":
        return None  # such labels take no others: these would be NaN, or True
    made = tuple(_drifted(draft.names[asset], cast("Hashable", names[column]), drift) for column in columns.tolist())
    known = set(names.tolist())
    return None if any(name is None or name in known for name in made) else ColumnsRenamed(columns=columns, names=made)


def _drifted(asset: Hashable, label: Hashable, drift: str) -> Hashable | None:
    """Return a label after the drift; of several levels the one that names the asset, or the last text, drifts."""
    if isinstance(label, tuple):
        texts = [place for place, part in enumerate(label) if isinstance(part, str)]
        own = [place for place in texts if label[place] == asset] or texts[-1:]
        if not own:
            return None
        part = _DRIFTS[drift](label[own[0]])
        return None if part == label[own[0]] else (*label[: own[0]], part, *label[own[0] + 1 :])
    if not isinstance(label, str):
        # No text that pandas would read as the number or the date that it was.
        return None if isinstance(label, float) and math.isnan(label) else f"column {label}"
    drifted = _DRIFTS[drift](label)
    return None if drifted == label else drifted
