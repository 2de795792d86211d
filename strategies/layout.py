"""From the decision what a frame is to the frame: wide returns, tidy returns, or bars."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .bars import Part, bars
from .faults.draft import Draft
from .fitting import Layout, Options, Raw, fit
from .noise import QUIET, end_shares, genesis_shares, window
from .reading import FIELDS, Reading, read_wide
from .sessions import days
from .universe import bar_labels, labels

__all__ = ["Layout", "Options", "Raw", "build", "draft", "fit"]

Floats = NDArray[np.float64]
Counts = NDArray[np.intp]

_FLAT = "asset"  # what the one asset of a frame without names is called, here and in reading.py


def build(options: Options, raw: Raw, layout: Layout) -> pd.DataFrame:
    """Make the clean frame."""
    match options.shape:
        case "wide":
            return _wide(options, raw, layout)
        case "tidy":
            return _tidy(options, raw, layout)[0]
        case "fields" | "flat":
            return _fields(options, raw, layout)


def draft(options: Options, raw: Raw, layout: Layout) -> Draft:
    """Make the clean frame, ready for faults."""
    names = layout.universe.names[: layout.columns]
    match options.shape:
        case "wide":
            frame = _wide(options, raw, layout)
            return Draft(frame, reading=read_wide(names), start=layout.start, calendars=options.calendars)
        case "tidy":
            frame, stamps, codes = _tidy(options, raw, layout)
            reading = Reading(
                kind="tidy",
                holds="returns",
                assets=names,
                fields=({"return": 2},) * len(names),
                stamps=stamps,
                place=("column", 0),
                codes=codes,
                symbols=("column", 1),
            )
            return Draft(frame, reading=reading, calendars=options.calendars)
        case "fields":
            frame = _fields(options, raw, layout)
            return Draft(frame, reading=_read_bars(names), start=layout.start, calendars=options.calendars)
        case "flat":
            frame = _fields(options, raw, layout)
            known = {_FLAT: layout.universe.calendar_of(0)}
            return Draft(frame, reading=_read_bars((_FLAT,)), start=layout.start, calendars=known)


@lru_cache(maxsize=4096)
def _read_bars(names: tuple[str, ...]) -> Reading:
    count = len(FIELDS)
    fields = tuple(
        {field: asset * count + position for position, field in enumerate(FIELDS)} for asset in range(len(names))
    )
    return Reading(kind="fields", holds="prices", assets=names, fields=fields)


def _index(options: Options, layout: Layout) -> pd.DatetimeIndex:
    return days(options.unit)[layout.start : layout.start + layout.rows]


def _wide(options: Options, raw: Raw, layout: Layout) -> pd.DataFrame:
    values = _returns(options, raw, layout)
    columns = labels(layout.universe, layout.columns)
    return pd.DataFrame(values, index=_index(options, layout), columns=columns, copy=False)


def _returns(options: Options, raw: Raw, layout: Layout) -> Floats:
    """Return the returns, (rows, columns): NaN on non-sessions, before genesis and after delisting."""
    shape, universe = (layout.rows, layout.columns), layout.universe
    values = np.empty(shape)
    noise: Floats | None = None
    if raw.level:
        values.fill(np.nan)
        noise = window(raw.level, shape, raw.offset, (options.max_rows, options.max_assets))
    else:
        values.fill(QUIET)
    width = len(universe.calendars)
    lives = _lives(raw, layout)
    begin, end = layout.start, layout.start + layout.rows
    for turn, known in enumerate(universe.calendars[: layout.columns]):
        session = known.session[begin:end]
        count = int(known.counts[0, end] - known.counts[0, begin])
        if noise is not None:
            # The n-th session of an asset has the n-th value of its window, whatever lies between: a failure that
            # one value causes moves up row by row while the window moves down, and no weekend is in its way.
            values[session, turn::width] = noise[:count, turn::width]
        elif count < layout.rows:
            values[~session, turn::width] = np.nan
        if lives is not None:
            first, last = _ends(lives, layout, turn, count)
            ordinals = (known.counts[0, begin + 1 : end + 1] - (known.counts[0, begin] + 1))[:, None]
            gone = ordinals < first
            if raw.ends or layout.ending:
                gone |= ordinals > last
            values[:, turn::width][gone] = np.nan
    return values


def _lives(raw: Raw, layout: Layout) -> Floats | None:
    """Return the shares of its sessions that lie before an asset and after it, (2, columns); None if all live on."""
    if not (raw.genesis or raw.ends or layout.ending):
        return None
    columns, offset = layout.columns, raw.offset[1]
    lives = np.zeros((2, columns))
    lives[0] = genesis_shares(raw.genesis, columns, offset)
    if raw.ends:
        lives[1] = end_shares(raw.ends, columns, offset)
    if layout.whole:
        lives[:, list(layout.whole)] = 0.0
    return lives


def _ends(lives: Floats, layout: Layout, turn: int, sessions: int) -> tuple[Counts, Counts]:
    """Return the ordinals of the first and the last session of a venue's assets; each of them has at least one."""
    width = len(layout.universe.calendars)
    before, after = lives[:, turn::width]
    first = (before * sessions).astype(np.intp)
    last = sessions - 1 - (after * (sessions - first)).astype(np.intp)
    for column, ended in layout.ending.items():
        if column % width == turn:
            last[column // width] = min(last[column // width], sessions - 1 - ended)
    return first, last


def _tidy(options: Options, raw: Raw, layout: Layout) -> tuple[pd.DataFrame, pd.DatetimeIndex, Counts]:
    """Return the frame, and the timestamp and asset of each of its rows."""
    values = _returns(options, raw, layout)
    rows, codes = np.nonzero(~np.isnan(values))
    stamps = _index(options, layout).take(rows)
    symbols = labels(layout.universe, layout.columns).array.take(codes)
    frame = pd.DataFrame({"timestamp": stamps.array, "symbol": symbols, "return": values[rows, codes]}, copy=False)
    return frame, stamps, codes


def _fields(options: Options, raw: Raw, layout: Layout) -> pd.DataFrame:
    shape, universe = (layout.rows, layout.columns, len(FIELDS)), layout.universe
    values = np.full(shape, np.nan)
    width = len(universe.calendars)
    lives = _lives(raw, layout)
    for turn, known in enumerate(universe.calendars[: layout.columns]):
        sessions = np.flatnonzero(known.session[layout.start : layout.start + layout.rows])
        assets = np.arange(turn, layout.columns, width)
        if lives is None:
            first, last = np.zeros(len(assets), np.intp), np.full(len(assets), len(sessions) - 1)
        else:
            first, last = _ends(lives, layout, turn, len(sessions))
        values[sessions[:, None], assets] = bars(
            Part(
                sessions=len(sessions),
                columns=assets,
                first=first,
                last=last,
                forced=np.isin(assets, list(layout.acting)),
                level=raw.level,
                actions=raw.actions,
                offset=raw.offset,
            )
        )
    columns = pd.Index(FIELDS) if options.shape == "flat" else bar_labels(universe, layout.columns)
    table = values.reshape(layout.rows, -1)
    return pd.DataFrame(table, index=_index(options, layout), columns=columns, copy=False)
