"""Traces with a bug, and one without."""

from __future__ import annotations

from tests.mutants.planted import Suite
from tests.mutants.trace_counts import COUNTS, MIXED
from tests.mutants.trace_exports import EXPORTS
from tests.mutants.trace_shapes import APART, HOLES
from tests.mutants.trace_twin import Tracer, bound

__all__ = ["TRACES"]


def _bound(tracers):
    return {bug: bound(tracer) for bug, tracer in tracers.items()}


TRACES = Suite(
    kind="trace",
    bugs={
        "one_root": _bound(APART),
        "closed": _bound(HOLES),
        "exactly_once": _bound(COUNTS),
        "no_bleed": _bound(MIXED),
        "export_total": _bound(EXPORTS),
    },
    twin=bound(Tracer),
)
