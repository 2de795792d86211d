"""Reads a data file, Parquet or CSV, wide or tidy, and says how it read it. Nothing is repaired here."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from ..errors import UsageError
from ..names import contained
from ..settings import IngestSettings
from .windows import Window

__all__ = ["BUNDLED", "Ingested", "Kind", "ingest"]

Kind: TypeAlias = Literal["prices", "returns"]

BUNDLED = "sp500_closes.parquet"

_TIME = ("timestamp", "date", "datetime", "time", "ts")
_ASSET = ("symbol", "asset", "ticker", "instrument")
_PRICE = ("close", "adj_close", "adj close", "price", "px")
_RETURN = ("return", "returns", "ret")
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIKELY_RETURN = 0.5
_PICKLE_PROTOCOLS = b"\x02\x03\x04\x05"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """A data file as read: wide, one column an asset, rows in the order of the file.

    ``file`` and ``sha256`` identify the bytes; ``layout``, ``kind`` and ``labels`` say how they were read,
    whether declared or inferred.
    """

    frame: pd.DataFrame
    file: str
    sha256: str
    layout: Literal["wide", "tidy"]
    kind: Kind
    labels: str


def ingest(settings: IngestSettings, window: Window) -> Ingested:
    """Read the data file of a run, cut to its window.

    Raises
    ------
    UsageError
        For a file that is missing, unreadable, outside its root, a pickle, or neither Parquet nor CSV; for
        a tidy file without the columns it needs; for a window without rows.
    """
    name, content = _content(settings)
    table, labels = _parse(name, content)
    table, layout, kind = _wide(table, name)
    table, zone = _localised(table, settings)
    table = window.of(table, name)
    kind = kind or (settings.kind if settings.kind != "auto" else _infer_kind(table))
    if settings.kind not in ("auto", kind):
        msg = f"{name} holds {kind} by the name of its column, not {settings.kind}: drop KIND={settings.kind}"
        raise UsageError(msg)
    digest = hashlib.sha256(content).hexdigest()
    return Ingested(frame=table, file=name, sha256=digest, layout=layout, kind=kind, labels=zone or labels)


def _content(settings: IngestSettings) -> tuple[str, bytes]:
    if settings.data is None:
        return BUNDLED, resources.files("toxiframe.pipeline.data").joinpath(BUNDLED).read_bytes()
    path = settings.data if settings.root is None else contained(settings.data, settings.root, what="data file")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        nearby = path.parent if path.parent.is_dir() else None
        hint = f"; in {str(nearby)!r} there is {_files_in(nearby)}" if nearby else ""
        msg = f"data file {str(settings.data)!r} does not exist{hint}"
        raise UsageError(msg) from None
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        msg = f"data file {str(settings.data)!r} {reason}: name a readable Parquet or CSV file"
        raise UsageError(msg) from error
    return path.name, content


def _reason(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _files_in(folder: Path) -> str:
    names = sorted(entry.name for entry in folder.iterdir() if entry.suffix in {".parquet", ".csv"})
    return ", ".join(names[:5]) or "no Parquet or CSV file"


def _parse(name: str, content: bytes) -> tuple[pd.DataFrame, str]:
    suffix = Path(name).suffix.lower()
    if suffix in {".pkl", ".pickle", ".joblib"} or (content[:1] == b"\x80" and content[1:2] in _PICKLE_PROTOCOLS):
        msg = f"{name} is a pickle, and reading one runs whatever code it holds: save it as Parquet or CSV"
        raise UsageError(msg)
    readers: dict[str, Callable[[str, bytes], tuple[pd.DataFrame, str]]] = {
        ".parquet": _read_parquet,
        ".pq": _read_parquet,
        ".csv": _read_csv,
        ".gz": _read_csv,
    }
    if suffix not in readers:
        msg = f"{name} has the ending {suffix!r}: give a .parquet, .csv or .csv.gz file"
        raise UsageError(msg)
    if not content:
        msg = f"{name} is empty: give a file with rows"
        raise UsageError(msg)
    return readers[suffix](name, content)


def _read_parquet(name: str, content: bytes) -> tuple[pd.DataFrame, str]:
    import pyarrow as pa  # noqa: PLC0415 - 0.2 s that CSV users need not pay
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(pa.BufferReader(content)).to_pandas()
    except (pa.ArrowException, OSError) as error:
        msg = f"{name} is no readable Parquet file ({_reason(error)}): write it again, or give a .csv file"
        raise UsageError(msg) from error
    return table, "timestamps of the file"


def _read_csv(name: str, content: bytes) -> tuple[pd.DataFrame, str]:
    import gzip  # noqa: PLC0415 - only for .csv.gz
    import io  # noqa: PLC0415

    try:
        text = gzip.decompress(content) if name.lower().endswith(".gz") else content
        # The default parser of pandas 2 is off by an ulp in one value of ten.
        table = pd.read_csv(io.BytesIO(text), float_precision="round_trip")
    except (ValueError, OSError, EOFError, zlib.error) as error:
        msg = f"{name} is no readable CSV file ({_reason(error)}): write it again as UTF-8 with a header"
        raise UsageError(msg) from error
    return table, "timestamps of the file"


def _find(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    by_name = {str(column).strip().lower(): column for column in table.columns}
    return next((by_name[name] for name in names if name in by_name), None)


def _wide(table: pd.DataFrame, name: str) -> tuple[pd.DataFrame, Literal["wide", "tidy"], Kind | None]:
    if any(level in _TIME + _ASSET for level in table.index.names):
        table = table.reset_index() if table.index.nlevels > 1 else table
    asset = _find(table, _ASSET)
    if asset is None:
        return _indexed_by_time(table, name), "wide", None
    table = table.reset_index() if table.index.name in _TIME else table
    time, price, change = _find(table, _TIME), _find(table, _PRICE), _find(table, _RETURN)
    if time is None or (price is None and change is None):
        wanted = f"one of {', '.join(_TIME)}" if time is None else f"one of {', '.join(_PRICE + _RETURN)}"
        columns = ", ".join(str(column) for column in table.columns)
        msg = f"{name} is tidy (it has {asset!r}) but has no column {wanted}; its columns: {columns}"
        raise UsageError(msg)
    value, kind = (change, "returns") if change is not None else (price, "prices")
    return _pivot(table, time, asset, str(value)), "tidy", kind


def _indexed_by_time(table: pd.DataFrame, name: str) -> pd.DataFrame:
    if isinstance(table.index, pd.DatetimeIndex):
        return table
    time = _find(table, _TIME)
    if time is None:
        first = table.columns[0] if len(table.columns) else None
        unnamed = isinstance(first, str) and first.startswith("Unnamed")
        if not unnamed:
            msg = (
                f"{name} has no time: no timestamp index and no column named one of {', '.join(_TIME)}; "
                f"its columns begin with {', '.join(str(column) for column in table.columns[:5])}"
            )
            raise UsageError(msg)
        time = str(first)
    return _with_times(table, time).set_index(time)


def _with_times(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the table with text labels read as time.

    ``YYYY-MM-DD`` names a session's date and becomes midnight UTC. Text with a time of day keeps its offset,
    or its lack of one, for L0 to judge.
    """
    labels = table[column]
    if pd.api.types.is_datetime64_any_dtype(labels.dtype):
        return table
    text = labels.astype(str)
    try:
        if text.str.fullmatch(_DATE_ONLY).all():
            return table.assign(**{column: pd.to_datetime(text, format="%Y-%m-%d", utc=True)})
        offsets = text.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$").all()
        return table.assign(**{column: pd.to_datetime(text, format="ISO8601", utc=bool(offsets))})
    except ValueError as error:
        msg = f"column {column!r} holds labels that are no ISO 8601 times: {_reason(error)}"
        raise UsageError(msg) from error


