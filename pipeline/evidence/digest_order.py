"""The canonical row order of the policy `rows=index` (rule 15)."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd

from ..errors import DigestError
from .digest_form import Array

__all__ = ["index_order"]


def index_order(index: pd.Index[Any]) -> Array:
    """Give the positions that sort the rows by their index: values ascending, missing ones last, decoded categories.

    Raises
    ------
    DigestError
        If the index is not unique, since the order of equal labels is undefined, or holds what cannot be sorted.
    """
    if not index.is_unique:
        first = index[index.duplicated()][0]
        msg = (
            f"rows=index needs a unique index, and {first!r} occurs more than once (rule 15): "
            "reset the index or use rows=ordered"
        )
        raise DigestError(msg)
    levels: dict[int, Any] = {}
    for number in range(index.nlevels):
        values: Any = index.get_level_values(number)
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype(values.dtype.categories.dtype)
        levels[number] = values.to_numpy() if isinstance(values.dtype, np.dtype) else values.array
    table, by = pd.DataFrame(levels), cast("list[str]", list(levels))  # the stubs know no labels but text
    try:
        return table.sort_values(by, kind="stable", na_position="last").index.to_numpy()
    except TypeError as error:
        msg = f"rows=index cannot sort the index {list(index.names)} ({error}): use rows=ordered"
        raise DigestError(msg) from error
