"""Each property of a run as an OpenTelemetry span: for the provider that the suite has configured, or into a file."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import HistoryError
from .matrix import Matrix, Tried

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

__all__ = ["keep_spans"]

_SPANS = "spans.jsonl"
_NANO = 1_000_000_000


def keep_spans(matrix: Matrix, folder: Path) -> str:
    """Make one span of a run and one below it of each property, with the times they had, and say where they went.

    They go to the global provider where one is configured, in the process that pytest was started in; otherwise they
    are added to ``spans.jsonl``, one JSON object a line.

    Raises
    ------
    HistoryError
        If the provider records nothing.
    OSError
        If the file cannot be written.
    """
    from opentelemetry import trace  # noqa: PLC0415 - an extra

    provider = trace.get_tracer_provider()
    if isinstance(provider, trace.ProxyTracerProvider):
        file = folder / _SPANS
        with _provider_of(file) as ours:
            _emit(matrix, ours)
        return f"{len(matrix.tried)} spans of properties added to {file}"
    _emit(matrix, provider)
    return f"{len(matrix.tried)} spans of properties sent to the {type(provider).__name__} of this process"


@contextmanager
def _provider_of(file: Path) -> Generator[TracerProvider]:
    from opentelemetry.sdk.trace import TracerProvider as Provider  # noqa: PLC0415 - an extra
    from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor  # noqa: PLC0415 - as above

    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        exporter = ConsoleSpanExporter(out=out, formatter=lambda span: f"{span.to_json(indent=None)}\n")
        provider = Provider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        try:
            yield provider
        finally:
            provider.shutdown()


def _emit(matrix: Matrix, provider: TracerProvider) -> None:
    from opentelemetry.trace import Status as SpanStatus  # noqa: PLC0415 - an extra
    from opentelemetry.trace import StatusCode, set_span_in_context  # noqa: PLC0415 - as above

    tracer = provider.get_tracer("toxiframe")
    began = min((each.began for each in matrix.tried), default=0.0)
    ended = max((each.began + each.seconds for each in matrix.tried), default=0.0)
    facts = {"toxiframe.seed": str(matrix.seed), "toxiframe.profile": matrix.profile}
    root = tracer.start_span("toxiframe", start_time=int(began * _NANO), attributes=facts)
    if not root.is_recording():
        msg = "OpenTelemetry records nothing here: OTEL_SDK_DISABLED is set, or a sampler drops the run"
        raise HistoryError(msg)
    below = set_span_in_context(root)
    for each in matrix.tried:
        name, start = f"{each.label} {each.property}", int(each.began * _NANO)
        span = tracer.start_span(name, context=below, start_time=start, attributes=_attributes(each))
        if each.status.is_red:
            told = [f"wanted {failure.wanted}, got {failure.got}" for failure in each.failures]
            span.set_status(SpanStatus(StatusCode.ERROR, (told or [each.note])[0]))
        span.end(start + int(each.seconds * _NANO))
    root.end(int(ended * _NANO))


def _attributes(each: Tried) -> dict[str, Any]:
    told: dict[str, Any] = {**each.facts(), "toxiframe.reached": each.reached}
    blamed = [failure.blamed for failure in each.failures if failure.blamed]
    return {**told, "toxiframe.blamed": blamed} if blamed else told
