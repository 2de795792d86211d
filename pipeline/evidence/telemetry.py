"""The trace of one run: private spans, one trace id that follows from the run id, one root."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING

from ..errors import PipelineError, TelemetryError, UsageError
from .otlp import encode_span, plain_attributes

if TYPE_CHECKING:
    from .spans import Span, SpanContext

__all__ = ["Telemetry", "trace_id_of"]

_OPEN: ContextVar[tuple[tuple[Telemetry, Span], ...]] = ContextVar("toxiframe_open_spans", default=())
"""The open spans around the current line, innermost last, each with the trace it belongs to."""


def trace_id_of(run_id: str) -> str:
    """Return the trace id of a run, 32 hexadecimal digits: the first 16 bytes of the run id's SHA-256."""
    return hashlib.sha256(run_id.encode()).hexdigest()[:32]


class Telemetry:
    """The spans one worker adds to the trace of a run.

    Traces are private: nothing is read from or set in OpenTelemetry's global provider or current context, so two
    runs in one process, even nested, share nothing. A span opened where no other is open, as in a new thread,
    hangs below the first one, so that a trace has one root.

    Parameters
    ----------
    run_id
        The run; it decides the trace id.
    worker
        Who is at work (``driver``, ``worker-1``); every span carries it, beside the process id.

    Raises
    ------
    PipelineError
        If OpenTelemetry is not installed.
    UsageError
        If it is switched off by ``OTEL_SDK_DISABLED``; the trace is evidence, a run does not go without.
    """

    __slots__ = ("_ended", "_finished", "_lock", "_maker", "_open", "_otel", "_root", "_worker", "run_id")

    def __init__(self, *, run_id: str, worker: str) -> None:
        self.run_id, self._worker = run_id, worker
        self._otel = _opentelemetry()
        self._maker = self._otel.SpanMaker(int(trace_id_of(run_id), 16))
        self._root: SpanContext | None = None
        self._open: list[Span] = []
        self._ended: list[Span] = []
        self._finished: list[dict[str, object]] | None = None
        self._lock = threading.RLock()

    @classmethod
    def join(cls, carrier: Mapping[str, str], *, run_id: str, worker: str) -> Telemetry:
        """Continue, in another worker, below the span that ``carrier`` names.

        Raises
        ------
        TelemetryError
            If the carrier names no span, or one of another run.
        """
        joined = cls(run_id=run_id, worker=worker)
        root = joined._otel.from_carrier(carrier)
        if root is None:
            msg = f"the carrier {dict(carrier)!r} names no span: take one from Telemetry.carrier()"
            raise TelemetryError(msg)
        if f"{root.trace_id:032x}" != trace_id_of(run_id):
            msg = (
                f"the carrier belongs to trace {root.trace_id:032x}, and run {run_id!r} is trace "
                f"{trace_id_of(run_id)}: send every worker the carrier of its own run"
            )
            raise TelemetryError(msg)
        joined._root = root
        return joined

    @contextmanager
    def span(self, name: str, /, **attributes: object) -> Generator[Span]:
        """Open a span below the innermost open one; an exception inside it is recorded and goes on.

        Attribute values that a span cannot hold are kept as text.

        Raises
        ------
        TelemetryError
            If the trace is finished.
        """
        span = self._start(name, attributes)
        token = _OPEN.set((*_OPEN.get(), (self, span)))
        try:
            yield span
        except BaseException as error:
            self._end(span, error)
            raise
        else:
            self._end(span, None)
        finally:
            _OPEN.reset(token)

    def carrier(self) -> dict[str, str]:
        """Return the W3C trace context of the innermost open span, for a worker to join.

        Raises
        ------
        TelemetryError
            If no span was opened yet: the worker's spans would have no parent.
        """
        parent = self._parent()
        if parent is None:
            msg = f"run {self.run_id!r} has no span yet: call carrier() inside `with telemetry.span(...)`"
            raise TelemetryError(msg)
        return self._otel.to_carrier(parent)

    def finish(self) -> list[dict[str, object]]:
        """End the trace and return its spans as OTLP/JSON, in the order they ended; the same on a second call.

        A span that is still open is ended and marked as an error, so that no child loses its parent.
        """
        with self._lock:
            if self._finished is None:
                for span in reversed(self._open.copy()):
                    self._end(span, TelemetryError("still open when the trace was finished"))
                self._finished = [encode_span(span) for span in self._ended]
            return [dict(span) for span in self._finished]

    def _start(self, name: str, attributes: Mapping[str, object]) -> Span:
        plain = plain_attributes({**attributes, "worker": self._worker, "pid": os.getpid()})
        with self._lock:
            if self._finished is not None:
                msg = f"span {name!r} comes after the trace of run {self.run_id!r} was finished: open it earlier"
                raise TelemetryError(msg)
            span = self._maker.start(name, self._parent(), plain)
            if span is None:
                msg = "OTEL_SDK_DISABLED switches OpenTelemetry off, and the trace is evidence: unset it for the run"
                raise UsageError(msg)
            self._root = self._root or span.get_span_context()
            self._open.append(span)
        return span

    def _end(self, span: Span, error: BaseException | None) -> None:
        with self._lock:
            if span not in self._open:
                return  # finish() was quicker
            self._open.remove(span)
            if error is not None:
                self._otel.failed(span, error)
            span.end()
            self._ended.append(span)

    def _parent(self) -> SpanContext | None:
        for owner, span in reversed(_OPEN.get()):
            if owner is self:
                return span.get_span_context()
        return self._root


def _opentelemetry() -> ModuleType:
    try:
        from . import spans  # noqa: PLC0415 - OpenTelemetry is an extra, and `--help` must not import it
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "opentelemetry":
            raise
        msg = "traces need OpenTelemetry, which is not installed: pip install 'toxiframe[pipeline]'"
        raise PipelineError(msg) from error
    return spans
