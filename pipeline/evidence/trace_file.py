"""The trace of a run as one file, and what must hold of it."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from ..errors import TelemetryError
from .otlp import attribute
from .telemetry import trace_id_of

__all__ = ["check_trace", "read_trace", "trace_tree", "write_trace"]

_Span: TypeAlias = Mapping[str, object]
_ERROR: Final = 2  # OTLP's status code


def write_trace(path: Path, spans: Iterable[_Span]) -> None:
    """Write spans as one OTLP/JSON document, ordered by start; a reader sees the old file or the new one.

    Parameters
    ----------
    path
        The file to make or replace.
    spans
        From ``Telemetry.finish``, of all workers.

    Raises
    ------
    TelemetryError
        If the file cannot be written, or a span holds what JSON cannot carry; the old file then stays.
    """
    document = {
        "resourceSpans": [
            {
                "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "toxiframe"}}]},
                "scopeSpans": [{"scope": {"name": "toxiframe"}, "spans": sorted(spans, key=_begin)}],
            }
        ]
    }
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        text = json.dumps(document, indent=1, allow_nan=False)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except (OSError, ValueError, TypeError) as error:
        draft.unlink(missing_ok=True)
        msg = (
            f"the trace {str(path)!r} cannot be written ({error}): free the disk, and give spans as they were finished"
        )
        raise TelemetryError(msg) from error


def read_trace(path: Path) -> list[dict[str, object]]:
    """Return all spans of an OTLP/JSON document, whatever resources and scopes they are filed under.

    Raises
    ------
    TelemetryError
        If the file cannot be read or is no such document.
    """
    try:
        document: Any = json.loads(path.read_bytes())
        return [
            {**span, "spanId": str(span["spanId"]), "traceId": str(span["traceId"])}
            for resource in document["resourceSpans"]
            for scope in resource["scopeSpans"]
            for span in scope["spans"]
        ]
    except OSError as error:
        msg = f"the trace {str(path)!r} cannot be read ({error.strerror}): name the directory of a finished run"
        raise TelemetryError(msg) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        kind = type(error).__name__
        msg = f"{str(path)!r} is no OTLP/JSON trace ({kind}: {error}): name a trace.json that a run has written"
        raise TelemetryError(msg) from error


def check_trace(spans: Sequence[_Span], run_id: str) -> list[str]:
    """Return what is wrong with the trace of a run, nothing if it is whole.

    A whole trace has one trace id, that of the run; span ids that occur once; exactly one root; and every
    parent that a span names, without a circle.
    """
    if not spans:
        return [f"there are no spans; run {run_id!r} was not traced"]
    expected = trace_id_of(run_id)
    problems = [
        f"{count} spans belong to trace {trace}, and run {run_id!r} is trace {expected}"
        for trace, count in sorted(Counter(_text(span, "traceId") for span in spans).items())
        if trace != expected
    ]
    ids = Counter(_text(span, "spanId") for span in spans)
    problems += [f"span id {span} occurs {count} times" for span, count in sorted(ids.items()) if count > 1]
    roots = [span for span in spans if not _parent(span)]
    if len(roots) != 1:
        names = ", ".join(_label(span) for span in roots) or "none"
        problems.append(f"{len(roots)} spans have no parent ({names}), and a trace has exactly one root")
    problems += [
        f"span {_label(span)} ({_text(span, 'spanId')}) names the parent {_parent(span)}, which is missing"
        for span in spans
        if _parent(span) and _parent(span) not in ids
    ]
    reached = {place for place, _, _ in _walk(spans, _margin(spans), set())}
    return problems + [
        f"span {_label(span)} ({_text(span, 'spanId')}) stands in a circle of parents"
        for place, span in enumerate(spans)
        if place not in reached
    ]


def trace_tree(spans: Sequence[_Span]) -> list[str]:
    """Return one line a span, ``name  12.3 ms  worker``, children below their parent in order of start.

    Nothing is left out: a span whose parent is missing, or a circle of parents, stands at the margin.
    """
    spans = sorted(spans, key=_begin)
    seen: set[int] = set()
    rows = [*_walk(spans, _margin(spans), seen), *_walk(spans, range(len(spans)), seen)]
    names = [branch + _label(spans[place]) for place, _, branch in rows]
    width = max(map(len, names), default=0)
    return [
        f"{name:<{width}}  {_facts(spans[place])}{_note(spans[place], depth)}"
        for name, (place, depth, _) in zip(names, rows, strict=True)
    ]


def _margin(spans: Sequence[_Span]) -> list[int]:
    """Return the positions of spans whose parent is not there: the root, and orphans if there are any."""
    ids = {_text(span, "spanId") for span in spans}
    return [place for place, span in enumerate(spans) if _parent(span) not in ids]


def _walk(spans: Sequence[_Span], starts: Iterable[int], seen: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield (position, depth, branch drawn before the name) depth first, each span that was not seen once."""
    children: defaultdict[str, list[int]] = defaultdict(list)
    for place, span in enumerate(spans):
        children[_parent(span)].append(place)
    waiting = [(place, 0, "", "") for place in reversed(list(starts))]
    while waiting:
        place, depth, branch, below = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        yield place, depth, branch
        family = [child for child in children[_text(spans[place], "spanId")] if child not in seen]
        for child in reversed(family):
            last = child == family[-1]
            grown = below + ("   " if last else "│  ")
            waiting.append((child, depth + 1, below + ("└─ " if last else "├─ "), grown))


def _facts(span: _Span) -> str:
    milliseconds = (_when(span, "endTimeUnixNano") - _when(span, "startTimeUnixNano")) / 1e6
    facts = f"{milliseconds:.1f} ms  {_printable(attribute(span, 'worker') or '-')}"
    status = cast("Mapping[str, object]", span.get("status") or {})
    return facts + (f"  FAILED {_printable(status.get('message', ''))}" if status.get("code") == _ERROR else "")


def _note(span: _Span, depth: int) -> str:
    return f"  (its parent {_parent(span)} is missing)" if depth == 0 and _parent(span) else ""


def _begin(span: _Span) -> tuple[int, str]:
    return _when(span, "startTimeUnixNano"), _text(span, "spanId")


def _when(span: _Span, key: str) -> int:
    return int(cast("str", span.get(key, 0)))


def _text(span: _Span, key: str) -> str:
    return str(span.get(key, ""))


def _parent(span: _Span) -> str:
    return _text(span, "parentSpanId")


def _label(span: _Span) -> str:
    return _printable(span.get("name", ""))


def _printable(value: object) -> str:
    """Return one line of text that cannot steer a terminal."""
    first = (str(value).splitlines() or [""])[0]
    return first if first.isprintable() else repr(first)
