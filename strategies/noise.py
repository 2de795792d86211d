"""Returns as they look on a quiet day, an ordinary one and a wild one.

The noise is a field whose value depends on its position only, and a frame is a window of it: a failure that one
value of the field causes shrinks to a frame of that one cell, where a seed a frame would stay as it was drawn.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["COLUMN_PERIOD", "GENESIS_LEVELS", "LEVELS", "QUIET", "ROW_PERIOD", "genesis_shares", "window"]

Floats = NDArray[np.float64]

QUIET = 1e-3
"""The one return of a quiet frame; not 0, or a fault of zeros could not be seen."""

LEVELS = 3
"""Noise levels: 0 is quiet, 1 an ordinary market, 2 one with fat tails up to the legal bounds."""

ROW_PERIOD, COLUMN_PERIOD = 1021, 61
"""After so many rows and columns the field repeats itself, so that every window exists."""

GENESIS_LEVELS = 4
_ZERO_SHARE = 0.03  # share of sessions without a change of price in 20 US equities, 1990 to 2022
_LOWEST, _HIGHEST = -1.0, 5.0


@cache
def _field(level: int, rows: int, columns: int) -> Floats:
    """Return the field, repeated until it covers every window of the given size."""
    source = np.random.default_rng(20_240_704 + level)
    shape = (ROW_PERIOD, COLUMN_PERIOD)
    field = source.normal(0.0, 0.015, shape) if level == 1 else 0.05 * source.standard_t(2.0, shape)
    field[source.random(shape) < _ZERO_SHARE] = 0.0
    field = np.clip(field, _LOWEST, _HIGHEST)
    repeats = (-(-rows // ROW_PERIOD) + 1, -(-columns // COLUMN_PERIOD) + 1)
    tiled = np.tile(field, repeats)[: rows + ROW_PERIOD, : columns + COLUMN_PERIOD].copy()
    tiled.flags.writeable = False
    return tiled


def window(level: int, shape: tuple[int, int], offset: tuple[int, int], most: tuple[int, int]) -> Floats:
    """Return a window of the field, read-only.

    Parameters
    ----------
    level
        1 or above; a quiet frame has no window.
    shape, offset
        Rows and columns; the offset is taken modulo the periods.
    most
        The largest shape that the strategy draws.
    """
    row, column = offset[0] % ROW_PERIOD, offset[1] % COLUMN_PERIOD
    return _field(level, *most)[row : row + shape[0], column : column + shape[1]]


@cache
def _genesis_field(columns: int) -> Floats:
    source = np.random.default_rng(19_900_101)
    shares = source.random((GENESIS_LEVELS, columns))
    # Half of the assets are there from the start, at every level.
    shares[source.random(shares.shape) < 0.5] = 0.0  # noqa: PLR2004 - a half
    shares[0] = 0.0
    return shares


def genesis_shares(level: int, columns: int, most: int) -> Floats:
    """Return, per column, the share of its sessions that lies before its genesis; level 0 has none."""
    return _genesis_field(most)[level, :columns]
