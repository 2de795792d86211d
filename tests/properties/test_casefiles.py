"""Cases as files: they come back to the last bit, or are refused by name."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from toxiframe.properties.binding import Binding
from toxiframe.properties.casefiles import case_from, differs, written_case
from toxiframe.properties.digest_checks import change_cases, trip_cases
from toxiframe.properties.errors import BindError
from toxiframe.properties.merge_cases import shards
from toxiframe.properties.programs import Program
from toxiframe.properties.promoted import counterexamples, promoted
from toxiframe.properties.race_cases import Call, Race
from toxiframe.properties.trace_subject import Workload
from toxiframe.strategies import (
    FAULTS,
    DuplicateColumn,
    DuplicateTimestamp,
    ExtremeReturn,
    MissingSession,
    MixedZones,
    NameDrift,
    NumbersAsText,
    OffGrid,
    Spot,
    Unsorted,
    poison,
    replay,
    runnable,
    toxic_frames,
)

from tests.strategies.structure.zoo import ZOO

EDITS = (
    ExtremeReturn(),
    NumbersAsText(),
    DuplicateTimestamp(),
    MissingSession(),
    Unsorted(),
    OffGrid(),
    MixedZones(),
    DuplicateColumn(),
    NameDrift(),
)
"""Faults that do different things to a frame."""

BINDING = Binding.of("gate", contract=lambda frame: frame)
TOLD = {"id": "0123abcd", "property": "responds", "told": "x", "hypothesis": "6", "created": "now"}


def _again(case: object) -> object:
    return case_from(json.loads(json.dumps(written_case(case), allow_nan=False)), {})


@pytest.mark.parametrize("name", ZOO)
def test_any_fault_on_any_frame_comes_back(name):
    """Frame, clean frame and answer key survive: zones, units, repeated labels, NaT, nullable, Arrow and objects."""
    for fault in EDITS:
        _comes_back(poison(ZOO[name].iloc[:4], [(fault, Spot(size=1))]))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_comes_back(fault):
    """Each fault survives with its parameters and what it did, on returns and on bars."""
    for name in ("returns", "bars"):
        _comes_back(poison(ZOO[name], [(fault, Spot(size=1))]))


def _comes_back(case):
    again = _again(case)
    assert differs(case, again) is None, f"{case}: {differs(case, again)}"
    assert repr(again) == repr(case)
    assert [key.fault for key in again.injections] == [key.fault for key in case.injections]
    assert runnable(replay(again.clean, again.injections)) == runnable(again.frame), f"{case}"


@settings(deadline=None, max_examples=25)
@given(toxic_frames(max_faults=3, overlap=True))
def test_several_faults_come_back(case):
    """Injections that overlap, insert and remove come back with their order and what is masked."""
    again = _again(case)
    assert differs(case, again) is None, f"{differs(case, again)}"
    for ours, theirs in zip(case.injections, again.injections, strict=True):
        found, wanted = ((key.rows, key.columns, key.timestamps, str(key), key.masked) for key in (theirs, ours))
        assert found == wanted


RACE = Race(threads=((Call(name="put", argument=("a",)),), (Call(name="clear"), Call(name="clear"))), seed=7)


@pytest.mark.parametrize("cases", [trip_cases(None), change_cases(None), shards()], ids=["trip", "place", "shards"])
def test_cases_of_other_kinds_come_back(cases):
    """A frame with its file, a frame with a place in it, and shards of events come back."""

    @settings(deadline=None, max_examples=30, database=None)
    @given(cases)
    def come_back(case):
        assert differs(case, _again(case)) is None, f"{case}"

    come_back()
    for case in (Program(carrier="pool", scopes=(("su", ""),), seed=3), Workload(workers=((1, 2), ())), RACE):
        assert _again(case) == case


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda case: replace(case, frame=case.frame.astype("float32")), "column 'NYSE:A' of frame is float64"),
        (lambda case: replace(case, frame=case.frame.tz_convert("Asia/Tokyo")), "the index of frame"),
        (lambda case: replace(case, clean=-case.clean), "clean has other values"),
        (lambda case: replace(case, injections=()), "injections is another tuple"),
        (
            lambda case: replace(case, injections=(replace(case.injections[0], masked=True),)),
            "masked has another value",
        ),
        (lambda case: replace(case, row_origin=np.array([0])), "row_origin has another value"),
    ],
)
def test_what_does_not_survive_is_seen(change, told):
    """The comparison that guards every promotion notices one bit, one dtype, one zone, one missing fault."""
    clean = pd.DataFrame({"NYSE:A": [0.001]}, index=pd.DatetimeIndex(["2024-07-03"], tz="UTC"))
    case = poison(clean, [(ExtremeReturn(above=7.0), Spot())])
    assert differs(case, case) is None
    assert told in (differs(case, change(case)) or "")


def test_parameters_of_a_fault_come_back():
    """A fault with a threshold of its own is not replaced by that of the catalogue."""
    fault = ExtremeReturn(above=7.5)
    assert _again(fault) == fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Fat(ExtremeReturn):
    """A fault of a user's own."""

    name: ClassVar[str] = "fat"


