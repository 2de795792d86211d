"""Traces that fall apart are caught; one that hangs together passes."""

from __future__ import annotations

from itertools import count

import pytest
from toxiframe.properties import TraceSubject, Workload, check

from tests.mutants.verdicts import BUDGET, assert_caught, assert_holds


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


BUGS = {
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


@pytest.mark.parametrize("bug", BUGS)
def test_a_broken_trace_is_caught(bug):
    """The property finds the bug within its default number of cases."""
    assert_caught(check(trace=TraceSubject(run=BUGS[bug]), max_examples=BUDGET, seed=1), "one_root")


def test_the_correct_twin_passes():
    """One root with everything below it holds."""
    assert_holds(check(trace=TraceSubject(run=_spans), max_examples=BUDGET, seed=1))
