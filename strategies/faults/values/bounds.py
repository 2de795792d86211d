"""Returns beyond what is possible, and those just within it."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import pick
from .beyond import beyond, within
from .placing import one_return

__all__ = ["ExtremeReturn", "LegalExtreme", "ReturnBelowMinusOne"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtremeReturn(Applicable):
    """One return above a bound: by a whole, by 0.0001, by one float, and up to 1e7 and beyond.

    Files of prices hold them after unit switches and mixed-up symbols; PAXG once showed +235 million %.

    Raises
    ------
    ValueError
        If ``above`` (simple return; 5.0 is +500 %) is negative or not finite.
    """

    above: float = 5.0

    name = "toxic_return"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs()

    def __post_init__(self) -> None:
        """Refuse a bound that leaves no return above it, or none that is possible below."""
        if not 0.0 <= self.above < sys.float_info.max:
            msg = f"above={self.above!r}: the bound is a simple return of at least 0 with one above it, such as 5.0"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace the return of one session."""
        bound, least = self.above, math.nextafter(self.above, math.inf)
        values = (bound + 1.0, bound + 1e-4, least, 3.0 * bound, 20.0 * bound, 1e4 + bound, 1e7 + bound)
        value = pick(values, spot.size)
        # Next to a bound of 1e300 some of them are no longer finite.
        value = value if math.isfinite(value) else least
        return one_return(draft, spot, lambda dtype: beyond(dtype, value, bound))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnBelowMinusOne(Applicable):
    """One return below -100 %: more than everything was lost.

    The values -9.33 and -88.7 are those of LSC.L and SSNLF, whose adjusted prices turn negative.
    """

    name = "ret_below_-1"
    layer = Layer.TIER1
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace the return of one session."""
        values = (-1.5, -1.0001, math.nextafter(-1.0, -math.inf), -2.0, -9.33, -88.7)
        value = pick(values, spot.size)
        return one_return(draft, spot, lambda dtype: beyond(dtype, value, -1.0, above=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalExtreme(Applicable):
    """A legal control: a return on a bound, a true extreme, a negative zero, or a subnormal number.

    +179 % is XRP on 2017-04-02, -72.8 % ETH on 2015-08-08; +173 % in an hour, +145 %, +55 %, +53 %, -67 % and -15 %
    have happened as well. Zero is a return like any other on a session.

    Raises
    ------
    ValueError
        If ``highest`` is not above ``lowest``, or ``lowest`` is below -1.
    """

    highest: float = 5.0
    lowest: float = -1.0

    name = "legal_extreme"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.RETURNS
    needs = Needs()

    def __post_init__(self) -> None:
        """Refuse bounds between which zero is no legal return."""
        if not (-1.0 <= self.lowest < 0.0 < self.highest < math.inf):
            msg = f"lowest={self.lowest!r}, highest={self.highest!r}: needed is -1 <= lowest < 0 < highest < inf"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace the return of one session."""
        seen = (1.79, -0.728, 1.45, 1.73, 0.53, -0.67, 0.55, -0.15)
        possible = [value for value in seen if self.lowest <= value <= self.highest]
        values = (self.highest, self.lowest, 0.0, -0.0, 5e-324, -5e-324, 2.2e-308, *possible)
        # A column of integers holds few of them.
        for step in range(len(values)):
            value = pick(values, spot.size + step)
            edit = one_return(draft, spot, lambda dtype, value=value: within(dtype, value, self.lowest, self.highest))
            if edit is not None:
                return edit
        return None
