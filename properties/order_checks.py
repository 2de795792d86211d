"""What a contract must say whatever order a frame is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ..strategies import ToxicFrame
from ..strategies.reading import read
from .contract_subject import ContractSubject
from .judging import all_sights
from .outcomes import Outcome, Sight
from .same_verdict import Form, same_verdict

__all__ = ["Turned", "order_cases", "order_free"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A toxic frame, and the name of the order it is also judged in."""

    case: ToxicFrame
    order: str


def _columns(frame: pd.DataFrame) -> pd.DataFrame | None:
    return frame.iloc[:, ::-1] if frame.shape[1] > 1 else None


def _rows(frame: pd.DataFrame) -> pd.DataFrame | None:
    return frame.iloc[::-1] if len(frame) > 1 else None


def _assets(frame: pd.DataFrame) -> pd.DataFrame | None:
    codes = read(frame).codes
    if codes is None or len(set(codes.tolist())) < 2:  # noqa: PLR2004 - one asset has no other order
        return None
    return frame.iloc[np.argsort(-codes, kind="stable")]


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame in an order that does not depend on the one it is in, whatever its labels are."""
    columns = sorted(range(frame.shape[1]), key=lambda place: repr(frame.columns[place]))
    frame = frame.iloc[:, columns]
    cells = [frame.index.map(repr), *(frame.iloc[:, place].map(repr) for place in range(frame.shape[1]))]
    return frame.iloc[np.lexsort([np.asarray(key, dtype=str) for key in cells[::-1]])]


_ORDERS: Mapping[str, Form] = MappingProxyType(
    {"columns turned around": _columns, "rows turned around": _rows, "assets turned around": _assets}
)


def order_cases(subject: ContractSubject) -> st.SearchStrategy[Turned]:
    """Draw toxic frames and an order for each."""
    return st.builds(Turned, case=subject.toxic_cases(), order=st.sampled_from(list(_ORDERS)))


def order_free(subject: ContractSubject, case: Turned) -> Outcome:
    """Check that the order of rows, columns and assets makes no difference, or is refused always."""
    form = _ORDERS[case.order]
    if form is not _columns and _ascending(case.case.clean) and not _ascending(case.case.frame):
        # A fault has put the rows out of order, and the other order may be the right one.
        return Outcome(sightings=all_sights(case.case, Sight.NOT_APPLICABLE), reached=False)
    return same_verdict(subject, case.case, form, what=case.order, plain=_plain, moves=True)


def _ascending(frame: pd.DataFrame) -> bool:
    stamps = read(frame).stamps
    return bool((frame.index if stamps is None else stamps).is_monotonic_increasing)
