"""Plain facts of one frame as it arrived, and the coerced frame that flows on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..names import ASSET_NAME

__all__ = ["Batch", "BatchFacts", "take_in"]

Floats = NDArray[np.float64]

_EXACT_INTEGER = 2**53


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """How often a frame breaks each rule of L0; one field a rule, named after it."""

    index_type: int
    index_utc: int
    index_null: int
    index_unique: int
    index_sorted: int
    rows_present: int
    columns_present: int
    columns_unique: int
    columns_text: int
    values_numeric: int
    values_finite: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A frame taken in: what L0 needs to know of it, and its content as far as it can be read.

    ``index`` is UTC with nanosecond resolution, or None where the labels cannot be placed in time.
    ``values`` is (rows, assets) float64; columns that hold no numbers are NaN there.
    ``evidence`` maps a rule to the first offenders.
    """

    facts: BatchFacts
    index: pd.DatetimeIndex | None
    columns: pd.Index
    assets: tuple[str, ...]
    values: Floats
    evidence: dict[str, list[str]]


def take_in(frame: pd.DataFrame) -> Batch:
    """Read a frame once, coercing what can be coerced without loss and counting what cannot.

    Another zone of the same instants becomes UTC, any datetime unit becomes nanoseconds, and integer,
    nullable and Arrow-backed numbers become float64. Text, booleans and integers beyond 2**53 are violations.
    """
    evidence: dict[str, list[str]] = {}
    index, index_counts = _index(frame.index, evidence)
    assets = tuple(str(label) for label in frame.columns)
    odd_names = [repr(label) for label in frame.columns if not _is_asset_name(label)]
    twins = frame.columns[frame.columns.duplicated()]
    values, not_numeric = _values(frame)
    finite = _count_infinite(values)
    _note(evidence, "columns_text", odd_names)
    _note(evidence, "columns_unique", [str(label) for label in twins])
    _note(evidence, "values_numeric", [f"{assets[i]} ({frame.dtypes.iloc[i]})" for i in not_numeric])
    _note(evidence, "values_finite", [assets[i] for i in np.flatnonzero(finite)])
    facts = BatchFacts(
        **index_counts,
        rows_present=int(len(frame.index) == 0),
        columns_present=int(len(frame.columns) == 0),
        columns_unique=len(twins),
        columns_text=len(odd_names),
        values_numeric=len(not_numeric),
        values_finite=int(finite.sum()),
    )
    return Batch(facts=facts, index=index, columns=frame.columns, assets=assets, values=values, evidence=evidence)


def _note(evidence: dict[str, list[str]], rule: str, offenders: list[str]) -> None:
    if offenders:
        evidence[rule] = offenders[:5]


def _is_asset_name(label: object) -> bool:
    return isinstance(label, str) and ASSET_NAME.fullmatch(label) is not None


def _index(labels: pd.Index, evidence: dict[str, list[str]]) -> tuple[pd.DatetimeIndex | None, dict[str, int]]:
    counts: dict[str, int] = {
        "index_type": 0,
        "index_utc": 0,
        "index_null": 0,
        "index_unique": 0,
        "index_sorted": 0,
    }
    twins = labels[labels.duplicated()]
    counts["index_unique"] = len(twins)
    _note(evidence, "index_unique", [str(label) for label in twins])
    if not isinstance(labels, pd.DatetimeIndex):
        counts["index_type"] = 1
        evidence["index_type"] = [f"{type(labels).__name__} of {labels.dtype}"]
        return None, counts
    counts["index_null"] = int(np.count_nonzero(labels.isna()))
    if labels.tz is None:
        counts["index_utc"] = 1
        evidence["index_utc"] = ["labels have no time zone"]
    placed = labels.dropna()  # a missing label is a fault of its own, and no label goes backwards from it
    if not placed.is_monotonic_increasing:
        before = np.asarray(placed[:-1] > placed[1:])
        counts["index_sorted"] = int(before.sum())
        _note(evidence, "index_sorted", [str(label) for label in placed[1:][before]])
    if counts["index_utc"] or counts["index_null"]:
        return None, counts
    return labels.tz_convert("UTC").as_unit("ns"), counts


def _values(frame: pd.DataFrame) -> tuple[Floats, list[int]]:
    """Return the numbers of a frame and the positions of the columns that hold none."""
    if all(dtype == np.float64 for dtype in frame.dtypes):
        return frame.to_numpy(dtype=np.float64), []
    values = np.full(frame.shape, np.nan, order="F")
    not_numeric: list[int] = []
    for position, dtype in enumerate(frame.dtypes):
        column = frame.iloc[:, position]
        numeric = pd.api.types.is_float_dtype(dtype) or pd.api.types.is_integer_dtype(dtype)
        if numeric and not (pd.api.types.is_integer_dtype(dtype) and _inexact(column)):
            values[:, position] = column.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            not_numeric.append(position)
    return values, not_numeric


def _inexact(column: pd.Series) -> bool:
    present = column.dropna()
    return bool(len(present)) and (int(present.max()) > _EXACT_INTEGER or int(present.min()) < -_EXACT_INTEGER)


def _count_infinite(values: Floats) -> NDArray[np.int64]:
    """Count the infinite cells of each column.

    An infinity shows in a column's extremes, so a clean column costs one pass and no mask.
    """
    if values.shape[0] == 0:
        return np.zeros(values.shape[1], np.int64)
    counts = np.zeros(values.shape[1], np.int64)
    extremes = np.isinf(np.fmax.reduce(values, axis=0)) | np.isinf(np.fmin.reduce(values, axis=0))
    counts[extremes] = np.isinf(values[:, extremes]).sum(axis=0)
    return counts
