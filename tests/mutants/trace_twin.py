"""A tracer without a bug: a driver, a thread a worker, and every span in one list."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count

from toxiframe.properties import TraceSubject

__all__ = ["Tracer", "bound"]

_IDS = count(1)


class Tracer:
    """The correct twin, one for each run; planted bugs override one of its steps."""

    def __init__(self):
        self.trace = f"trace-{next(_IDS)}"
        self.spans = []

    def run(self, workload):
        """Run a worker a thread, and return every span."""
        with self.span("run", None, workload) as root, ThreadPoolExecutor(len(workload.workers)) as pool:
            list(pool.map(lambda number: self.work(workload, number, root), range(len(workload.workers))))
        return self.finished()

    def work(self, workload, number, root):
        """Open the spans of one worker."""
        depths = workload.workers[number]
        with suppress(workload.error):
            for place, depth in enumerate(depths, 1):
                self.nest(workload, depth, root, fails=number == workload.failing and place == len(depths))

    def nest(self, workload, depth, parent, *, fails):
        """Open one span in another, as deep as was asked for."""
        with self.span(f"level {depth}", parent, workload) as own:
            if depth > 1:
                self.nest(workload, depth - 1, own, fails=fails)
            elif fails:
                raise workload.error

    @contextmanager
    def span(self, name, parent, workload):
        """Open a span, and end it in any case."""
        span = self.began(name, parent, workload)
        try:
            yield span["spanId"]
        except BaseException:
            self.fail(span)
            raise
        finally:
            self.end(span)

    def began(self, name, parent, workload):
        """Return a span that has begun."""
        span = {"traceId": self.trace, "spanId": self.number(name), "name": name, "startTimeUnixNano": time.time_ns()}
        if parent is not None:
            span["parentSpanId"] = parent
        return {**span, "attributes": self.attributes(workload)}

    def number(self, name):
        """Return a new span id."""
        del name
        return f"span-{next(_IDS)}"

    def attributes(self, workload):
        """Return what a span is given, as text."""
        return {key: self.text(value) for key, value in workload.attributes.items()}

    def text(self, value):
        """Return a value as text, or the name of its type."""
        try:
            return repr(value)
        except Exception:  # noqa: BLE001 - a value without text is no reason to lose a span
            return type(value).__name__

    def fail(self, span):
        """Mark a span as failed."""
        span["failed"] = True

    def end(self, span):
        """End a span and keep it."""
        span["endTimeUnixNano"] = max(time.time_ns(), span["startTimeUnixNano"])
        self.keep(span)

    def keep(self, span):
        """Keep a span that has ended."""
        self.spans.append(span)

    def finished(self):
        """Return what is exported."""
        return json.loads(json.dumps(self.spans))


def bound(tracer) -> TraceSubject:
    """Make a subject of a tracer."""
    return TraceSubject(
        run=lambda workload: tracer().run(workload),
        opened=lambda workload: 1 + sum(map(sum, workload.workers)),
    )
