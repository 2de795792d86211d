"""Traces that fall apart, and one that hangs together."""

from __future__ import annotations

from itertools import count

from toxiframe.properties import TraceSubject, Workload

from tests.mutants.planted import Suite

__all__ = ["TRACES"]


def _spans(workload: Workload, *, root: str | None = "root", trace: str = "t", lost: bool = False):
    """Return a root, and below it the spans of each worker."""
    numbers = count(1)
    spans = [] if root is None else [{"traceId": trace, "spanId": root, "name": "run"}]
    for depths in workload.workers:
        for depth in depths:
            parent = root
            for level in range(depth):
                number = f"s{next(numbers)}"
                span = {"traceId": trace, "spanId": number, "name": f"level {level}"}
                spans.append(span if parent is None else {**span, "parentSpanId": parent})
                parent = "gone" if lost and level else number
    return spans


def _trace_a_worker(workload: Workload):
    return [
        span
        for number, depths in enumerate(workload.workers)
        for span in _spans(Workload(workers=(depths,)), trace=f"t{number}")
    ]


def _root_a_worker(workload: Workload):
    return [
        {key: f"{value}-{number}" if key.endswith("Id") and key != "traceId" else value for key, value in span.items()}
        for number, depths in enumerate(workload.workers)
        for span in _spans(Workload(workers=(depths,)))
    ]


_APART = {
    "a root a worker": _root_a_worker,
    "a trace id a worker": _trace_a_worker,
    "no root": lambda workload: _spans(workload)[1:],
    "a root a span": lambda workload: _spans(workload, root=None),
    "a parent that never arrived": lambda workload: _spans(workload, lost=True),
    "nothing at all": lambda _: [],
    "the second trace id when a worker fails": lambda workload: [
        *_spans(workload),
        *([{"traceId": "t2", "spanId": "x", "parentSpanId": "root"}] if workload.failing is not None else []),
    ],
    "an exception when a worker fails": lambda workload: 1 / 0 if workload.failing is not None else _spans(workload),
}

TRACES = Suite(
    kind="trace",
    bugs={"one_root": {bug: TraceSubject(run=run) for bug, run in _APART.items()}},
    twin=TraceSubject(run=_spans),
)
