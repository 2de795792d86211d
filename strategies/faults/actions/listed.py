"""Corporate actions that are listed where they should not be: twice, on another day, or though there were none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, pick
from .timeline import Event, events, from_the_spot, in_time, patched, sessions

__all__ = ["DividendDuplicate", "DividendPhantom", "DividendWrongDate", "SplitDuplicate"]

Rows = NDArray[np.intp]
Direction = Literal["any", "later", "earlier"]

_LEAST_SHARE = 1e-5  # of the price: what an adjusted close must have followed, rounding aside


def _refuse_unless_days(days: int) -> None:
    if days < 1:
        msg = f"days={days!r}: the second listing lies at least 1 day away, such as within 7"
        raise ValueError(msg)


def _vacant(draft: Draft, asset: int, field: str, row: int, days: int) -> Rows:
    """Return the free sessions without an event at most so many days from a row, the nearest first."""
    column, stamps = draft.column(asset, field), draft.reading.stamps
    if column is None or stamps is None:
        return np.zeros(0, np.intp)
    rows = draft.free(in_time(draft, draft.observed(asset)), asset)
    rows = rows[~(draft.values[rows, column] > 0.0)]
    away = (stamps[rows] - stamps[row]).total_seconds().to_numpy() / 86_400
    near = np.abs(away) <= days
    # Of two sessions equally far away the later one first: a late correction is commoner than an early one.
    order = np.lexsort((away[near] < 0.0, np.abs(away[near])))
    return rows[near][order]


def _listed_again(draft: Draft, spot: Spot, field: str, days: int) -> Cells | None:
    def attempt(asset: int) -> Cells | None:
        column = draft.column(asset, field)

        def repeated(event: Event) -> Cells | None:
            rows = _vacant(draft, asset, field, event.row, days)
            if not len(rows) or column is None:
                return None
            second = np.array([pick(rows.tolist(), spot.size)])
            return patched(
                draft, asset, {column: (second, np.array([event.amount]))}, claims=np.array([event.row, event.before])
            )

        return from_the_spot(events(draft, asset, field), spot, repeated)

    return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDuplicate(Applicable):
    """The same split listed a second time, on another session at most ``days`` days away; prices follow it once.

    polygon-io/issues#311 counts 216 such pairs. Whoever adjusts by the list does it twice.

    Raises
    ------
    ValueError
        If ``days`` is below 1.
    """

    days: int = 7

    name = "split_event_dup"
    layer = Layer.TIER1
    response = Response.RAISE
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def __post_init__(self) -> None:
        """Refuse a distance that is none."""
        _refuse_unless_days(self.days)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """List a split again on a session without one, the nearest for size 0."""
        return _listed_again(draft, spot, "split", self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendDuplicate(Applicable):
    """The same dividend listed a second time, on another session at most ``days`` days away (ALC.SW).

    The adjusted close follows it once.

    Raises
    ------
    ValueError
        If ``days`` is below 1.
    """

    days: int = 7

    name = "div_dup"
    layer = Layer.TIER2
    response = Response.WARN
    evidence = Evidence.ACTIONS
    needs = Needs(actions=True, bars=True, sessions=2)

    def __post_init__(self) -> None:
        """Refuse a distance that is none."""
        _refuse_unless_days(self.days)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """List a dividend again on a session without one, the nearest for size 0."""
        return _listed_again(draft, spot, "dividend", self.days)


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
        _refuse_unless_days(self.days)
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
                rows = _vacant(draft, asset, "dividend", event.row, self.days)
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
