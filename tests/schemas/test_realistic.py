"""Frames of schemas as they are met in practice are valid, cheap and different from each other."""

from __future__ import annotations

from collections import Counter

import pandera.pandas as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis.internal.conjecture.engine import ConjectureRunner
from toxiframe.strategies.schemas import frames_for

from tests.schemas.realistic import REALISTIC

# deadline=None: the first example of a process pays imports and caches. derandomized: the same frames on every run.
ordinary = settings(deadline=None, derandomize=True, max_examples=100)


@pytest.fixture
def attempts(monkeypatch):
    """Watch every attempt of Hypothesis: its outcome, its choices and its bytes; nothing is replaced."""
    seen = []
    run = ConjectureRunner.test_function

    def watched(self, data):
        run(self, data)
        seen.append((data.status.name, len(data.choices), data.length))

    monkeypatch.setattr(ConjectureRunner, "test_function", watched)
    return seen


@pytest.mark.parametrize("name", REALISTIC)
def test_every_frame_is_valid(name):
    """Pandera accepts every frame, whatever its size up to 250 rows."""
    schema = REALISTIC[name]
    sizes = []

    @ordinary
    @given(frames_for(schema, max_rows=250))
    def drawn(frame):
        schema.validate(frame, lazy=True)
        sizes.append(len(frame))

    drawn()
    assert max(sizes) > 100, f"the longest frame has {max(sizes)} rows"


@pytest.mark.parametrize("name", REALISTIC)
def test_long_frames_are_valid(name):
    """Pandera accepts frames of exactly 1000 rows, and every default health check passes."""
    schema = REALISTIC[name]

    @settings(
        deadline=None, derandomize=True, max_examples=15
    )  # pandera judges a thousand rows in tens of milliseconds
    @given(frames_for(schema, min_rows=1000, max_rows=1000))
    def drawn(frame):
        assert len(frame) == 1000, f"{frame.shape}"
        schema.validate(frame, lazy=True)

    drawn()


@pytest.mark.parametrize("rows", [20, 1000])
@pytest.mark.parametrize("name", REALISTIC)
def test_few_choices_at_any_size(name, rows, attempts):
    """A frame takes at most 25 choices and 64 bytes at any size, none is filtered out, and few come twice."""
    seen = []

    # deadline=None: nothing is timed here. generate only, derandomized: the same frames on every run.
    @settings(deadline=None, database=None, max_examples=150, phases=[Phase.generate], derandomize=True)
    @given(frames_for(REALISTIC[name], max_rows=rows))
    def drawn(frame):
        seen.append((tuple(frame.columns), frame.to_csv()))

    drawn()
    valid = [(choices, size) for outcome, choices, size in attempts if outcome == "VALID"]
    choices, size = (max(column) for column in zip(*valid, strict=True))
    assert choices <= 25, f"{choices} choices at most"
    assert size <= 64, f"{size} bytes at most"
    outcomes = Counter(outcome for outcome, _, _ in attempts)
    # Where Hypothesis varies an example it grants it as many choices as it had, and may need one more.
    assert set(outcomes) <= {"VALID", "OVERRUN"}, f"{outcomes}"
    assert outcomes["OVERRUN"] <= 0.25 * outcomes["VALID"], f"{outcomes}"
    distinct = len(set(seen)) / len(seen)
    assert distinct >= 0.6, f"{distinct:.0%} of the frames are distinct"


def test_default_health_checks_pass_at_full_size():
    """Frames of 1000 rows and 20 columns of ten dtypes pass every health check that Hypothesis has by default."""
    dtypes = [float, int, bool, str, "Int64", "category", "datetime64[ns]", "boolean", "float32", "uint8"]
    columns = {
        f"{turn}{place}": pa.Column(dtype, nullable=turn == "b") for turn in "ab" for place, dtype in enumerate(dtypes)
    }

    @settings(deadline=None, derandomize=True, max_examples=30)  # the checks time the draws themselves
    @given(frames_for(pa.DataFrameSchema(columns), min_rows=1000, max_rows=1000))
    def drawn(frame):
        assert frame.shape == (1000, 20), f"{frame.shape}"

    drawn()


def test_a_strategy_prints_in_a_line():
    """A strategy prints as its options, not as the values behind it."""
    text = repr(frames_for(REALISTIC["orders"], max_rows=50))
    assert "OrdersSchema, min_rows=0, max_rows=50" in text, text
    assert len(text) < 200, text


def test_writing_to_one_frame_changes_no_other():
    """Frames share no values: what a subject writes into one is not seen in the next."""
    schema = pa.DataFrameSchema({"a": pa.Column(float), "b": pa.Column(str), "c": pa.Column("Int64")})

    @settings(
        deadline=None, derandomize=True, max_examples=60
    )  # the first example of a process pays imports and caches
    @given(frames_for(schema, min_rows=1, max_rows=5))
    def drawn(frame):
        assert not (frame["a"] == 99.5).any(), f"{frame}"
        assert not (frame["b"] == "written").any(), f"{frame}"
        frame.loc[:, "a"] = 99.5
        frame.loc[:, "b"] = "written"
        frame.loc[:, "c"] = 99

    drawn()
