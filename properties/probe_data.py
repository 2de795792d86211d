"""The user's own data as clean frames: a Parquet or CSV file, read as the schema wants it, and cut into windows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pandas as pd
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from ..strategies import histories
from ..strategies.reading import Holds, read
from ..strategies.schemas.specs import ColumnSpec, TableSpec
from .contracts import Contract
from .errors import BindError, did_you_mean
from .judging import verdict_of
from .probe_subject import ProbeSubject

__all__ = ["checked_data", "read_data", "windows"]

_MOST_ROWS = 120  # of a window: a few months of sessions, and still quick to judge
_MOST_ASSETS = 8
_NAMED = 5  # rows that a message names


def read_data(file: str, table: TableSpec | None) -> pd.DataFrame:
    """Return the frame in a file; a CSV file has no dtypes, so it gets those of the schema.

    Raises
    ------
    BindError
        If there is no such file, it cannot be read or holds nothing, or a column cannot have the schema's dtype.
    """
    path = Path(file)
    readers = {".parquet": pd.read_parquet, ".pq": pd.read_parquet, ".csv": pd.read_csv}
    if path.suffix.lower() not in readers:
        msg = f"--data={file} is neither Parquet nor CSV: give a file that ends in .parquet or .csv"
        raise BindError(msg)
    if not path.is_file():
        there = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        msg = f"--data={file}: there is no such file{did_you_mean(path.name, there)}"
        raise BindError(msg)
    try:
        frame = readers[path.suffix.lower()](path)
    except (OSError, ValueError) as error:  # pyarrow's and pandas' errors are of these kinds
        msg = f"--data={file} cannot be read: {type(error).__name__}: {' '.join(str(error).split())}"
        raise BindError(msg) from error
    if frame.empty:
        msg = f"--data={file} is empty, {len(frame)} rows x {frame.shape[1]} columns: there is nothing to poison"
        raise BindError(msg)
    return _typed(frame, table, file) if path.suffix.lower() == ".csv" else frame


def _typed(frame: pd.DataFrame, table: TableSpec | None, file: str) -> pd.DataFrame:
    """Return what a CSV file holds in the schema's dtypes, its times in the index where they are no column of it."""
    if table is None:
        return _dated(frame)
    for spec in (*table.columns, *table.index):
        if spec.judge is not None and spec.name in frame.columns:
            frame[spec.name] = _column(frame[spec.name], spec, file)
    levels = [spec.name for spec in table.index]
    if levels and all(name in frame.columns for name in levels):
        return frame.set_index(levels)
    declared = {spec.name for spec in table.columns}
    if frame.columns[0] in declared:
        return frame
    dated = _dated(frame)
    if len(table.index) == 1 and isinstance(dated.index, pd.DatetimeIndex):
        times = _column(dated.index.to_series(), table.index[0], file)
        return dated.set_axis(pd.DatetimeIndex(times, name=table.index[0].name))
    return dated


def _column(column: pd.Series, spec: ColumnSpec, file: str) -> pd.Series:
    zone = getattr(spec.target, "tz", None)
    try:
        if pd.api.types.is_datetime64_any_dtype(spec.target):
            times = pd.to_datetime(column, utc=zone is not None)
            return cast("pd.Series", times.astype(spec.target))
        return cast("pd.Series", column.astype(spec.target))
    except (TypeError, ValueError) as error:
        msg = f"--data={file}: {spec.where} cannot be {spec.target}: {' '.join(str(error).split())}"
        raise BindError(msg) from error


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose first column, where that holds nothing but times, is its index."""
    first = frame.iloc[:, 0]
    if pd.api.types.is_numeric_dtype(first):
        return frame
    try:
        times = pd.to_datetime(first)
    except ValueError:  # texts
        return frame
    return frame.set_index(frame.columns[0]).set_axis(pd.DatetimeIndex(times))


def windows(data: pd.DataFrame, *, whole: bool, holds: Holds | None) -> SearchStrategy[pd.DataFrame]:
    """Return windows of the data; ``whole``: with all assets, as a schema that names its columns needs them."""
    reading = read(data, holds=holds)
    wide = reading.kind in ("wide", "fields")
    assets = len(reading.assets)
    most = None if reading.kind == "plain" or (wide and whole) else min(_MOST_ASSETS, assets)
    try:
        rows = min(_MOST_ROWS, len(data))
        if reading.kind == "tidy":
            rows = min(_MOST_ROWS, int(pd.Series(reading.stamps).nunique()))
        return histories(data, max_rows=rows, min_assets=assets if wide and whole else 1, max_assets=most)
    except InvalidArgument as error:
        msg = f"the data cannot be cut into windows: {error}"
        raise BindError(msg) from error


def checked_data(subject: ProbeSubject, file: str) -> None:
    """Hold the data to the contract before anything is poisoned.

    Raises
    ------
    BindError
        If the contract refuses them as they are; rows are named where a schema names them.
    """
    data = cast("pd.DataFrame", subject.data)
    verdict = verdict_of(subject.contract, data.copy())
    if isinstance(verdict, str):
        told = verdict.splitlines()[0]
    elif verdict.accepted is not None:
        return
    else:
        told = _offences(subject.contract, data) or "; ".join(verdict.rejected)
    msg = f"--data={file} does not meet the contract as it is, so nothing in it is clean: {told}; give data that do"
    raise BindError(msg)


def _offences(contract: Contract, data: pd.DataFrame) -> str:
    """Return which check of which column fails in which rows, where a schema says so."""
    from pandera.errors import SchemaErrors  # noqa: PLC0415 - takes a second; only schemas need it

    schema: Any = contract.schema
    if schema is None:
        return ""
    try:
        schema.validate(data.copy(), lazy=True)
    except SchemaErrors as error:
        cases = cast("pd.DataFrame", error.failure_cases)
        told: list[str] = []
        for (column, check), group in cases.groupby(["column", "check"], sort=False, dropna=False):
            rows = [str(row) for row in group["index"] if not pd.isna(row)]
            named = f" in rows {', '.join(rows[:_NAMED])}" if rows else ""
            more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
            what = f"{column}: {check}" if isinstance(column, str) else f"{check}"
            told.append(f"{what}{named}{more}")
        return "; ".join(told)
    return ""
