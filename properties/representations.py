"""Other ways to hold the same content: a digest that tells them apart cries wolf at the next pandas, file or feed."""

from __future__ import annotations

from types import MappingProxyType

from . import representations_of_cells as cells
from . import representations_of_labels as labels
from . import representations_of_storage as storage
from .pairs import Difference

__all__ = ["EQUIVALENT", "REPRESENTATIONS"]

_ALL = (
    Difference(name="column_order", says="the columns stand in another order", pair=labels.column_order),
    Difference(name="row_order", says="the rows stand in another order", pair=labels.row_order),
    Difference(name="index_zone", says="the same instants in another zone, as index", pair=labels.index_zone),
    Difference(name="index_unit", says="the same instants in another unit, as index", pair=labels.index_unit),
    Difference(name="index_freq", says="the index lost its frequency", pair=labels.index_freq),
    Difference(name="range_index", says="a RangeIndex became an index of int64", pair=labels.range_index),
    Difference(name="index_levels", says="levels of a MultiIndex stored in another order", pair=labels.index_levels),
    Difference(name="annotations", says="attrs, the name of the columns, flags", pair=labels.annotated),
    Difference(name="negative_zero", says="-0.0 became 0.0", pair=cells.negative_zero),
    Difference(name="nan_payload", says="a NaN got another sign and payload", pair=cells.nan_payload),
    Difference(name="null_text", says="a missing text is NaN and not None", pair=cells.null_text),
    Difference(name="under_null", says="another number under a null", pair=cells.under_null),
    Difference(name="column_zone", says="the same instants in another zone", pair=storage.column_zone),
    Difference(name="column_unit", says="the same times in another unit", pair=storage.column_unit),
    Difference(name="nullable", says="a column became nullable", pair=storage.nullable),
    Difference(name="arrow", says="a column is held by Arrow", pair=storage.arrow),
    Difference(name="text_string", says="texts became pandas' own strings", pair=storage.text_string),
    Difference(name="text_category", says="texts became categories", pair=storage.text_category),
    Difference(name="category_order", says="categories in another order, one unused", pair=storage.category_order),
    Difference(name="objects", says="integers became Python objects", pair=storage.objects),
    Difference(name="byte_order", says="floats with their bytes the other way round", pair=storage.byte_order),
    Difference(name="memory_order", says="columns that do not lie in one piece", pair=storage.memory_order),
    Difference(name="blocks", says="each column in memory of its own", pair=storage.blocks),
)

REPRESENTATIONS = MappingProxyType({entry.name: entry for entry in _ALL})
"""Name -> representation."""

EQUIVALENT = frozenset(REPRESENTATIONS) - {"row_order"}
"""What does not count unless a subject says otherwise: columns are a set of names, rows are in an order."""
