"""How a frame is to be read: where its timestamps are, which assets it holds, and in which rows and columns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from .edits import Place

__all__ = ["FIELDS", "Holds", "Reading", "read", "read_wide"]

Codes = NDArray[np.intp]
Holds: TypeAlias = Literal["returns", "prices", "anything"]

FIELDS = ("open", "high", "low", "close", "adj_close", "volume", "dividend", "capital_gain", "split")
"""The fields of a bar, as ``ohlcv`` names them."""

_ALIASES: Mapping[str, str] = MappingProxyType(
    {name.replace("_", ""): name for name in FIELDS}
    | {"adjclose": "adj_close", "adjustedclose": "adj_close", "dividends": "dividend"}
    | {"stocksplits": "split", "splits": "split", "capitalgains": "capital_gain"}
)
_TIMES = frozenset({"timestamp", "time", "date", "datetime", "ts"})
_SYMBOLS = frozenset({"symbol", "asset", "ticker", "instrument"})
_VALUES: Mapping[str, str] = MappingProxyType(
    {"return": "return", "ret": "return", "returns": "return", "price": "close"} | _ALIASES
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """Where things are in a frame.

    Attributes
    ----------
    kind
        ``wide``: a column an asset. ``fields``: several columns an asset, one a field. ``tidy``: a row an asset and
        timestamp. ``plain``: none of these; every column is an asset of its own.
    holds
        What the main field of an asset is.
    assets
        Their names.
    fields
        For each asset, field -> position of its column; in tidy frames all are the same mapping.
    stamps
        The timestamp of every row, UTC; None where there are none.
    place
        Where these are.
    codes
        The asset of every row of a tidy frame, -1 where it has none.
    symbols
        Where a tidy frame holds the names of its assets.
    """

    kind: Literal["wide", "fields", "tidy", "plain"]
    holds: Holds
    assets: tuple[Hashable, ...]
    fields: tuple[Mapping[str, int], ...]
    stamps: pd.DatetimeIndex | None = None
    place: Place = ("index", 0)
    codes: Codes | None = None
    symbols: Place | None = None

    @property
    def main(self) -> str:
        """The field that says most of an asset."""
        return {"returns": "return", "prices": "close", "anything": "value"}[self.holds]


def read(frame: pd.DataFrame, *, holds: Holds | None = None) -> Reading:
    """Find out how a frame is to be read.

    Parameters
    ----------
    frame
        Any frame.
    holds
        What a wide frame holds: ``returns`` where None, as its numbers cannot tell.

    Raises
    ------
    InvalidArgument
        If it is no frame, or ``holds`` is none of the three.
    """
    if not isinstance(frame, pd.DataFrame):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        msg = (
            f"a {type(frame).__name__} was given where a pandas DataFrame is needed; .to_frame() makes one of a Series"
        )
        raise InvalidArgument(msg)
    if holds not in (None, *get_args(Holds)):
        known = ", ".join(map(repr, get_args(Holds)))
        msg = f"holds={holds!r}: a wide frame holds one of {known}; leave it out for returns"
        raise InvalidArgument(msg)
    tidy = _tidy(frame)
    if tidy is not None:
        return tidy
    stamps = _stamps(frame.index)
    fields = _fields(frame, stamps)
    if fields is not None:
        return fields
    numeric = all(pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes)
    wide = stamps is not None and numeric
    kept: Holds = (holds or "returns") if wide else "anything"
    main = {"returns": "return", "prices": "close", "anything": "value"}[kept]
    return Reading(
        kind="wide" if wide else "plain",
        holds=kept,
        assets=tuple(frame.columns),
        fields=tuple({main: position} for position in range(frame.shape[1])),
        stamps=stamps,
    )


@lru_cache(maxsize=4096)
def read_wide(names: tuple[Hashable, ...]) -> Reading:
    """Return the reading of wide returns with these columns, whose maker knows their timestamps."""
    fields = tuple({"return": position} for position in range(len(names)))
    return Reading(kind="wide", holds="returns", assets=names, fields=fields)


def _stamps(labels: pd.Index | pd.Series) -> pd.DatetimeIndex | None:
    """Return labels as UTC; those without a zone are taken at their word."""
    dtype = labels.dtype
    if not (isinstance(dtype, pd.DatetimeTZDtype) or getattr(dtype, "kind", "") == "M"):
        return None
    stamps = pd.DatetimeIndex(labels)
    return stamps.tz_localize("UTC") if stamps.tz is None else stamps.tz_convert("UTC")


def _named(name: object) -> str:
    return "".join(character for character in str(name).lower() if character.isalnum())


def _fields(frame: pd.DataFrame, stamps: pd.DatetimeIndex | None) -> Reading | None:
    columns = frame.columns
    if stamps is None or not columns.is_unique:
        return None
    if isinstance(columns, pd.MultiIndex) and columns.nlevels == 2:  # noqa: PLR2004 - asset and field
        for level in (1, 0):
            known = [_ALIASES.get(_named(name)) for name in columns.get_level_values(level)]
            if "close" in known:
                owners = columns.get_level_values(1 - level)
                break
        else:
            return None
    else:
        known = [_ALIASES.get(_named(name)) for name in columns]
        if not {"open", "high", "low", "close"} <= set(known):
            return None
        owners = pd.Index(["asset"] * len(columns))
    found: dict[Hashable, dict[str, int]] = {}
    for position, (owner, field) in enumerate(zip(owners, known, strict=True)):
        if field is not None and pd.api.types.is_numeric_dtype(frame.dtypes.iloc[position]):
            found.setdefault(owner, {})[field] = position
    found = {owner: fields for owner, fields in found.items() if "close" in fields}
    if not found:
        return None
    return Reading(kind="fields", holds="prices", assets=tuple(found), fields=tuple(found.values()), stamps=stamps)


def _tidy(frame: pd.DataFrame) -> Reading | None:
    columns: dict[str, Place] = {}
    if frame.index.nlevels > 1:
        columns = {_named(name): ("level", level) for level, name in enumerate(frame.index.names)}
    for position, name in enumerate(frame.columns):
        columns.setdefault(_named(name), ("column", position))
    time = next((place for name, place in columns.items() if name in _TIMES), None)
    symbol = next((place for name, place in columns.items() if name in _SYMBOLS), None)
    if symbol is None:
        return None
    if time is None:
        if _stamps(frame.index) is None:
            return None
        time = ("index", 0)
    stamps = _stamps(_at(frame, time))
    found = {
        _VALUES[name]: place[1]
        for name, place in columns.items()
        if name in _VALUES and place[0] == "column" and pd.api.types.is_numeric_dtype(frame.dtypes.iloc[place[1]])
    }
    if stamps is None or not ({"return", "close"} & set(found)):
        return None
    found_symbols = _at(frame, symbol)
    codes, names = pd.factorize(pd.Index(found_symbols, dtype=found_symbols.dtype))
    return Reading(
        kind="tidy",
        holds="returns" if "return" in found else "prices",
        assets=tuple(names),
        fields=(found,) * len(names),
        stamps=stamps,
        place=time,
        codes=codes.astype(np.intp),
        symbols=symbol,
    )


def _at(frame: pd.DataFrame, place: Place) -> pd.Index | pd.Series:
    kind, position = place
    match kind:
        case "column":
            return frame.iloc[:, position]
        case "level":
            return frame.index.get_level_values(position)
        case "index":
            return frame.index
