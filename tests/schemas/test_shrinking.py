"""Counterexamples end at the fewest rows that show them, and everything else in them is plain."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import Phase, find, settings
from hypothesis.errors import NoSuchExample
from toxiframe.strategies.schemas import frames_for

from tests.schemas.realistic import ORDERS, TIDY, Bars

# deadline=None: shrinking is not timed. No database: every run shrinks from scratch.
search = settings(
    deadline=None, derandomize=True, database=None, max_examples=2000, phases=[Phase.generate, Phase.shrink]
)

# schema, trait, rows of the smallest frame that has it
TRAITS = {
    "more than 3 rows": (ORDERS, lambda frame: len(frame) > 3, 4),
    "a price above 100": (ORDERS, lambda frame: (frame["price"] > 100).any(), 1),
    "no quantity": (ORDERS, lambda frame: frame["quantity"].isna().any(), 1),
    "a sale at the highest price": (ORDERS, lambda f: ((f["side"] == "SELL") & (f["price"] == 1e6)).any(), 1),
    "two sales": (ORDERS, lambda frame: (frame["side"] == "SELL").sum() >= 2, 2),
    "a stamp twice": (TIDY, lambda frame: frame["ts"].duplicated().any(), 2),
    "a bar that rises": (Bars, lambda bars: (bars["close"] > bars["open"]).any(), 1),
}


@pytest.mark.parametrize("name", TRAITS)
def test_counterexamples_are_small(name):
    """The trait is found within 2000 frames and shrinks to the fewest rows."""
    schema, trait, rows = TRAITS[name]
    frame = find(frames_for(schema, max_rows=250), trait, settings=search)
    schema.validate(frame, lazy=True)
    assert len(frame) == rows, f"{frame}"


def test_what_does_not_matter_is_plain():
    """A frame that only has to have four rows holds one plain value a column, and a ladder where it is unique."""
    frame = find(frames_for(ORDERS), lambda frame: len(frame) > 3, settings=search)
    assert frame["order_id"].tolist() == [1, 2, 3, 4], f"{frame}"
    assert frame["price"].tolist() == [1.0] * 4, f"{frame}"
    assert frame["quantity"].tolist() == [1] * 4, f"{frame}"
    assert frame["symbol"].tolist() == ["A"] * 4, f"{frame}"
    assert set(frame["placed"]) == {pd.Timestamp("2015-01-01", tz="UTC")}, f"{frame}"
    assert "venue" not in frame, f"{frame}"


def test_noise_of_one_column_leaves_the_others_plain():
    """A failure that one value causes leaves every other cell of its row as plain as it can be."""
    schema = pa.DataFrameSchema({name: pa.Column(float) for name in "abcdef"})
    frame = find(frames_for(schema, max_rows=250), lambda frame: (frame["d"].abs() > 1e3).any(), settings=search)
    assert len(frame) == 1, f"{frame}"
    assert frame.drop(columns="d").iloc[0].tolist() == [0.0] * 5, f"{frame}"


def test_what_is_illegal_is_never_found():
    """No frame has a price of zero or below."""
    with pytest.raises(NoSuchExample):
        find(frames_for(ORDERS), lambda frame: (frame["price"] <= 0).any(), settings=settings(search, max_examples=300))
