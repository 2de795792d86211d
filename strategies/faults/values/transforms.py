"""Returns that are another function of the prices than they should be, or that of another day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import cells, next_asset, nth
from .placing import whole

__all__ = ["LogVsSimple", "LookaheadShift", "SignFlip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogVsSimple(Applicable):
    """Logarithmic returns of one asset among simple ones; only another source of the same returns tells."""

    name = "log_vs_simple"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.SECOND_SOURCE
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Replace all returns of one asset that no other fault has touched."""
        if draft.reading.holds != "returns":
            return None

        def attempt(asset: int) -> Cells | None:
            column, seen = draft.column(asset), whole(draft, asset)
            if seen is None or column is None or not draft.numeric[column]:
                return None
            simple = draft.values[seen, column]
            # A total loss has no logarithm, and would be a fault of another name.
            if not (simple > -1.0).all():
                return None
            told = np.log1p(simple)
            if (told == simple).all():
                return None
            return cells(draft, seen, asset, told, claims=draft.rows(asset))

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFlip(Applicable):
    """Returns of a few sessions in a row with the wrong sign.

    Nothing in the returns shows it: they are as large as before. Whoever has the prices, or another source, sees it.
    """

    name = "sign_flip"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.NOTHING
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Flip ``size`` + 1 returns, or fewer where one of them would be a loss of more than everything."""
        if draft.reading.holds != "returns":
            return None

        def attempt(asset: int) -> Cells | None:
            column, seen = draft.column(asset), draft.observed(asset)
            if column is None or not draft.numeric[column]:
                return None
            values = draft.values[seen, column]
            able = ~draft.claimed[seen, asset] & (values <= 1.0)
            # Zero has no sign that matters.
            places = np.flatnonzero(able & (values != 0.0))
            if not len(places):
                return None
            start = nth(places, spot)
            ends = np.flatnonzero(~able[start:])
            length = min(spot.size + 1, *ends[:1], len(seen) - start)
            run = slice(start, start + length)
            return cells(draft, seen[run], asset, -values[run])

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookaheadShift(Applicable):
    """An asset whose sessions hold the values of other sessions: those of the next, or of the one before.

    This is ``shift(-1)`` or ``shift(1)`` over the sessions of one asset (tvdatafeed#84, Lean#5266); on one end a
    session is left without a value. Another source tells, or an asset that moves along with it.

    Parameters
    ----------
    by
        By how many sessions: -1 tells tomorrow's value today, 1 yesterday's.

    Raises
    ------
    ValueError
        If ``by`` is 0.
    """

    by: int = -1

    name = "lookahead_shift"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.SECOND_SOURCE

    def __post_init__(self) -> None:
        """Refuse a shift that is none."""
        if self.by == 0:
            msg = "by=0: values are shifted by at least one session, such as -1"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """One session more than are left without a value."""
        return Needs(sessions=abs(self.by) + 1)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Shift all fields of one asset that no other fault has touched; by as much the other way at odd sizes."""
        by = self.by if spot.size % 2 == 0 else -self.by
        if draft.reading.kind == "plain":
            return None

        def attempt(asset: int) -> Cells | None:
            columns = np.array(sorted(draft.reading.fields[asset].values()), np.intp)
            seen = whole(draft, asset)
            if seen is None or len(seen) <= abs(by) or asset in draft.gapped or not draft.numeric[columns].all():
                return None
            values = draft.values[seen[:, None], columns]
            shifted = np.full_like(values, np.nan)
            if by > 0:
                shifted[by:] = values[:-by]
            else:
                shifted[:by] = values[-by:]
            return Cells(
                rows=seen, columns=columns, values=shifted, assets=(asset,), claims=draft.rows(asset), gap=True
            )

        return next_asset(draft, spot, attempt)
