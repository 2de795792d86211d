"""What a run's trace must look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from .crashes import crash
from .outcomes import Failure, Outcome
from .trace_subject import TraceSubject, Workload

__all__ = ["one_root", "workloads"]

_WORKERS, _SPANS, _DEPTH = 3, 3, 3


@st.composite
def _workloads(draw: st.DrawFn) -> Workload:
    depths = st.lists(st.integers(1, _DEPTH), min_size=1, max_size=_SPANS).map(tuple)
    workers = draw(st.lists(depths, min_size=1, max_size=_WORKERS), label="workers")
    failing = draw(st.none() | st.integers(0, len(workers) - 1), label="failing worker")
    return Workload(workers=tuple(workers), failing=failing)


def workloads() -> st.SearchStrategy[Workload]:
    """Draw what one to three workers do: the spans each of them opens, nested up to three deep."""
    return _workloads()


def one_root(subject: TraceSubject, case: Workload) -> Outcome:
    """Check that all spans share one trace id and hang below the one span that has no parent."""
    told = tuple(
        f"worker {number}  spans nested {', '.join(map(str, depths))}{' (fails)' * (number == case.failing)}"
        for number, depths in enumerate(case.workers)
    )
    try:
        spans = list(subject.run(case))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        first, *rest = crash(error).splitlines()
        return Outcome(failure=Failure(wanted="a trace", got=first, case=told, cause="\n".join(rest) or None))
    wrong = _wrong(spans)
    return Outcome() if wrong is None else Outcome(failure=Failure(wanted=wrong[0], got=wrong[1], case=told))


def _wrong(spans: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    if not spans:
        return "at least one span", "none"
    traces = list(dict.fromkeys(str(span.get("traceId")) for span in spans))
    if len(traces) > 1:
        return "one trace id", f"{len(traces)}: {', '.join(traces)}"
    known = {span.get("spanId") for span in spans}
    roots = [span for span in spans if not span.get("parentSpanId")]
    if len(roots) != 1:
        return "exactly one root", f"{len(roots)}: {_names(roots)}" if roots else "none: every span names a parent"
    lost = [span for span in spans if span.get("parentSpanId") and span["parentSpanId"] not in known]
    if lost:
        return f"every span below {_names(roots)}", f"{_names(lost)} below a span that is not in the trace"
    return None


def _names(spans: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(str(span.get("name", span.get("spanId"))) for span in spans)
