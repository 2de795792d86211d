"""Something that leaves a trace, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Span", "TraceSubject", "Workload"]

Span = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What a traced run does: one entry a worker, the nesting depth (from 1) of each span it opens in turn.

    ``failing``: the worker whose last span ends with an exception, if any. Subjects take what they can of it.
    """

    workers: tuple[tuple[int, ...], ...]
    failing: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSubject:
    """Something that leaves a trace: ``run`` does the work and returns every span of it.

    Spans are mappings with ``traceId``, ``spanId`` and ``name``, and ``parentSpanId`` on all but the root, as in
    OTLP/JSON.
    """

    run: Callable[[Workload], Iterable[Span]]
