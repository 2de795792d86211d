"""What a failing property prints, saves and replays."""

from __future__ import annotations

import json
import shlex

import pandas as pd
import pytest

from tests.properties.subjects import FAILING, HOLDING

INSIDES = ("site-packages", "hypothesis/core", "pandas/", "numpy/", "Explanation", "Falsifying", "Draw 1", "Traceback")


@pytest.fixture
def failed(suite):
    """Run a suite whose only property fails."""
    suite.write("test_it.py", FAILING)
    done = suite.run("--toxiframe-seed=7")
    assert done.counted("failed") == 1, done.text
    return done


def test_the_block_names_the_fault_the_frame_and_the_way_back(failed):
    """One block: label, property, fault, smallest frame as code, wanted and got, replay lines."""
    at = next(number for number, line in enumerate(failed.lines) if line.startswith("FAILED gate · property responds"))
    head, frame, verdict, make, plain, by_id, keep = failed.lines[at : at + 7]
    assert "fault toxic_return(NYSE:A, " in head, head
    assert "shrunk to 1x1" in head, head
    code = frame.removeprefix("  frame   ")
    assert eval(code, {"pd": pd}).shape == (1, 1), code  # noqa: S307 - our own output, which promises to be code
    assert verdict == "  wanted  DROP NYSE:A      got  accepted", verdict
    assert make == '  replay  make properties SEED=7 TEST="test_it.py::test_gate[gate-responds]"', make
    assert plain == '  replay  pytest -m property --hypothesis-seed=7 "test_it.py::test_gate[gate-responds]"', plain
    name = by_id.removeprefix("  replay  toxiframe replay ")
    assert [len(name), keep] == [8, f"  keep    toxiframe promote {name}"], by_id


def test_nothing_of_the_insides_is_printed(failed):
    """No line of NumPy, pandas or Hypothesis, no traceback, no explanation."""
    shown = failed.text.split("FAILURES")[1]
    assert not [word for word in INSIDES if word in shown], shown


def test_the_short_summary_is_one_line(failed):
    """The summary names the property and the fault, and repeats nothing else."""
    [line] = [line for line in failed.lines if line.startswith("FAILED test_it.py")]
    assert "gate · property responds · fault toxic_return" in line or line.endswith("..."), line


def test_the_replay_line_replays_the_failure_without_the_database(suite, failed):
    """The plain line alone, on a machine that saved nothing, finds the same case."""
    for file in suite.saved:
        file.unlink()
    [line] = failed.replays("pytest")
    again = suite.run(*shlex.split(line)[1:])
    assert again.counted("failed") == 1, again.text
    block = [line for line in failed.lines if line.startswith(("FAILED gate", "  frame", "  wanted"))]
    assert block == [line for line in again.lines if line.startswith(("FAILED gate", "  frame", "  wanted"))]


def test_a_failure_from_the_database_says_so(suite, failed):
    """What was found by reuse is marked, because a seed alone does not lead to it."""
    assert "example database" not in failed.text
    again = suite.run("--toxiframe-seed=8")
    assert "found   in the example database, not by the seed" in again.text, again.text
    assert "case " not in next(line for line in again.lines if line.startswith("FAILED gate")), again.text


def test_saved_failures_survive_moving_the_test(suite, failed):
    """In another file, under another name, the label still finds what was saved."""
    del failed
    (suite.root / "test_it.py").rename(suite.root / "test_elsewhere.py")
    suite.write("test_elsewhere.py", FAILING.replace("test_gate", "test_moved"))
    done = suite.run("--toxiframe-seed=8")
    assert "found   in the example database" in done.text, done.text


