"""Faults of corporate actions and of identity (faults.md 1.5)."""

from __future__ import annotations

from ..base import Fault
from .adjusted import AdjustmentBlowUp
from .dividends import DividendUnadjusted, DividendUnit, GainCountedTwice
from .identity import CrossSymbol, SeriesCopy
from .listed import DividendDuplicate, SplitDuplicate
from .misplaced import DividendPhantom, DividendWrongDate
from .reuse import Redenomination, TickerReuse
from .splits import SplitDouble, SplitMissing
from .universe import Survivorship

__all__ = [
    "ACTIONS",
    "AdjustmentBlowUp",
    "CrossSymbol",
    "DividendDuplicate",
    "DividendPhantom",
    "DividendUnadjusted",
    "DividendUnit",
    "DividendWrongDate",
    "GainCountedTwice",
    "Redenomination",
    "SeriesCopy",
    "SplitDouble",
    "SplitDuplicate",
    "SplitMissing",
    "Survivorship",
    "TickerReuse",
]

ACTIONS: tuple[Fault, ...] = (
    AdjustmentBlowUp(),
    Redenomination(),
    TickerReuse(),
    CrossSymbol(),
    SeriesCopy(),
    SplitMissing(),
    SplitMissing(extent="row"),
    SplitDouble(),
    SplitDuplicate(),
    DividendUnadjusted(),
    DividendUnit(),
    DividendPhantom(),
    DividendDuplicate(),
    DividendWrongDate(),
    GainCountedTwice(),
    Survivorship(),
)
"""Every fault and legal control of this family with its default parameters, the plainest first."""
