"""Uniqueness: of a column, of several together, of the index; as many rows as there are keys, and no more."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from toxiframe.strategies.schemas import frames_for

# deadline=None: the first example of a process pays imports and caches. derandomized: the same frames on every run.
ordinary = settings(deadline=None, derandomize=True, max_examples=50)

SIDE = pa.Column(str, pa.Check.isin(["B", "S"]))
FEW = pa.Column(int, pa.Check.isin([1, 2, 3]))
UTC = pd.DatetimeTZDtype("ns", "UTC")

# schema, the largest number of rows that it allows below 50
KEYS = {
    "one of three": (pa.DataFrameSchema({"a": pa.Column(int, pa.Check.isin([1, 2, 3]), unique=True)}), 3),
    "bool": (pa.DataFrameSchema({"a": pa.Column(bool, unique=True)}), 2),
    "joint": (pa.DataFrameSchema({"a": SIDE, "b": FEW}, unique=["a", "b"]), 6),
    "joint of one name": (pa.DataFrameSchema({"a": SIDE, "b": FEW}, unique="b"), 3),
    "two groups": (
        pa.DataFrameSchema({"a": SIDE, "b": pa.Column(int), "c": pa.Column(int)}, unique=[["a", "b"], ["b", "c"]]),
        50,
    ),
    "joint and single": (pa.DataFrameSchema({"a": SIDE, "b": pa.Column(int, unique=True)}, unique=["a", "b"]), 50),
    "tidy": (pa.DataFrameSchema({"ts": pa.Column(UTC), "s": SIDE, "r": pa.Column(float)}, unique=["ts", "s"]), 50),
    "index": (pa.DataFrameSchema({"a": SIDE}, index=pa.Index(str, pa.Check.str_matches("^[ab]$"), unique=True)), 2),
    "levels": (
        pa.DataFrameSchema(
            {"a": SIDE},
            index=pa.MultiIndex(
                [pa.Index(int, pa.Check.isin([1, 2]), name="i"), pa.Index(str, pa.Check.isin(["u", "v"]), name="j")],
                unique=["i", "j"],
            ),
        ),
        4,
    ),
    "any index": (pa.DataFrameSchema({"a": SIDE}, index=pa.Index(UTC, name="at")), 50),
    "any levels": (
        pa.DataFrameSchema({"a": SIDE}, index=pa.MultiIndex([pa.Index(UTC), pa.Index("int32", name="n")])),
        50,
    ),
    "last kept": (pa.DataFrameSchema({"a": FEW}, unique=["a"], report_duplicates="exclude_last"), 3),
}


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_met_up_to_the_last_row(name):
    """Every frame is valid, none has more rows than there are keys, and exactly so many can be asked for."""
    schema, most = KEYS[name]

    @ordinary
    @given(frames_for(schema, max_rows=50))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        assert len(frame) <= most, f"{frame}"

    @settings(ordinary, max_examples=20)
    @given(frames_for(schema, min_rows=most, max_rows=50))
    def full(frame):
        schema.validate(frame, lazy=True)
        assert len(frame) == most, f"{frame}"

    drawn()
    full()


def test_tidy_frames_have_several_symbols_a_stamp():
    """A joint key is no key of its first column: stamps repeat, and still rise, in some frames."""
    schema, _ = KEYS["tidy"]
    repeated = []

    @ordinary
    @given(frames_for(schema, min_rows=4, max_rows=50))
    def drawn(frame):
        repeated.append(frame["ts"].duplicated().any() and frame["ts"].is_monotonic_increasing)

    drawn()
    assert any(repeated), "no stamp has two symbols"


def test_an_index_without_uniqueness_has_repeated_labels():
    """An index that need not be unique rises in quiet frames, and repeats its labels in some others."""
    schema, _ = KEYS["any index"]
    seen = set()

    @ordinary
    @given(frames_for(schema, min_rows=2, max_rows=50))
    def drawn(frame):
        seen.add((frame.index.is_unique, frame.index.is_monotonic_increasing))

    drawn()
    assert (True, True) in seen, f"{seen}"
    assert any(not unique for unique, _ in seen), f"{seen}"
    assert any(not rising for _, rising in seen), f"{seen}"


def test_a_unique_column_has_one_null_at_the_most():
    """A unique column that is nullable holds a null in some frames, and never two."""
    schema = pa.DataFrameSchema({"a": pa.Column(float, unique=True, nullable=True)})
    nulls = set()

    @ordinary
    @given(frames_for(schema, min_rows=1, max_rows=50))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        nulls.add(int(frame["a"].isna().sum()))

    drawn()
    assert nulls == {0, 1}, f"{nulls}"
