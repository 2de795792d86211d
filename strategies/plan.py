"""What the strategies draw from, made once, with representations that fit into a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

from .faults.base import Fault
from .fitting import Options
from .packed import Packed
from .slots import Slots

__all__ = ["FaultPlan", "FramePlan"]

_TOLD = 8  # faults that a report names


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FramePlan:
    """Clean frames: their options, and the integers of a frame.

    ``integers``: rows, columns and start; row and column of the window, where there is noise; and bytes that hold
    what ``codes`` unpacks.
    """

    options: Options
    integers: SearchStrategy[tuple[Any, ...]]
    codes: Packed

    def __repr__(self) -> str:
        """Return the options."""
        return repr(self.options)

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        """Print the same where Hypothesis would print every field, thousands of days among them."""
        del cycle  # a plan holds no other
        printer.text(repr(self))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaultPlan:
    """Faults to put on a frame.

    ``faults``: those to choose from. ``least``: how many a frame carries at least. ``overlap``: one may write where
    another has. ``slots``: how many it can carry, and where they go.
    """

    faults: tuple[Fault, ...]
    least: int
    overlap: bool
    slots: Slots

    def __repr__(self) -> str:
        """Return the names of the faults, of the first few where there are many."""
        told = [fault.name for fault in self.faults[:_TOLD]]
        told += [f"and {len(self.faults) - _TOLD} more"] if len(self.faults) > _TOLD else []
        return f"faults=[{', '.join(told)}], min_faults={self.least}"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        """Print the same where Hypothesis would print every field."""
        del cycle  # a plan holds no other
        printer.text(repr(self))
