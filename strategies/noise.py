"""Returns as they look on a quiet day, an ordinary one and a wild one.

The noise is a field whose value depends on its position only, and a frame is a window of it: a failure that one
value of the field causes shrinks to a frame of that one cell, where a seed a frame would stay as it was drawn.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "COLUMN_PERIOD",
    "GENESIS_LEVELS",
    "LEVELS",
    "QUIET",
    "ROW_PERIOD",
    "base_field",
    "end_shares",
    "genesis_shares",
    "warm",
    "window",
]

Floats = NDArray[np.float64]

QUIET = 1e-3
"""The one return of a quiet frame; not 0, or a fault of zeros could not be seen."""

LEVELS = (0, 1, 2, 1, 2)
"""Noise levels as often as they are drawn: 0 is quiet, 1 an ordinary market, 2 one with tails up to the bounds."""

ROW_PERIOD, COLUMN_PERIOD = 1021, 61
"""After so many rows and columns the field repeats itself, so that every window exists."""

GENESIS_LEVELS = 4
_ZERO_SHARE = 0.03  # share of sessions without a change of price in 20 US equities, 1990 to 2022
_LOWEST, _HIGHEST = -1.0, 5.0
_LONG = 0.9


@cache
def base_field(level: int) -> Floats:
    """Return one period of the field, (ROW_PERIOD, COLUMN_PERIOD)."""
    source = np.random.default_rng(20_240_704 + level)
    shape = (ROW_PERIOD, COLUMN_PERIOD)
    field = source.normal(0.0, 0.015, shape) if level == 1 else 0.05 * source.standard_t(2.0, shape)
    field[source.random(shape) < _ZERO_SHARE] = 0.0
    return np.clip(field, _LOWEST, _HIGHEST)


@cache
def _field(level: int, rows: int, columns: int) -> Floats:
    """Return the field, repeated until it covers every window of the given size."""
    repeats = (-(-rows // ROW_PERIOD) + 1, -(-columns // COLUMN_PERIOD) + 1)
    tiled = np.tile(base_field(level), repeats)[: rows + ROW_PERIOD, : columns + COLUMN_PERIOD].copy()
    tiled.flags.writeable = False
    return tiled


def warm(rows: int, columns: int) -> None:
    """Build the field for frames up to a size, so that no draw has to."""
    for level in (1, 2):
        _field(level, rows, columns)
    genesis_shares(0, 1, 0)
    end_shares(0, 1, 0)


def window(level: int, shape: tuple[int, int], offset: tuple[int, int], most: tuple[int, int]) -> Floats:
    """Return a read-only view of the field.

    Parameters
    ----------
    level
        1 or 2; a quiet frame needs no window.
    shape, offset
        Rows and columns; the offset is taken modulo the periods.
    most
        The largest shape that the strategy draws.
    """
    row, column = offset[0] % ROW_PERIOD, offset[1] % COLUMN_PERIOD
    return _field(level, *most)[row : row + shape[0], column : column + shape[1]]


@cache
def _shares(seed: int) -> Floats:
    source = np.random.default_rng(seed)
    shares = source.random((GENESIS_LEVELS, COLUMN_PERIOD))
    # Half of the assets are there throughout, at every level.
    shares[source.random(shares.shape) < 0.5] = 0.0  # noqa: PLR2004 - a half
    # The plainest window begins with an asset that is missing for so long that two sessions show it.
    shares[:, 0] = _LONG
    shares[0] = 0.0
    return shares


def genesis_shares(level: int, columns: int, offset: int) -> Floats:
    """Return, per column of a window, the share of sessions that lies before genesis; level 0 has none."""
    return _shares(19_900_101)[level, (offset + np.arange(columns)) % COLUMN_PERIOD]


def end_shares(level: int, columns: int, offset: int) -> Floats:
    """Return, per column of a window, the share of sessions since genesis that lies after delisting; level 0: none."""
    return _shares(20_271_231)[level, (offset + np.arange(columns)) % COLUMN_PERIOD]
