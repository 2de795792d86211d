"""Every fault and legal control with its default parameters, and the way to one by its name."""

from __future__ import annotations

from difflib import get_close_matches

from .actions import ACTIONS
from .base import Fault
from .calendar import CALENDAR
from .structure import STRUCTURE
from .values import VALUES

__all__ = ["FAULTS", "fault_named"]

FAULTS: tuple[Fault, ...] = (*STRUCTURE, *VALUES, *CALENDAR, *ACTIONS)
"""Every fault and legal control with its default parameters, the plainest first."""


def fault_named(name: str) -> Fault:
    """Return the fault of that name with its default parameters.

    Raises
    ------
    ValueError
        If there is none; the closest name is offered.
    """
    known = {fault.name: fault for fault in FAULTS}
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        msg = f"fault_named({name!r}): the name of a fault is a text, such as 'nan_cell'"
        raise ValueError(msg)  # noqa: TRY004 - as for a name that is none
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
        msg = f"no fault is named {name!r}; {hint}"
        raise ValueError(msg)
    return known[name]
