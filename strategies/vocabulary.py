"""The words that describe a fault: where it is seen, what must happen, what is needed to see it."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Evidence", "Layer", "Response"]


class Layer(StrEnum):
    """The layer of a contract that sees the fault."""

    L0 = "L0"
    """The index: unique, sorted, UTC."""
    TIER1 = "tier1"
    """The structure of each asset."""
    TIER2 = "tier2"
    """Meaning: bounds, calendars, cross-field."""


class Response(StrEnum):
    """What must happen on a fault; every value equals its name."""

    RAISE = "RAISE"
    """The batch is rejected."""
    DROP = "DROP"
    """The asset is dropped, and the rest goes on."""
    DROP_ROW = "DROP_ROW"
    """The row is removed."""
    WARN = "WARN"
    """The data are kept, and the trail says so."""
    PASS = "PASS"  # noqa: S105 - a response, no password
    """A legal control: anything but silence is a false alarm."""


class Evidence(StrEnum):
    """The least that one has to look at to see the fault; the values are the letters of the taxonomy."""

    RETURNS = "R"
    PRICES = "P"
    OHLCV = "O"
    CALENDAR = "C"
    ACTIONS = "A"
    SECOND_SOURCE = "X"
    HISTORY = "H"
    NOTHING = "-"
    """Undetectable: nothing in the frame itself shows it."""
