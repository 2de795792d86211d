"""The third door: ``toxiframe probe`` by properties, and ``toxiframe faults``."""

from __future__ import annotations

import shlex

import pytest
from toxiframe.properties.cli import main
from toxiframe.strategies import FAULTS

SUBJECTS = """
import pandas as pd
import pandera.pandas as pa
from toxiframe.properties import DigestSubject, MergeSubject, Verdict
from toxiframe.strategies import returns_matrices

SMALL = returns_matrices(max_rows=8, max_assets=2, venues=["NYSE"])
Returns = pa.DataFrameSchema(
    {".*": pa.Column(float, pa.Check.in_range(-1.0, 5.0), nullable=True, regex=True)},
    index=pa.Index(pd.DatetimeTZDtype("us", "UTC"), unique=True, coerce=True),
)
Loose = pa.DataFrameSchema({".*": pa.Column(float, nullable=True, regex=True)})
SHAPE = DigestSubject(digest=lambda frame: frame.shape)

def judge(frame):
    if frame.index.has_duplicates:
        raise ValueError("duplicates")
"""


NAMED = "--property accepts_clean --property responds --property blast_radius --property accounting"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in a folder with a module of subjects of its own."""
    name = f"subjects_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(SUBJECTS, encoding="utf-8")
    (tmp_path / "leaves.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return name


def _run(capsys, command: str) -> tuple[int, str, str]:
    code = main(shlex.split(command))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_schema_that_lets_faults_through_exits_1(here, capsys):
    """Every fault that got through has its block, its smallest frame and a line that replays it."""
    command = (
        f"probe {here}:Loose --frames {here}:SMALL --fault toxic_return --fault dup_ts_exact --max-examples 40 "
        f"--seed 3 {NAMED}"
    )
    code, out, err = _run(capsys, command)
    assert (code, err) == (1, ""), out
    for fault in ("toxic_return(NYSE:A", "dup_ts_exact("):
        assert f"FAILED {here}.Loose · property responds · fault {fault}" in out, out
    [replay, *_] = [line.split("replay  toxiframe ")[1] for line in out.splitlines() if "replay" in line]
    assert _run(capsys, replay) == (code, out, err), "the replay line gives the same report"


def test_a_schema_that_stops_them_exits_0(here, capsys):
    """A schema with bounds and a unique index holds for the faults that these can show."""
    faults = "--fault toxic_return --fault dup_ts_exact --fault legal_extreme --fault ret_below_-1"
    code, out, _ = _run(
        capsys, f"probe {here}:Returns --frames {here}:SMALL {faults} --max-examples 40 --seed 3 {NAMED}"
    )
    assert code == 0, out
    assert "all of 4 properties hold, seed 3" in out, out


def test_other_subjects_are_probed_too(here, capsys):
    """A digest is held to the properties of digests, a callable to those of contracts."""
    code, out, _ = _run(capsys, f"probe {here}:SHAPE --max-examples 20 --seed 1")
    assert code == 1, out
    assert "property sensitive" in out, out
    code, out, _ = _run(
        capsys,
        f"probe {here}:judge --frames {here}:SMALL --fault dup_ts_exact --max-examples 20 --seed 1 --property all",
    )
    assert code == 0, out


def test_grain_and_property_can_be_chosen(here, capsys):
    """A callable that can only reject is asked to reject, and only by the property that was named."""
    base = (
        f"probe {here}:judge --frames {here}:SMALL --fault toxic_return --property responds --max-examples 20 --seed 1"
    )
    assert "wanted  DROP" in _run(capsys, base)[1]
    code, out, _ = _run(capsys, f"{base} --grain batch")
    assert "wanted  RAISE" in out, out
    assert (code, "accounting" in out) == (1, False), out


def test_a_time_limit_is_kept(here, capsys):
    """A probe with a time limit ends by itself and reports what it did, and what a slow machine left no time for."""
    code, out, _ = _run(
        capsys, f"probe {here}:judge --frames {here}:SMALL --fault dup_ts_exact --max-time 4 --seed 1 {NAMED}"
    )
    assert "dup_ts_exact  caught" in out, out
    assert "FAILED" not in out, out
    assert code == ("no time was left" in out), out


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("nothing", "'nothing' does not name a subject: write module:attribute"),
        ("no_such_module_x:y", "there is no module 'no_such_module_x' here or among what is installed"),
        ("leaves:x", "cannot import 'leaves': SystemExit: 3"),
        ("{here}:Lose", "has no 'Lose': did you mean 'Loose'?"),
        ("{here}:SUBJECT", "has no 'SUBJECT'"),
        ("{here}:Loose --fault toxic", "did you mean 'toxic_return'?"),
        ("{here}:Loose --property respond", "did you mean 'responds'?"),
        ("{here}:Loose --frames {here}:judge", "name a Hypothesis strategy of frames"),
        ("{here}:pd.DataFrame.nope", "has no 'pd.DataFrame.nope'"),
    ],
)
def test_what_cannot_be_tried_exits_2(here, capsys, subject, message):
    """Bad input is one line on standard error, with a way out, and exit code 2."""
    code, out, err = _run(capsys, f"probe {subject.format(here=here)} --max-examples 2")
    assert (code, out) == (2, ""), out + err
    assert message in err, err
    assert err.startswith("error: "), err
    assert err.count("\n") == 1, err


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "prob",
        "probe",
        "probe x:y --max-examples 0",
        "probe x:y --max-time -1",
        "probe x:y --seed -1",
        "probe x:y --grain row",
    ],
)
def test_arguments_that_make_no_sense_exit_2(arguments, capsys):
    """The parser refuses them, and says which."""
    with pytest.raises(SystemExit) as caught:
        main(shlex.split(arguments))
    assert caught.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_faults_lists_every_fault(capsys):
    """One line a fault, with layer, response, evidence and what it is."""
    code, out, _ = _run(capsys, "faults")
    assert code == 0
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [fault.name for fault in FAULTS]
    assert all(len(line.split()) > 6 for line in lines[1:]), out
