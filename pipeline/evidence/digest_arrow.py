"""Column digests of Arrow arrays: the same logical types, another way to store them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from .digest_blocks import block_digests, number_tag
from .digest_form import Array, Undefined, fixed, nothing, varying
from .digest_times import unit_times

__all__ = ["arrow_digest"]


def arrow_digest(values: Any) -> bytes:
    """Digest a `pyarrow.Array` or `ChunkedArray`; dictionaries are decoded (rule 9), chunks do not matter."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return arrow_digest(_cast(values, kind.value_type))
    if pa.types.is_null(kind):
        return nothing(len(values))
    if _is_text(kind):
        return _text(_cast(values, pa.large_string()), "utf8")
    if _is_binary(kind):
        return _text(_cast(values, pa.large_binary()), "bin")
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return _fixed(whole, kind)


def _fixed(values: Any, kind: Any) -> bytes:
    types = pa.types
    null = np.asarray(values.is_null(nan_is_null=False).to_numpy(zero_copy_only=False), dtype=bool)
    if types.is_floating(kind):
        cells = values.to_numpy(zero_copy_only=False)
        return block_digests(cells.reshape(-1, 1), number_tag(cells.dtype) or "")[0]
    if types.is_boolean(kind) or types.is_integer(kind):
        cells = values.fill_null(False if types.is_boolean(kind) else 0).to_numpy(zero_copy_only=False)
        return fixed(number_tag(cells.dtype) or "", cells, null)
    if types.is_timestamp(kind) or types.is_duration(kind):
        steps = _cast(values, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        tag = "dur" if types.is_duration(kind) else "ts:naive" if kind.tz is None else "ts:utc"
        return unit_times(tag, steps, kind.unit, null)
    if types.is_date(kind):
        days = _cast(_cast(values, pa.date32()), pa.int32()).fill_null(0)
        return fixed("date", days.to_numpy(zero_copy_only=False), null)
    if types.is_decimal(kind):
        return fixed(f"dec:{kind.scale}", _unscaled(_cast(values, pa.decimal256(76, kind.scale))), null)
    msg = f"Arrow type {kind} (rule 17: no nested, time-of-day or extension types): split it into plain columns"
    raise Undefined(msg)


def _is_text(kind: Any) -> bool:
    types = pa.types
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def _is_binary(kind: Any) -> bool:
    types = pa.types
    return bool(
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind),
    )


def _cast(values: Any, kind: Any) -> Any:
    if values.type == kind:
        return values
    try:
        return values.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        msg = f"Arrow type {values.type} that cannot be read as {kind} without loss ({str(error).splitlines()[0]})"
        raise Undefined(msg) from error


def _text(values: Any, tag: str) -> bytes:
    null = np.zeros(len(values), dtype=bool)
    lengths = np.zeros(len(values), dtype="<i8")
    bodies: list[Any] = []
    row = 0
    for chunk in values.chunks if isinstance(values, pa.ChunkedArray) else [values]:
        stop = row + len(chunk)
        null[row:stop] = chunk.is_null().to_numpy(zero_copy_only=False)
        present = chunk.drop_null()  # bytes may lie under a null, and they must not count
        if len(present):
            _, offsets, body = present.buffers()
            ends = np.frombuffer(offsets, dtype="<i8")[present.offset : present.offset + len(present) + 1]
            lengths[row:stop][~null[row:stop]] = np.diff(ends)
            bodies.append(b"" if body is None else memoryview(body)[int(ends[0]) : int(ends[-1])])
        row = stop
    return varying(tag, lengths, bodies, null)


def _unscaled(values: Any) -> Array:
    buffer = values.buffers()[1]
    if buffer is None or not len(values):
        return np.zeros((len(values), 32), dtype="u1")
    cells = np.frombuffer(buffer, dtype="u1", count=32 * (values.offset + len(values)))
    return cells.reshape(-1, 32)[values.offset :]
