"""The builtin checks: frames lie on their bounds now and then, and never beyond."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from toxiframe.strategies.schemas import frames_for

NOON = pd.Timestamp("2024-03-31 12:00", tz="Europe/Berlin")
BERLIN = pd.DatetimeTZDtype("s", "Europe/Berlin")
CHANGES = [pd.Timestamp("2024-10-27 01:00", tz="UTC"), pd.Timestamp("2024-03-31 01:00", tz="UTC")]
ge, gt, le, lt = pa.Check.ge, pa.Check.gt, pa.Check.le, pa.Check.lt
matches, length = pa.Check.str_matches, pa.Check.str_length

# dtype, checks, values that must be drawn
BOUNDS = {
    "ge float": (float, [ge(0.1)], [0.1, math.nextafter(0.1, 1)]),
    "gt float": (float, [gt(0.0)], [5e-324]),
    "le float32": ("float32", [le(0.1)], [np.float32(0.1)]),
    "lt float": (float, [lt(1.0)], [math.nextafter(1.0, 0), -0.0]),
    "ge int": (int, [ge(-3)], [-3, 2**53, 2**53 + 1, 2**63 - 1]),
    "gt int": (int, [gt(7)], [8]),
    "lt uint8": ("uint8", [lt(200)], [199, 0, 127, 128]),
    "le Int64": ("Int64", [le(10)], [10, -(2**63)]),
    "ge uint64": ("uint64", [ge(0)], [0, 2**64 - 1, 2**63]),
    "fraction int": (int, [ge(2.5), le(4.5)], [3, 4]),
    "in_range": (float, [pa.Check.in_range(1, 2)], [1.0, 2.0]),
    "in_range excluded": (
        float,
        [pa.Check.in_range(1, 2, include_min=False, include_max=False)],
        [math.nextafter(1, 2), math.nextafter(2, 1)],
    ),
    "eq": (float, [pa.Check.eq(3.5)], [3.5]),
    "ne": (int, [pa.Check.ne(0), ge(0), le(3)], [1, 3]),
    "isin": (str, [pa.Check.isin(["x", "yy", ""])], ["x", "yy", ""]),
    "isin and notin": (int, [pa.Check.isin([1, 2, 3]), pa.Check.notin([2])], [1, 3]),
    "bool": (bool, [], [True, False]),
    "str_matches": (str, [matches(r"^[A-Z]{2}-\d+$")], ["AA-0"]),
    "str_matches open": (str, [matches(r"ab")], ["ab"]),
    "str_contains": (str, [pa.Check.str_contains("@")], ["@"]),
    "str_startswith": (str, [pa.Check.str_startswith("id_")], ["id_"]),
    "str_endswith": (str, [pa.Check.str_endswith(".csv")], [".csv"]),
    "str_length": (str, [length(2, 5)], ["bb", "bbbbb"]),
    "str_length of a pattern": (str, [matches(r"^[a-z]+$"), length(12, 12)], ["a" * 12]),
    "plain text": (str, [], ["", "\u200b", "😀", "nan"]),
    "ge time": (BERLIN, [ge(NOON)], [NOON, NOON + pd.Timedelta(seconds=1)]),
    # In Berlin's own time, since pandas hashes the second 02:00 of that night unlike the same instant in UTC.
    "dst": (BERLIN, [], [hour.tz_convert("Europe/Berlin") for hour in CHANGES]),
    "lt time": ("datetime64[ns]", [lt(pd.Timestamp("2020-01-01"))], [pd.Timestamp("2019-12-31T23:59:59.999999999")]),
    "ge span": ("timedelta64[ns]", [ge(pd.Timedelta(0))], [pd.Timedelta(0), pd.Timedelta(1), pd.Timedelta(days=1)]),
    "date": (
        pa.Date,
        [ge(dt.date(2024, 2, 28)), lt(dt.date(2024, 3, 1))],
        [dt.date(2024, 2, 28), dt.date(2024, 2, 29)],
    ),
    "decimal": (pa.dtypes.Decimal(6, 2), [gt(Decimal("1.5")), le(2)], [Decimal("1.51"), Decimal("2.00")]),
    "category": ("category", [pa.Check.isin(["lo", "hi"])], ["lo", "hi"]),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_are_drawn_and_never_passed(name):
    """Every frame is valid, and each value on the edge of what is legal is drawn."""
    dtype, checks, edges = BOUNDS[name]
    schema = pa.DataFrameSchema({"a": pa.Column(dtype, checks)})
    seen = set()

    # deadline=None: nothing is timed here. derandomized: the same frames on every run.
    @settings(deadline=None, database=None, max_examples=70, derandomize=True)
    @given(frames_for(schema, min_rows=1, max_rows=40))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        seen.update(frame["a"].tolist())

    drawn()
    missing = [edge for edge in edges if edge not in seen]
    assert not missing, f"never drawn: {missing}; drawn: {sorted(map(repr, seen))[:40]}"


def test_negative_zero_is_drawn():
    """-0.0, which equals 0.0, is among the values of an unbounded float column."""
    signs = set()

    @settings(deadline=None, database=None, max_examples=100, derandomize=True)  # as above
    @given(frames_for(pa.DataFrameSchema({"a": pa.Column(float)}), min_rows=1))
    def drawn(frame):
        signs.update(math.copysign(1, value) for value in frame["a"] if value == 0)

    drawn()
    assert signs == {1.0, -1.0}, f"{signs}"


def test_values_that_must_all_occur_do():
    """unique_values_eq has all its values in every frame, however short."""
    schema = pa.DataFrameSchema({"a": pa.Column(str, pa.Check.unique_values_eq({"x", "y", "z"}), nullable=True)})

    @settings(
        deadline=None, derandomize=True, max_examples=60
    )  # the first example of a process pays imports and caches
    @given(frames_for(schema))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        assert len(frame) >= 3, f"{frame}"

    drawn()


def test_a_comparison_of_the_frame_is_one_of_each_column():
    """A builtin check of the whole frame is met in each column by construction."""
    schema = pa.DataFrameSchema({"a": pa.Column(float), "b": pa.Column(int)}, checks=pa.Check.in_range(3, 9))
    seen = set()

    @settings(
        deadline=None, derandomize=True, max_examples=50
    )  # the first example of a process pays imports and caches
    @given(frames_for(schema, min_rows=1))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        seen.update(frame["b"].tolist())

    drawn()
    assert {3, 9} <= seen, f"{seen}"


def test_columns_of_a_pattern_come_and_go():
    """Columns that a regex stands for have names that match it; an explicit column that it matches meets both."""
    schema = pa.DataFrameSchema(
        {"ret_all": pa.Column(float, le(1)), r"^ret_\w+$": pa.Column(float, ge(0), regex=True)}, strict=True
    )
    widths = set()

    @settings(
        deadline=None, derandomize=True, max_examples=50
    )  # the first example of a process pays imports and caches
    @given(frames_for(schema))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        assert frame["ret_all"].between(0, 1).all(), f"{frame}"
        widths.add(frame.shape[1])

    drawn()
    assert widths == {2, 3, 4}, f"{widths}"
