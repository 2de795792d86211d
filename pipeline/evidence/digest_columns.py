"""The digest of one column or index level, found by its logical type and not by how pandas stores it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from .digest_arrow import arrow_digest
from .digest_blocks import block_digests, number_tag
from .digest_form import Array, Undefined, fixed
from .digest_objects import object_digest
from .digest_times import unit_times

__all__ = ["array_digest", "coded_digest", "index_digests"]

_NULLABLE = (
    *(pd.BooleanDtype, pd.Float32Dtype, pd.Float64Dtype),
    *(pd.Int8Dtype, pd.Int16Dtype, pd.Int32Dtype, pd.Int64Dtype),
    *(pd.UInt8Dtype, pd.UInt16Dtype, pd.UInt32Dtype, pd.UInt64Dtype),
)


def array_digest(values: Any) -> bytes:
    """Digest a NumPy or pandas array (`Series.array`, `Index.array`) by its logical type."""
    if isinstance(values, pd.arrays.NumpyExtensionArray):
        values = values.to_numpy()
    dtype = values.dtype
    if isinstance(dtype, np.dtype):
        return _numpy(values, dtype)
    if isinstance(dtype, _NULLABLE):
        return _nullable(values, np.dtype(dtype.type))
    if isinstance(dtype, pd.DatetimeTZDtype):
        return unit_times("ts:utc", values.to_numpy(dtype=f"M8[{dtype.unit}]").view("i8"), dtype.unit)
    if isinstance(dtype, pd.CategoricalDtype):
        return coded_digest(dtype.categories, np.asarray(values.codes))
    if isinstance(dtype, pd.StringDtype | pd.ArrowDtype):
        return _arrow(values)
    msg = "a dtype the canonical form leaves out (rule 17): convert it to numbers, text or timestamps"
    raise Undefined(msg)


def coded_digest(categories: Any, codes: Array) -> bytes:
    """Digest `categories[codes]`, null where the code is -1, without a detour over floats (rule 9)."""
    values = categories.array
    dtype = values.to_numpy().dtype if isinstance(values, pd.arrays.NumpyExtensionArray) else values.dtype
    tag = number_tag(dtype)
    if tag is not None and dtype.kind != "f":
        null = codes == -1
        if not len(categories):
            return fixed(tag, np.zeros(len(codes), dtype=dtype), null)
        return fixed(tag, categories.to_numpy().take(np.where(null, 0, codes)), null)
    return array_digest(values.take(codes.astype(np.intp), allow_fill=True))


def index_digests(index: Any) -> list[bytes]:
    """Digest every level of an index as if it were a column (rule 12)."""
    if isinstance(index, pd.MultiIndex):
        pairs = zip(index.levels, index.codes, strict=True)
        return [coded_digest(level, np.asarray(codes)) for level, codes in pairs]
    return [array_digest(index.array)]


def _numpy(values: Array, dtype: np.dtype[Any]) -> bytes:
    tag = number_tag(dtype)
    if tag is not None:
        return block_digests(values.reshape(-1, 1), tag)[0]
    if dtype.kind in "Mm":
        unit = np.datetime_data(dtype)[0]
        return unit_times("ts:naive" if dtype.kind == "M" else "dur", values.view("i8"), unit)
    if dtype.kind == "O":
        return object_digest(values)
    msg = "a NumPy dtype the canonical form leaves out (rule 17): split complex numbers into real and imaginary"
    raise Undefined(msg)


def _nullable(values: Any, dtype: np.dtype[Any]) -> bytes:
    tag = number_tag(dtype) or ""
    if dtype.kind == "f":
        return block_digests(values.to_numpy(dtype=dtype, na_value=np.nan).reshape(-1, 1), tag)[0]
    filler = False if dtype.kind == "b" else 0
    return fixed(tag, values.to_numpy(dtype=dtype, na_value=filler), np.asarray(values.isna()))


def _arrow(values: Any) -> bytes:
    try:
        return arrow_digest(pa.array(values))
    except UnicodeEncodeError as error:
        msg = f"text that is no Unicode, a lone surrogate in {error.object!r} (rule 7): decode it properly first"
        raise Undefined(msg) from error
