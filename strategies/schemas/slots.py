"""The columns and index levels that frames of a schema can have, with their noise.

The noise is a field whose value depends on its position only, and a frame is a window of it: a failure that one
value of the field causes shrinks to a frame of that one row, where a seed a frame would stay as it was drawn.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from hypothesis.strategies import SearchStrategy
from numpy.typing import NDArray

from .pools import Codes, Pool
from .specs import ColumnSpec

__all__ = ["LEVELS", "PERIOD", "Slot", "filled", "slot_of"]

PERIOD = 1021
"""After so many rows a field repeats itself, so that every window exists."""

LEVELS = 3
"""0 is quiet, 1 ordinary, 2 wild: bounds, and anything else that the checks leave."""

_SEED = 20_240_707
_PLAIN_SHARE = 0.1


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Slot:
    """One column or index level.

    ``pool``: its values; None where the user's own strategy draws them. ``noise``: codes, a row each level but the
    quiet one. ``chances``: where nulls come first. ``touches``: codes that single cells can get, -1 for a null.
    ``nulls``: whether cells may be null; ``anchored``: whether one at least must not be. ``digit``, ``least``: the
    slot is there if this digit of the drawn presence is at least that.
    """

    spec: ColumnSpec
    label: Hashable
    pool: Pool | None
    own: SearchStrategy[Any] | None
    noise: Codes
    chances: NDArray[np.float64]
    touches: Codes
    nulls: bool
    anchored: bool
    digit: int
    least: int

    @property
    def codes(self) -> Pool:
        """The pool of a slot that has one."""
        return cast("Pool", self.pool)

    @property
    def strategy(self) -> SearchStrategy[Any]:
        """The strategy of a slot that has no pool."""
        return cast("SearchStrategy[Any]", self.own)


def slot_of(
    spec: ColumnSpec,
    pool: Pool | None,
    *,
    label: Hashable,
    place: int,
    most: int,
    own: SearchStrategy[Any] | None = None,
    presence: tuple[int, int] = (-1, 0),
) -> Slot:
    """Make a slot; ``place`` tells its noise from that of others, ``most`` is the largest number of rows."""
    source = np.random.default_rng([_SEED, place])
    nulls = spec.nullable and _holds_null(spec.target) and all(rule.check.ignore_na for rule in spec.rules)
    nulls = nulls and (pool is None or not len(pool.cover))
    touches = np.zeros(0, np.int64)
    noise = np.zeros((LEVELS - 1, PERIOD), np.int64)
    if pool is not None:
        listed = [pool.plain, *([-1] if nulls else []), *pool.edges, *pool.ladder[:8], *pool.ordinary, *pool.wild]
        touches = np.array(list(dict.fromkeys(int(code) for code in listed)), np.int64)
        noise[0] = source.choice(pool.ordinary, PERIOD)
        mixed = np.where(
            source.random(PERIOD) < 1 / 2, source.choice(pool.edges, PERIOD), source.choice(pool.wild, PERIOD)
        )
        noise[1] = np.where(source.random(PERIOD) < 1 / 4, source.choice(pool.ordinary, PERIOD), mixed)
        noise[source.random(noise.shape) < _PLAIN_SHARE] = pool.plain
    return Slot(
        spec=spec,
        label=label,
        pool=pool,
        own=own,
        noise=np.tile(noise, most // PERIOD + 2),
        chances=np.tile(source.random(PERIOD), most // PERIOD + 2),
        touches=touches,
        nulls=nulls,
        # pandera 0.35 crashes on a column of decimals that are all null, unless the index is the default one.
        anchored=nulls and type(spec.judge).__name__ == "Decimal",
        digit=presence[0],
        least=presence[1],
    )


def _holds_null(target: Any) -> bool:
    return not isinstance(target, np.dtype) or target.kind in "fcMmOUT"


def filled(pool_values: Any, codes: Codes) -> Any:
    """Return the values of the codes, null where a code is -1."""
    if not isinstance(pool_values, np.ndarray):
        return pool_values.take(codes, allow_fill=True)
    values = pool_values[codes]
    missing = codes < 0
    if missing.any():
        kind = values.dtype.kind
        values[missing] = np.nan if kind in "fc" else np.array("NaT", values.dtype) if kind in "Mm" else None
    return values
