"""The faults, as a table for the terminal."""

from __future__ import annotations

import inspect

from ..strategies import FAULTS, Fault
from .tabular import aligned

__all__ = ["listing"]


def listing(*, width: int | None = None) -> str:
    """Return every fault and legal control: name, layer, response, least evidence, and what it is.

    ``width``: columns of the terminal; None where nothing is to be wrapped.
    """
    rows = [["fault", "layer", "response", "evidence", "what it is"]]
    rows += [
        [fault.name, str(fault.layer), str(fault.response), str(fault.evidence), _summary(fault)] for fault in FAULTS
    ]
    return "\n".join(aligned(rows, width=width))


def _summary(fault: Fault) -> str:
    return (inspect.getdoc(type(fault)) or "").split("\n\n")[0].replace("\n", " ")
