"""Column digests of plain numbers, straight from the frame's own memory wherever that is possible.

A float column is hashed as it lies in memory unless it holds a -0.0 or a NaN that is not the canonical
quiet NaN. Both are looked for, and replaced, in the integer domain: under flush-to-zero, which any library
built with fast-math can switch on for the process, `x + 0.0` turns subnormals into zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .digest_form import Array, Undefined, closing, column_hasher

__all__ = ["TILE_CELLS", "block_digests", "number_tag"]

TILE_CELLS = 1 << 17
"""Cells looked at in one go: 1 MiB of doubles, which bounds the extra memory and stays in the cache."""

_QUIET_NAN = {2: 0x7E00, 4: 0x7FC0_0000, 8: 0x7FF8_0000_0000_0000}
_INFINITY = {2: 0x7C00, 4: 0x7F80_0000, 8: 0x7FF0_0000_0000_0000}
_PLAIN_NUMBERS = "fiub"


def number_tag(dtype: Any) -> str | None:
    """Name the logical type of a plain NumPy number or bool (rules 4 and 5); None for every other dtype."""
    if not isinstance(dtype, np.dtype) or dtype.kind not in _PLAIN_NUMBERS:
        return None
    if dtype.kind == "f" and dtype.itemsize not in _QUIET_NAN:
        msg = "extended precision floats have no portable bytes (rule 4): convert with .astype('float64')"
        raise Undefined(msg)
    return "bool" if dtype.kind == "b" else f"{dtype.kind}{dtype.itemsize}"


def block_digests(block: Array, tag: str) -> list[bytes]:
    """Digest every column of a two-dimensional block of plain numbers.

    Parameters
    ----------
    block
        Rows x columns, in any memory order, writeable or not; it is never changed.
    tag
        The logical type, from `number_tag`.
    """
    length, width = block.shape
    start = column_hasher(tag)
    hashers = [start.copy() for _ in range(width)]
    step = max(1, TILE_CELLS // max(1, width))
    for row in range(0, length, step):
        tile = _canonical(block[row : row + step].T)
        for hasher, cells in zip(hashers, tile, strict=True):
            hasher.update(cells)
    end = closing(length)  # numbers of a block have no null map: computed once, which shows on 5,000 columns
    for hasher in hashers:
        hasher.update(end)
    return [hasher.digest() for hasher in hashers]


def _canonical(tile: Array) -> Array:
    """Give a tile (columns x rows) with contiguous rows and canonical cells, a view of the input if it can be."""
    dtype = tile.dtype.newbyteorder("<")
    if tile.dtype != dtype or tile.strides[1] != tile.itemsize:
        tile = np.ascontiguousarray(tile, dtype=dtype)
    if tile.dtype.kind == "f":
        return _canonical_floats(tile)
    if tile.dtype.kind == "b" and int(tile.view("u1").max()) > 1:
        return tile.view("u1") != 0
    return tile


def _canonical_floats(tile: Array) -> Array:
    width = tile.itemsize
    bits, numbers = tile.view(f"u{width}"), tile.view(f"i{width}")
    sign, infinity, quiet = 1 << (8 * width - 1), _INFINITY[width], _QUIET_NAN[width]
    negative_zero = int(numbers.min()) == -sign
    odd_nan = int(bits.max()) > sign | infinity  # a NaN with a sign
    if not odd_nan and int(numbers.max()) > infinity:
        odd_nan = np.count_nonzero(numbers > infinity) != np.count_nonzero(bits == quiet)
    if not (negative_zero or odd_nan):
        return tile
    out = np.array(bits, order="C")
    out[out == sign] = 0
    out[(out & (sign - 1)) > infinity] = quiet
    return out
