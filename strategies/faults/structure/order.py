"""Rows that stand in the wrong order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...edits import RowsMoved
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth
from .labels import own_labels

__all__ = ["Disorder", "Unsorted"]

Disorder = Literal["swapped", "reversed", "late"]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsorted(Applicable):
    """Timestamps that go backwards: two rows are ``swapped``, all are ``reversed``, or an old one arrives ``late``.

    Exchanges return candles newest first (ccxt#3254), and 7 of 40 real files from Yahoo are stored that way. Where
    ``disorder`` is None, it is any of the three. In a tidy frame it is one asset whose timestamps go backwards.

    Raises
    ------
    ValueError
        If ``disorder`` is none of the three and not None.
    """

    disorder: Disorder | None = None

    name = "unsorted"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def __post_init__(self) -> None:
        """Refuse an unknown disorder."""
        if self.disorder is not None and self.disorder not in get_args(Disorder):
            known = ", ".join(map(repr, get_args(Disorder)))
            msg = f"disorder={self.disorder!r}: rows are out of order as one of {known}, or as any of them (None)"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> RowsMoved | None:
        """Move rows that no other injection has doubled or taken away."""
        labels = own_labels(draft)
        if labels is None:
            return None
        kinds: tuple[Disorder, ...] = get_args(Disorder) if self.disorder is None else (self.disorder,)
        turned: list[Disorder] = [kinds[(spot.size + step) % len(kinds)] for step in range(len(kinds))]
        times = labels.asi8
        present = np.asarray(labels.notna(), bool)

        def attempt(asset: int) -> RowsMoved | None:
            rows = draft.undoubled(draft.rows(asset))
            rows = rows[present[rows]]
            # Only where the next one is later: two rows of the same time have no order that could be wrong.
            steps = np.flatnonzero(times[rows][1:] > times[rows][:-1])
            if not len(steps):
                return None
            step = nth(steps, spot)
            for kind in turned:
                order = _ordered(kind, len(times), rows, step)
                place = np.empty_like(order)
                place[order] = np.arange(len(order))
                if _backwards(times[rows[np.argsort(place[rows], kind="stable")]]):
                    return RowsMoved(order=order)
            return None

        return next_asset(draft, spot, attempt)


def _ordered(kind: Disorder, count: int, rows: Rows, step: int) -> Rows:
    order = np.arange(count)
    match kind:
        case "swapped":
            order[rows[step]], order[rows[step + 1]] = rows[step + 1], rows[step]
        case "reversed":
            order = order[::-1].copy()
        case "late":
            order = np.append(np.delete(order, rows[step]), rows[step])
    return order


def _backwards(times: NDArray[np.int64]) -> bool:
    return bool((times[1:] < times[:-1]).any())