@pytest.mark.parametrize(
    "arguments",
    [(), ("-n", "2"), ("--toxiframe-profile=nightly",), ("--hypothesis-profile=toxiframe-ci",)],
    ids=" ".join,
)
def test_failures_are_saved_on_ci(suite, arguments):
    """With CI=true, where Hypothesis itself saves nothing, a failing property leaves a file to cache."""
    suite.write("test_it.py", FAILING)
    done = suite.run(*arguments, env={"CI": "true"})
    assert done.counted("failed") == 1, done.text
    assert suite.saved, "nothing was saved"


def test_a_run_from_another_directory_saves_in_the_same_place(suite):
    """The database lies in the root of the suite, wherever pytest was started and wherever a test changed to."""
    suite.write(
        "test_it.py",
        "import os\n" + FAILING.replace("return frame", 'os.chdir("/"); return frame').replace("\n    ", "\n"),
    )
    assert suite.run().counted("failed") == 1
    assert suite.saved


def test_another_number_of_cases_is_in_the_replay_line(suite):
    """A budget that is not the default's is named, because the same seed then draws other cases."""
    suite.write("test_it.py", FAILING)
    done = suite.run("--toxiframe-profile=fast", "--toxiframe-seed=7")
    [made], [plain] = done.replays("make"), done.replays("pytest")
    assert made.startswith("make properties SEED=7 EXAMPLES=25 TEST="), made
    assert plain.endswith(" --toxiframe-examples=25"), plain
    for file in suite.saved:
        file.unlink()
    assert suite.run(*shlex.split(plain)[1:]).counted("failed") == 1


def test_two_runs_in_one_process_work(suite):
    """A mutation tester calls pytest.main twice: both runs try the property, under their own seeds."""
    suite.write("test_it.py", FAILING + HOLDING)
    suite.write(
        "twice.py",
        """
        import json, pytest
        codes = [int(pytest.main(["-q", "-p", "no:cacheprovider", f"--toxiframe-seed={seed}"])) for seed in (7, 8)]
        print("CODES", json.dumps(codes))
        """,
    )
    done = suite.python("twice.py")
    codes = json.loads(done.lines[-1].removeprefix("CODES "))
    assert codes == [1, 1], done.text
    assert done.text.count("1 failed, 1 passed") == 2, done.text
    assert "SEED=7" in done.text, done.text
    assert "toxiframe: seed 8" in done.text, done.text
    assert len(done.replays("toxiframe")) == 2, "the second run found it in the database, under its id"


def test_a_users_own_property_keeps_its_traceback_and_gets_replay_lines(suite):
    """A marked test with an assertion of its own is shown as ever, with the way to replay it below."""
    suite.write(
        "test_it.py",
        """
        import pytest
        from hypothesis import given, strategies as st

        @pytest.mark.property
        @given(st.integers())
        def test_small(x):
            assert x < 1000
        """,
    )
    done = suite.run("--toxiframe-seed=7")
    assert "assert 1000 < 1000" in done.text, done.text
    assert done.replays("pytest") == ['pytest -m property --hypothesis-seed=7 "test_it.py::test_small"'], done.text
    [line] = done.replays("toxiframe")
    again = suite.python("-m", "toxiframe.properties", *shlex.split(line)[1:])
    assert again.code == 1, again.text
    assert f"FAILED    {line.split()[-1]}  AssertionError: assert 1000 < 1000" in again.text, again.text


def test_an_unstable_subject_is_called_unstable(suite):
    """A subject that answers the same case differently gets a block that says so, not Hypothesis' own words."""
    suite.write(
        "test_it.py",
        """
        from itertools import count
        from toxiframe.properties import MergeSubject, bind

        COUNT = count()
        SUBJECT = MergeSubject(
            record=lambda shard, events: (shard, events),
            merge=lambda trails: [(7, "x", {})] * (next(COUNT) == 0),
            read=lambda event: event,
        )
        test_merge = bind("merge", merge=SUBJECT)
        """,
    )
    done = suite.run("--toxiframe-seed=7")
    assert "FAILED merge · property lossless_merge" in done.text, done.text
    assert "the subject is not deterministic" in done.text, done.text
