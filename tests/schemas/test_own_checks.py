"""Checks of the user's own, which span rows and columns: frames with noise pass them, and none is filtered out."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis.internal.conjecture.engine import ConjectureRunner
from toxiframe.strategies.schemas import frames_for

from tests.schemas.realistic import Bars

UTC = pd.DatetimeTZDtype("ns", "UTC")
Check = pa.Check


def columns(*names, dtype=float, checks=None, **more):
    """Return columns that are alike."""
    return {name: pa.Column(dtype, checks, **more) for name in names}


SHARE = columns("a", "b", checks=Check.in_range(0, 1))
CHECKED = {
    "even": pa.DataFrameSchema(columns("a", dtype=int, checks=Check(lambda a: a % 2 == 0), unique=True)),
    "upper": pa.DataFrameSchema(columns("a", dtype=str, checks=Check(lambda a: a == a.upper(), element_wise=True))),
    "digits": pa.DataFrameSchema(
        columns(
            "a",
            dtype=str,
            checks=[Check.str_matches(r"^\d{8}$"), Check(lambda a: sum(map(int, a)) % 10 == 0, element_wise=True)],
            unique=True,
        )
    ),
    "monotone": pa.DataFrameSchema(columns("a", dtype=int, checks=Check(lambda a: a.is_monotonic_increasing))),
    "strictly monotone": pa.DataFrameSchema(columns("a", checks=Check(lambda a: (a.diff().dropna() > 0).all()))),
    "monotone index": pa.DataFrameSchema(
        columns("a"), index=pa.Index(UTC, Check(lambda at: at.is_monotonic_increasing))
    ),
    "monotone frame": pa.DataFrameSchema(
        columns("a"), index=pa.Index(UTC), checks=Check(lambda frame: frame.index.is_monotonic_increasing)
    ),
    "ordered": pa.DataFrameSchema(columns("a", "b", "c"), checks=Check(lambda f: (f.a <= f.b) & (f.b <= f.c))),
    "strictly ordered": pa.DataFrameSchema(columns("a", "b", dtype=UTC), checks=Check(lambda f: f.a < f.b)),
    "sum": pa.DataFrameSchema(SHARE, checks=Check(lambda f: f.a + f.b <= 1)),
    "complement": pa.DataFrameSchema(SHARE, checks=Check(lambda f: f.a + f.b == 1)),
    "mean": pa.DataFrameSchema(columns("a", checks=Check(lambda a: a.mean() > 50))),
    "long": pa.DataFrameSchema(columns("a"), checks=Check(lambda frame: len(frame) >= 20)),
    "groups": pa.DataFrameSchema(
        {
            **columns("k", dtype=str, checks=Check.isin(["x", "y"])),
            **columns("a", checks=Check(lambda groups: all((a >= 0).all() for a in groups.values()), groupby="k")),
        }
    ),
    "parsed": pa.DataFrameSchema(columns("a", checks=Check.ge(0), parsers=pa.Parser(lambda a: a.abs()))),
}
NOISELESS = {"complement", "sum", "mean"}


@pytest.mark.parametrize("name", CHECKED)
def test_frames_pass_checks_of_ones_own(name, monkeypatch):
    """Every frame is valid, no attempt is filtered out, and frames are not all quiet."""
    schema = CHECKED[name]
    outcomes, seen = Counter(), set()
    run = ConjectureRunner.test_function

    def watched(self, data):
        run(self, data)
        outcomes[data.status.name] += 1

    monkeypatch.setattr(ConjectureRunner, "test_function", watched)

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, derandomize=True, database=None, max_examples=50, phases=[Phase.generate])
    @given(frames_for(schema, max_rows=40))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        seen.update(frame.itertuples(index=False, name=None))

    drawn()
    assert not outcomes["INVALID"], f"{outcomes}"
    if name not in NOISELESS:
        assert len(seen) > 20, f"only {len(seen)} different rows"


def test_bars_have_bodies_and_wicks():
    """Bars with an invariant across four columns are no flat lines: all four prices differ in some rows."""
    bodies = []

    @settings(
        deadline=None, derandomize=True, max_examples=60
    )  # the first example of a process pays imports and caches
    @given(frames_for(Bars, min_rows=2, max_rows=40))
    def drawn(bars):
        Bars.validate(bars, lazy=True)
        bodies.append((bars[["open", "high", "low", "close"]].nunique(axis=1) == 4).any())

    drawn()
    assert any(bodies), "all bars are flat"


def test_a_check_may_write_to_what_it_is_given():
    """A check that spoils its argument spoils no drawn frame."""

    def careless(frame):
        frame["a"] = -1.0
        return True

    schema = pa.DataFrameSchema(columns("a", checks=Check.ge(0)), checks=Check(careless))

    @settings(
        deadline=None, derandomize=True, max_examples=30
    )  # the first example of a process pays imports and caches
    @given(frames_for(schema))
    def drawn(frame):
        assert (frame["a"] >= 0).all(), f"{frame}"

    drawn()
