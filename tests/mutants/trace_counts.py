"""Traces with a span too many or too few, and traces of two runs in one."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count

from tests.mutants.trace_twin import Tracer

__all__ = ["COUNTS", "MIXED"]


class _IdsAWorker(Tracer):
    """Every worker numbers its spans from 1."""

    def work(self, workload, number, root):
        self.numbers = count(1)
        super().work(workload, number, root)

    def number(self, name):
        return super().number(name) if name == "run" else f"{self.trace}-{next(self.numbers)}"


class _IdsOfNames(Tracer):
    """A span's id follows from its name."""

    def number(self, name):
        return f"{self.trace}-{name}"


class _RecordedTwice(Tracer):
    """A failed span is recorded where it fails and where it ends."""

    def fail(self, span):
        super().fail(span)
        self.end(span)


class _StartAndEnd(Tracer):
    """The root is exported when it begins, and with another id when it ends."""

    def began(self, name, parent, workload):
        span = super().began(name, parent, workload)
        if name == "run":
            self.end({**span, "spanId": self.number(name)})
        return span


class _Retried(Tracer):
    """A worker that fails is run again, and both runs are in the trace."""

    def work(self, workload, number, root):
        super().work(workload, number, root)
        if number == workload.failing:
            super().work(workload, number, root)


class _SecondWorkerLost(Tracer):
    """The spans of all workers but the first two are dropped."""

    def work(self, workload, number, root):
        if number < 2:
            super().work(workload, number, root)


class _OneSpanALevel(Tracer):
    """Spans are kept by name, and the last one wins."""

    def finished(self):
        return list({span["name"]: span for span in super().finished()}.values())


COUNTS = {
    "ids that start again in every worker": _IdsAWorker,
    "ids of names": _IdsOfNames,
    "records a failure twice": _RecordedTwice,
    "exports the root twice": _StartAndEnd,
    "keeps the spans of both tries": _Retried,
    "keeps two workers": _SecondWorkerLost,
    "keeps one span a name": _OneSpanALevel,
}


def _one_list():
    spans = []

    class OneList(Tracer):
        """All runs of a process append to one list."""

        def __init__(self):
            super().__init__()
            self.spans = spans

    return OneList


class _IdsFromOne(Tracer):
    """Span ids are numbers that start again with every run."""

    def __init__(self):
        super().__init__()
        self.numbers = count(1)

    def number(self, name):
        del name
        return f"span {next(self.numbers)}"


class _TraceOfTheProcess(Tracer):
    """The trace id is that of the process."""

    def __init__(self):
        super().__init__()
        self.trace = "trace of process 1"


def _late():
    late = []

    class Late(Tracer):
        """The last span of a run waits in the buffer until the next one is flushed."""

        def finished(self):
            ready, late[:] = [*late, *super().finished()], []
            late.append(ready.pop())
            return ready or late

    return Late


def _left_open():
    current = []

    class LeftOpen(Tracer):
        """A span that fails stays the current one, and the next run begins below it."""

        @contextmanager
        def span(self, name, parent, workload):
            below = current.pop() if parent is None and current else parent
            with super().span(name, below, workload) as own:
                yield own

        def fail(self, span):
            super().fail(span)
            current[:] = [span["spanId"]]

    return LeftOpen


def _attributes_kept():
    kept = {}

    class Kept(Tracer):
        """Attributes are added to one mapping, which nobody clears."""

        def attributes(self, workload):
            kept.update(super().attributes(workload))
            return dict(kept)

    return Kept


MIXED = {
    "one list for all runs": _one_list(),
    "ids that start again in every run": _IdsFromOne,
    "one trace id for the process": _TraceOfTheProcess,
    "the last span comes with the next run": _late(),
    "a failed span stays open for the next run": _left_open(),
    "attributes of the run before": _attributes_kept(),
}
