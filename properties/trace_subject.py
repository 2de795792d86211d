"""Something that leaves a trace, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Span", "TraceSubject", "Workload"]

Span = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What a traced run does; subjects take what they can of it.

    Attributes
    ----------
    workers
        One entry a worker: the nesting depth (from 1) of each span it opens in turn.
    failing
        The worker whose last span ends with an exception, if any. The run itself goes on.
    error
        The type of that exception, made of one text.
    attributes
        What every span is given.
    """

    workers: tuple[tuple[int, ...], ...]
    failing: int | None = None
    error: type[Exception] = LookupError
    attributes: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSubject:
    """Something that leaves a trace.

    Attributes
    ----------
    run
        Does the work and returns every span of it. Spans are mappings with ``traceId``, ``spanId`` and ``name``, and
        ``parentSpanId`` on all but the root, as in OTLP/JSON; with ``startTimeUnixNano`` and ``endTimeUnixNano``
        where times are kept.
    opened
        Returns how many spans a workload opens. None if that is not known beforehand.
    """

    run: Callable[[Workload], Iterable[Span]]
    opened: Callable[[Workload], int] | None = None