def _pivot(table: pd.DataFrame, time: str, asset: str, value: str) -> pd.DataFrame:
    """Turn tidy rows into a wide frame that keeps every flaw: repeated keys stay rows of their own."""
    nameless = int(table[asset].isna().sum())
    if nameless:
        msg = f"{nameless} rows have no {asset!r}, so nothing says whose they are: name it"
        raise UsageError(msg)
    table = _with_times(table, time)
    keyed = table.assign(_twin=table.groupby([time, asset], sort=False, dropna=False).cumcount())
    wide = keyed.pivot(index=[time, "_twin"], columns=asset, values=value)
    wide.columns.name = None
    times = table.groupby(asset, sort=False)[time]
    backwards = times.diff().lt(pd.Timedelta(0)).to_numpy()
    if backwards.any():
        # The pivot has sorted one asset's disorder away: show L0 the order of the file.
        culprit = table.loc[backwards, asset].iloc[0]
        order = pd.MultiIndex.from_frame(keyed.loc[(table[asset] == culprit).to_numpy(), [time, "_twin"]])
        wide = pd.concat([wide.loc[order], wide.loc[~wide.index.isin(order)]])
    return wide.droplevel("_twin")


def _localised(table: pd.DataFrame, settings: IngestSettings) -> tuple[pd.DataFrame, str | None]:
    index = table.index
    if settings.naive_tz is None or not isinstance(index, pd.DatetimeIndex) or index.tz is not None:
        return table, None
    try:
        index = index.tz_localize(settings.naive_tz).tz_convert("UTC")
    except (ValueError, KeyError) as error:
        msg = f"NAIVE_TZ={settings.naive_tz!r} does not fit the labels ({_reason(error)}): name an IANA zone"
        raise UsageError(msg) from error
    return table.set_axis(index), f"naive, read as {settings.naive_tz}"


def _infer_kind(table: pd.DataFrame) -> Kind:
    """Prices are positive and rarely small; returns change sign and rarely reach a half."""
    numbers = table.select_dtypes("number").to_numpy(dtype=np.float64, na_value=np.nan)
    finite = numbers[np.isfinite(numbers)]
    if len(finite) == 0:
        return "returns"
    negative_columns = (np.where(np.isfinite(numbers), numbers, 0.0) < 0.0).any(axis=0).mean()
    return "returns" if negative_columns >= _LIKELY_RETURN or np.median(np.abs(finite)) < _LIKELY_RETURN else "prices"
