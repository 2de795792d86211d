"""Traces that lose a span which is not as usual."""

from __future__ import annotations

import json
from contextlib import contextmanager

from tests.mutants.trace_twin import Tracer

__all__ = ["EXPORTS"]


class _Raw(Tracer):
    """Hands attributes to JSON as they are, which raises on what JSON does not know."""

    def text(self, value):
        return value


class _Dropped(Tracer):
    """Drops spans that JSON cannot carry, one by one and in silence."""

    def text(self, value):
        return value

    def finished(self):
        kept = []
        for span in self.spans:
            try:
                kept.append(json.loads(json.dumps(span, allow_nan=False)))
            except (TypeError, ValueError):
                continue
        return kept


class _NeedsText(Tracer):
    """Asks values for their text, and raises where there is none."""

    def text(self, value):
        return str(value)


class _EndedWell(Tracer):
    """Exports spans that have ended well."""

    @contextmanager
    def span(self, name, parent, workload):
        span = self.began(name, parent, workload)
        yield span["spanId"]
        self.end(span)


class _FailedWorkerLost(Tracer):
    """Collects the spans of workers from their results, and a failed worker has none."""

    def work(self, workload, number, root):
        worker = type(self)()
        worker.trace = self.trace
        Tracer.work(worker, workload, number, root)
        if number != workload.failing:
            self.spans += worker.spans


class _StopsAtAFailure(Tracer):
    """Workers after the one that failed are not waited for."""

    def work(self, workload, number, root):
        if workload.failing is None or number <= workload.failing:
            super().work(workload, number, root)


class _Keywords(Tracer):
    """Passes attributes as keywords, some of which are taken."""

    def attributes(self, workload):
        return self.named(self, **super().attributes(workload))

    def named(self, parent, /, name="", **attributes):
        del parent, name
        if "self" in attributes:
            message = "got multiple values for argument 'self'"
            raise TypeError(message)
        return attributes


class _Encoded(Tracer):
    """Drops spans that UTF-8 cannot carry."""

    def finished(self):
        return [span for span in self.spans if _is_utf8(span)]

    def text(self, value):
        return value if isinstance(value, str) else super().text(value)


def _is_utf8(span):
    try:
        json.dumps(span, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


class _TooLong(Tracer):
    """Refuses spans above a size."""

    def keep(self, span):
        if len(json.dumps(span)) < 4096:
            super().keep(span)


class _TextOfTheError(Tracer):
    """Keeps the text of what was raised, and loses the span where there is none."""

    @contextmanager
    def span(self, name, parent, workload):
        span = self.began(name, parent, workload)
        try:
            yield span["spanId"]
        except Exception as error:  # noqa: BLE001 - it goes on below
            try:
                span["message"] = str(error)
                self.end(span)
            finally:
                raise
        self.end(span)


class _NoName(Tracer):
    """Refuses attributes without a name."""

    def attributes(self, workload):
        if "" in workload.attributes:
            message = "an attribute needs a name"
            raise ValueError(message)
        return super().attributes(workload)


EXPORTS = {
    "raises on what JSON does not know": _Raw,
    "drops what JSON does not know": _Dropped,
    "raises on an object without text": _NeedsText,
    "exports what ended well": _EndedWell,
    "loses the worker that failed": _FailedWorkerLost,
    "stops at a failure": _StopsAtAFailure,
    "attributes as keywords": _Keywords,
    "drops what UTF-8 cannot carry": _Encoded,
    "drops what is long": _TooLong,
    "loses errors without text": _TextOfTheError,
    "refuses attributes without a name": _NoName,
}
