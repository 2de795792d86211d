"""Traces that fall apart, or that have holes."""

from __future__ import annotations

import threading
import time

from tests.mutants.trace_twin import Tracer

__all__ = ["APART", "HOLES"]


class _RootAWorker(Tracer):
    """Workers do not know whose they are."""

    def work(self, workload, number, root):
        del root
        super().work(workload, number, None)


class _TraceAWorker(Tracer):
    """Workers begin a trace of their own."""

    def began(self, name, parent, workload):
        return {**super().began(name, parent, workload), "traceId": f"{self.trace}-{threading.get_ident()}"}


class _NoRoot(Tracer):
    """The span that is open while spans are exported is not among them."""

    def keep(self, span):
        if "parentSpanId" in span:
            super().keep(span)


class _RootASpan(Tracer):
    """No span knows its parent."""

    def began(self, name, parent, workload):
        del parent
        return super().began(name, None, workload)


class _Nothing(Tracer):
    """Nothing is exported."""

    def keep(self, span):
        pass


class _TraceOfFailures(Tracer):
    """A failed span is moved to a trace of failures."""

    def fail(self, span):
        span["traceId"] = f"{self.trace}-failed"


class _FailureAtTheRoot(Tracer):
    """A failed span loses its parent with the context it was in."""

    def fail(self, span):
        span.pop("parentSpanId", None)


class _RaisesOnFailure(Tracer):
    """Ending a failed span raises."""

    def fail(self, span):
        message = f"{span['name']} has failed"
        raise RuntimeError(message)


class _RootOfDeepSpans(Tracer):
    """The stack of open spans holds two."""

    def nest(self, workload, depth, parent, *, fails):
        deep = depth < max(map(max, workload.workers)) - 1
        super().nest(workload, depth, None if deep else parent, fails=fails)


APART = {
    "a root a worker": _RootAWorker,
    "a trace id a worker": _TraceAWorker,
    "no root": _NoRoot,
    "a root a span": _RootASpan,
    "nothing at all": _Nothing,
    "another trace id for what fails": _TraceOfFailures,
    "a root for what fails": _FailureAtTheRoot,
    "an exception when a worker fails": _RaisesOnFailure,
    "roots for what is deep": _RootOfDeepSpans,
}


class _LostParent(Tracer):
    """A span that holds another is exported under a new id."""

    def nest(self, workload, depth, parent, *, fails):
        super().nest(workload, depth, parent if depth == 1 else f"{parent}-open", fails=fails)


class _NeverEnded(Tracer):
    """A span that fails is not ended."""

    def end(self, span):
        super().end(span)
        if span.get("failed"):
            del span["endTimeUnixNano"]


class _ZeroEnd(Tracer):
    """The end of a span inside another is left at zero, as in a message nobody filled in."""

    def end(self, span):
        super().end(span)
        if span["name"] == "level 2":
            span["endTimeUnixNano"] = 0


class _TwoClocks(Tracer):
    """The end is read from another clock than the start."""

    def end(self, span):
        super().end(span)
        span["endTimeUnixNano"] = time.perf_counter_ns()


class _Sampled(Tracer):
    """Spans that are neither at the top nor at the bottom are dropped."""

    def keep(self, span):
        if span["name"] != "level 2":
            super().keep(span)


class _FailedParent(Tracer):
    """A span that fails is dropped, and those it held are not, unless they fail as well."""

    def fail(self, span):
        if span["name"] == "level 3":
            span["dropped"] = True

    def keep(self, span):
        if "dropped" not in span:
            super().keep(span)


class _OwnParent(Tracer):
    """A span is the current one before its parent is asked for."""

    def began(self, name, parent, workload):
        span = super().began(name, parent, workload)
        return {**span, "parentSpanId": span["spanId"]} if name == "level 2" else span


HOLES = {
    "a parent that never arrived": _LostParent,
    "never ends what fails": _NeverEnded,
    "an end of zero": _ZeroEnd,
    "two clocks": _TwoClocks,
    "drops spans in the middle": _Sampled,
    "drops the parent that failed": _FailedParent,
    "a span that is its own parent": _OwnParent,
}
