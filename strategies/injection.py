"""The answer key: which fault is where, and the frame before and after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis.vendor.pretty import RepresentationPrinter

from .faults.base import Fault
from .runnable import runnable
from .vocabulary import Response

__all__ = ["Injection", "ToxicFrame", "replay"]

_SHOWN_CELLS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One fault at a known place.

    ``assets``: the assets it hits, all of them where it hits the index. ``rows``: positions in the toxic frame,
    after every other injection; ``timestamps``: their labels. ``before`` and ``after``: the values of the cells
    (row by row, asset by asset), NaN among them; ``before`` is empty where the rows did not exist.
    """

    fault: Fault
    assets: tuple[str, ...]
    timestamps: tuple[pd.Timestamp, ...]
    rows: tuple[int, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    whole_frame: bool = False
    """It hits the index, so its blast radius is every asset."""

    @property
    def name(self) -> str:
        """The name of the fault."""
        return self.fault.name

    @property
    def response(self) -> Response:
        """The default response of the fault."""
        return self.fault.response

    def __str__(self) -> str:
        """Return such as ``pad_zero_holiday(NYSE:A, 2024-07-04)``; the last of several dates after two dots."""
        dates = [_day(stamp) for stamp in (self.timestamps[:1] + self.timestamps[1:][-1:])]
        where = [] if self.whole_frame else list(self.assets)
        return f"{self.name}({', '.join([*where, '..'.join(dates)])})"


def _first(labels: pd.Index, stamp: pd.Timestamp) -> int:
    found = np.flatnonzero(labels == stamp)
    if not len(found):
        msg = f"no row of the clean frame is labelled {stamp}: the injection belongs to another frame"
        raise ValueError(msg)
    return int(found[0])


def _day(stamp: pd.Timestamp) -> str:
    return stamp.date().isoformat() if stamp == stamp.normalize() else stamp.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToxicFrame:
    """A poisoned frame, the clean frame it came from, and the answer key, in the order of injection."""

    frame: pd.DataFrame
    clean: pd.DataFrame
    injections: tuple[Injection, ...]

    @property
    def blast_radius(self) -> frozenset[str]:
        """The assets that the injections may affect; all others must come out bit-identical."""
        if any(injection.whole_frame for injection in self.injections):
            return frozenset(str(name) for name in self.clean.columns)
        return frozenset(asset for injection in self.injections for asset in injection.assets)

    def __repr__(self) -> str:
        """Return the injections and the frame, as code where it is small enough to read."""
        rows, columns = self.frame.shape
        shown = f"{rows}x{columns}"
        if rows * columns <= _SHOWN_CELLS:
            shown = runnable(self.frame)
        return f"ToxicFrame(injections=[{', '.join(map(str, self.injections))}], frame={shown})"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        """Print the same where Hypothesis or a notebook would print the fields one by one."""
        del cycle  # a toxic frame holds no other
        printer.text(repr(self))


def replay(clean: pd.DataFrame, injections: Iterable[Injection]) -> pd.DataFrame:
    """Return the toxic frame that injections make of a clean one, bit for bit.

    Parameters
    ----------
    clean
        float64, timestamps x distinct assets; never changed.
    injections
        All injections of one toxic frame, in any order: their rows are positions in the frame they lead to.

    Raises
    ------
    ValueError
        If the injections do not belong together, or not to that frame.
    """
    keys = tuple(injections)
    twins = [injection for injection in keys if injection.whole_frame]
    total = len(clean) + sum(len(injection.rows) for injection in twins)
    added = sorted(row for injection in twins for row in injection.rows)
    if len(set(added)) != len(added) or any(max(key.rows, default=-1) >= total for key in keys):
        named = ", ".join(map(str, keys))
        msg = f"these injections do not make one frame of {len(clean)} rows: {named}; pass all of one toxic frame"
        raise ValueError(msg)
    kept = np.delete(np.arange(total), added)
    values = np.empty((total, clean.shape[1]), np.float64)
    values[kept] = clean.to_numpy(np.float64)
    labels = clean.index
    if added:
        # Every added row repeats the label of a row that is there, so labels are taken and none is built.
        source = np.empty(total, np.intp)
        source[kept] = np.arange(len(clean))
        for injection in twins:
            source[list(injection.rows)] = [_first(clean.index, stamp) for stamp in injection.timestamps]
        labels = clean.index.take(source)
    place = {str(name): position for position, name in enumerate(clean.columns)}
    for injection in keys:
        columns = [place[asset] for asset in injection.assets]
        shape = (len(injection.rows), len(columns))
        values[np.ix_(list(injection.rows), columns)] = np.reshape(injection.after, shape)
    return pd.DataFrame(values, index=labels, columns=clean.columns, copy=False)
