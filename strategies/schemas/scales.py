"""Dtypes whose values stand in a row: each value has a whole number, and the next value has the next one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import numpy as np

__all__ = ["Scale", "decimal_scale", "float_scale", "integer_scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A dtype as a range of ordinals.

    ``below``: the ordinal of the largest value that is not above the given one, and whether they are equal.
    ``raw``: the value of an ordinal. ``plain``: the ordinal of the plainest value. ``steps``: distances that make
    plain ladders, the plainest first, as ordinals. ``spread``: how far from the plainest value ordinary values
    lie, ``fine`` what they are multiples of. ``landmarks``: ordinals where code is known to break.
    """

    low: int
    high: int
    below: Callable[[Any], tuple[int, bool]]
    raw: Callable[[int], Any]
    plain: int
    steps: tuple[int, ...]
    spread: int
    fine: int
    landmarks: tuple[int, ...]


def _infinite(value: Any, low: int, high: int) -> tuple[int, bool] | None:
    if isinstance(value, (float, np.floating)) and not math.isfinite(cast("float", value)):
        if math.isnan(cast("float", value)):
            message = "NaN bounds nothing"
            raise ValueError(message)
        return (high, False) if value > 0 else (low - 1, False)
    return None


def integer_scale(low: int, high: int) -> Scale:
    """Return the scale of an integer dtype with these limits."""
    powers = (7, 8, 15, 16, 31, 32, 53, 63)
    landmarks = [0, 1, -1, 2, 10]
    landmarks += [sign * 2**power + more for power in powers for sign in (1, -1) for more in (-1, 0, 1)]

    def below(value: Any) -> tuple[int, bool]:
        floor = math.floor(value)
        return floor, floor == value

    return Scale(
        low=low,
        high=high,
        below=lambda value: _infinite(value, low, high) or below(value),
        raw=int,
        plain=0,
        steps=(1,),
        spread=100,
        fine=1,
        landmarks=tuple(landmarks),
    )


def decimal_scale(digits: int, places: int) -> Scale:
    """Return the scale of decimals with so many digits, so many of them after the point."""
    most, unit = 10**digits - 1, 10**places

    def below(value: Any) -> tuple[int, bool]:
        # As a fraction, since the context's precision would round what has more digits.
        numerator, denominator = (
            value if isinstance(value, (int, float, Decimal)) else Decimal(str(value))
        ).as_integer_ratio()
        scaled, rest = divmod(numerator * unit, denominator)
        return scaled, rest == 0

    def raw(ordinal: int) -> Decimal:
        sign, figures = int(ordinal < 0), tuple(int(figure) for figure in str(abs(ordinal)))
        return Decimal((sign, figures, -places))

    steps = tuple(dict.fromkeys(unit // 10**power or 1 for power in range(places + 1)))
    return Scale(
        low=-most,
        high=most,
        below=lambda value: _infinite(value, -most, most) or below(value),
        raw=raw,
        plain=0,
        steps=steps,
        spread=min(100 * unit, most),
        fine=1,
        landmarks=(0, 1, -1, unit, -unit, unit - 1, 10 * unit, most // 10),
    )


def float_scale(dtype: np.dtype[Any]) -> Scale:
    """Return the scale of a float dtype: its finite values from the lowest to the highest; -0.0 is none of them."""
    width = dtype.itemsize
    whole = np.dtype(f"i{width}")
    cast_to = cast("Callable[[Any], Any]", dtype.type)

    def ordinal(value: Any) -> int:
        bits = int(np.array(value, dtype).view(whole))
        # Negative floats count their magnitude up from the lowest integer.
        return bits if bits >= 0 else -(bits - int(np.iinfo(whole).min))

    def raw(number: int) -> Any:
        bits = number if number >= 0 else int(np.iinfo(whole).min) - number
        return np.array(bits, whole).view(dtype)[()]

    top = ordinal(np.finfo(dtype).max)

    def below(value: Any) -> tuple[int, bool]:
        with np.errstate(over="ignore"):
            near = cast_to(value)
        if not np.isfinite(near):
            return (top, False) if near > 0 else (-top - 1, False)
        number = ordinal(near)
        exact = float(near) == value
        return (number, exact) if float(near) <= value else (number - 1, False)

    ends: Sequence[float] = (
        1.0,
        -1.0,
        0.1,
        -0.1,
        0.5,
        1e-3,
        1e-12,
        1e6,
        2.0**24 + 1,
        2.0**53,
        2.0**53 + 2,
        1e16,
        1e100,
    )
    with np.errstate(over="ignore", under="ignore"):
        landmarks = [ordinal(cast_to(value)) for value in ends if np.isfinite(cast_to(value))]
    landmarks += [1, -1, ordinal(np.finfo(dtype).tiny), ordinal(np.finfo(dtype).eps)]
    return Scale(
        low=-top,
        high=top,
        below=lambda value: _infinite(value, -top, top) or below(value),
        raw=raw,
        plain=0,
        steps=(1,),
        spread=100,
        fine=1,
        landmarks=tuple(landmarks),
    )
