"""Timestamps without a zone, with two of them, or with the date of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Retyped, Stamped
from ...sessions import Calendar, row_kinds
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from .labels import daily, own_labels, restamped

__all__ = ["Extent", "MixedZones", "NaiveTimestamps", "ShiftedDays"]

Extent = Literal["all", "few"]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

_DAY = pd.Timedelta(days=1)
_WEEK = 7  # of the days at an end, one is next to a day on which the venue is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiveTimestamps(Applicable):
    """Timestamps whose zone is lost: ``tz_localize(None)``, or a file format that has none (yfinance#1344)."""

    name = "tz_naive"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Retyped | None:
        """Take the zone from all labels, and leave the wall clock."""
        del spot  # there is one way to do it
        labels = own_labels(draft)
        if labels is None or labels.tz is None:
            return None
        return Retyped(into="naive", place=draft.reading.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedZones(Applicable):
    """Timestamps of two kinds in one index of objects: every second without a zone, or with another offset.

    Joining two feeds leaves them (yfinance PR#2016); pandas then sorts and compares them in part, or not at all.
    """

    name = "tz_mixed"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Retyped | None:
        """Turn the labels into objects of two kinds."""
        labels = own_labels(draft)
        if labels is None or labels.tz is None:
            return None
        seen = np.asarray(labels.notna(), bool)
        if not (seen[::2].any() and seen[1::2].any()):
            return None
        into: Literal["mixed", "offsets"] = "offsets" if spot.size % 2 else "mixed"
        return Retyped(into=into, place=draft.reading.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftedDays(Applicable):
    """Daily labels one day off: the local midnight of a session, cut to its date in UTC, or the day after.

    Labels at 00:00 in Tokyo or Berlin are those of the day before in UTC (tvdatafeed#43, StreamAlpha/tvdatafeed#23
    and #84). Only a calendar shows it: mismatched are, of the days that are sessions or have a value, those that
    are not both. Where a venue never closes nothing shows it, and it has no place.

    Parameters
    ----------
    extent
        ``all`` labels, which rejects the batch: more than a ``share`` of the days of an asset are mismatched. Or a
        ``few`` at one end, up to a week: no more than the ``share`` of any asset, and a warning.
    share
        Of the days, how many may be mismatched.

    Raises
    ------
    ValueError
        If ``extent`` is neither of the two, or ``share`` does not lie from 0 to 0.5.
    """

    extent: Extent = "all"
    share: float = 0.2

    evidence = Evidence.CALENDAR

    def __post_init__(self) -> None:
        """Refuse an extent or a share that is none."""
        if self.extent not in get_args(Extent):
            msg = f"extent={self.extent!r}: 'all' labels are shifted, or a 'few'"
            raise ValueError(msg)
        if not 0.0 <= self.share <= 0.5:  # noqa: PLR2004 - of a half nobody would say it is a few
            msg = f"share={self.share!r}: the tolerated share of days lies from 0 to 0.5, such as 0.2"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``tz_label_shift``, or ``tz_label_shift_few``."""
        return "tz_label_shift" if self.extent == "all" else "tz_label_shift_few"

    @property
    def layer(self) -> Layer:
        """All labels are a matter of the index, and placed last; a few are a matter of their days."""
        return Layer.L0 if self.extent == "all" else Layer.TIER2

    @property
    def response(self) -> Response:
        """Rejection, or a warning."""
        return Response.RAISE if self.extent == "all" else Response.WARN

    @property
    def needs(self) -> Needs:
        """A day on which the venue is closed, to be taken for a session; of a few, so many that it is one of few."""
        least = 1 if self.extent == "all" else int(np.ceil(2 / max(self.share, 0.01)))
        return Needs(sessions=least, weekends=1, always_open=False)

    def place(self, draft: Draft, spot: Spot) -> Stamped | None:
        """Shift labels to the day before or after, whichever the calendar does not know."""
        labels = own_labels(draft)
        if labels is None or not daily(labels) or draft.reading.kind == "plain":
            return None
        for step in (1, -1) if spot.size % 2 == 0 else (-1, 1):
            candidates = self._candidates(draft, labels, step)
            shares = _mismatched(draft, labels, candidates, step) if candidates else []
            told = [rows for rows, share in zip(candidates, shares, strict=True) if self._tells(share)]
            if told:
                rows = told[min(spot.row, len(told) - 1)]
                return restamped(draft, rows, labels[rows] + step * _DAY)
        return None

    def _tells(self, mismatched: float) -> bool:
        """Whether such a share of the days of the worst asset is what this extent is about."""
        return mismatched > self.share if self.extent == "all" else 0.0 < mismatched <= self.share

    def _candidates(self, draft: Draft, labels: pd.DatetimeIndex, step: int) -> list[Rows]:
        """Return rows that may be shifted: all, or the last or first days, so that no label is there twice.

        What another fault has done to a day would be looked for on the next one, so none of them is touched.
        """
        if self.extent == "all":
            return [] if draft.touched.any() or draft.rows_taken else [np.arange(len(labels))]
        known = np.unique(labels.asi8)
        cuts = known[1:][::-1] if step > 0 else known[:-1]
        rows = [np.flatnonzero(labels.asi8 >= cut if step > 0 else labels.asi8 <= cut) for cut in cuts[:_WEEK]]
        return [few for few in rows if len(draft.free_rows(few)) == len(few)]


def _mismatched(draft: Draft, labels: pd.DatetimeIndex, candidates: Sequence[Rows], step: int) -> list[float]:
    """Return, for each set of rows, what share of its days calendars tell the worst asset to have wrong once they move.

    A day is wrong that is a session without a value, or has a value and is none; before genesis nothing is missing.
    """
    days = labels.tz_localize(None).tz_localize("UTC")
    moved = days + step * _DAY
    sessions: dict[Calendar, tuple[Mask, Mask]] = {}
    judged: list[tuple[int, Calendar, int]] = []
    for asset in range(len(draft.names)):
        known, column = draft.calendar(asset), draft.column(asset)
        if known is not None and column is not None:
            judged.append((asset, known, column))
            if known not in sessions:
                sessions[known] = row_kinds(days, known).session, row_kinds(moved, known).session
    if not judged:
        return [0.0] * len(candidates)
    here, there = (np.stack([sessions[known][place] for _, known, _ in judged], axis=1) for place in (0, 1))
    valued = np.stack([draft.present(column) for _, _, column in judged], axis=1)
    codes = draft.reading.codes
    own = np.ones_like(valued) if codes is None else codes[:, None] == [asset for asset, _, _ in judged]
    valued &= own
    own &= np.logical_or.accumulate(valued)
    counts = [(own & (session != valued), own & (session | valued)) for session in (here, there)]
    return [_worst(counts[0], counts[1], rows) for rows in candidates]


def _worst(still: tuple[Mask, Mask], moved: tuple[Mask, Mask], rows: Rows) -> float:
    """Return the largest share of wrong days.

    ``still``, ``moved``: which days are wrong, and which count, each (rows, assets), as they stand and once moved.
    """
    wrong, days = (
        before.sum(axis=0) - before[rows].sum(axis=0) + after[rows].sum(axis=0)
        for before, after in zip(still, moved, strict=True)
    )
    return float((wrong / np.maximum(days, 1)).max())
