"""Volumes that do not fit their bar: none where somebody traded, or far too much."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import cells, next_asset, nth, pick
from .placing import growth, starts

__all__ = ["VolumeSpike", "VolumeZeroMove"]

_LEAST_WINDOW = 2  # of one bar there is no standard deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeZeroMove(Applicable):
    """No volume on a session on which the price moved: half of the four-hour bars of BTC-USD (yfinance#1934, #2686).

    It moved where the high is above the low, or the close more than ``move`` away from the one before.

    Raises
    ------
    ValueError
        If ``move`` is not above 0.
    """

    move: float = 0.05

    name = "volume_zero_move"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.OHLCV
    # The first bar of a quiet frame does not move.
    needs = Needs(sessions=2, bars=True)

    def __post_init__(self) -> None:
        """Refuse a move that is none."""
        if not self.move > 0.0:
            msg = f"move={self.move!r}: a close that moves does so by a share above 0, such as 0.05"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Take the volume of one bar away."""

        def attempt(asset: int) -> Cells | None:
            columns = draft.columns(asset, ("high", "low", "volume"))
            seen = draft.observed(asset)
            moved = growth(draft, seen, asset)
            if columns is None or moved is None:
                return None
            high, low, volume = draft.values[seen[:, None], columns].T
            moves = (high != low) | (np.abs(moved - 1.0) > self.move)
            rows = draft.free(seen[moves & (volume > 0.0)], asset)
            if not len(rows):
                return None
            zero = pick((0.0, -0.0), spot.size)
            return cells(draft, np.array([nth(rows, spot)]), asset, np.array([zero]), field="volume")

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeSpike(Applicable):
    """A volume more than ``sigmas`` standard deviations above the mean of the ``window`` sessions before it.

    A mean that counts the bar itself never sees it: of twenty-one values none is 4.4 deviations off.

    Raises
    ------
    ValueError
        If ``window`` is below 2, or ``sigmas`` is not above 0 and finite.
    """

    window: int = 20
    sigmas: float = 10.0

    name = "volume_spike"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.OHLCV

    def __post_init__(self) -> None:
        """Refuse a mean of nothing."""
        if self.window < _LEAST_WINDOW:
            msg = f"window={self.window!r}: it takes at least {_LEAST_WINDOW} sessions to tell a deviation, such as 20"
            raise ValueError(msg)
        if not 0.0 < self.sigmas < math.inf:
            msg = f"sigmas={self.sigmas!r}: a spike is above the mean by more than 0 deviations, such as 10.0"
            raise ValueError(msg)

    @property
    def needs(self) -> Needs:
        """The sessions of the mean, and one after them."""
        return Needs(sessions=self.window + 1, bars=True)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Raise the volume of one bar: far above the bound, or to the first whole number beyond."""

        def attempt(asset: int) -> Cells | None:
            column = draft.column(asset, "volume")
            seen = draft.observed(asset, "volume")
            if column is None or not draft.numeric[column]:
                return None
            # The bars of the mean stay as they are.
            places = starts(draft, seen, asset, self.window + 1) + self.window
            if not len(places):
                return None
            place = nth(places, spot)
            before = draft.values[seen[place - self.window : place], column]
            bound = float(before.mean() + self.sigmas * before.std(ddof=1))
            volumes = (2.0 * bound + 1.0, 10.0 * bound + 1.0, bound + 1.0, 1000.0 * bound + 1.0)
            value = math.floor(pick(volumes, spot.size))
            if not value > max(bound, draft.values[seen[place], column]):
                value = math.floor(volumes[0] + draft.values[seen[place], column])
            claims = seen[place - self.window : place]
            return cells(draft, seen[[place]], asset, np.array([float(value)]), field="volume", claims=claims)

        return next_asset(draft, spot, attempt)
