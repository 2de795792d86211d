"""Bars that contradict themselves, that are not over yet, and those that only look unlike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, cells, next_asset, nth, pick
from .beyond import beyond, held
from .placing import OHLC, growth

__all__ = ["FlatFundBar", "OhlcViolation", "PartialLastBar"]

_CENT, _SHARE = 0.01, 0.01
_WRONG = tuple((field, by) for by in ("share", "cent", "float") for field in ("high", "low", "close"))
_TAKEN = (0.5, 0.1, 0.9, 0.01)
_FLAT_MOVE = 0.05  # a close that moves further without volume is volume_zero_move


@dataclass(frozen=True, slots=True, kw_only=True)
class OhlcViolation(Applicable):
    """A bar whose high is below its open or close, whose low is above one of them, or whose close is below its low.

    By one per cent, by a cent, or by one float: rounding each field on its own does it, so 16 of 44 clean daily files
    have such rows, ELCO.L 309 of 665.
    """

    name = "ohlc_violation"
    layer = Layer.TIER2
    response = Response.DROP_ROW
    evidence = Evidence.OHLCV
    needs = Needs(bars=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Change the high, the low or the close of one bar."""
        field, by = pick(_WRONG, spot.size)

        def attempt(asset: int) -> Cells | None:
            columns, column = draft.columns(asset, OHLC), draft.column(asset, field)
            rows = draft.free(draft.observed(asset), asset)
            if columns is None or column is None or not draft.numeric[columns].all() or not len(rows):
                return None
            opened, _, low, close = draft.values[rows[:, None], columns].T
            bounds = {"high": np.maximum(opened, close), "low": np.minimum(opened, close), "close": low}[field]
            # Nothing but a price is put there, so that it stays a fault of one name.
            able = bounds > 2.0 * _CENT
            rows, bounds = rows[able], bounds[able]
            if not len(rows):
                return None
            place = min(spot.row, len(rows) - 1)
            bound, sign = float(bounds[place]), 1.0 if field == "low" else -1.0
            off = {"share": bound * _SHARE, "cent": _CENT, "float": 0.0}[by]
            value = beyond(held(draft, column), bound + sign * off, bound, above=field == "low")
            return None if value is None else cells(draft, rows[[place]], asset, np.array([value]), field=field)

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialLastBar(Applicable):
    """A last bar that was taken while the session was going on: a share of the volume, a close that is none yet.

    Nothing in the bar says so; whoever loads it again later gets another one (ccxt#12855, freqtrade#1715).
    """

    name = "partial_last_bar"
    layer = Layer.TIER2
    response = Response.DROP_ROW
    evidence = Evidence.HISTORY
    needs = Needs(bars=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Scale the volume of the last bar of one asset, and move its close to the middle of its range."""
        taken = pick(_TAKEN, spot.size)

        def attempt(asset: int) -> Cells | None:
            fields = ["high", "low", "close", "volume"]
            fields += ["adj_close"] if draft.column(asset, "adj_close") is not None else []
            columns, seen = draft.columns(asset, fields), draft.observed(asset)
            if columns is None or not len(seen) or not draft.numeric[columns].all():
                return None
            row = seen[-1:]
            if not len(draft.free(row, asset)) or draft.reading.kind == "plain":
                return None
            high, low, close, volume, *adjusted = draft.values[row[0], columns].tolist()
            # The range spans the close that was to come; only where it has no inside does the close stay.
            middle = low + taken * (high - low)
            traded = math.floor(volume * taken)
            if not 0 <= traded < volume or not close > 0.0:
                return None
            told = [middle, float(traded), *(old * middle / close for old in adjusted)]
            return block(draft, row, asset, fields[2:], np.array([told]))

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatFundBar(Applicable):
    """A legal control: bars with one price and no volume, as funds have them on every row (DODFX, JENYX, VWILX)."""

    name = "flat_fund_bar"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.OHLCV
    needs = Needs(bars=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Flatten one bar of an asset, or at unlike sizes all of them, and take the volume away; closes stay."""

        def attempt(asset: int) -> Cells | None:
            fields = ("open", "high", "low", "volume")
            columns, seen = draft.columns(asset, fields), draft.observed(asset)
            moved = growth(draft, seen, asset)
            if columns is None or moved is None or not draft.numeric[columns].all():
                return None
            free = ~draft.claimed[seen, asset]
            # With another close before it, the bar might move after all.
            able = (np.abs(moved - 1.0) <= _FLAT_MOVE) & free & np.append(True, free)[:-1]
            opened, high, low, volume = draft.values[seen[:, None], columns].T
            able &= low > 0.0
            unlike = able & ((high != low) | (opened != high) | (volume != 0.0))
            places = np.flatnonzero(unlike)
            if not len(places):
                return None
            place = nth(places, spot)
            everywhere = spot.size % 2 == 1 and bool(able.all())
            rows = seen if everywhere else seen[[place]]
            claims = seen if everywhere else seen[max(place - 1, 0) : place]
            close = draft.values[rows, int(draft.column(asset) or 0)]
            flat = np.stack([close, close, close, np.zeros(len(rows))], axis=1)
            return block(draft, rows, asset, fields, flat, claims=claims)

        return next_asset(draft, spot, attempt)
