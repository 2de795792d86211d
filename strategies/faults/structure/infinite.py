"""Numbers that are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import cells, next_asset, nth

__all__ = ["Infinite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Infinite(Applicable):
    """One infinite value: what dividing by a price of zero leaves (SSNLF: 600 cells of its adjusted close).

    Raises
    ------
    ValueError
        If ``sign`` is neither 1 nor -1.
    """

    sign: Literal[1, -1] = 1

    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs()

    def __post_init__(self) -> None:
        """Refuse another sign."""
        if self.sign not in (1, -1):
            msg = f"sign={self.sign!r}: an infinite value is positive (1) or negative (-1)"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``inf_pos`` or ``inf_neg``."""
        return "inf_pos" if self.sign > 0 else "inf_neg"

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace one value."""

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset)
            # Only what is stored as a float can be infinite.
            if column is None or not draft.holds_floats(column):
                return None
            rows = draft.free(draft.observed(asset), asset)
            if not len(rows):
                return None
            return cells(draft, np.array([nth(rows, spot)]), asset, np.array([self.sign * np.inf]))

        return next_asset(draft, spot, attempt)
