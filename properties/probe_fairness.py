"""What is held against a contract that lets a fault through, and what is not, in words."""

from __future__ import annotations

from ..strategies import DuplicateTimestamp, Evidence, Fault, Layer, Response

__all__ = ["excuse"]

_ELSEWHERE = (Evidence.NOTHING, Evidence.SECOND_SOURCE, Evidence.HISTORY)
"""Evidence that no single frame holds: nothing, another source, an earlier load."""


def excuse(fault: Fault, *, series: bool, labelled: bool) -> str | None:
    """Return why letting a fault through is not held against a contract; None where it is.

    Parameters
    ----------
    series
        Whether the frames have timestamps: rows of a plain table are not the history of anything.
    labelled
        Whether the rows have labels: where they are only counted, a twin that says something else is another row.
    """
    if fault.response is Response.PASS:
        return "legal control"
    if fault.evidence in _ELSEWHERE:
        return "no single frame shows it"
    if fault.response is Response.WARN:
        return "worth a warning"
    of_history = fault.layer is Layer.TIER2 and fault.evidence is Evidence.RETURNS
    other_row = isinstance(fault, DuplicateTimestamp) and fault.twin == "conflict"
    if (of_history and not series) or (other_row and not labelled):
        return "may be true of a table"
    return None
