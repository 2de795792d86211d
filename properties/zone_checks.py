"""What a contract must say in whatever zone timestamps are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from ..strategies import ToxicFrame
from .contract_subject import ContractSubject
from .outcomes import Outcome
from .same_verdict import same_verdict

__all__ = ["Moved", "zone_cases", "zone_free"]

# East and west of UTC, so that some instant of any day has another date; the last with a change of clocks.
_ZONES = ("Asia/Tokyo", "Etc/GMT+11", "America/New_York")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A toxic frame, and the zone its timestamps are also written in."""

    case: ToxicFrame
    zone: str


def zone_cases(subject: ContractSubject) -> st.SearchStrategy[Moved]:
    """Draw toxic frames and a zone for each."""
    return st.builds(Moved, case=subject.toxic_cases(), zone=st.sampled_from(_ZONES))


def zone_free(subject: ContractSubject, case: Moved) -> Outcome:
    """Check that the same instants in another zone get the same verdict, or are refused always."""
    form = partial(_in_zone, zone=case.zone)
    return same_verdict(subject, case.case, form, what=f"in {case.zone}", plain=_in_utc, moves=False)


def _in_utc(frame: pd.DataFrame) -> pd.DataFrame:
    moved = _in_zone(frame, zone="UTC")
    return frame if moved is None else moved


def _in_zone(frame: pd.DataFrame, *, zone: str) -> pd.DataFrame | None:
    """Return the frame with every timestamp that knows its zone in another; None if none does."""
    index = _index_in(frame.index, zone)
    moved = frame if index is None else frame.set_axis(index, axis=0)
    places = [place for place, dtype in enumerate(frame.dtypes) if isinstance(dtype, pd.DatetimeTZDtype)]
    if index is None and not places:
        return None
    moved = moved.copy()
    for place in places:
        moved.isetitem(place, moved.iloc[:, place].dt.tz_convert(zone))
    return moved


def _index_in(index: pd.Index, zone: str) -> pd.Index | None:
    if isinstance(index, pd.DatetimeIndex) and index.tz is not None:
        return index.tz_convert(zone)
    if not isinstance(index, pd.MultiIndex):
        return None
    levels = [_index_in(level, zone) for level in index.levels]
    if all(level is None for level in levels):
        return None
    moved: Any = index  # pandas-stubs does not take an Index for the levels, which pandas does
    for place, level in enumerate(levels):
        if level is not None:
            moved = moved.set_levels(level, level=place)
    return moved
