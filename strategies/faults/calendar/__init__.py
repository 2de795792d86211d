"""Faults of the calendar: padding, gaps and rows that should not be (faults.md 1.4)."""

from __future__ import annotations

from ..base import Fault
from .padding import PadZeroHoliday, PadZeroWeekend
from .sparse import SparseHistory

__all__ = ["CALENDAR", "PadZeroHoliday", "PadZeroWeekend", "SparseHistory"]

CALENDAR: tuple[Fault, ...] = (PadZeroHoliday(),PadZeroWeekend(),SparseHistory())
"""Every fault and legal control of this family with its default parameters, the plainest first."""
