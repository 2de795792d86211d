"""Prices that do not move: for so long that the feed must be dead, or for as long as they sometimes do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..allowance import least_sessions
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import block, cells, next_asset
from .placing import Rows, growth, price_fields, starts

__all__ = ["LegalZeroRun", "StaleFlatline"]

_STALE = 10
"""From so many sessions on a run is worth a warning, and counts towards the share of stale sessions."""

_TRIES = 8


def _frozen(draft: Draft, seen: Rows, asset: int, run: slice, *, traded: bool) -> Cells | None:
    """Return an edit after which an asset stays for a run of its sessions where it was before."""
    rows = seen[run]
    claims = seen[max(run.start - 1, 0) : run.stop + 1]
    if draft.reading.holds == "returns":
        edit = cells(draft, rows, asset, np.zeros(len(rows)), claims=claims)
        return edit if edit is not None and _changes(draft, edit) else None
    fields = [*price_fields(draft, asset), *(["volume"] if draft.column(asset, "volume") is not None else [])]
    columns = draft.columns(asset, fields)
    if columns is None or draft.column(asset) is None or not draft.numeric[columns].all():
        return None
    before = draft.values[seen[run.start - 1], columns].copy()
    if not traded:
        # Nobody traded: one price, and no volume.
        close = before[fields.index("close")]
        before = np.array(
            [{"volume": 0.0, "adj_close": old}.get(field, close) for field, old in zip(fields, before, strict=True)]
        )
    edit = block(draft, rows, asset, fields, np.tile(before, (len(rows), 1)), claims=claims)
    return edit if edit is not None and _changes(draft, edit) else None


def _changes(draft: Draft, edit: Cells) -> bool:
    return bool((draft.values[edit.rows[:, None], edit.columns] != edit.values).any())


def _runs(still: np.ndarray) -> Rows:
    """Return the lengths of the runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], still, [False]]).astype(np.int8)))
    return edges[1::2] - edges[::2]


def _trades(draft: Draft, seen: Rows, asset: int, run: slice) -> bool:
    """Return whether somebody trades after a run: without a trade the price would have to stay where it was."""
    volume = draft.column(asset, "volume")
    return volume is None or run.stop >= len(seen) or draft.values[seen[run.stop], volume] > 0.0