@dataclass(frozen=True)
class Odd:
    """A case that no file form is known for."""

    n: int


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (Odd(n=1), "a Odd of 'responds' has no form in a file"),
        (pd.DataFrame({"a": [object()]}), "a DataFrame of 'responds' has no form in a file"),
        (pd.DataFrame({"a": [1]}, index=pd.Index([Odd(n=1)])), "a DataFrame of 'responds' has no form in a file"),
    ],
)
def test_what_has_no_form_in_a_file_is_refused(case, told):
    """A case or a cell that no file gives back is named, in one line, and nothing is written."""
    with pytest.raises(BindError, match=told) as caught:
        promoted(case, BINDING, **TOLD)
    assert "\n" not in str(caught.value)


def test_a_fault_of_the_users_own_comes_back(tmp_path):
    """A fault that the catalogue does not know is taken from the binding, with the parameters it had."""
    binding = Binding.of("gate", contract=lambda frame: frame, faults=[Fat(above=9.0)])
    case = poison(ZOO["returns"].iloc[:2], [(Fat(above=8.0), Spot())])
    promoted(case, binding, **TOLD).write(tmp_path)
    [[read]] = counterexamples(tmp_path).values()
    assert read.made(binding).injections[0].fault == Fat(above=8.0)
    with pytest.raises(BindError, match="no fault is named 'fat'"):
        read.made(BINDING)


def test_a_file_is_read_as_it_was_written(tmp_path):
    """A counterexample comes back from its folder, under its label and property, and nothing else is left behind."""
    case = poison(ZOO["returns"].iloc[:2], [(ExtremeReturn(), Spot())])
    file = promoted(case, BINDING, **TOLD).write(tmp_path)
    assert file.name == "gate-responds-0123abcd.json"
    [read] = counterexamples(tmp_path)["gate", "responds"]
    assert differs(case, case_from(read.case, {})) is None
    assert [entry.name for entry in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no counterexample"),
        ("[]", "no JSON object"),
        ('{"format": "toxiframe counterexample 2"}', "format 'toxiframe counterexample 2', where this version knows"),
        ('{"format": "toxiframe counterexample 1", "id": "x"}', "no 'label'"),
    ],
)
def test_a_file_that_is_no_counterexample_is_refused(tmp_path, text, told):
    """What was checked in and cannot be read is an error that names the file, never passed over."""
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(BindError, match=told) as caught:
        counterexamples(tmp_path)
    assert str(tmp_path / "x.json") in str(caught.value)


@pytest.mark.parametrize(
    "told",
    [
        {"is": "Popen", "args": '"true"'},
        {"is": "Cells", "x": "1"},
        {"frame": '__import__("os").system("true")'},
        {"fault": "toxic_retrn", "parameters": {}},
        {"fault": "toxic_return", "parameters": {"over": "1.0"}},
        7,
    ],
)
def test_only_known_parts_are_made(told):
    """A file can name no class, no function and no field but those of cases."""
    with pytest.raises(ValueError, match=r"no part|runnable|named|fields"):
        case_from(told, {})
