"""Dividends and capital gains of another size than the one by which the closes were adjusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .timeline import Event, events, from_the_spot, patched, rows_before

__all__ = ["DividendUnadjusted", "DividendUnit", "GainCountedTwice"]

_LEAST_SHARE = 1e-5  # of the close before: what an adjusted close must have followed, rounding aside
_NOTED = 0.2  # of the close before: what no price fails to follow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payout:
    """What an asset paid on one ex-date, as shares of the close before."""

    dividend: float
    gain: float
    close: float

    @property
    def factor(self) -> float:
        return 1.0 - self.dividend - self.gain


def _payout(draft: Draft, asset: int, event: Event) -> _Payout | None:
    """Return what was paid on the day of an event; None where the close before is no price."""
    close = float(draft.values[event.before, draft.column(asset, "close")])
    if not 0.0 < close < np.inf:
        return None
    shares: list[float] = []
    for field in ("dividend", "capital_gain"):
        column = draft.column(asset, field)
        paid = 0.0 if column is None else float(draft.values[event.row, column])
        shares.append(paid / close if np.isfinite(paid) else 0.0)
    return _Payout(dividend=shares[0], gain=shares[1], close=close)


def _at_an_event(
    draft: Draft, spot: Spot, field: str, attempt: Callable[[int, Event, _Payout], Cells | None]
) -> Cells | None:
    """Return the first edit that an attempt makes of an event of an asset that has an adjusted close."""

    def on_asset(asset: int) -> Cells | None:
        columns = draft.columns(asset, ("close", "adj_close", "dividend"))
        if columns is None or not draft.holds_floats(int(columns[1])):
            return None

        def at(event: Event) -> Cells | None:
            payout = _payout(draft, asset, event)
            return None if payout is None else attempt(asset, event, payout)

        return from_the_spot(events(draft, asset, field), spot, at)

    return next_asset(draft, spot, on_asset)


def _earlier(draft: Draft, asset: int, event: Event) -> NDArray[np.intp]:
    """Return the rows before an event that have an adjusted close."""
    rows = rows_before(draft, asset, event.row)
    return rows[~np.isnan(draft.values[rows, draft.column(asset, "adj_close")])]


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendUnadjusted(Applicable):
    """An adjusted close that knows nothing of a dividend (1398.HK, 8TRA.DE).

    Before the ex-date it is the close itself, or it lacks the factor of that day only.
    """

    name = "div_adj_missing"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Undo the adjustment before a dividend."""

        def undone(asset: int, event: Event, payout: _Payout) -> Cells | None:
            close, adjusted = (draft.values[:, draft.column(asset, field)] for field in ("close", "adj_close"))
            rows = _earlier(draft, asset, event)
            share = payout.dividend + payout.gain
            if not _LEAST_SHARE < share < 1.0:
                return None
            values = close[rows] if spot.size % 2 == 0 else adjusted[rows] / payout.factor
            written = {int(draft.column(asset, "adj_close") or 0): (rows, values)}
            return patched(draft, asset, written, claims=np.array([event.row]))

        return _at_an_event(draft, spot, "dividend", undone)


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendUnit(Applicable):
    """A dividend that is ``factor`` times too high or too low: pounds taken for pence (ABDP.L, ELCO.L, NVT.L, SCR.TO).

    The adjusted close stays as it was, or it follows a dividend that is too high: then only a payout of more than a
    fifth of the price, after which the price has not fallen, gives it away.

    Raises
    ------
    ValueError
        If ``factor`` is not above 1 and finite.
    """

    factor: float = 100.0

    name = "div_unit"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def __post_init__(self) -> None:
        """Refuse a factor that changes nothing."""
        if not 1.0 < self.factor < np.inf:
            msg = f"factor={self.factor!r}: a unit is more than 1 times another, such as 100.0"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Give a dividend in another unit."""
        times, follows = pick(((self.factor, False), (1.0 / self.factor, False), (self.factor, True)), spot.size)

        def mixed_up(asset: int, event: Event, payout: _Payout) -> Cells | None:
            _, adjusted, dividend = (
                int(draft.column(asset, field) or 0) for field in ("close", "adj_close", "dividend")
            )
            if abs(times - 1.0) * payout.dividend <= _LEAST_SHARE:
                return None
            written = {dividend: (np.array([event.row]), np.array([event.amount * times]))}
            claims = np.array([event.before])
            wrong = payout.dividend * times + payout.gain
            if follows and payout.dividend * times > _NOTED and wrong < 1.0:
                rows = _earlier(draft, asset, event)
                written[adjusted] = (rows, draft.values[rows, adjusted] * (1.0 - wrong) / payout.factor)
            return patched(draft, asset, written, claims=claims)

        return _at_an_event(draft, spot, "dividend", mixed_up)


@dataclass(frozen=True, slots=True, kw_only=True)
class GainCountedTwice(Applicable):
    """A capital gain that is part of the dividend of its day as well (DODFX, VWILX, JENYX; yfinance#2666)."""

    name = "cg_double_count"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Add a capital gain to the dividend of its day."""

        def added(asset: int, event: Event, payout: _Payout) -> Cells | None:
            dividend = int(draft.column(asset, "dividend") or 0)
            if payout.gain <= _LEAST_SHARE:
                return None
            total = np.array([payout.dividend * payout.close + event.amount])
            return patched(draft, asset, {dividend: (np.array([event.row]), total)}, claims=np.array([event.before]))

        return _at_an_event(draft, spot, "capital_gain", added)
