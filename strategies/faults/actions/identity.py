"""Two assets under one name, or one under two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth, pick
from .timeline import PRICES, apart, floating, patched, sessions

__all__ = ["CrossSymbol", "SeriesCopy"]

Rows = NDArray[np.intp]

_JUMPS = (9.0, 1576.39, 0.5, -0.9, 99.0, -0.5)
_UNITS = (10.0, 100.0, 0.1, 1577.39, 0.01)
_SAME_LEVEL = 1.25  # as far as this, a move from one level to the other is an ordinary day
_SAME_RETURN = 0.3
_BACK_AND_ON = 3  # a session before the jump, its own, and one that follows the other asset


def _others(draft: Draft, asset: int) -> Iterator[int]:
    """Return the other assets, the next one first."""
    count = len(draft.names)
    return ((asset + step) % count for step in range(1, count))


def _counterparts(draft: Draft, rows: Rows, other: int) -> Rows:
    """Return the rows on which another asset has the same timestamps and a value; -1 where it has none."""
    codes, stamps = draft.reading.codes, draft.reading.stamps
    column = draft.column(other)
    if column is None:
        return np.full(len(rows), -1, np.intp)
    found = rows.copy()
    if codes is not None and stamps is not None:
        own = np.flatnonzero(codes == other)
        at = dict(zip(stamps.asi8[own].tolist(), own.tolist(), strict=True))
        found = np.array([at.get(stamp, -1) for stamp in stamps.asi8[rows].tolist()], np.intp)
    return np.where((found >= 0) & draft.present(column)[found], found, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSymbol(Applicable):
    """From some session on, an asset has the prices of another: a race between two downloads (yfinance#2557, #2746).

    Of returns this is one jump, to the level of the other, and its returns from then on; ADA once took the range of
    BNB in 22 files, a return of +157,639 %. Where the two stand on one level anyway, the prices of the other come in
    another unit, or nothing would jump.
    """

    name = "cross_symbol"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.SECOND_SOURCE
    needs = Needs(sessions=_BACK_AND_ON, assets=2, peers=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Let one asset follow another from a session on that has one before it and one after it."""
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            seen = sessions(draft, asset)
            for other in _others(draft, asset):
                theirs = _counterparts(draft, seen, other)
                clear = (theirs >= 0) & ~draft.claimed[seen, asset] & ~draft.claimed[theirs, other]
                first = int(np.flatnonzero(~clear)[-1]) + 1 if not clear.all() else 0
                places = np.arange(max(first, 1), len(seen) - 1)
                if len(places):
                    place = nth(places, spot)
                    followed = self._followed(draft, spot, (asset, other), (seen[place - 1 :], theirs[place:]))
                    if followed is not None:
                        return followed
            return None

        return next_asset(draft, spot, attempt)

    def _followed(self, draft: Draft, spot: Spot, pair: tuple[int, int], rows: tuple[Rows, Rows]) -> Cells | None:
        """Return the edit; the first of the asset's own rows is the last one that is its own."""
        (asset, other), (own, theirs) = pair, rows
        if not floating(draft, asset):
            return None
        mine, yours = int(draft.column(asset) or 0), int(draft.column(other) or 0)
        after = draft.values[theirs, yours]
        claims, own = own[:1], own[1:]
        if draft.reading.holds == "returns":
            jumps = [_JUMPS[(spot.size + step) % len(_JUMPS)] for step in range(len(_JUMPS))]
            taken = (draft.values[own[0], mine], after[0])
            values = after.copy()
            told = (jump for jump in jumps if all(abs(jump - value) > _SAME_RETURN for value in taken))
            values[0] = next(told, np.nan)
            if np.isnan(values[0]):  # no number stands there to jump from
                return None
            return patched(draft, asset, {mine: (own, values)}, claims=claims)
        # Beside the value it takes the place of, too, which may have moved to the level of the other by itself.
        levels = (float(draft.values[row, mine]) for row in (claims[0], own[0]))
        clear = all(apart(level, float(after[0]), _SAME_LEVEL) for level in levels)
        unit = 1.0 if clear else pick(_UNITS, spot.size)
        written: dict[int, tuple[Rows, NDArray[np.float64]]] = {}
        for field in (*PRICES, "volume"):
            column, source = draft.column(asset, field), draft.column(other, field)
            if column is not None and source is not None and draft.numeric[column] and draft.numeric[source]:
                factor = 1.0 if field == "volume" else unit
                written[column] = (own, draft.values[theirs, source] * factor)
        return patched(draft, asset, written, claims=claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCopy(Applicable):
    """Two assets with one series: a download that was stored under a second name.

    Nothing tells which of the two is the copy, so the injection names both. Where the two are equal anyway, as on a
    quiet frame, both get one value that no source has for either.
    """

    name = "series_copy"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.SECOND_SOURCE
    needs = Needs(assets=2, peers=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Copy one asset over another."""
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            seen = sessions(draft, asset)
            if not len(seen) or not draft.untouched(asset):
                return None
            for other in _others(draft, asset):
                theirs = _counterparts(draft, seen, other)
                if (theirs >= 0).all() and draft.untouched(other):
                    copied = self._copied(draft, spot, (asset, other), (seen, theirs))
                    if copied is not None:
                        return copied
            return None

        return next_asset(draft, spot, attempt)

    def _copied(self, draft: Draft, spot: Spot, pair: tuple[int, int], rows: tuple[Rows, Rows]) -> Cells | None:
        (asset, other), (own, theirs) = pair, rows
        fields = [field for field in draft.reading.fields[asset] if draft.column(other, field) is not None]
        mine, yours = (np.array([draft.column(one, field) for field in fields], np.intp) for one in pair)
        if not (floating(draft, asset) and floating(draft, other)):
            return None
        values = draft.values[theirs[:, None], yours]
        main = fields.index(draft.reading.main)
        if (values[:, main] != draft.values[own, mine[main]]).any():
            claims = np.union1d(own, theirs)
            return Cells(rows=own, columns=mine, values=values, assets=pair, claims=claims)
        place = min(spot.row, len(own) - 1)
        row, moved = np.unique([own[place], theirs[place]]), values[place].copy()
        for position, field in enumerate(fields):
            if field == "return":
                moved[position] += 0.01 * (spot.size + 1)
            elif field in PRICES:
                moved[position] *= 1.0 + 0.01 * (spot.size + 1)
        columns = np.unique(np.concatenate([mine, yours]))
        block = draft.values[row[:, None], columns]
        for one in (mine, yours):
            block[:, np.searchsorted(columns, one)] = moved
        return Cells(rows=row, columns=columns, values=block, assets=pair, claims=np.union1d(own, theirs))