def _still(draft: Draft, seen: Rows, asset: int, run: slice) -> np.ndarray | None:
    """Return on which sessions an asset does not move once a run of them is frozen."""
    moved = growth(draft, seen, asset)
    if moved is None:
        return None
    still = moved == 1.0
    if draft.reading.holds == "prices":
        still[0] = False
        closes = draft.values[seen, draft.column(asset)]
        if run.stop < len(seen):
            still[run.stop] = closes[run.stop] == closes[run.start - 1]
    still[run] = True
    return still


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleFlatline(Applicable):
    """A frozen feed: prices stay where they were for many sessions, and the labels go on.

    SSNLF was frozen for 939 sessions, CLC for 105; yfinance#2966 has five tickers of Santiago. In returns it is a run
    of exact zeros. In bars each bar repeats the last one that is true, volume included, or shows its close and no
    volume.

    ``sessions``: at least so many in a row. Below ``long``, and at most the ``share`` of the history, is worth a
    warning. More drops the asset: then the run is of ``sessions``, or of ten or more where that exceeds the share.

    Raises
    ------
    ValueError
        If ``sessions`` is below 10, ``long`` is not above 10, or ``share`` is not above 0 and at most 1.
    """

    sessions: int = _STALE
    long: int = 30
    share: float = 0.2

    layer = Layer.TIER2
    evidence = Evidence.RETURNS

    def __post_init__(self) -> None:
        """Refuse a run that is none."""
        if self.sessions < _STALE:
            msg = f"sessions={self.sessions!r}: a run is stale from {_STALE} sessions on; give that or more"
            raise ValueError(msg)
        if self.long <= _STALE:
            msg = f"long={self.long!r}: runs of {_STALE} are worth a warning, so long ones have more, such as 30"
            raise ValueError(msg)
        if not 0.0 < self.share <= 1.0:
            msg = f"share={self.share!r}: the share of stale sessions that is tolerated lies above 0 and up to 1"
            raise ValueError(msg)

    @property
    def name(self) -> str:
        """``stale_flatline``, or ``stale_flatline_long`` where it drops the asset."""
        return "stale_flatline" if self.response is Response.WARN else "stale_flatline_long"

    @property
    def response(self) -> Response:
        """A warning below ``long`` sessions, from there on the asset is dropped."""
        return Response.WARN if self.sessions < self.long else Response.DROP

    @property
    def needs(self) -> Needs:
        """One session before the run, and as many others as it takes for its share to be tolerated."""
        return Needs(sessions=least_sessions(lambda count: bool(self._lengths(count))))

    def _lengths(self, count: int) -> range:
        """Return how long the run may be in a history of so many sessions."""
        # The first price shows no return, so both ways of counting have to agree.
        tolerated = math.floor(self.share * (count - 1))
        if self.response is Response.WARN:
            return range(self.sessions, min(self.long - 1, tolerated) + 1)
        least = min(self.sessions, max(_STALE, math.floor(self.share * count) + 1))
        return range(least, count)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Freeze a run of sessions of one asset, ``size`` longer than the shortest."""
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            seen = draft.observed(asset)
            lengths = self._lengths(len(seen))
            if not lengths:
                return None
            length = lengths[min(spot.size // 2, len(lengths) - 1)]
            places = starts(draft, seen, asset, length + 1) + 1
            for start in places[min(spot.row, max(len(places) - 1, 0)) :][:_TRIES]:
                run = slice(int(start), int(start) + length)
                still = _still(draft, seen, asset, run)
                if still is not None and self._grade(still) is self.response:
                    edit = _frozen(draft, seen, asset, run, traded=spot.size % 2 == 0)
                    if edit is not None:
                        return edit
            return None

        return next_asset(draft, spot, attempt)

    def _grade(self, still: np.ndarray) -> Response:
        """Return what a history with the run, and whatever stands still besides, deserves."""
        runs = _runs(still)
        stale = runs[runs >= _STALE]
        within = stale.sum() <= self.share * (len(still) - 1)
        return Response.WARN if within and stale.max(initial=0) < self.long else Response.DROP


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalZeroRun(Applicable):
    """A legal control: sessions without a change of price, some in a row, as quiet and coarsely priced shares have.

    3 % of all returns of twenty US equities are zero; five in a row stand in nineteen of them, and 68 in RRC, whose
    ticks were wide. In bars nobody trades then: one price, and no volume. ``most``: how many in a row at most.

    Raises
    ------
    ValueError
        If ``most`` is below 1.
    """

    most: int = 5

    name = "legal_zero_run"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.RETURNS
    needs = Needs(sessions=2)

    def __post_init__(self) -> None:
        """Refuse a run that is none."""
        if self.most < 1:
            msg = f"most={self.most!r}: a run has at least 1 session, such as 5"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Freeze ``size`` + 1 sessions of one asset after its first, ``most`` at most."""
        if draft.reading.holds == "anything":
            return None

        def attempt(asset: int) -> Cells | None:
            seen = draft.observed(asset)
            length = min(1 + spot.size, self.most, len(seen) - 1)
            if length < 1:
                return None
            places = starts(draft, seen, asset, length + 1) + 1
            for start in places[min(spot.row, max(len(places) - 1, 0)) :][:_TRIES]:
                run = slice(int(start), int(start) + length)
                still = _still(draft, seen, asset, run)
                if still is not None and _runs(still).max(initial=0) <= self.most and _trades(draft, seen, asset, run):
                    edit = _frozen(draft, seen, asset, run, traded=False)
                    if edit is not None:
                        return edit
            return None

        return next_asset(draft, spot, attempt)
