"""Single material changes to a frame: a digest that misses one lets two different contents pass for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from . import mutations_of_cells as cells
from . import mutations_of_shape as shape
from . import mutations_of_types as types

__all__ = ["MUTATIONS", "Mutation", "Pair"]

Pair = tuple[pd.DataFrame, pd.DataFrame]
"""A frame, and the same frame with one thing changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One material change.

    ``says``: the change in words. ``pair``: makes the frame before and after it, at the given row and column as far
    as they are there; None where the frame has no place for it.
    """

    name: str
    says: str
    pair: Callable[[pd.DataFrame, int, int], Pair | None]


_ALL = (
    Mutation(name="one_ulp", says="a float became the next one", pair=cells.one_ulp),
    Mutation(name="to_nan", says="a value became NaN", pair=cells.to_nan),
    Mutation(name="flip_sign", says="a float changed its sign", pair=cells.flip_sign),
    Mutation(name="int_plus_one", says="an integer grew by 1", pair=cells.int_plus_one),
    Mutation(name="flip_bool", says="a truth value flipped", pair=cells.flip_bool),
    Mutation(name="edit_text", says="a text got one more character", pair=cells.edit_text),
    Mutation(name="shift_stamp", says="a timestamp moved by 1 ms", pair=cells.shift_stamp),
    Mutation(name="drop_row", says="a row is gone", pair=shape.drop_row),
    Mutation(name="repeat_row", says="a row is there twice", pair=shape.repeat_row),
    Mutation(name="swap_rows", says="two rows changed places", pair=shape.swap_rows),
    Mutation(name="shift_label", says="a row label moved", pair=shape.shift_label),
    Mutation(name="drop_column", says="a column is gone", pair=shape.drop_column),
    Mutation(name="rename_column", says="a column has another name", pair=shape.rename_column),
    Mutation(name="rename_in_empty", says="a column without rows has another name", pair=shape.rename_in_empty),
    Mutation(name="swap_names", says="two columns changed names", pair=shape.swap_names),
    Mutation(name="move_delimiter", says="names split elsewhere read the same when joined", pair=shape.move_delimiter),
    Mutation(name="label_type", says="the column 1 became the column '1'", pair=types.label_type),
    Mutation(name="int_to_float", says="integers became floats", pair=types.int_to_float),
    Mutation(name="to_float32", says="floats became float32 of the same values", pair=types.to_float32),
    Mutation(name="bool_to_int8", says="truth values became int8", pair=types.bool_to_int8),
    Mutation(name="number_to_text", says="integers became text", pair=types.number_to_text),
    Mutation(name="column_loses_zone", says="a UTC column lost its zone", pair=types.column_loses_zone),
    Mutation(name="index_loses_zone", says="the UTC index lost its zone", pair=types.index_loses_zone),
)

MUTATIONS = MappingProxyType({entry.name: entry for entry in _ALL})
"""Name -> change."""
