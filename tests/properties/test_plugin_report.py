"""What a pytest session says of faults and contracts: on the terminal, in JUnit, and in the files asked for."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

SUITE = """
    from toxiframe.properties import bind

    def gate(frame):
        return frame.drop(columns=frame.columns[(frame > 5).any()])

    FAULTS = ["toxic_return", "ret_below_-1"]
    test_gate = bind("gate", contract=gate, faults=FAULTS, properties=["responds", "pure"])
    test_late = bind("late", contract=gate, faults=FAULTS, properties=["responds"], waive={"responds": "DQ-114"})
    test_good = bind("good", contract=gate, faults=["toxic_return"], properties=["responds"])
"""
OPTIONS = ("--toxiframe-seed=7", "--toxiframe-examples=30")


def _lines(folder):
    return [json.loads(line) for line in (folder / "matrix.jsonl").read_text(encoding="utf-8").splitlines()]


def _stable(lines):
    """Return lines without what no two runs share, sorted."""
    for line in lines:
        for changing in ("seconds", "began"):
            line.pop(changing, None)
    return lines


@pytest.fixture
def ran(suite):
    """Run a suite with a miss, a waived miss and a contract that holds, and ask for the files."""
    suite.write("test_it.py", SUITE)
    done = suite.run(*OPTIONS, "--toxiframe-report=out/new", "--junitxml=junit.xml")
    assert done.code == 1, done.text
    return done


def test_the_matrix_is_on_the_terminal(ran):
    """What was missed has a row, waived or not; the contract that holds adds no column."""
    at = next(number for number, line in enumerate(ran.lines) if "toxiframe: faults x contracts" in line)
    header, row, *rest = ran.lines[at + 1 : at + 4]
    assert header.split() == ["fault", "gate", "late"], ran.text
    assert row.startswith("ret_below_-1"), ran.text
    assert "MISSED 1 of " in row, ran.text
    assert "waived" in row, ran.text
    assert rest[0].startswith("1 caught wherever judged more"), ran.text
    assert "\x1b" not in ran.text


def test_all_rows_are_there_with_v(suite):
    """-v shows every fault with every contract."""
    suite.write("test_it.py", SUITE)
    done = suite.run(*OPTIONS, "-v")
    at = next(number for number, line in enumerate(done.lines) if "toxiframe: faults x contracts" in line)
    assert done.lines[at + 1].split() == ["fault", "gate", "good", "late"], done.text
    assert {line.split()[0] for line in done.lines[at + 2 : at + 4]} == {"toxic_return", "ret_below_-1"}, done.text


@pytest.mark.parametrize(("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_follow_pytest(suite, environment, colored):
    """--color=yes colours the matrix as it colours the rest, and NO_COLOR is honoured."""
    suite.write("test_it.py", SUITE)
    options = ["--color=yes"] if colored else []
    done = suite.run(*OPTIONS, *options, env=environment)
    row = next(line for line in done.lines if "MISSED" in line)
    assert ("\x1b[" in row) is colored, row


def test_the_files_are_written_and_named(suite, ran):
    """--toxiframe-report writes both files, makes the folder, and says where they are."""
    out = suite.root / "out" / "new"
    assert [line for line in ran.lines if line.startswith("toxiframe report: ")] == [
        "toxiframe report: out/new/report.html",
        "toxiframe report: out/new/matrix.jsonl",
    ], ran.text
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "ret_below_-1(" in page
    lines = _lines(out)
    failures = {(line["label"], line["waiver"]): line for line in lines if line["kind"] == "failure"}
    assert set(failures) == {("gate", ""), ("late", "DQ-114")}
    gate = failures["gate", ""]
    assert gate["toxic"]["marks"], gate
    assert gate["clean"]["cells"] != gate["toxic"]["cells"]
    for way in ran.replays("make") + ran.replays("toxiframe"):
        assert way in gate["replays"], (way, gate["replays"])


def test_workers_of_xdist_give_the_same_report(suite, ran):
    """Failing frames, clean frames and guilty cells survive the way from a worker, whatever its order."""
    assert ran.code == 1
    alone = _stable(_lines(suite.root / "out" / "new"))
    for file in suite.saved:
        file.unlink()
    done = suite.run(*OPTIONS, "-n2", "--toxiframe-report=two")
    assert done.code == 1, done.text
    assert _stable(_lines(suite.root / "two")) == alone
    assert "MISSED 1 of " in done.text, done.text


def test_junit_holds_the_counts_and_the_replay_lines(suite, ran):
    """Pytest's own --junitxml has the contract, the cases and the ways back as properties of the test."""
    assert ran.code == 1
    tests = ET.parse(suite.root / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own output
    told = {
        test.get("name"): [(each.get("name"), each.get("value")) for each in test.iter("property")] for test in tests
    }
    failed = told["test_gate[gate-responds]"]
    assert ("toxiframe.contract", "gate") in failed
    assert ("toxiframe.status", "FAILED") in failed
    assert ("toxiframe.blamed", "ret_below_-1") in failed
    assert ("toxiframe.missed", "1") in failed
    assert any(name == "toxiframe.replay" and value.startswith("make properties SEED=7") for name, value in failed)
    assert ("toxiframe.status", "held") in told["test_good[good-responds]"]
    assert ("toxiframe.status", "waived") in told["test_late[late-responds]"]


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_4(suite):
    """A report that was asked for and is not there does not pass for one; 4 is pytest's own code for that."""
    suite.write("test_it.py", SUITE)
    suite.write("taken", "")
    done = suite.run(*OPTIONS, "-k", "good", "--toxiframe-report=taken/out")
    assert done.code == 4, done.text
    assert any(line.startswith("--toxiframe-report=taken/out: not written: ") for line in done.lines), done.text


def test_a_suite_without_properties_says_nothing(suite):
    """Other people's tests see neither a matrix nor a file."""
    suite.write("test_it.py", "def test_it():\n    pass\n")
    done = suite.run("--toxiframe-report=out")
    assert (done.code, "contracts" in done.text, (suite.root / "out").exists()) == (0, False, False), done.text


def test_a_property_that_could_not_run_says_why(suite):
    """A case that cannot be drawn is in the report as not run, with the reason."""
    suite.write(
        "test_it.py",
        """
        from hypothesis import strategies as st
        from toxiframe.properties import bind
        from toxiframe.strategies import returns_matrices

        FRAMES = returns_matrices().filter(lambda frame: False)
        test_gate = bind("gate", contract=lambda frame: frame, frames=FRAMES, properties=["pure"])
        """,
    )
    done = suite.run(*OPTIONS, "--toxiframe-report=out")
    told = next(line for line in _lines(suite.root / "out") if line["kind"] == "property")
    assert told["status"] == "not run", done.text
    assert told["note"].startswith(("Unsatisfiable", "FailedHealthCheck")), told["note"]
