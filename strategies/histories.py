"""Windows of somebody's own real data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter
from numpy.typing import NDArray

from .reading import Reading, read
from .samples import with_sample
from .sources import Draw, checked_size

__all__ = ["histories"]

Rows = NDArray[np.intp]
Cut = Callable[[int, int, int, int], pd.DataFrame]


def histories(
    frame: pd.DataFrame,
    *,
    min_rows: int = 1,
    max_rows: int | None = None,
    min_assets: int = 1,
    max_assets: int | None = None,
) -> SearchStrategy[pd.DataFrame]:
    """Draw windows of real data: consecutive rows of neighbouring assets, as they are.

    Nothing is changed: values, dtypes, names and order are those of the data, faults that are in them included. An
    index that only counts the rows begins at 0 in every window. The data are copied once, and every window is a copy
    of its own.

    Counterexamples shrink to the few rows and assets that matter, and towards the first ones of the data.

    Parameters
    ----------
    frame
        Wide (a column an asset), fields (columns of asset and field, or the fields of one asset), tidy (a column that
        names the asset of each row), or any other frame, of which the rows are cut and the columns kept.
    min_rows, max_rows
        Rows of a window, both inclusive; in tidy data the timestamps, of which a window has all rows of its assets.
        As many as there are where ``max_rows`` is None.
    min_assets, max_assets
        Assets of a window, both inclusive; as many as there are where ``max_assets`` is None.

    Returns
    -------
    SearchStrategy[pandas.DataFrame]
        Frames laid out as the data. In tidy data an asset without a row in the window does not count, and rows
        without a timestamp or a symbol are left out.

    Raises
    ------
    InvalidArgument
        If the data are empty, or cannot be cut into windows of these sizes.
    """
    # Checked as nothing else holds the callers to it.
    if not isinstance(frame, pd.DataFrame):  # pyright: ignore[reportUnnecessaryIsInstance]
        msg = f"frame={type(frame).__name__}: give the data as a pandas.DataFrame"
        raise InvalidArgument(msg)
    if frame.empty:
        msg = f"frame: the data are empty, {len(frame)} rows x {frame.shape[1]} columns; give some to take windows of"
        raise InvalidArgument(msg)
    data = frame.copy()
    reading = read(data)
    if reading.kind == "tidy":
        return with_sample(_tidy(data, reading, (min_rows, max_rows), (min_assets, max_assets)), data)
    rows = _between("rows", len(data), min_rows, max_rows, "rows")
    groups = _groups(data, reading)
    if groups is None:
        if (min_assets, max_assets) != (1, None):
            msg = (
                f"min_assets={min_assets}, max_assets={max_assets}: the data hold no assets that could be told apart "
                "(no timestamps with a column an asset, no fields, no symbols), so their columns are kept together; "
                "leave both out"
            )
            raise InvalidArgument(msg)
        groups = [np.arange(data.shape[1])]
    assets = _between("assets", len(groups), min_assets, max_assets, "assets")
    kept = np.setdiff1d(np.arange(data.shape[1]), np.concatenate(groups))

    def cut(count: int, width: int, start: int, first: int) -> pd.DataFrame:
        start, first = min(start, len(data) - count), min(first, len(groups) - width)
        window = data.iloc[start : start + count]
        if width < len(groups):
            window = window.iloc[:, np.sort(np.concatenate([*groups[first : first + width], kept]))]
        return _own(window, data)

    return with_sample(_windows(cut, rows, assets, (len(data) - 1, len(groups) - 1), reading.kind), data)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """How windows are cut: ``last`` is the last row and the last asset that one can begin with."""

    cut: Cut
    integers: SearchStrategy[tuple[int, int, int, int]]
    rows: tuple[int, int]
    assets: tuple[int, int]
    last: tuple[int, int]
    kind: str

    def __repr__(self) -> str:
        told = f"{self.kind} data, rows={self.rows[0]}..{self.rows[1]} of {self.last[0] + 1}"
        return f"{told}, assets={self.assets[0]}..{self.assets[1]} of {self.last[1] + 1}"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        """Print the same where Hypothesis would print the fields."""
        del cycle  # a plan holds no other
        printer.text(repr(self))


def _windows(
    cut: Cut, rows: tuple[int, int], assets: tuple[int, int], last: tuple[int, int], kind: str
) -> SearchStrategy[pd.DataFrame]:
    # Sizes before places, and close to each other: see sources.py.
    sizes = (st.integers(*rows), st.integers(*assets))
    integers = st.tuples(*sizes, st.integers(0, last[0]), st.integers(0, last[1]))
    return _window(_Plan(cut=cut, integers=integers, rows=rows, assets=assets, last=last, kind=kind))


@st.composite
def _window(draw: Draw, plan: _Plan) -> pd.DataFrame:
    return plan.cut(*draw(plan.integers))


def _between(what: str, there: int, least: int, most: int | None, unit: str) -> tuple[int, int]:
    """Return the sizes that windows can have.

    Raises
    ------
    InvalidArgument
        If there are none, or more is asked for than there is.
    """
    least = checked_size(f"min_{what}", least)
    high = there if most is None else checked_size(f"max_{what}", most)
    if least > there or high > there:
        name, value = (f"min_{what}", least) if least > there else (f"max_{what}", high)
        msg = f"{name}={value}: the data have {there} {unit}; ask for at most {there}, or give more data"
        raise InvalidArgument(msg)
    if least > high:
        msg = f"min_{what}={least}, max_{what}={high}: needed is 1 <= min_{what} <= max_{what}; raise max_{what}"
        raise InvalidArgument(msg)
    return least, high


def _groups(data: pd.DataFrame, reading: Reading) -> list[Rows] | None:
    """Return the columns of every asset; None where columns are not those of assets."""
    if reading.kind == "wide":
        return [np.array([position]) for position in range(data.shape[1])]
    if reading.kind != "fields":
        return None
    if not isinstance(data.columns, pd.MultiIndex):
        return [np.arange(data.shape[1])]
    # All columns of an asset, those that are no known field among them.
    owned = next(iter(reading.fields[0].values()))
    level = next(level for level in (0, 1) if data.columns.get_level_values(level)[owned] == reading.assets[0])
    owners = data.columns.get_level_values(level)
    return [np.flatnonzero(owners == asset) for asset in reading.assets]


def _own(window: pd.DataFrame, data: pd.DataFrame) -> pd.DataFrame:
    """Return a window that shares nothing with the data."""
    made = window.copy()
    counts = isinstance(data.index, pd.RangeIndex) and (data.index.start, data.index.step) == (0, 1)
    index = pd.RangeIndex(len(made), name=data.index.name) if counts else made.index.copy(deep=True)
    made.index = index
    return made


def _tidy(
    data: pd.DataFrame, reading: Reading, rows: tuple[int, int | None], assets: tuple[int, int | None]
) -> SearchStrategy[pd.DataFrame]:
    tidy = _Tidy(data, reading)
    there = len(tidy.begins) - 1
    low, high = _between("rows", there, *rows, "timestamps")
    least, most = _between("assets", len(reading.assets), *assets, "assets")
    shortest = tidy.shortest(least)
    if int(shortest.min()) > high:
        msg = (
            f"min_assets={least}, max_rows={high}: no {high} timestamps in a row hold {least} assets, and the shortest "
            f"that do are {int(shortest.min())}; ask for more rows or fewer assets"
            if int(shortest.min()) <= there
            else f"min_assets={least}: the data hold fewer assets with a timestamp; ask for fewer"
        )
        raise InvalidArgument(msg)

    def cut(count: int, width: int, start: int, first: int) -> pd.DataFrame:
        count = max(count, int(shortest.min()))
        # The next start with enough assets, going round; and not so late that there are too few timestamps.
        able = np.flatnonzero(shortest <= count)
        start = int(able[np.searchsorted(able, min(start, there - count)) % len(able)])
        return tidy.window(min(start, there - count), count, width, first)

    return _windows(cut, (low, high), (least, most), (there - 1, len(reading.assets) - 1), "tidy")


class _Tidy:
    """Tidy data, with the rows of each timestamp found once.

    ``order``: rows by timestamp, and as they are within one. ``begins``: where each timestamp begins in it, and where
    the last one ends.
    """

    def __init__(self, data: pd.DataFrame, reading: Reading) -> None:
        codes, stamps = cast("Rows", reading.codes), cast("pd.DatetimeIndex", reading.stamps)
        times, _ = pd.factorize(stamps, sort=True)
        kept = np.flatnonzero((times >= 0) & (codes >= 0))
        self._data = data
        self._codes = codes
        self.order: Rows = kept[np.argsort(times[kept], kind="stable")]
        self.begins: Rows = np.searchsorted(times[self.order], np.arange(times.max(initial=-1) + 2))

    def shortest(self, assets: int) -> Rows:
        """Return, for each timestamp, how many from it on hold so many assets; more than there are where none do."""
        count = len(self.begins) - 1
        found = np.full(max(count, 1), count + 1, np.intp)
        there: dict[int, int] = {}
        end = 0
        codes = self._codes[self.order].tolist()
        begins = self.begins.tolist()
        for start in range(count):
            while len(there) < assets and end < count:
                for code in codes[begins[end] : begins[end + 1]]:
                    there[code] = there.get(code, 0) + 1
                end += 1
            if len(there) < assets:
                break
            found[start] = end - start
            for code in codes[begins[start] : begins[start + 1]]:
                there[code] -= 1
                if not there[code]:
                    del there[code]
        return found

    def window(self, start: int, count: int, width: int, first: int) -> pd.DataFrame:
        rows = np.sort(self.order[self.begins[start] : self.begins[start + count]])
        assets = np.unique(self._codes[rows])
        width = min(width, len(assets))
        first = min(first, len(assets) - width)
        if width < len(assets):
            rows = rows[np.isin(self._codes[rows], assets[first : first + width])]
        return _own(self._data.take(rows), self._data)
