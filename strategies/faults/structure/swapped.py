"""Values under each other's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, next_asset

__all__ = ["Swap", "SwappedColumns"]

Rows = NDArray[np.intp]
Swap = Literal["fields", "assets"]

_BAR = ("open", "high", "low", "close")
# The position in open, high, low, close of what stands under each of the four; open for close would not be seen.
_ORDERS = ((0, 2, 1, 3), (0, 3, 1, 2), (1, 0, 2, 3), (3, 0, 1, 2), (2, 1, 0, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class SwappedColumns(Applicable):
    """Values under wrong names: the ``fields`` of a bar in another order, or two ``assets`` for each other.

    Bitfinex sends open, close, high, low (ccxt-dev#374); Jenga calls it swapped values, REIN cell swapping. Fields
    are only permuted where a bar shows it, by a low above or a high below one of the others; that one asset stands
    for another is seen by somebody who has the values of one of them.

    Raises
    ------
    ValueError
        If ``swap`` is neither of the two.
    """

    swap: Swap = "fields"

    layer = Layer.TIER2
    response = Response.DROP

    def __post_init__(self) -> None:
        """Refuse an unknown swap."""
        if self.swap not in get_args(Swap):
            msg = f"swap={self.swap!r}: it is the 'fields' of a bar that are swapped, or two 'assets'"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``col_order_swap``, or ``col_order_swap_assets``."""
        return "col_order_swap" if self.swap == "fields" else "col_order_swap_assets"

    @property
    def evidence(self) -> Evidence:
        """The bar itself, or another source."""
        return Evidence.OHLCV if self.swap == "fields" else Evidence.SECOND_SOURCE

    @property
    def needs(self) -> Needs:
        """Two bars, as the first of a quiet frame has four equal prices; or two assets."""
        return Needs(bars=True, sessions=2) if self.swap == "fields" else Needs(assets=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Swap columns that no other fault has touched."""
        if self.swap == "assets":
            return next_asset(draft, spot, lambda asset: _with_another(draft, asset, spot))
        return next_asset(draft, spot, lambda asset: _permuted(draft, asset, spot))


def _permuted(draft: Draft, asset: int, spot: Spot) -> Cells | None:
    columns = draft.columns(asset, _BAR)
    if columns is None or not draft.numeric[columns].all() or not draft.untouched(asset):
        return None
    rows = draft.rows(asset)
    bars = draft.values[np.ix_(rows, columns)]
    for step in range(len(_ORDERS)):
        found = bars[:, _ORDERS[(spot.size + step) % len(_ORDERS)]]
        if _impossible(found).any():
            return block(draft, rows, asset, _BAR, found)
    return None


def _impossible(bars: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the bars whose high is not the highest, or whose low is not the lowest."""
    first, high, low, last = bars.T
    return (high < np.fmax(first, last)) | (low > np.fmin(first, last)) | (high < low)


def _with_another(draft: Draft, asset: int, spot: Spot) -> Cells | None:
    """Swap the values of two assets of a wide frame; None where nothing tells them apart."""
    if draft.reading.kind not in ("wide", "plain"):
        return None
    own, count = draft.column(asset), len(draft.names)
    for step in range(count - 1):
        other = (asset + 1 + (spot.size + step) % (count - 1)) % count
        column = draft.column(other)
        if own is None or column is None or draft.frame.dtypes.iloc[own] != draft.frame.dtypes.iloc[column]:
            continue
        pair = np.array([own, column])
        apart = draft.values[:, pair]
        if not draft.numeric[pair].all() or not (draft.untouched(asset) and draft.untouched(other)):
            continue
        if not np.array_equal(apart[:, 0], apart[:, 1], equal_nan=True):
            rows = np.arange(len(apart))
            return Cells(rows=rows, columns=pair, values=apart[:, ::-1].copy(), assets=(asset, other))
    return None
