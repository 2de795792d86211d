"""The part of a data file that a run looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..errors import UsageError

__all__ = ["Window", "parse_window"]


@dataclass(frozen=True, slots=True)
class Window:
    """Dates, both inclusive; None leaves a side open."""

    start: date | None = None
    end: date | None = None

    def of(self, frame: pd.DataFrame, name: str) -> pd.DataFrame:
        """Return the rows inside the window, in their order, whether or not the index is in order.

        Raises
        ------
        UsageError
            If no row is inside, naming what the file covers.
        """
        index = frame.index
        if (self.start is None and self.end is None) or not isinstance(index, pd.DatetimeIndex):
            return frame
        dates = pd.Series(index.date)
        inside = pd.Series(data=True, index=dates.index)
        if self.start is not None:
            inside &= dates >= self.start
        if self.end is not None:
            inside &= dates <= self.end
        if inside.any():
            return frame.loc[inside.to_numpy()]
        covers = f"{dates.min()} to {dates.max()}" if len(dates) else "nothing"
        msg = f"window {self} has no rows: {name} covers {covers}"
        raise UsageError(msg)

    def __str__(self) -> str:
        """Return ``start:end``."""
        return f"{self.start or ''}:{self.end or ''}"


def parse_window(text: str) -> Window:
    """Read ``start:end``, for example ``2010-01-01:2019-12-31``, ``2015-01-01:`` or ``:``.

    Raises
    ------
    UsageError
        For anything else, and for a start after the end.
    """
    start, colon, end = text.partition(":")
    try:
        window = Window(_date(start), _date(end))
    except ValueError as error:
        msg = f"window {text!r} is not start:end with ISO dates ({error}): try WINDOW=2010-01-01:2019-12-31"
        raise UsageError(msg) from error
    if not colon:
        msg = f"window {text!r} has no ':': write start:end, start: or :end"
        raise UsageError(msg)
    if window.start and window.end and window.start > window.end:
        msg = f"window {text!r} starts after it ends: swap the dates"
        raise UsageError(msg)
    return window


def _date(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None
