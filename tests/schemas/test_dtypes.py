"""Every dtype that a pandera column can have, nullable or not, unique or not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow  # noqa: ICN001 - `pa` is pandera here
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from pandera.engines.pandas_engine import DateTime
from pandera.typing import Series
from toxiframe.strategies.schemas import frames_for

# deadline=None: the first example of a process pays imports and caches.
# derandomized: the same frames on every run.
few = settings(deadline=None, max_examples=40, database=None, derandomize=True)

NUMBERS = ["float16", "float32", "float64", "complex128"]
NUMBERS += [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
MASKED = ["Int8", "Int64", "UInt64", "Float32", "Float64", "boolean"]
TIMES = ["datetime64[ns]", "timedelta64[ns]", DateTime(time_zone_agnostic=True)]
TIMES += [pd.DatetimeTZDtype(unit, "UTC") for unit in ("s", "ms", "us", "ns")]
TIMES += [pd.DatetimeTZDtype("ns", zone) for zone in ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")]
OTHERS = [None, bool, str, object, "string[python]", "string[pyarrow]", "category", pd.CategoricalDtype(["x", "y"])]
OTHERS += [
    pd.CategoricalDtype([3, 1, 2], ordered=True),
    pa.Date,
    pa.Decimal,
    pa.dtypes.Decimal(10, 2),
    pd.PeriodDtype("D"),
]
ARROW = [
    arrow.int8(),
    arrow.int64(),
    arrow.uint64(),
    arrow.float32(),
    arrow.float64(),
    arrow.bool_(),
    arrow.string(),
    arrow.timestamp("s"),
    arrow.timestamp("us", "UTC"),
    arrow.timestamp("ns", "America/New_York"),
    arrow.duration("ms"),
    arrow.date32(),
    arrow.decimal128(10, 2),
]
DTYPES = [*NUMBERS, *MASKED, *TIMES, *OTHERS, *(pd.ArrowDtype(kind) for kind in ARROW)]
WITHOUT_NULLS = {"bool", *(name for name in NUMBERS if "int" in name)}


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_frames_of_every_dtype_are_valid(dtype):
    """Pandera accepts every frame of this dtype, repeated, nullable or unique; nulls occur where they may and can."""
    columns = {
        "repeated": pa.Column(dtype),
        "nullable": pa.Column(dtype, nullable=True),
        "unique": pa.Column(dtype, unique=True, nullable=True),
    }
    schema = pa.DataFrameSchema(columns)
    nulls = dict.fromkeys(columns, 0)

    @few
    @given(frames_for(schema, max_rows=40))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        for name in columns:
            nulls[name] = max(nulls[name], int(frame[name].isna().sum()))

    drawn()
    name = dtype.__name__ if isinstance(dtype, type) else str(dtype)
    assert nulls["repeated"] == 0, f"{nulls}"
    assert (nulls["nullable"] > 0) == (name not in WITHOUT_NULLS), f"{nulls}"
    assert nulls["unique"] <= 1, f"{nulls}"


class Typed(pa.DataFrameModel):
    """Annotations in plain Python types, and what Field can say."""

    count: int = pa.Field(ge=3, le=5)
    share: float = pa.Field(in_range={"min_value": 0, "max_value": 1}, nullable=True)
    name: str = pa.Field(str_matches=r"^[a-c]{2}$", unique=True)
    flag: bool
    day: dt.date
    moment: Series[pd.DatetimeTZDtype] = pa.Field(dtype_kwargs={"unit": "ms", "tz": "UTC"})
    amount: Decimal = pa.Field(isin=[Decimal(1), Decimal(2)])
    rating: Series[int] | None

    class Config:
        """Produced as the dtype that coercion would give."""

        coerce = True
        strict = True

    @pa.check("count")
    def odd(cls, count: Series[int]) -> Series[bool]:  # noqa: N805 - pandera makes it a class method
        """Say which counts are odd."""
        return count % 2 == 1


def test_models_of_python_types_are_met():
    """A DataFrameModel of Python types is met: fields, checks of its own, and columns that may be missing."""
    seen = set()

    @settings(few, max_examples=80)
    @given(frames_for(Typed, max_rows=30))
    def drawn(frame):
        Typed.validate(frame, lazy=True)
        assert len(frame) <= 9, f"{len(frame)} rows of 9 names"
        assert frame["count"].dtype == np.dtype("int64"), f"{frame.dtypes}"
        seen.add("rating" in frame)

    drawn()
    assert seen == {True, False}, f"rating is there: {seen}"


@pytest.mark.parametrize("dtype", [list, pd.IntervalDtype("int64"), pd.ArrowDtype(arrow.binary())], ids=str)
def test_an_unknown_dtype_is_named(dtype):
    """A dtype without known values is an error that names column, dtype and the way out."""
    schema = pa.DataFrameSchema({"blob": pa.Column(dtype)}, name="Blobs")
    with pytest.raises(InvalidArgument, match=r"column 'blob' of Blobs .*columns="):
        frames_for(schema)


def test_a_strategy_of_ones_own_draws_a_column():
    """A column that is drawn by the user's strategy has its values, repeated, or all different where it is unique."""
    schema = pa.DataFrameSchema(
        {"tags": pa.Column(list), "code": pa.Column(int, pa.Check.gt(0), unique=True), "rest": pa.Column(float)}
    )
    own = {"tags": st.lists(st.sampled_from("xyz"), max_size=2), "code": st.integers(1, 10**6)}

    @few
    @given(frames_for(schema, max_rows=8, columns=own))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        assert all(isinstance(tags, list) for tags in frame["tags"]), f"{frame}"

    drawn()


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"a": st.just(-3)}, r"columns=\{'a': ...\} drew -3, which gt\(0\) of column 'a' of Small refuses"),
        ({"a": st.just("x")}, r"drew 'x', which int64 of Small cannot hold"),
        ({"z": st.just(1)}, r"Small has no such column; it has 'a'"),
        ({"a": 3}, r"needed is a strategy of single values"),
    ],
)
def test_a_strategy_of_ones_own_is_judged(own, message):
    """A value that the column refuses is an error that names the value and the check."""
    schema = pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(0))}, name="Small")

    def drawn():
        @few
        @given(frames_for(schema, min_rows=1, max_rows=3, columns=own))
        def body(_):
            pass

        body()

    with pytest.raises(InvalidArgument, match=message):
        drawn()
