"""Faults of the structure: missing and repeated rows, labels, types and names (faults.md 1.2)."""

from __future__ import annotations

from ..base import Fault
from .infinite import Infinite
from .missing import NanAll, NanBlock, NanCell, NanLeading, NanNonsession, NanOutage, NanTrailing
from .timestamps import DuplicateTimestamp

__all__ = ["STRUCTURE", "DuplicateTimestamp", "Infinite", "NanAll", "NanBlock", "NanCell", "NanLeading", "NanNonsession", "NanOutage", "NanTrailing"]

STRUCTURE: tuple[Fault, ...] = (NanCell(),DuplicateTimestamp(),NanBlock(),NanAll(),DuplicateTimestamp(twin='conflict'),DuplicateTimestamp(twin='nan'),NanTrailing(),NanOutage(),Infinite(),Infinite(sign=-1),NanLeading(),NanNonsession())
"""Every fault and legal control of this family with its default parameters, the plainest first."""
