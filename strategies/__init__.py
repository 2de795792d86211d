"""What can go wrong with a frame, as Hypothesis strategies.

``returns_matrices`` draws clean frames, and ``toxic_frames`` puts faults on them and says where they are.
"""

from __future__ import annotations

from .faults import (
    FAULTS,
    DuplicateTimestamp,
    ExtremeReturn,
    Fault,
    LegalExtreme,
    NanAll,
    NanBlock,
    NanCell,
    NanLeading,
    NanNonsession,
    Needs,
    PadZeroHoliday,
    PadZeroWeekend,
    ReturnBelowMinusOne,
    SparseHistory,
    Spot,
    fault_named,
)
from .injection import Injection, ToxicFrame, replay
from .matrices import returns_matrices
from .poison import poison
from .runnable import runnable
from .toxic import toxic_frames
from .vocabulary import Evidence, Layer, Response

__all__ = [
    "FAULTS",
    "DuplicateTimestamp",
    "Evidence",
    "ExtremeReturn",
    "Fault",
    "Injection",
    "Layer",
    "LegalExtreme",
    "NanAll",
    "NanBlock",
    "NanCell",
    "NanLeading",
    "NanNonsession",
    "Needs",
    "PadZeroHoliday",
    "PadZeroWeekend",
    "Response",
    "ReturnBelowMinusOne",
    "SparseHistory",
    "Spot",
    "ToxicFrame",
    "fault_named",
    "poison",
    "replay",
    "returns_matrices",
    "runnable",
    "toxic_frames",
]
