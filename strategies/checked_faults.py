"""Faults as a caller gives them, told what they are when they are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from hypothesis.errors import InvalidArgument

from .faults.base import Fault

__all__ = ["checked_faults"]


def checked_faults(faults: object) -> tuple[Fault, ...]:
    """Return faults as they were given.

    Raises
    ------
    InvalidArgument
        If there is none, or something else is among them: it is named, with what was probably meant.
    """
    if not isinstance(faults, Sequence) or isinstance(faults, str) or not faults:
        msg = f"faults={faults!r}: give at least one fault, such as [NanCell(), ExtremeReturn(above=5.0)]"
        raise InvalidArgument(msg)
    given = cast("Sequence[object]", faults)
    for place, fault in enumerate(given):
        if isinstance(fault, type):
            hint = f"write {fault.__name__}()"
        elif isinstance(fault, str):
            hint = f"write fault_named({fault!r})"
        elif isinstance(fault, Fault):
            continue
        else:
            hint = "unpack it with *" if isinstance(fault, Sequence) else "a fault is such as NanCell()"
        msg = f"faults[{place}]={fault!r} is a {type(fault).__name__}: give at least one fault and nothing else; {hint}"
        raise InvalidArgument(msg)
    return tuple(cast("Sequence[Fault]", given))
