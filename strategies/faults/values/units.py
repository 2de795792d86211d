"""Numbers in another unit than their neighbours: single fields, or a whole history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, cells, next_asset, nth, pick
from .jumps import refuse_unless_factor
from .placing import OHLC, whole

__all__ = ["UnitMixup", "UnitPercent"]

_WRONG = (("close",), ("low", "close"), ("high",), ("low",), ("open",), ("open", "high"), ("high", "close"))
_OWN_SPREAD = 1.25  # a bar that spans more hides which of its fields are wrong

_PERCENT = 100.0
_LEAST_MOVE, _MOST_SESSIONS = 0.099, 0.8
"""Four of five sessions that move by ten per cent: no market does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMixup(Applicable):
    """Some of the four prices of a bar in another unit, pence among pounds; ASAI.L has it in low and close only.

    ``factor``: how many of the one unit make one of the other; 1000 for Kuwaiti fils. The wrong fields are too high or
    too low by it.

    Raises
    ------
    ValueError
        If ``factor`` is not from 1e-6 to 1e6, or is 1.
    """

    factor: float = 100.0

    name = "unit_100x_cell"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.OHLCV
    needs = Needs(bars=True)

    def __post_init__(self) -> None:
        """Refuse a factor that is none."""
        refuse_unless_factor("factor", self.factor)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Multiply or divide one field of one bar, or two; never all four."""
        fields = pick(_WRONG, spot.size // 2)
        factor = self.factor if spot.size % 2 == 0 else 1.0 / self.factor

        def attempt(asset: int) -> Cells | None:
            columns = draft.columns(asset, OHLC)
            wrong = draft.columns(asset, fields)
            if columns is None or wrong is None or not draft.numeric[columns].all():
                return None
            rows = draft.free(draft.observed(asset), asset)
            prices = draft.values[rows[:, None], columns]
            low, high = prices.min(axis=1), prices.max(axis=1)
            rows = rows[(low > 0.0) & (high <= low * _OWN_SPREAD)]
            if not len(rows):
                return None
            row = nth(rows, spot)
            return block(draft, np.array([row]), asset, fields, draft.values[[[row]], wrong] * factor)

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPercent(Applicable):
    """All returns of an asset in per cent: a hundred times too large.

    It only shows in how large a typical move is, so the history has at least ``sessions`` of them, and four of five
    of these are 9.9 % or more afterwards; a quiet frame moves by 10 % a session then, constantly.

    Raises
    ------
    ValueError
        If ``sessions`` is below 1.
    """

    sessions: int = 12

    name = "unit_percent"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.RETURNS

    def __post_init__(self) -> None:
        """Refuse a history that is none."""
        if self.sessions < 1:
            msg = f"sessions={self.sessions!r}: at least 1 session tells how large the moves are, such as 12"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """As many sessions as it takes to tell a unit."""
        return Needs(sessions=self.sessions)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Multiply all returns of one asset that no other fault has touched."""
        if draft.reading.holds != "returns":
            return None

        def attempt(asset: int) -> Cells | None:
            column, seen = draft.column(asset), whole(draft, asset)
            if seen is None or column is None or len(seen) < self.sessions or not draft.numeric[column]:
                return None
            told = draft.values[seen, column] * _PERCENT
            if np.mean(np.abs(told) >= _LEAST_MOVE) < _MOST_SESSIONS:
                return None
            return cells(draft, seen, asset, told, claims=draft.rows(asset))

        return next_asset(draft, spot, attempt)
