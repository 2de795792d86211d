"""What ``runnable`` wrote is read without being run, and nothing else is read."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.strategies import read_back, runnable, runnable_value

from tests.strategies.structure.zoo import ZOO


@pytest.mark.parametrize("name", ZOO)
def test_any_frame_is_read_back(name):
    """Whatever pandas can hold comes back with its dtypes, units, zones and labels."""
    for rows in (None, 2, 0):
        frame = ZOO[name].iloc[:rows]
        if isinstance(frame.index, pd.MultiIndex):  # pandas 2.2 compares levels that no row uses, too
            frame.index = frame.index.remove_unused_levels()
        again = read_back(runnable(frame))
        pd.testing.assert_frame_equal(again, frame, check_exact=True, check_freq=False, check_column_type=True)
        assert list(again.dtypes) == list(frame.dtypes), f"{runnable(frame)}"
        assert runnable(again) == runnable(frame)


_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary())


@settings(deadline=None, max_examples=50)
@given(
    st.recursive(
        _PLAIN, lambda part: st.one_of(st.lists(part), st.tuples(part, part), st.dictionaries(st.text(), part))
    )
)
def test_any_plain_value_is_read_back(value):
    """Numbers to the last bit, text, bytes and collections of them come back as they were."""
    again = read_back(runnable_value(value))
    assert repr(again) == repr(value)


@pytest.mark.parametrize(
    "code",
    [
        '__import__("os").system("true")',
        '__import__("pyarrow").foreign_buffer(1, 2)',
        'open("/etc/hostname")',
        'pd.read_pickle("x")',
        'pd.eval("1 + 1")',
        "pd.DataFrame.__class__",
        'pd.DataFrame({}).to_pickle("x")',
        'pd.DataFrame({}).set_axis.__globals__["sys"]',
        "pd.Series([1]).array.__class__",
        'pd.Series([1]).apply("sum")',
        '"{0.__class__}".format(1)',
        "(lambda: 1)()",
        "[x for x in ()]",
        "1 + 1",
        "{**{}}",
        "pd.Index(*[[1]])",
        "pd.Index(**{})",
        'f"{1}"',
        "...",
        "x",
        "",
        "1; 2",
        "(" * 500,
    ],
)
def test_nothing_else_is_read(code):
    """Anything that could run code, and anything that runnable() does not write, is refused in one line."""
    with pytest.raises(ValueError, match=r"runnable\(\)") as caught:
        read_back(code)
    assert "\n" not in str(caught.value)
