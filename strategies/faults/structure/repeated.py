"""Equal rows that are different days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth
from .labels import own_labels

__all__ = ["RepeatedValues"]

_EVENTS = ("dividend", "capital_gain", "split")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedValues(Applicable):
    """A legal control: a session with the values of another, in every asset that has a column.

    ``drop_duplicates()`` looks at values and deletes true days (yfinance#793, #797). On a quiet frame the rows are
    equal as they are, and one of them is marked, so that a contract that objects to it is told which one.
    """

    name = "dup_value_legal"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Give one session the values of an earlier one with a value in the same columns."""
        labels = own_labels(draft)
        if labels is None or draft.reading.kind == "plain" or labels.hasnans:
            return None

        def attempt(asset: int) -> Cells | None:
            tidy = draft.reading.codes is not None
            assets = (asset,) if tidy else tuple(range(len(draft.names)))
            columns = np.array(sorted({c for one in assets for c in draft.reading.fields[one].values()}), np.intp)
            events = [c for one in assets for f in _EVENTS if (c := draft.column(one, f)) is not None]
            rows = draft.observed(asset)
            for one in assets:
                rows = draft.free(rows, one)
            if events:  # a split that is there twice is a fault
                rows = rows[~(draft.values[rows[:, None], events] != 0).any(axis=1)]
            rows = draft.undoubled(rows)
            if len(rows) < 2 or not draft.numeric[columns].all():  # noqa: PLR2004 - one to repeat, and one that does
                return None
            seen = ~np.isnan(draft.values[np.ix_(rows, columns)])
            later = np.flatnonzero((seen[1:] == seen[:-1]).all(axis=1) & (labels[rows[1:]] != labels[rows[:-1]])) + 1
            if not len(later):
                return None
            place = nth(later, spot)
            values = draft.values[np.ix_(rows[[place - 1]], columns)]
            return Cells(rows=rows[[place]], columns=columns, values=values.copy(), assets=assets)

        return next_asset(draft, spot, attempt)
