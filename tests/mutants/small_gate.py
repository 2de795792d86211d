"""A gate over wide returns, small enough to be asked tens of thousands of times, that bugs are planted into.

It judges by the frozen sessions of the strategies where the pipeline's gate builds live calendars, and by plain numpy
where that one asks pandera, so that a bug is found in a second. The gate of the pipeline is bound in ``tests/reference``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from toxiframe.properties import Contract, Verdict
from toxiframe.strategies.sessions import calendar, row_kinds
from toxiframe.strategies.venues import calendar_of

__all__ = ["CORRECT", "FAULTS", "POLICY", "Bounds", "judge", "judge_strictly"]

FAULTS = (
    "toxic_return", "ret_below_-1", "pad_zero_holiday", "pad_zero_weekend", "nan_all", "nan_block", "sparse_history",
    "nan_cell", "extra_session", "inf_pos", "dup_ts_exact", "dup_ts_conflict", "unsorted", "tz_naive",
    "nan_leading", "nan_nonsession", "legal_extreme", "legal_zero_run", "sunday_session",
)  # fmt: skip
POLICY = {"extra_session": "WARN", "inf_pos": "RAISE"}

Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Rules = dict[str, tuple[str, ...]]
_WARNINGS = ("missing_session", "extra_session")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is still legal: returns, the share of sessions missing since genesis, and how many at least."""

    lowest: float = -1.0
    highest: float = 5.0
    missing: float = 0.05
    allowance: int = 1


def judge(frame: pd.DataFrame, bounds: Bounds | None = None) -> Verdict:
    """Reject the batch for its index or an infinite value; otherwise drop and warn asset by asset."""
    reason = _index_offence(frame) or _value_offence(frame)
    if reason is not None:
        return Verdict(accepted=None, rejected=(reason,))
    values = frame.to_numpy(np.float64)
    dropped, warned = _offences(frame, values, bounds or Bounds())
    kept = [name not in dropped for name in frame.columns]
    return Verdict(
        accepted=frame.loc[:, kept].copy(),
        dropped=dropped,
        logged=dict(dropped),
        warned={name: rules for name, rules in warned.items() if name not in dropped},
    )


def judge_strictly(frame: pd.DataFrame, bounds: Bounds | None = None) -> Verdict:
    """Reject the batch for whatever would drop an asset."""
    verdict = judge(frame, bounds)
    return Verdict(accepted=None, rejected=tuple(verdict.dropped)) if verdict.dropped else verdict


CORRECT = Contract(judge=judge, strict=judge_strictly)


def _index_offence(frame: pd.DataFrame) -> str | None:
    index = frame.index
    if not isinstance(index, pd.DatetimeIndex):
        return "no timestamps"
    rules = {
        "not in UTC": str(index.tz) != "UTC",
        "no row": len(index) == 0,
        "labels missing": bool(index.isna().any()),
        "timestamps repeated": not index.is_unique,
        "timestamps out of order": not index.is_monotonic_increasing,
    }
    return next((reason for reason, broken in rules.items() if broken), None)


def _value_offence(frame: pd.DataFrame) -> str | None:
    if frame.shape[1] == 0 or not frame.columns.is_unique:
        return "no asset, or one twice"
    if not all(isinstance(name, str) and ":" in name for name in frame.columns):
        return "columns are not named VENUE:TICKER"
    if not all(dtype == np.float64 for dtype in frame.dtypes):
        return "columns hold something else than floats"
    return "infinite values" if np.isinf(frame.to_numpy(np.float64)).any() else None


def _offences(frame: pd.DataFrame, values: Floats, bounds: Bounds) -> tuple[Rules, Rules]:
    dropped: Rules = {}
    warned: Rules = {}
    for position, name in enumerate(frame.columns):
        venue = calendar_of(name)
        kinds = row_kinds(frame.index, None if venue is None else calendar(venue))
        column = values[:, position]
        found = _found(column, kinds.session, kinds.weekend | kinds.holiday, bounds)
        drops = tuple(rule for rule, offends in found.items() if offends and rule not in _WARNINGS)
        if drops:
            dropped[name] = drops
        elif warnings := tuple(rule for rule in _WARNINGS if found[rule]):
            warned[name] = warnings
    return dropped, warned


def _found(column: np.ndarray, session: np.ndarray, closed: np.ndarray, bounds: Bounds) -> Mapping[str, bool]:
    there = ~np.isnan(column)
    since = np.logical_or.accumulate(there & session) & session
    missing = int((since & ~there).sum())
    return {
        "toxic_return": bool(((column < bounds.lowest) | (column > bounds.highest)).any()),
        "no_padding": bool((closed & (column == 0.0)).any()),
        "no_observations": not (there & session).any(),
        "coverage": missing > max(bounds.allowance, int(bounds.missing * since.sum())),
        "missing_session": missing > 0,
        "extra_session": bool((closed & there & (column != 0.0)).any()),
    }
