"""The bytes of `dfd1`: how a column, a null map and a text are framed before they are hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Array",
    "Undefined",
    "closing",
    "column_hasher",
    "finish",
    "fixed",
    "lp",
    "nothing",
    "signed",
    "u64",
    "varying",
]

Array: TypeAlias = npt.NDArray[Any]


class Undefined(Exception):  # noqa: N818 - never leaves the package: `digest` turns it into a DigestError
    """Cells that the canonical form does not define; `digest` adds the column's name and dtype."""


def u64(number: int) -> bytes:
    """Give an unsigned integer as 8 bytes, little-endian (rule 1)."""
    return number.to_bytes(8, "little")


def lp(data: bytes) -> bytes:
    """Give the bytes behind their own length (rule 1)."""
    return u64(len(data)) + data


def signed(numbers: Array) -> Array:
    """Give integers as contiguous little-endian int64."""
    return np.ascontiguousarray(numbers, dtype="<i8")


def column_hasher(tag: str) -> Any:
    """Start the hash of a column of the logical type `tag` (rule 3)."""
    return hashlib.sha256(b"dfd1:c" + lp(tag.encode()))


def closing(length: int, n_null: int = 0) -> bytes:
    """Give the end of every column's bytes: its length and its number of nulls (rule 3)."""
    return u64(length) + u64(n_null)


def finish(hasher: Any, length: int, null: Array | None = None) -> bytes:
    """Close a column's hash: the digest of its null positions if there are any, its length, its nulls (3, 10)."""
    n_null = 0
    if null is not None and (n_null := int(np.count_nonzero(null))):
        positions = np.flatnonzero(null).astype("<u8")
        hasher.update(hashlib.sha256(b"dfd1:n" + positions.tobytes()).digest())
    hasher.update(closing(length, n_null))
    return hasher.digest()


def fixed(tag: str, data: Array, null: Array | None = None) -> bytes:
    """Digest cells of a fixed width, one per first-axis entry of `data`; null slots are hashed as zeros (10)."""
    data = np.ascontiguousarray(data, dtype=data.dtype.newbyteorder("<"))
    if null is not None and null.any():
        data = data.copy()
        data[null] = 0
    hasher = column_hasher(tag)
    hasher.update(data.tobytes() if not data.size else data)
    return finish(hasher, len(data), null)


def varying(tag: str, lengths: Array, chunks: Iterable[Any], null: Array) -> bytes:
    """Digest texts or byte strings from the length of each cell and their concatenated bytes (rule 7)."""
    if tag == "utf8" and bool(null.all()):
        return nothing(len(lengths))
    body = hashlib.sha256(b"dfd1:b")
    for chunk in chunks:
        body.update(chunk)
    hasher = column_hasher(tag)
    hasher.update(hashlib.sha256(b"dfd1:l" + signed(lengths).tobytes()).digest() + body.digest())
    return finish(hasher, len(lengths), null)


def nothing(length: int) -> bytes:
    """Digest a column that holds nothing but nulls of no type of their own (rule 8)."""
    return finish(column_hasher("null"), length, np.ones(length, dtype=bool))
