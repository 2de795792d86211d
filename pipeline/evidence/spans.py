"""Everything that touches OpenTelemetry; imported when the first trace begins, never before."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Mapping

from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    INVALID_SPAN_CONTEXT,
    NonRecordingSpan,
    SpanContext,
    Status,
    StatusCode,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace import Span as AnySpan
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from .otlp import AttributeValue, text_of

__all__ = ["AnySpan", "Span", "SpanContext", "SpanMaker", "failed", "from_carrier", "to_carrier"]


class _RunIds(IdGenerator):
    """Trace ids that follow from the run id, span ids from the system's entropy.

    Span ids do not come from ``random``: code that seeds it (Hypothesis does, in every process) would
    repeat them, and two spans of one trace would share an id.
    """

    def __init__(self, trace_id: int) -> None:
        self._trace_id = trace_id

    def generate_trace_id(self) -> int:
        return self._trace_id

    def generate_span_id(self) -> int:
        return secrets.randbits(64) or 1  # 0 is no valid id

    def is_trace_id_random(self) -> bool:
        return False


class SpanMaker:
    """Makes recorded spans through a provider of its own; the global one is neither read nor set.

    Sampling and limits are fixed here and not taken from the environment or the caller's sampled flag: a
    trace that is evidence has every span, whole.
    """

    __slots__ = ("_tracer",)

    def __init__(self, trace_id: int) -> None:
        unlimited = SpanLimits.UNSET
        provider = TracerProvider(
            sampler=ALWAYS_ON,
            resource=Resource({"service.name": "toxiframe"}),
            shutdown_on_exit=False,
            id_generator=_RunIds(trace_id),
            span_limits=SpanLimits(
                max_attributes=unlimited,
                max_events=unlimited,
                max_links=unlimited,
                max_span_attributes=unlimited,
                max_event_attributes=unlimited,
                max_link_attributes=unlimited,
                max_attribute_length=unlimited,
                max_span_attribute_length=unlimited,
            ),
        )
        self._tracer = provider.get_tracer("toxiframe")

    def start(self, name: str, parent: SpanContext | None, attributes: Mapping[str, AttributeValue]) -> Span | None:
        """Start a span; None if OpenTelemetry has been switched off for this process."""
        span = self._tracer.start_span(name, context=_around(parent), attributes=dict(attributes))
        return span if isinstance(span, Span) else None


def failed(span: Span, error: BaseException) -> None:
    """Mark a span as failed and record the exception with its traceback."""
    kind, said = type(error), text_of(error)
    # Not by record_exception: it raises where the error's own text cannot be had.
    event = {
        "exception.type": kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}",
        "exception.message": said,
        "exception.stacktrace": "".join(traceback.format_exception(error)),
        "exception.escaped": "False",
    }
    span.add_event("exception", event)
    span.set_status(Status(StatusCode.ERROR, f"{kind.__name__}: {said}"))


def to_carrier(context: SpanContext) -> dict[str, str]:
    """Return the W3C trace context of a span."""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier, context=_around(context))
    return carrier


def from_carrier(carrier: Mapping[str, str]) -> SpanContext | None:
    """Return the span a W3C carrier names; None if it names none."""
    context = TraceContextTextMapPropagator().extract(dict(carrier), context=Context())
    found = get_current_span(context).get_span_context()
    return found if found.is_valid else None


def _around(parent: SpanContext | None) -> Context:
    # An explicit context, even without a parent: an implicit one would pick up a span of another run.
    return set_span_in_context(NonRecordingSpan(parent or INVALID_SPAN_CONTEXT), Context())
