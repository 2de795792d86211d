"""Single material changes to a frame: a digest that misses one lets two different contents pass for one."""

from __future__ import annotations

from types import MappingProxyType

from . import mutations_of_cells as cells
from . import mutations_of_shape as shape
from . import mutations_of_types as types
from .pairs import Difference

__all__ = ["MUTATIONS"]

_ALL = (
    Difference(name="one_ulp", says="a float became the next one", pair=cells.one_ulp),
    Difference(name="to_nan", says="a value became NaN", pair=cells.to_nan),
    Difference(name="flip_sign", says="a float changed its sign", pair=cells.flip_sign),
    Difference(name="int_plus_one", says="an integer grew by 1", pair=cells.int_plus_one),
    Difference(name="flip_bool", says="a truth value flipped", pair=cells.flip_bool),
    Difference(name="edit_text", says="a text got one more character", pair=cells.edit_text),
    Difference(name="shift_stamp", says="a timestamp moved by 1 ms", pair=cells.shift_stamp),
    Difference(name="drop_row", says="a row is gone", pair=shape.drop_row),
    Difference(name="repeat_row", says="a row is there twice", pair=shape.repeat_row),
    Difference(name="swap_rows", says="two rows changed places", pair=shape.swap_rows),
    Difference(name="shift_label", says="a row label moved", pair=shape.shift_label),
    Difference(name="drop_column", says="a column is gone", pair=shape.drop_column),
    Difference(name="rename_column", says="a column has another name", pair=shape.rename_column),
    Difference(name="rename_in_empty", says="a column without rows has another name", pair=shape.rename_in_empty),
    Difference(name="swap_names", says="two columns changed names", pair=shape.swap_names),
    Difference(
        name="move_delimiter", says="names split elsewhere read the same when joined", pair=shape.move_delimiter
    ),
    Difference(name="label_type", says="the column 1 became the column '1'", pair=types.label_type),
    Difference(name="int_to_float", says="integers became floats", pair=types.int_to_float),
    Difference(name="to_float32", says="floats became float32 of the same values", pair=types.to_float32),
    Difference(name="bool_to_int8", says="truth values became int8", pair=types.bool_to_int8),
    Difference(name="number_to_text", says="integers became text", pair=types.number_to_text),
    Difference(name="column_loses_zone", says="a UTC column lost its zone", pair=types.column_loses_zone),
    Difference(name="index_loses_zone", says="the UTC index lost its zone", pair=types.index_loses_zone),
)

MUTATIONS = MappingProxyType({entry.name: entry for entry in _ALL})
"""Name -> change."""
