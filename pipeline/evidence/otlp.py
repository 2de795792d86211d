"""Spans as OTLP/JSON: the published JSON form of OpenTelemetry, with hexadecimal ids and 64-bit integers as text.

The mapping is that of the OTLP specification 1.x ("JSON Protobuf Encoding"): lowerCamelCase keys, trace and span ids
in hexadecimal instead of base64, enum values as numbers, and non-finite doubles as the texts proto3 JSON gives them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Final, TypeAlias, cast

__all__ = ["AttributeValue", "attribute", "encode_span", "plain_attributes", "span_attributes", "text_of"]

AttributeValue: TypeAlias = "bool | int | float | str | list[bool] | list[int] | list[float] | list[str]"
"""What a span attribute can hold."""

_INT64: Final = range(-(2**63), 2**63)


def plain_attributes(attributes: Mapping[str, object]) -> dict[str, AttributeValue]:
    """Turn any values into ones a span can hold; what it cannot hold becomes text, so nothing is lost in silence."""
    return {key or "(empty)": _plain(value) for key, value in attributes.items()}  # the SDK drops keys without a name


def text_of(value: object) -> str:
    """Return the text of a value or an exception; the name of its type where asking for the text raises."""
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - what is traced may be half made, and must not cost the run its trace
        return f"<{type(value).__name__} without text>"


def encode_span(span: Any) -> dict[str, object]:
    """Encode an ended ``opentelemetry.sdk.trace.ReadableSpan``."""
    context, status = span.get_span_context(), span.status
    encoded: dict[str, object] = {
        "traceId": f"{context.trace_id:032x}",
        "spanId": f"{context.span_id:016x}",
        "name": str(span.name),
        "kind": span.kind.value + 1,  # the SDK counts from 0, OTLP keeps 0 for "unspecified"
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        "flags": int(context.trace_flags),
        "attributes": _pairs(span.attributes or {}),
        "status": {"code": status.status_code.value},
    }
    if span.parent is not None:
        encoded["parentSpanId"] = f"{span.parent.span_id:016x}"
    if status.description:
        encoded["status"] = {"code": status.status_code.value, "message": status.description}
    if span.events:
        encoded["events"] = [
            {
                "name": event.name,
                "timeUnixNano": str(event.timestamp),
                "attributes": _pairs(event.attributes or {}),
            }
            for event in span.events
        ]
    return encoded


def span_attributes(span: Mapping[str, object]) -> dict[str, AttributeValue | None]:
    """Decode the attributes of an encoded span."""
    pairs = cast("Sequence[Mapping[str, Any]]", span.get("attributes", ()))
    return {str(pair["key"]): _decode(pair["value"]) for pair in pairs}


def attribute(span: Mapping[str, object], key: str) -> AttributeValue | None:
    """Return one attribute of an encoded span, None if it has no such attribute."""
    return span_attributes(span).get(key)


def _plain(value: object) -> AttributeValue:
    if isinstance(value, (list, tuple)):
        cells = [_scalar(cell) for cell in cast("Iterable[object]", value)]
        if len({type(cell) for cell in cells}) > 1:
            return [text_of(cell) for cell in cells]
        return cast("list[str]", cells)
    return _scalar(value)


def _scalar(value: object) -> bool | int | float | str:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Integral):
        whole = int(value)
        return whole if whole in _INT64 else str(whole)
    if isinstance(value, Real):
        return float(value)
    return text_of(value)


def _pairs(attributes: Mapping[str, object]) -> list[dict[str, object]]:
    return [{"key": key, "value": _encode(value)} for key, value in attributes.items()]


def _encode(value: object) -> dict[str, object]:
    if isinstance(value, (list, tuple)):
        cells = cast("Iterable[object]", value)
        return {"arrayValue": {"values": [_encode(cell) for cell in cells]}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value if math.isfinite(value) else _non_finite(value)}
    return {"stringValue": str(value)}


def _non_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _decode(value: Mapping[str, Any]) -> AttributeValue | None:
    if "intValue" in value:
        return int(value["intValue"])
    if "doubleValue" in value:
        return float(value["doubleValue"])
    if "boolValue" in value:
        return bool(value["boolValue"])
    if "stringValue" in value:
        return str(value["stringValue"])
    if "arrayValue" in value:
        return [cast("str", _decode(cell)) for cell in value["arrayValue"].get("values", ())]
    return None
