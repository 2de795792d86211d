"""Levels that jump by a factor: for one bar, for a few, or for good."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import cells, next_asset, nth, pick
from .placing import Rows, calm, growth, rescaled, starts

__all__ = ["BadTickSpike", "LevelShift", "UnitSwitch", "refuse_unless_factor"]

_LONGER = 10
_LEAST_FACTOR, _MOST_FACTOR = 1e-6, 1e6  # beyond, a jump cannot be told from a total loss


def refuse_unless_factor(name: str, factor: float) -> None:
    """Refuse a factor that changes nothing, or more than a level can change.

    Raises
    ------
    ValueError
        If it is not from 1e-6 to 1e6, or is 1.
    """
    if not _LEAST_FACTOR <= factor <= _MOST_FACTOR or factor == 1.0:
        msg = f"{name}={factor!r}: a level is multiplied by anything from 1e-6 to 1e6 except 1, such as 100.0"
        raise ValueError(msg)


def _refuse_unless_factors(factors: tuple[float, ...]) -> None:
    if not factors:
        msg = "factors=(): give at least one, such as (10.0, 100.0)"
        raise ValueError(msg)
    for factor in factors:
        refuse_unless_factor("factors", factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadTickSpike(Applicable):
    """One price that is a multiple of what it was, and back with the next: a bad tick, or a fat finger.

    Of returns, two in a row are wrong, and together they say what they said before: (1 + r)(1 + s) stays. ASAI.L has
    such bars by the hour. ``factors``: what the price is multiplied by.

    Raises
    ------
    ValueError
        If ``factors`` is empty, or one of them is not from 1e-6 to 1e6, or is 1.
    """

    factors: tuple[float, ...] = (10.0, 0.1, 100.0, 0.01, 1000.0, 0.001)

    name = "bad_tick_spike"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def __post_init__(self) -> None:
        """Refuse factors that are none."""
        _refuse_unless_factors(self.factors)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Multiply one price between two others, or the last of two."""
        factor = pick(self.factors, spot.size)

        def attempt(asset: int) -> Cells | None:
            seen = draft.observed(asset)
            moved = growth(draft, seen, asset)
            if moved is None or len(seen) < 2:  # noqa: PLR2004 - there and back
                return None
            quiet = calm(moved, factor)
            if draft.reading.holds == "returns":
                places = starts(draft, seen, asset, 2)
                places = places[quiet[places] & quiet[places + 1]]
                if not len(places):
                    return None
                place = nth(places, spot)
                there, back = moved[place] * factor - 1.0, moved[place + 1] / factor - 1.0
                return cells(draft, seen[place : place + 2], asset, np.array([there, back]))
            # The bars on both sides stay as they are, or nobody could see the way there and back.
            beside = 1 if len(seen) == 2 else 2  # noqa: PLR2004 - of two, the last
            places = starts(draft, seen, asset, beside + 1) + 1
            places = places[quiet[places] & quiet[np.minimum(places + 1, len(seen) - 1)]]
            if not len(places):
                return None
            place = nth(places, spot)
            return rescaled(draft, seen[[place]], asset, factor, claims=seen[place - 1 : place + 2])

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShift(Applicable):
    """A level that jumps by a power of ten and stays there: a decimal error in everything before.

    Of returns, one is wrong: ``factor * (1 + r) - 1``. AET.L, SSW.JO and ORBIGG.JO have it. ``factors`` holds no 0.1:
    a loss of 90 % on one day is legal, and nothing in the returns tells the two apart.

    Raises
    ------
    ValueError
        If ``factors`` is empty, or one of them is not from 1e-6 to 1e6, or is 1.
    """

    factors: tuple[float, ...] = (10.0, 100.0, 1000.0, 1e4, 0.01, 0.001, 1e-4)

    name = "level_shift"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def __post_init__(self) -> None:
        """Refuse factors that are none."""
        _refuse_unless_factors(self.factors)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Change the return of one session that has another before it, or divide all prices before one."""
        factor = pick(self.factors, spot.size)

        def attempt(asset: int) -> Cells | None:
            seen = draft.observed(asset)
            moved = growth(draft, seen, asset)
            if moved is None:
                return None
            free = ~draft.claimed[seen, asset]
            if draft.reading.holds == "prices":
                free = np.logical_and.accumulate(free)
            places = np.flatnonzero(free & calm(moved, factor))
            places = places[places > 0]
            if not len(places):
                return None
            place = nth(places, spot)
            if draft.reading.holds == "returns":
                return cells(draft, seen[[place]], asset, np.array([moved[place] * factor - 1.0]))
            return rescaled(draft, seen[:place], asset, 1.0 / factor, claims=seen[: place + 1])

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSwitch(Applicable):
    """Prices that change their unit, pence for pounds, for two bars or more, and back; up to three times.

    Of returns, those are wrong on which the unit switches. AET.L has 14 such rows, SSW.JO 22, and LSC.L switches 14
    times. ``factor``: how many of the one unit make one of the other; 1000 for Kuwaiti fils.

    Raises
    ------
    ValueError
        If ``factor`` is not from 1e-6 to 1e6, or is 1.
    """

    factor: float = 100.0

    name = "unit_100x_block"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.RETURNS
    needs = Needs(sessions=3)

    def __post_init__(self) -> None:
        """Refuse a factor that is none."""
        refuse_unless_factor("factor", self.factor)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Switch the unit at equal distances; once and for two bars where there is no room for more."""
        factor = self.factor if spot.size % 2 == 0 else 1.0 / self.factor
        blocks, length = 1 + spot.size // 2 % 3, 2 + spot.size // 6 * _LONGER

        def attempt(asset: int) -> Cells | None:
            for count, rows in ((blocks, length), (1, 2)):
                edit = self._switched(draft, spot, asset, factor, np.arange(2 * count) * rows)
                if edit is not None:
                    return edit
            return None

        return next_asset(draft, spot, attempt)

    def _switched(self, draft: Draft, spot: Spot, asset: int, factor: float, switches: Rows) -> Cells | None:
        """Multiply from the first switch to the second, from the third to the fourth, and so on."""
        seen = draft.observed(asset)
        moved = growth(draft, seen, asset)
        if moved is None:
            return None
        span = int(switches[-1])
        prices = draft.reading.holds == "prices"
        # A block of prices needs one before it, and may last until the end; hence one entry for what comes after it.
        places = np.arange(1, len(seen) - span + 1) if prices else np.arange(len(seen) - span)
        quiet = np.append(calm(moved, factor), True)
        taken = np.append(draft.claimed[seen, asset], False)
        if prices:
            blocked = np.concatenate([[0], np.cumsum(taken)])
            places = places[blocked[places + span + 1] == blocked[places - 1]] if len(places) else places
        else:
            places = places[~taken[places[:, None] + switches].any(axis=1)]
        places = places[quiet[places[:, None] + switches].all(axis=1)]
        if not len(places):
            return None
        at = nth(places, spot) + switches
        if not prices:
            turned = np.where(np.arange(len(at)) % 2 == 0, factor, 1.0 / factor)
            return cells(draft, seen[at], asset, moved[at] * turned - 1.0)
        rows = np.concatenate([seen[start:end] for start, end in zip(at[::2], at[1::2], strict=True)])
        return rescaled(draft, rows, asset, factor, claims=seen[at[0] - 1 : at[-1] + 1])
