"""Dividends that are listed where none was paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .timeline import Event, events, from_the_spot, patched, refuse_unless_days, sessions, vacant

__all__ = ["DividendPhantom", "DividendWrongDate"]

Direction = Literal["any", "later", "earlier"]

_LEAST_SHARE = 1e-5  # of the close before: what an adjusted close must have followed, rounding aside


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendPhantom(Applicable):
    """A dividend that was never paid: neither the close nor the adjusted close follows it (KAP.IL, TEP.PA).

    It is a share of the close before: 1 %, or as little as 0.1 % and as much as 50 %.
    """

    name = "div_phantom"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(bars=True, sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """List a dividend on a session after the first that has none."""
        share = pick((0.01, 0.05, 0.001, 0.5), spot.size)

        def attempt(asset: int) -> Cells | None:
            columns = draft.columns(asset, ("close", "adj_close", "dividend"))
            if columns is None:
                return None
            close, _, dividend = columns.tolist()
            seen = sessions(draft, asset)
            places = np.flatnonzero(~(draft.values[seen, dividend] > 0.0))

            def listed(place: int) -> Cells | None:
                before = seen[place - 1 : place]
                amount = np.round(draft.values[before, close] * share, 4)
                if not amount[0] > _LEAST_SHARE * draft.values[before[0], close]:
                    return None
                return patched(draft, asset, {dividend: (seen[place : place + 1], amount)}, claims=before)

            return from_the_spot(places[places > 0].tolist(), spot, listed)

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendWrongDate(Applicable):
    """A dividend listed some sessions later or earlier than its ex-date, at most ``days`` days (KWS.L, TETY.ST).

    The adjusted close follows it on the true ex-date.

    Raises
    ------
    ValueError
        If ``days`` is below 1, or ``direction`` none of ``any``, ``later`` and ``earlier``.
    """

    days: int = 14
    direction: Direction = "any"

    name = "div_date"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def __post_init__(self) -> None:
        """Refuse a distance that is none."""
        refuse_unless_days(self.days)
        if self.direction not in get_args(Direction):
            msg = f"direction={self.direction!r}: a dividend moves {', '.join(map(repr, get_args(Direction)))}"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Move a dividend to a session without one, the nearest for size 0."""

        def attempt(asset: int) -> Cells | None:
            columns = draft.columns(asset, ("close", "adj_close", "dividend"))
            if columns is None:
                return None
            dividend = int(columns[2])
            seen = sessions(draft, asset)
            place_of = {row: place for place, row in enumerate(seen.tolist())}

            def moved(event: Event) -> Cells | None:
                rows = vacant(draft, asset, "dividend", event.row, self.days)
                places = np.array([place_of[row] for row in rows.tolist()], np.intp)
                if self.direction != "any":
                    places = places[places > event.place if self.direction == "later" else places < event.place]
                if not len(places) or event.amount <= _LEAST_SHARE * draft.values[event.before, columns[0]]:
                    return None
                place = int(pick(places.tolist(), spot.size))
                pair = np.array([event.row, seen[place]])
                claims = np.array([event.before, seen[max(place - 1, 0)]])
                return patched(draft, asset, {dividend: (pair, draft.values[pair[::-1], dividend])}, claims=claims)

            return from_the_spot(events(draft, asset, "dividend"), spot, moved)

        return next_asset(draft, spot, attempt)
