"""The text of a failure: a frame to paste and run, the fault and its cell, wanted and got, the way back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import settings
from toxiframe.properties.blocks import Found, failure_block
from toxiframe.properties.budget import BUDGETS, register_profiles
from toxiframe.properties.databases import database_of
from toxiframe.properties.outcomes import Failure

from tests.strategies.structure.zoo import ZOO

SHOWN = (
    "new york",
    "night of the clocks",
    "unit s",
    "with NaT",
    "doubled",
    "repeated names",
    "nullable",
    "arrow",
    "plain",
    "two levels",
    "three levels of names",
    "no rows",
)


def _block(found: Found | None = None, **told: object) -> list[str]:
    failure = Failure(wanted="DROP NYSE:A", got="accepted", **told)
    return failure_block("gate", "responds", failure, found or Found(case=37), ["pytest"]).splitlines()


@pytest.mark.parametrize("name", SHOWN)
def test_the_frame_of_a_failure_can_be_pasted_and_run(name):
    """Executed with nothing but pandas, it is the frame: zones, units, NaT, repeated labels, dtypes, objects."""
    frame = ZOO[name].iloc[:3]
    if isinstance(frame.index, pd.MultiIndex):
        frame.index = frame.index.remove_unused_levels()
    [line] = [line for line in _block(frame=frame) if line.startswith("  frame   ")]
    again = eval(line.removeprefix("  frame   "), {"pd": pd})  # noqa: S307 - our own output, which promises to be code
    pd.testing.assert_frame_equal(again, frame, check_exact=True, check_freq=False, check_column_type=True)
    assert list(again.dtypes) == list(frame.dtypes)


def test_a_block_of_several_faults_names_the_guilty_one_with_its_cell():
    """All faults are in the head, asset and timestamp with each; the one that fared badly has a line of its own."""
    keys = ("nan_cell(NYSE:B, 2024-07-02)", "toxic_return(NYSE:A, 2024-07-03)")
    head, *rest = _block(frame=ZOO["returns"].iloc[:2], injections=keys, blamed="toxic_return")
    assert head == f"FAILED gate · property responds · fault {keys[0]} + {keys[1]}      case 37, shrunk to 2x3"
    assert rest[1:] == [
        "  fault   toxic_return(NYSE:A, 2024-07-03)",
        "  wanted  DROP NYSE:A      got  accepted",
        "  replay  pytest",
    ]


def test_a_block_says_where_its_case_is_from():
    """A case of the database has no number, one that is checked in has its file."""
    assert "  found   in the example database, not by the seed" in _block(Found(reused=True))
    head, *rest = _block(Found(checked_in="tests/counterexamples/x.json"), frame=ZOO["returns"].iloc[:1])
    assert head.endswith("      1x3"), head
    assert "  found   in tests/counterexamples/x.json, where it was promoted" in rest


def test_a_frame_without_code_is_shown_all_the_same():
    """An object that no code gives back leaves a frame that can be read, and says why it cannot be run."""
    frame = pd.DataFrame({"a": [pd.Series([1])]})
    [line] = [line for line in _block(frame=frame) if line.startswith("  frame   ")]
    assert "cannot be written as code that gives it back" in line


@pytest.mark.parametrize("name", BUDGETS)
def test_every_profile_names_what_ci_would_take_away(tmp_path, name):
    """Hypothesis' own ci profile saves nothing and repeats itself; none of ours inherits that."""
    register_profiles(database_of(tmp_path, None))
    made = settings.get_profile(f"toxiframe-{name}")
    assert (made.derandomize, made.deadline, made.max_examples) == (False, None, BUDGETS[name])
    assert made.database == database_of(tmp_path, None)
