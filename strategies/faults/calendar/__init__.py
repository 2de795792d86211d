"""Faults of the calendar: padding, gaps and rows that should not be (faults.md 1.4), and its legal controls (1.6)."""

from __future__ import annotations

from ..base import Fault
from .before_genesis import PadMixedGenesis
from .carried import PadFfillPrice
from .extra import ExtraSession
from .half_row import HalfRow
from .legal import FxSundayEvening, SundaySession, UnscheduledClosure
from .missing_session import MissingSession
from .padding import PadNearZero, PadZeroHoliday, PadZeroWeekend
from .round_the_clock import CryptoGap, RoundTheClockWeekend
from .sparse import SparseHistory

__all__ = [
    "CALENDAR",
    "CryptoGap",
    "ExtraSession",
    "FxSundayEvening",
    "HalfRow",
    "MissingSession",
    "PadFfillPrice",
    "PadMixedGenesis",
    "PadNearZero",
    "PadZeroHoliday",
    "PadZeroWeekend",
    "RoundTheClockWeekend",
    "SparseHistory",
    "SundaySession",
    "UnscheduledClosure",
]

CALENDAR: tuple[Fault, ...] = (
    PadZeroHoliday(),
    PadZeroWeekend(),
    SparseHistory(),
    PadNearZero(),
    PadMixedGenesis(),
    PadFfillPrice(),
    ExtraSession(),
    MissingSession(),
    HalfRow(),
    CryptoGap(),
    CryptoGap(extent="tolerated"),
    SundaySession(),
    RoundTheClockWeekend(),
    FxSundayEvening(),
    UnscheduledClosure(),
)
"""Every fault and legal control of this family with its default parameters, the plainest first."""
