"""What is promised of a run's trace."""

from __future__ import annotations

from .property import Property
from .trace_checks import closed, exactly_once, export_total, no_bleed, one_root
from .trace_workloads import hostile_workloads, runs, workloads

__all__ = ["TRACE"]

TRACE = (
    Property(
        name="one_root",
        kind="trace",
        guarantee="All spans of a run form one trace with exactly one root.",
        cases=lambda _: workloads(),
        check=one_root,
    ),
    Property(
        name="closed",
        kind="trace",
        guarantee="Every span's parent is in the trace, and every span has ended after it began.",
        cases=lambda _: workloads(),
        check=closed,
    ),
    Property(
        name="exactly_once",
        kind="trace",
        guarantee="Every span that was opened is in the trace exactly once.",
        cases=lambda _: workloads(),
        check=exactly_once,
    ),
    Property(
        name="no_bleed",
        kind="trace",
        guarantee="The trace of a run holds nothing of the run before it.",
        cases=lambda _: runs(),
        check=no_bleed,
    ),
    Property(
        name="export_total",
        kind="trace",
        guarantee="No span is lost or refused, whatever its attributes are and whoever fails.",
        cases=lambda _: hostile_workloads(),
        check=export_total,
    ),
)
"""In the order of the documentation."""
