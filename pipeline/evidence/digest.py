"""`dfd1`, the canonical content digest of a frame: equal digests mean equal content, and nothing else.

Two frames are equal when they have the same number of rows, the same labelled columns, the same logical type
in each, the same index levels, and cell by cell the same number (NaN and null agree among floats, -0.0 is
0.0), the same instant or the same text. How pandas stores them (units, zones of the same instants, Arrow or
NumPy, categories, blocks, `freq`, `attrs`, `columns.name`) does not count. There is no tolerance and no
fallback: what the form does not define raises. An unkeyed digest shows tampering only against a digest that
was kept elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from ..errors import DigestError
from .digest_blocks import TILE_CELLS, block_digests, number_tag
from .digest_columns import array_digest, index_digests
from .digest_form import Undefined, lp, u64
from .digest_labels import column_labels, label_bytes
from .digest_order import index_order

__all__ = ["FrameDigest", "changed_columns", "frame_digest", "get_df_hash"]

_PREFIX = "dfd1-sha256:"
_Rows: TypeAlias = Literal["ordered", "index"]
_Columns: TypeAlias = Literal["named", "ordered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameDigest:
    """A frame's digest, and the digests of its parts that tell which of them changed.

    Attributes
    ----------
    text
        `dfd1-sha256:` and 64 hexadecimal digits.
    rows
        The number of rows.
    columns
        Label and hexadecimal digest of each column, in the frame's order.
    index
        Name and hexadecimal digest of each index level.
    """

    text: str
    rows: int
    columns: tuple[tuple[Hashable, str], ...]
    index: tuple[tuple[Hashable, str], ...]


def get_df_hash(frame: pd.DataFrame, *, rows: _Rows = "ordered", columns: _Columns = "named") -> str:
    """Give the `dfd1` digest of a frame as text.

    Parameters
    ----------
    frame
        Any frame; it is not changed.
    rows
        `ordered`: the order of the rows counts. `index`: rows are sorted by a unique index first.
    columns
        `named`: columns are a set of names. `ordered`: their order counts. Both choices are part of the
        digest, so digests of two policies never match.

    Raises
    ------
    DigestError
        For what the form does not define, naming the column, its dtype, the rule and a way out; for another
        `rows` or `columns` than these.
    """
    return frame_digest(frame, rows=rows, columns=columns).text


def frame_digest(frame: pd.DataFrame, *, rows: _Rows = "ordered", columns: _Columns = "named") -> FrameDigest:
    """Give the digest of a frame and those of its columns; see `get_df_hash`."""
    if not isinstance(frame, pd.DataFrame):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        msg = f"a digest is taken of a DataFrame, not of a {type(frame).__name__}: wrap it in pandas.DataFrame"
        raise DigestError(msg)
    for what, policy, known in (("rows", rows, get_args(_Rows)), ("columns", columns, get_args(_Columns))):
        if policy not in known:
            msg = f"there is no policy {what}={policy!r}: use one of {', '.join(known)}"
            raise DigestError(msg)
    if rows == "index":
        frame = _in_native_order(frame).iloc[index_order(frame.index)]
    leaves = _column_digests(frame)
    labels = column_labels(frame.columns)
    levels = _index_digests(frame)
    names: list[Hashable] = list(frame.index.names)
    pairs = list(zip(_labels(labels, "column label"), leaves, strict=True))
    if columns == "named":
        pairs.sort()
    named = zip(_labels(names, "index name"), levels, strict=True)
    root = hashlib.sha256(b"dfd1:root" + lp(f"rows={rows};columns={columns}".encode()) + u64(len(frame)))
    for count, part in ((len(levels), named), (len(leaves), pairs)):
        root.update(u64(count) + b"".join([u64(len(label)) + label + digest for label, digest in part]))
    return FrameDigest(
        text=_PREFIX + root.hexdigest(),
        rows=len(frame),
        columns=tuple((label, leaf.hex()) for label, leaf in zip(labels, leaves, strict=True)),
        index=tuple((name, level.hex()) for name, level in zip(names, levels, strict=True)),
    )


def changed_columns(a: FrameDigest, b: FrameDigest) -> tuple[Hashable, ...]:
    """Name the columns that are in only one of two digests or differ between them, in order of first sight.

    The index is not among them: compare `a.index` with `b.index`. Columns that share a label are compared as
    a group.
    """
    groups: tuple[defaultdict[bytes, Counter[str]], ...] = (defaultdict(Counter), defaultdict(Counter))
    labels: dict[bytes, Hashable] = {}
    for group, digest in zip(groups, (a, b), strict=True):
        for label, leaf in digest.columns:
            key = label_bytes(label)
            labels.setdefault(key, label)
            group[key][leaf] += 1
    return tuple(label for key, label in labels.items() if groups[0][key] != groups[1][key])


def _column_digests(frame: pd.DataFrame) -> list[bytes]:
    leaves: list[bytes] = []
    for dtype, run in groupby(list(frame.dtypes)):
        start, stop = len(leaves), len(leaves) + sum(1 for _ in run)
        try:
            tag = number_tag(dtype)
            # pandas 2 cannot cut a block of numbers in foreign byte order out of a frame, but gives single columns.
            native = tag is not None and dtype.isnative
            step = max(1, TILE_CELLS // max(1, len(frame))) if native else 1
            for left in range(start, stop, step):
                if tag is not None and native:
                    slab: Any = frame.iloc[:, left : min(stop, left + step)]
                    leaves += block_digests(slab.to_numpy(), tag)
                else:
                    column: Any = frame.iloc[:, left]
                    leaves.append(array_digest(column.array))
        except Undefined as error:
            msg = f"column {frame.columns[len(leaves)]!r} (dtype {dtype}) has no canonical digest: {error}"
            raise DigestError(msg) from error
    return leaves


def _in_native_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with every number in this machine's byte order, which pandas 2 needs to move rows."""
    foreign = [place for place, dtype in enumerate(frame.dtypes) if isinstance(dtype, np.dtype) and not dtype.isnative]
    if not foreign:
        return frame
    frame = frame.copy(deep=False)
    for place in foreign:
        cells: Any = frame.iloc[:, place].to_numpy()
        frame.isetitem(place, cells.astype(cells.dtype.newbyteorder("=")))
    return frame


def _index_digests(frame: pd.DataFrame) -> list[bytes]:
    try:
        return index_digests(frame.index)
    except Undefined as error:
        index: Any = frame.index
        msg = f"the index {list(index.names)} (dtype {index.dtype}) has no canonical digest: {error}"
        raise DigestError(msg) from error


def _labels(labels: list[Hashable], what: str) -> list[bytes]:
    try:
        return [label_bytes(label) for label in labels]
    except Undefined as error:
        msg = f"{what}: {error}"
        raise DigestError(msg) from error
