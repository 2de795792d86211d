"""The faults, one class each."""

from __future__ import annotations

from difflib import get_close_matches

from .base import Fault, Needs, Patch, Spot
from .bounds import ExtremeReturn, LegalExtreme, ReturnBelowMinusOne
from .missing import NanAll, NanBlock, NanCell, NanLeading, NanNonsession
from .padding import PadZeroHoliday, PadZeroWeekend
from .sparse import SparseHistory
from .timestamps import DuplicateTimestamp

__all__ = [
    "FAULTS",
    "DuplicateTimestamp",
    "ExtremeReturn",
    "Fault",
    "LegalExtreme",
    "NanAll",
    "NanBlock",
    "NanCell",
    "NanLeading",
    "NanNonsession",
    "Needs",
    "PadZeroHoliday",
    "PadZeroWeekend",
    "Patch",
    "ReturnBelowMinusOne",
    "SparseHistory",
    "Spot",
    "fault_named",
]

FAULTS: tuple[Fault, ...] = (
    NanCell(),
    ExtremeReturn(),
    DuplicateTimestamp(),
    SparseHistory(),
    PadZeroHoliday(),
    PadZeroWeekend(),
    NanBlock(),
    NanAll(),
    DuplicateTimestamp(twin="conflict"),
    DuplicateTimestamp(twin="nan"),
    ReturnBelowMinusOne(),
    NanLeading(),
    NanNonsession(),
    LegalExtreme(),
)
"""Every fault and legal control with its default parameters, the plainest first."""


def fault_named(name: str) -> Fault:
    """Return the fault of that name with its default parameters.

    Raises
    ------
    ValueError
        If there is none; the closest name is offered.
    """
    known = {fault.name: fault for fault in FAULTS}
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
        msg = f"no fault is named {name!r}; {hint}"
        raise ValueError(msg)
    return known[name]
