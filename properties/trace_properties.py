"""What is promised of a run's trace."""

from __future__ import annotations

from .property import Property
from .trace_checks import one_root, workloads

__all__ = ["TRACE"]

TRACE = (
    Property(
        name="one_root",
        kind="trace",
        guarantee="All spans of a run form one trace with exactly one root.",
        cases=lambda _: workloads(),
        check=one_root,
    ),
)
"""In the order of the documentation."""
