"""The answer key: which fault is where, and the frame before and after it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from hypothesis.vendor.pretty import RepresentationPrinter
from numpy.typing import NDArray

from .applying import applied
from .edits import ColumnAdded, ColumnsRemoved, ColumnsRenamed, Edit, RowsMoved, places
from .faults.base import Fault
from .reading import read
from .runnable import runnable
from .vocabulary import Response

__all__ = ["Injection", "ToxicFrame", "replay"]

Positions = NDArray[np.intp]
Block = NDArray[Any]

_SHOWN_CELLS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Injection:
    """One fault at a known place.

    Attributes
    ----------
    fault
        The fault.
    edit
        What it did, in positions of the clean frame.
    assets
        The assets it hits, all of them where it hits whole rows, the timestamps or the frame.
    whole_frame
        It hits more than the values of some assets, so its blast radius is every asset.
    masked
        A later injection has overwritten some of its cells; only where faults may overlap.
    """

    fault: Fault
    edit: Edit
    assets: tuple[Hashable, ...]
    whole_frame: bool = False
    masked: bool = False
    _rows: Positions
    _columns: Positions
    _before: Block | pd.Index | None = None
    _after: Block | pd.Index | None = None
    _labels: tuple[pd.Index, Positions]
    _clean_index: pd.Index

    @property
    def name(self) -> str:
        """The name of the fault."""
        return self.fault.name

    @property
    def response(self) -> Response:
        """The default response of the fault."""
        return self.fault.response

    @property
    def rows(self) -> tuple[int, ...]:
        """Positions in the toxic frame, after every other injection; none where rows are gone."""
        return tuple(self._rows.tolist())

    @property
    def columns(self) -> tuple[int, ...]:
        """Positions of the columns in the toxic frame, after every other injection."""
        return tuple(self._columns.tolist())

    @property
    def timestamps(self) -> tuple[Any, ...]:
        """The timestamps of the rows in the toxic frame; of rows that are gone, those in the clean frame.

        They are index labels, or, in a tidy frame, what its column or level of timestamps holds.
        """
        labels, rows = self._labels  # taken when asked for: boxing a thousand costs 1 ms
        return tuple(labels[rows])

    @property
    def clean_labels(self) -> pd.Index:
        """The index labels in the clean frame of the rows that it speaks of there."""
        return self._clean_index[places(self.edit)[0]]

    @property
    def before(self) -> tuple[Any, ...]:
        """What it replaced, row by row and column by column: values, labels or names; nothing where it added."""
        return _flat(self._before)

    @property
    def after(self) -> tuple[Any, ...]:
        """What it put there, in the same order; nothing where it took away."""
        return _flat(self._after)

    def __str__(self) -> str:
        """Return such as ``pad_zero_holiday(NYSE:A, 2024-07-04)``; the last of several dates after two dots."""
        dates = [_day(stamp) for stamp in (self.timestamps[:1] + self.timestamps[1:][-1:])]
        named = not self.whole_frame or isinstance(self.edit, ColumnAdded | ColumnsRenamed | ColumnsRemoved)
        where = [str(asset) for asset in self.assets] if named else []
        if isinstance(self.edit, ColumnsRenamed):
            where[-1] += f" -> {self.after[-1]!r}"
        return f"{self.name}({', '.join([*where, *filter(None, ['..'.join(dates)])])})"


def _flat(block: Block | pd.Index | None) -> tuple[Any, ...]:
    if block is None:
        return ()
    return tuple(block.tolist() if isinstance(block, pd.Index) else block.ravel().tolist())


def _day(stamp: object) -> str:
    if not isinstance(stamp, pd.Timestamp):
        return str(stamp)
    return stamp.date().isoformat() if stamp == stamp.normalize() else stamp.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToxicFrame:
    """A poisoned frame, the clean frame it came from, and the answer key, in the order of injection.

    ``row_origin`` and ``column_origin``: for each row and column of ``frame`` its position in ``clean``, -1 where an
    injection added it; None where all stand as they stood.
    """

    frame: pd.DataFrame
    clean: pd.DataFrame
    injections: tuple[Injection, ...]
    row_origin: Positions | None = None
    column_origin: Positions | None = None

    @property
    def blast_radius(self) -> frozenset[str]:
        """The columns that the injections may affect, by name; all others must come out bit-identical.

        In a wide frame these are assets. In a tidy one an asset is not a column, and any injection affects all.
        """
        every = frozenset(str(name) for frame in (self.clean, self.frame) for name in frame.columns)
        hit = {asset for injection in self.injections for asset in injection.assets}
        if any(injection.whole_frame for injection in self.injections):
            return every
        names = set(self.clean.columns)
        if names.issuperset(hit):
            return frozenset(str(asset) for asset in hit)
        reading = read(self.clean)
        if reading.kind != "fields":
            return every
        owned = zip(reading.assets, reading.fields, strict=True)
        return frozenset(
            str(self.clean.columns[position]) for asset, fields in owned if asset in hit for position in fields.values()
        )

    def __repr__(self) -> str:
        """Return the injections and the frame, as code where it is small enough to read."""
        rows, columns = self.frame.shape
        shown = f"{rows}x{columns}"
        if rows * columns <= _SHOWN_CELLS:
            try:
                shown = runnable(self.frame)
            except TypeError as error:
                shown = f"{self.frame.to_numpy(object).tolist()!r} ({error})"
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
        The clean frame that they were made for; never changed.
    injections
        All injections of one toxic frame, in any order unless they overlap.

    Raises
    ------
    ValueError
        If the injections do not belong to that frame.
    """
    if isinstance(injections, ToxicFrame):
        msg = "replay(clean, injections) takes the injections of a toxic frame and not the frame: case.injections"
        raise ValueError(msg)  # noqa: TRY004 - as for injections of another frame
    keys = tuple(injections)
    for key in keys:
        problem = _stranger(clean, key)
        if problem is not None:
            msg = f"{key} belongs to another frame than this one of {len(clean)}x{clean.shape[1]}: {problem}"
            raise ValueError(msg)
    return applied(clean, [key.edit for key in keys]).frame


def _stranger(clean: pd.DataFrame, key: Injection) -> str | None:
    """Return why an injection cannot be of a frame; None where it can."""
    rows, columns = places(key.edit)
    if len(rows) and int(rows.max()) >= len(clean):
        return f"it speaks of row {int(rows.max())}"
    if len(columns) and int(columns.max()) >= clean.shape[1]:
        return f"it speaks of column {int(columns.max())}"
    if isinstance(key.edit, RowsMoved) and len(key.edit.order) != len(clean):
        return f"it orders {len(key.edit.order)} rows"
    labels = key.clean_labels
    if len(labels) and list(clean.index[rows]) != list(labels):
        return f"its first row was labelled {labels[0]}, and here {clean.index[rows[0]]}"
    return None
