"""What a run's trace must look like."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .failing import failed, raised
from .outcomes import Outcome
from .trace_subject import Span, TraceSubject, Workload
from .trace_workloads import Runs, told

__all__ = ["closed", "exactly_once", "export_total", "no_bleed", "one_root"]

_NAMED = 8  # spans in a message
Wrong = tuple[str, str] | None


def one_root(subject: TraceSubject, case: Workload) -> Outcome:
    """Check that all spans share one trace id, and that one of them has no parent."""
    return _judged(subject, case, _not_one_root)


def closed(subject: TraceSubject, case: Workload) -> Outcome:
    """Check that every span has its parent in the trace, and that it has ended, not before it began."""
    return _judged(subject, case, _open)


def exactly_once(subject: TraceSubject, case: Workload) -> Outcome:
    """Check that no span id comes twice, and that there are as many spans as were opened, where that is known."""
    return _judged(subject, case, lambda spans: _miscounted(subject, case, spans))


def no_bleed(subject: TraceSubject, case: Runs) -> Outcome:
    """Check that a run has no span, id, parent or attribute of the run before it."""
    lines = [
        f"run {number} {line}" for number, run in enumerate((case.first, case.second), 1) for line in told(run)[:-1]
    ]
    try:
        first = [dict(span) for span in subject.run(case.first)]
        second = [dict(span) for span in subject.run(case.second)]
        wrong = _bled(first, second, next(iter(case.first.attributes)))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return raised(error, "two traces", lines)
    return Outcome() if wrong is None else failed(*wrong, lines)


def export_total(subject: TraceSubject, case: Workload) -> Outcome:
    """Check that odd attributes and failing workers change nothing about which spans there are."""
    quiet = replace(case, failing=None, attributes={})
    try:
        wanted = Counter(_name(span) for span in subject.run(quiet))
    except Exception as error:  # noqa: BLE001 - as above
        return raised(error, "a trace", told(quiet))
    try:
        found = Counter(_name(span) for span in subject.run(case))
    except Exception as error:  # noqa: BLE001 - as above
        return raised(error, "a trace, whatever the spans are given and whoever fails", told(case))
    for name in [*wanted, *found]:
        if wanted[name] != found[name]:
            return failed(f"span {name!r} {_times(wanted[name])}, as without them", _times(found[name]), told(case))
    return Outcome(reached=case.failing is not None or bool(case.attributes))


def _judged(subject: TraceSubject, case: Workload, judge: Callable[[Sequence[Span]], Wrong]) -> Outcome:
    try:
        spans = list(subject.run(case))
        wrong = judge(spans) if spans else ("at least one span", "none")
    except Exception as error:  # noqa: BLE001 - as above
        return raised(error, "a trace", told(case))
    return Outcome() if wrong is None else failed(*wrong, told(case))


def _not_one_root(spans: Sequence[Span]) -> Wrong:
    traces = list(dict.fromkeys(str(span.get("traceId")) for span in spans))
    if len(traces) > 1:
        return "one trace id", f"{len(traces)}: {', '.join(traces)}"
    roots = [span for span in spans if not span.get("parentSpanId")]
    if len(roots) != 1:
        return "exactly one root", f"{len(roots)}: {_names(roots)}" if roots else "none: every span names a parent"
    return None


def _open(spans: Sequence[Span]) -> Wrong:
    parents = {span.get("spanId"): span.get("parentSpanId") for span in spans}
    orphans = [span for span in spans if span.get("parentSpanId") and span["parentSpanId"] not in parents]
    if orphans:
        return "every parent in the trace", f"{_names(orphans)} below a span that is not there"
    for span in spans:
        above = span.get("parentSpanId")
        for _ in spans:
            above = parents.get(above) if above else above
        if above:
            return "every span below a root", f"{_name(span)} in a circle of parents"
    return next((wrong for wrong in map(_not_over, spans) if wrong is not None), None)


def _not_over(span: Span) -> Wrong:
    start, end = span.get("startTimeUnixNano"), span.get("endTimeUnixNano")
    if start is None and end is None:
        return None
    if not start or not end:
        return f"span {_name(span)} with a start and an end", f"start {start}, end {end}"
    if int(end) < int(start):
        return f"span {_name(span)} ends when it has begun", f"{int(start) - int(end)} ns before"
    return None


def _miscounted(subject: TraceSubject, case: Workload, spans: Sequence[Span]) -> Wrong:
    ids = Counter(str(span.get("spanId")) for span in spans)
    for number, count in ids.items():
        if count > 1:
            twins = [span for span in spans if str(span.get("spanId")) == number]
            return f"span id {number} once", f"{_times(count)}: {_names(twins)}"
    if subject.opened is not None and len(spans) != subject.opened(case):
        return f"{subject.opened(case)} spans, as many as were opened", f"{len(spans)}: {_names(spans)}"
    return None


def _bled(first: Sequence[Span], second: Sequence[Span], mark: str) -> Wrong:
    if not second:
        return "at least one span in run 2", "none"
    for key, what in (("spanId", "span id"), ("traceId", "trace id")):
        known = {span.get(key) for span in first}
        shared = [span for span in second if span.get(key) in known]
        if shared:
            return f"no {what} of run 1 in run 2", f"{shared[0].get(key)} on {_names(shared)}"
    known = {span.get("spanId") for span in first}
    below = [span for span in second if span.get("parentSpanId") in known]
    if below:
        return "no span of run 2 below one of run 1", _names(below)
    marked = [span for span in second if mark in json.dumps(span, default=repr)]
    if marked:
        return f"the attribute {mark!r} on no span of run 2", _names(marked)
    return None


def _name(span: Mapping[str, Any]) -> str:
    return str(span.get("name", span.get("spanId")))


def _names(spans: Sequence[Span]) -> str:
    more = f" and {len(spans) - _NAMED} more" if len(spans) > _NAMED else ""
    return ", ".join(map(_name, spans[:_NAMED])) + more


def _times(count: int) -> str:
    return "never" if count == 0 else "once" if count == 1 else f"{count} times"
