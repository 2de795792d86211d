"""A schema that cannot be met is an error where the strategy is made, with column, checks and a way out."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis.errors import InvalidArgument
from toxiframe.strategies.schemas import frames_for

Check = pa.Check


def price(dtype, *checks, **more):
    """Return a schema of one column."""
    return pa.DataFrameSchema({"price": pa.Column(dtype, list(checks), **more)}, name="OrdersSchema")


def refuse(frame):
    """Return what no frame passes."""
    return len(frame) < 0


HUGE = Check(lambda a: a > 10**30, name="huge")
JOINT = {"a": pa.Column(str, Check.isin(["x", "y"])), "b": pa.Column(bool)}

CONFLICTS = {
    "bounds": (
        price(float, Check.ge(5), Check.lt(5), Check.ne(7)),
        {},
        "column 'price' of OrdersSchema cannot be met: ge(5) and lt(5) leave no float64; relax one of them",
    ),
    "next int": (price(int, Check.gt(5), Check.lt(6)), {}, "gt(5) and lt(6) leave no int64"),
    "next float": (price("float32", Check.gt(1), Check.lt(1 + 1e-7)), {}, "gt(1) and lt(1.0000001) leave no float32"),
    "range of the dtype": (price("int8", Check.ge(1000)), {}, "ge(1000) leaves no int8; relax it"),
    "excluded": (price(int, Check.eq(3), Check.ne(3)), {}, "eq(3) and ne(3) leave no int64"),
    "members": (
        price(str, Check.isin(["a", "bb"]), Check.str_length(3, 4)),
        {},
        "isin(['a', 'bb']) and str_length(min_value=3, max_value=4) leave no ",
    ),
    "two lists": (price(int, Check.isin([1, 2]), Check.isin([3])), {}, "isin([1, 2]) and isin([3]) leave no int64"),
    "pattern and length": (
        price(str, Check.str_matches(r"^\d{3}$"), Check.str_length(5, 9)),
        {},
        r"str_matches('^\\d{3}$') and str_length(min_value=5, max_value=9) leave no ",
    ),
    "two patterns": (
        price(str, Check.str_matches("^[a-z]+$"), Check.str_matches("^[0-9]+$")),
        {},
        "str_matches('^[a-z]+$') and str_matches('^[0-9]+$') leave no ",
    ),
    "two starts": (price(str, Check.str_startswith("ab"), Check.str_startswith("b")), {}, "leave no "),
    "another kind": (price(int, Check.ge("a")), {}, "ge('a') leaves no int64"),
    "without a zone": (
        price(pd.DatetimeTZDtype("ns", "UTC"), Check.ge(pd.Timestamp("2020-01-01"))),
        {},
        "leaves no datetime64[ns, UTC]",
    ),
    "unique bool": (price(bool, unique=True), {"min_rows": 3}, "2 rows at most, and min_rows=3; lower min_rows"),
    "unique members": (
        price(str, Check.isin(["a", "b", "c"]), unique=True),
        {"min_rows": 5},
        "unique=True and isin(['a', 'b', 'c']) leave 3 rows at most, and min_rows=5",
    ),
    "joint": (
        pa.DataFrameSchema(JOINT, unique=["a", "b"], name="J"),
        {"min_rows": 5},
        "unique=['a', 'b'] of J cannot be met: 2 x 2 distinct values leave 4 rows at most, and min_rows=5",
    ),
    "all values": (
        price(str, Check.unique_values_eq({"a", "b"}), Check.isin(["a"])),
        {},
        "unique_values_eq({'a', 'b'}) and isin(['a']) refuse 'b'",
    ),
    "all values in few rows": (
        price(str, Check.unique_values_eq({"a", "b"})),
        {"max_rows": 1},
        "unique_values_eq({'a', 'b'}) takes 2 rows, and there are 1 at most; raise max_rows",
    ),
    "no name": (pa.DataFrameSchema({"^(?!x)x$": pa.Column(float, regex=True)}), {}, "regex column '^(?!x)x$'"),
    "a name of two dtypes": (
        pa.DataFrameSchema({"r_a": pa.Column(int), "^r_": pa.Column(float, regex=True)}),
        {},
        "column 'r_a' of the schema cannot be met: it is int64, and regex column '^r_'",
    ),
    "own check": (price(int, HUGE), {}, "check 'huge' of column 'price' refused"),
    "own check of the frame": (
        pa.DataFrameSchema({"a": pa.Column(float)}, checks=Check(refuse), name="Never"),
        {},
        "no frame of Never was found that its own checks let through: check 'refuse' of the frame refused",
    ),
    "hypothesis": (price(float, pa.Hypothesis.one_sample_ttest(popmean=0)), {}, "statistical hypothesis"),
    "float16 index": (
        pa.DataFrameSchema({}, index=pa.Index("float16", name="at")),
        {},
        "index level 'at' of the schema is float16",
    ),
    "rows": (price(int), {"min_rows": 5, "max_rows": 2}, "min_rows=5, max_rows=2: needed is 0 <= min_rows <= max_rows"),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_conflicts_are_named(name):
    """The error names the column, the checks that conflict and no other, and what can be done."""
    schema, options, message = CONFLICTS[name]
    with pytest.raises(InvalidArgument) as caught:
        frames_for(schema, **options)
    assert message in str(caught.value), f"{caught.value}"


def test_what_is_no_schema_is_refused():
    """Anything but a pandas schema of pandera is refused by name, with what is accepted."""
    polars = type("DataFrameSchema", (), {"__module__": "pandera.api.polars.container"})
    for subject, named in ((3, "type int"), (pd.DataFrame(), "type DataFrame"), (polars(), "a polars schema")):
        with pytest.raises(InvalidArgument, match="give a pandera DataFrameSchema or a DataFrameModel class") as caught:
            frames_for(subject)
        assert named in str(caught.value), f"{caught.value}"
