"""Other ways to hold the same content: a digest that tells them apart cries wolf at the next pandas, file or feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from . import representations_of_cells as cells
from . import representations_of_labels as labels
from . import representations_of_storage as storage

__all__ = ["EQUIVALENT", "REPRESENTATIONS", "Pair", "Representation"]

Pair = tuple[pd.DataFrame, pd.DataFrame]
"""A frame, and a frame of the same content that is held in another way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One way to hold the same content differently.

    ``says``: the difference in words. ``pair``: makes the two frames, at the given row and column as far as they
    are there; None where the frame has no place for it.
    """

    name: str
    says: str
    pair: Callable[[pd.DataFrame, int, int], Pair | None]


_ALL = (
    Representation(name="column_order", says="the columns stand in another order", pair=labels.column_order),
    Representation(name="row_order", says="the rows stand in another order", pair=labels.row_order),
    Representation(name="index_zone", says="the same instants in another zone, as index", pair=labels.index_zone),
    Representation(name="index_unit", says="the same instants in another unit, as index", pair=labels.index_unit),
    Representation(name="index_freq", says="the index lost its frequency", pair=labels.index_freq),
    Representation(name="range_index", says="a RangeIndex became an index of int64", pair=labels.range_index),
    Representation(
        name="index_levels", says="levels of a MultiIndex stored in another order", pair=labels.index_levels
    ),
    Representation(name="annotations", says="attrs, the name of the columns, flags", pair=labels.annotated),
    Representation(name="negative_zero", says="-0.0 became 0.0", pair=cells.negative_zero),
    Representation(name="nan_payload", says="a NaN got another sign and payload", pair=cells.nan_payload),
    Representation(name="null_text", says="a missing text is NaN and not None", pair=cells.null_text),
    Representation(name="under_null", says="another number under a null", pair=cells.under_null),
    Representation(name="column_zone", says="the same instants in another zone", pair=storage.column_zone),
    Representation(name="column_unit", says="the same times in another unit", pair=storage.column_unit),
    Representation(name="nullable", says="a column became nullable", pair=storage.nullable),
    Representation(name="arrow", says="a column is held by Arrow", pair=storage.arrow),
    Representation(name="text_string", says="texts became pandas' own strings", pair=storage.text_string),
    Representation(name="text_category", says="texts became categories", pair=storage.text_category),
    Representation(name="category_order", says="categories in another order, one unused", pair=storage.category_order),
    Representation(name="objects", says="integers became Python objects", pair=storage.objects),
    Representation(name="byte_order", says="floats with their bytes the other way round", pair=storage.byte_order),
    Representation(name="memory_order", says="columns that do not lie in one piece", pair=storage.memory_order),
    Representation(name="blocks", says="each column in memory of its own", pair=storage.blocks),
)

REPRESENTATIONS = MappingProxyType({entry.name: entry for entry in _ALL})
"""Name -> representation."""

EQUIVALENT = frozenset(REPRESENTATIONS) - {"row_order"}
"""What does not count unless a subject says otherwise: columns are a set of names, rows are in an order."""
