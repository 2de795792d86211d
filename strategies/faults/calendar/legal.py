"""What looks wrong to whoever judges by the weekday, or believes the calendar more than a whole exchange."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Cells
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import emptied, next_asset, nth, pick
from .dates import always_open, clock_of, has_dates, on_weekend, stamps_of
from .members import emptied_together, members_of

__all__ = ["FxSundayEvening", "SundaySession", "UnscheduledClosure"]

Rows = NDArray[np.intp]

_SUNDAY, _OPENING = 6, 21  # Monday is 0; New York opens at 21:00 UTC in summer and at 22:00 in winter
_RETURNS = (None, 0.0, 0.02, -0.0)  # None: the one that is there


def _marked(draft: Draft, asset: int, row: int, value: float | None) -> Cells:
    """Return an edit that leaves one row of an asset as it is, or gives it another return."""
    columns = np.array(sorted(draft.reading.fields[asset].values()), np.intp)
    place = draft.column(asset)
    values = draft.values[row, columns][None, :].copy()
    if value is not None and draft.reading.holds == "returns":
        values[:, columns == place] = value
    return replace(emptied(draft, np.array([row]), asset), values=values, gap=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SundaySession(Applicable):
    """A legal control: a session on a Saturday or a Sunday of an exchange that closes on other days.

    Tel Aviv traded on Sundays until January 2026 and Riyadh does; Mumbai opened on Saturday 2024-01-20. The row is
    marked as it is, or holds a true zero or an ordinary return.
    """

    name = "sunday_session"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.CALENDAR
    needs = Needs(off_week=1, always_open=False)

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Mark one session of one asset."""
        if not has_dates(draft):
            return None

        def attempt(asset: int) -> Cells | None:
            off_week = on_weekend(draft, asset) & draft.kinds(asset).session
            if not off_week.any() or always_open(draft.calendar(asset)):
                return None
            seen = draft.free(draft.observed(asset), asset)
            rows = seen[off_week[seen]]
            return _marked(draft, asset, nth(rows, spot), pick(_RETURNS, spot.size)) if len(rows) else None

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class FxSundayEvening(Applicable):
    """A legal control: a bar of a currency on a Sunday from 21:00 UTC on, which is Monday's session.

    Only frames with labels within the day have one, so frames of whole days have no place for it.
    """

    name = "fx_sunday_evening"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.CALENDAR
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Mark one row of one asset, or give it a true zero or an ordinary return."""
        if not has_dates(draft):
            return None
        stamps = stamps_of(draft)
        evening = np.asarray((stamps.dayofweek == _SUNDAY) & (stamps.hour >= _OPENING))

        def attempt(asset: int) -> Cells | None:
            if always_open(draft.calendar(asset)):
                return None
            seen = draft.free(draft.observed(asset), asset)
            rows = seen[evening[seen] & ~on_weekend(draft, asset)[seen]]
            return _marked(draft, asset, nth(rows, spot), pick(_RETURNS, spot.size)) if len(rows) else None

        return next_asset(draft, spot, attempt) if evening.any() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnscheduledClosure(Applicable):
    """A legal control: a day that the calendar calls a session, on which a whole venue was closed all the same.

    Hong Kong shut for typhoons on 2023-09-01 and -08, Tel Aviv for the elections of 2024-02-27, and no published
    calendar knew it. The data are right. A contract that tolerates one session and reports it is told apart from
    one that drops the venue: who owns the former declares WARN for this control. Only on the days that are known,
    as a ``nan_outage`` of one session looks the same on any other.

    Parameters
    ----------
    closures
        Calendar and day, such as ``("XHKG", "2023-09-01")``.

    Raises
    ------
    ValueError
        If there is no closure, or a day is no ISO date.
    """

    closures: tuple[tuple[str, str], ...] = (
        ("XHKG", "2023-09-01"),
        ("XHKG", "2023-09-08"),
        ("XTAE", "2024-02-27"),
    )

    name = "unscheduled_closure"
    layer = Layer.TIER2
    response = Response.PASS
    evidence = Evidence.CALENDAR
    needs = Needs(sessions=3)

    def __post_init__(self) -> None:
        """Refuse a closure that is none."""
        if not self.closures:
            msg = 'closures=(): give at least one calendar and day, such as ("XHKG", "2023-09-01")'
            raise ValueError(msg)
        for closure in self.closures:
            try:
                date.fromisoformat(closure[1])
            except (TypeError, ValueError, IndexError):
                msg = f'closures holds {closure!r}: a closure is a calendar and an ISO date, ("XHKG", "2023-09-01")'
                raise ValueError(msg) from None

    def place(self, draft: Draft, spot: Spot) -> Cells | None:
        """Empty one day of all assets of a venue; None in tidy frames, which do not mention the day."""
        if not has_dates(draft) or draft.reading.codes is not None:
            return None

        def attempt(asset: int) -> Cells | None:
            rows = self._shut(draft, asset)
            members = members_of(draft, asset) if len(rows) else []
            for member in members:
                if not len(rows):
                    break
                seen = draft.observed(member)
                # Another hole would make it two; genesis and the last session stay.
                whole = member not in draft.gapped and len(seen) == len(draft.expected(member))
                rows = draft.free(rows[np.isin(rows, seen[1:-1])], member) if whole else rows[:0]
            return emptied_together(draft, np.array([nth(rows, spot)]), members) if len(rows) else None

        return next_asset(draft, spot, attempt)

    def _shut(self, draft: Draft, asset: int) -> Rows:
        """Return the rows on which the exchange of an asset was closed against its calendar."""
        known = draft.calendar(asset)
        days = [day for name, day in self.closures if known is not None and name == known.name]
        if known is None or not days:
            return np.zeros(0, np.intp)
        stamps = stamps_of(draft)
        local = stamps.tz_convert(clock_of(stamps, known)).tz_localize(None).normalize()
        return np.flatnonzero(local.isin(pd.DatetimeIndex(days)))
