"""Faults of the structure: missing and repeated rows, labels, types and names (faults.md 1.2)."""

from __future__ import annotations

from ..base import Fault
from .clocks import MissingHour, RepeatedHour
from .disguised import Sentinel
from .ends import NanLeading, NanNonsession, NanTrailing
from .grid import OffGrid, OtherResolution, WrongEpoch
from .infinite import Infinite
from .missing import NanAll, NanBlock, NanCell
from .names import DuplicateColumn, NameDrift
from .order import Unsorted
from .outage import NanOutage
from .repeated import RepeatedValues
from .rounded import LiveRow, MixedFrequency
from .swapped import SwappedColumns
from .text import NumbersAsText
from .timestamps import DuplicateTimestamp
from .zones import MixedZones, NaiveTimestamps, ShiftedDays

__all__ = [
    "STRUCTURE",
    "DuplicateColumn",
    "DuplicateTimestamp",
    "Infinite",
    "LiveRow",
    "MissingHour",
    "MixedFrequency",
    "MixedZones",
    "NaiveTimestamps",
    "NameDrift",
    "NanAll",
    "NanBlock",
    "NanCell",
    "NanLeading",
    "NanNonsession",
    "NanOutage",
    "NanTrailing",
    "NumbersAsText",
    "OffGrid",
    "OtherResolution",
    "RepeatedHour",
    "RepeatedValues",
    "Sentinel",
    "ShiftedDays",
    "SwappedColumns",
    "Unsorted",
    "WrongEpoch",
]

STRUCTURE: tuple[Fault, ...] = (
    NanCell(),
    DuplicateTimestamp(),
    NanBlock(),
    NanAll(),
    DuplicateTimestamp(twin="conflict"),
    DuplicateTimestamp(twin="nan"),
    LiveRow(),
    Unsorted(),
    NaiveTimestamps(),
    MixedZones(),
    NumbersAsText(),
    DuplicateColumn(),
    NameDrift(),
    NameDrift(drift="renamed"),
    NameDrift(drift="missing"),
    NanTrailing(),
    NanOutage(),
    Infinite(),
    Infinite(sign=-1),
    Sentinel(),
    WrongEpoch(),
    OffGrid(),
    MixedFrequency(),
    ShiftedDays(),
    ShiftedDays(extent="few"),
    RepeatedHour(),
    MissingHour(),
    SwappedColumns(),
    SwappedColumns(swap="assets"),
    NanLeading(),
    NanNonsession(),
    RepeatedValues(),
    OtherResolution(),
)
"""Every fault and legal control of this family with its default parameters, the plainest first."""
