"""Prices that go on at another level: another company under the ticker, or another denomination of a token."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .timeline import PRICES, all_free, floating, from_the_spot, patched, rescaled, rows_from, sessions

__all__ = ["Redenomination", "TickerReuse"]

Rows = NDArray[np.intp]

# Sessions without a price, and by how much the price of the second company is that of the first.
_SPLICES = ((1, 15.44), (2, 0.05), (5, 15.44), (1, 4.0), (10, 0.25), (21, 1e4))
_EXPONENTS = (-2, 1, 2, -1, 3, -3, 4, -8)


@dataclass(frozen=True, slots=True, kw_only=True)
class TickerReuse(Applicable):
    """A ticker that another company takes over: prices, some sessions without any, and prices on another level.

    LUNA became LUNC and another token took its name; SCR.TO began anew with +1,444 % on 2023-10-05. The second company
    moves as the first did, on its own level.
    """

    name = "ticker_reuse"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.HISTORY
    needs = Needs(sessions=3)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Leave sessions of one asset empty, and move all that follows."""
        longest, factor = pick(_SPLICES, spot.size)
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            seen = sessions(draft, asset)
            gap = min(longest, len(seen) - 2)
            if gap < 1 or asset in draft.gapped:
                return None
            places = range(_undisturbed(draft, asset, seen) + 1, len(seen) - gap)
            return from_the_spot(
                places, spot, lambda place: self._spliced(draft, asset, seen[place - 1 :], gap, factor)
            )

        return next_asset(draft, spot, attempt)

    def _spliced(self, draft: Draft, asset: int, seen: Rows, gap: int, factor: float) -> Cells | None:
        """Return the edit; the first row is the last of the first company."""
        last, empty, begun = seen[:1], seen[1 : gap + 1], int(seen[gap + 1])
        columns = np.array(sorted(draft.reading.fields[asset].values()), np.intp)
        if not floating(draft, asset):
            return None
        # Of returns only the first one leads from one level to the other.
        later = np.array([begun]) if draft.reading.holds == "returns" else rows_from(draft, asset, begun)
        rows = np.sort(np.concatenate([empty, later]))
        if not all_free(draft, np.append(rows, last), asset):
            return None
        returned = draft.column(asset, "return")
        if returned is not None and draft.values[begun, returned] == -1.0:
            return None  # of a price of nothing there is no other level
        values = draft.values[rows[:, None], columns].copy()
        values[np.isin(rows, empty)] = np.nan
        for field, column in draft.reading.fields[asset].items():
            place = int(np.searchsorted(columns, column))
            if field == "return":
                values[:, place] = (1.0 + values[:, place]) * factor - 1.0
            elif field in PRICES:
                values[:, place] *= factor
            elif field == "volume":
                values[:, place] /= factor
                if draft.kind_of(column) in "iu":
                    values[:, place] = np.round(values[:, place])
        return Cells(rows=rows, columns=columns, values=values, assets=(asset,), claims=last, gap=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redenomination(Applicable):
    """Prices that are a power of ten times higher or lower from some session on, with volumes the other way round.

    A new DOT was a hundredth of an old one. No split says so, and of returns it is one jump.
    """

    name = "redenomination"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.ACTIONS
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Scale what follows a session of one asset."""
        factor = 10.0 ** pick(_EXPONENTS, spot.size)
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            seen = sessions(draft, asset)
            column, split = int(draft.column(asset) or 0), draft.column(asset, "split")

            def scaled(place: int) -> Cells | None:
                before, row = seen[place - 1 : place], int(seen[place])
                if split is not None and draft.values[row, split] > 0.0:
                    return None
                if draft.reading.holds == "prices":
                    if _jumps(draft.values[row, column] / draft.values[before[0], column]):
                        return None
                    return rescaled(draft, asset, rows_from(draft, asset, row), factor, claims=before)
                gross = 1.0 + draft.values[row, column]
                if _jumps(gross) or not floating(draft, asset):
                    return None
                return patched(
                    draft, asset, {column: (np.array([row]), np.array([gross * factor - 1.0]))}, claims=before
                )

            return from_the_spot(range(_undisturbed(draft, asset, seen) + 1, len(seen)), spot, scaled)

        return next_asset(draft, spot, attempt)


def _undisturbed(draft: Draft, asset: int, seen: Rows) -> int:
    """Return the first session from which on prices may be written; of returns only single ones are."""
    claimed = np.flatnonzero(draft.claimed[seen, asset])
    return int(claimed[-1]) + 1 if len(claimed) and draft.reading.holds == "prices" else 0


def _jumps(gross: float) -> bool:
    """Whether a price moves so much that a change by a power of ten would not stand out."""
    return not 0.0 < gross < math.inf or abs(math.log10(gross)) >= 0.5  # noqa: PLR2004 - half-way
