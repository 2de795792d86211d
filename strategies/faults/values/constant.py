"""Columns that say less than they should: always the same, or rounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import cells, next_asset, nth, pick
from .placing import Floats, whole

__all__ = ["ConstColumn", "NoiseQuantise", "Precision"]

Precision = Literal["float32", "float16", "3dp", "2dp"]

_STEADY = (0.05, 0.02, -0.02, 0.5, 1.0)
"""What no asset returns on every session; a money market fund may well return 0.001."""

_SHORT = 0.125


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstColumn(Applicable):
    """An asset that returns exactly the same on every session, and not zero: zero variance.

    The constant is 2 % or more. Less would be no fault that returns can show: a fund that accrues interest returns
    the same every day, and so does a quiet frame. Of a frame that is neither returns nor prices, a column becomes one
    of its own values. Prices that never move are ``stale_flatline_long``.
    """

    name = "const_column"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Make one asset that no other fault has touched constant."""
        if draft.reading.holds == "prices":
            return None

        def attempt(asset: int) -> Cells | None:
            column, seen = draft.column(asset), whole(draft, asset)
            if seen is None or column is None or len(seen) < self.needs.sessions or not draft.numeric[column]:
                return None
            values = draft.values[seen, column]
            constant = pick(_STEADY, spot.size)
            if draft.reading.holds == "anything":
                own = seen[values != 0.0]
                constant = draft.values[nth(own, spot), column] if len(own) else 0.0
            if constant == 0.0 or (values == constant).all():
                return None
            return cells(draft, seen, asset, np.full(len(seen), constant), claims=draft.rows(asset))

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseQuantise(Applicable):
    """All returns of an asset at a lower precision than they were computed with, as feeds of four bytes have them.

    Of prices nobody could tell: they come in ticks, which are as coarse (RRC in the 1990s).

    Parameters
    ----------
    to
        ``float32`` loses nothing that matters, so it is a legal control. ``float16`` keeps three digits, ``3dp`` and
        ``2dp`` so many decimal places: these are worth a warning. Decimal places have no place where no value or
        nothing but zeros would be left: in quiet frames, which return 0.001.

    Raises
    ------
    ValueError
        If ``to`` is none of the four.
    """

    to: Precision = "float16"

    layer = Layer.TIER2
    evidence = Evidence.RETURNS
    needs = Needs()

    def __post_init__(self) -> None:
        """Refuse an unknown precision."""
        if self.to not in get_args(Precision):
            msg = f"to={self.to!r}: a precision is one of {', '.join(map(repr, get_args(Precision)))}"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``noise_quantise``; ``noise_quantise_float32`` for the legal control."""
        return "noise_quantise_float32" if self.response is Response.PASS else "noise_quantise"

    @property
    def response(self) -> Response:
        """Nothing on ``float32``, else a warning."""
        return Response.PASS if self.to == "float32" else Response.WARN

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Round one asset that no other fault has touched."""
        if draft.reading.holds == "prices":
            return None

        def attempt(asset: int) -> Cells | None:
            column, seen = draft.column(asset), whole(draft, asset)
            if column is None or seen is None or not draft.holds_floats(column):
                return None
            values = draft.values[seen, column]
            rounded = self._rounded(values)
            # Of such numbers as 0.0, 0.5 and 5.0 nobody could say that they have been rounded.
            telling = rounded[rounded % _SHORT != 0.0]
            if not np.isfinite(rounded).all() or not (rounded != values).any() or not len(telling):
                return None
            return cells(draft, seen, asset, rounded, claims=draft.rows(asset))

        return next_asset(draft, spot, attempt)

    def _rounded(self, values: Floats) -> Floats:
        with np.errstate(over="ignore"):
            match self.to:
                case "float32":
                    return values.astype(np.float32).astype(np.float64)
                case "float16":
                    return values.astype(np.float16).astype(np.float64)
                case "3dp":
                    return np.round(values, 3)
                case "2dp":
                    return np.round(values, 2)
