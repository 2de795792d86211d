"""Bindings as pytest sees them: ids, markers, waivers, labels and warnings."""

from __future__ import annotations

import pytest

from tests.properties.subjects import FAILING, HOLDING


def test_a_binding_is_one_item_a_property(suite):
    """Ids are label and property, every item has the marker, and -m property selects them."""
    suite.write("test_it.py", HOLDING + "\n    def test_other(): pass\n")
    done = suite.run("-m", "property", "--collect-only", "-q")
    assert [line for line in done.lines if "::" in line] == ["test_it.py::test_merge[merge-lossless_merge]"], done.text


def test_a_waived_failure_runs_and_does_not_fail_the_suite(suite):
    """A waiver keeps the suite green and shows its reason."""
    suite.write("test_it.py", FAILING.replace("properties=", 'waive={"responds": "DQ-114"}, properties='))
    done = suite.run("-ra")
    assert (done.code, done.counted("xfailed")) == (0, 1), done.text
    assert "waived: DQ-114" in done.text, done.text


@pytest.mark.parametrize("arguments", [(), ("-n", "1")], ids=" ".join)
def test_a_needless_waiver_is_reported(suite, arguments):
    """A waived property that holds says that its waiver has become needless, with workers too."""
    suite.write("test_it.py", HOLDING.replace("merge=SUBJECT", 'merge=SUBJECT, waive={"lossless_merge": "DQ-1"}'))
    done = suite.run(*arguments)
    assert done.code == 0, done.text
    assert "merge · lossless_merge: it holds, so its waiver is needless (DQ-1)" in done.text, done.text


def test_a_fault_that_never_fired_and_a_subject_that_was_never_reached_are_warned_of(suite):
    """A binding that looks stronger than it is says so at the end of the run."""
    suite.write(
        "test_it.py",
        """
        from toxiframe.properties import PipelineSubject, Verdict, bind
        from toxiframe.strategies import returns_matrices

        def rejects(frame):
            raise ValueError("no")

        # mapped, so that nobody can know beforehand what these frames have no place for
        CRYPTO = returns_matrices(max_rows=5, max_assets=2, venues=["BINANCE"]).map(lambda frame: frame)
        test_gate = bind(
            "gate", contract=lambda frame: None, frames=CRYPTO, properties=["accounting"],
            faults=["toxic_return", "pad_zero_holiday"],
        )
        test_flow = bind("flow", pipeline=PipelineSubject(runs={"one": rejects, "two": rejects}), frames=CRYPTO)
        """,
    )
    done = suite.run()
    assert done.counted("passed") == 2, done.text
    assert "gate: never fired: pad_zero_holiday" in done.text, done.text
    assert "gate · accounting: the subject was never reached" in done.text, done.text
    assert "flow · parity: the subject was never reached" in done.text, done.text


def test_one_label_for_two_bindings_is_refused(suite):
    """Two bindings of one label would delete each other's saved failures: the run does not start."""
    suite.write("test_one.py", HOLDING)
    suite.write("test_two.py", HOLDING)
    done = suite.run()
    assert done.code == 4, done.text
    assert "label 'merge' is bound twice" in done.text, done.text


def test_a_binding_that_cannot_run_is_an_error_at_collection(suite):
    """The message reaches the user on one line, before anything runs."""
    suite.write("test_it.py", "from toxiframe.properties import bind\n\ntest_it = bind('x', contract=1)\n")
    done = suite.run()
    assert done.code == 2, done.text
    assert "BindError: contract=1 is a int, which cannot judge a frame" in done.text, done.text


def test_a_property_of_one_binding_leaves_the_failures_of_another_alone(suite):
    """What one binding saved is still there after the same property of another binding has passed."""
    suite.write("test_it.py", FAILING + HOLDING)
    assert suite.run("--toxiframe-seed=7").counted("failed") == 1
    before = len(suite.saved)
    assert suite.run("--toxiframe-seed=8", "-k", "merge").code == 0
    assert len(suite.saved) == before
    assert "found   in the example database" in suite.run("--toxiframe-seed=9").text
