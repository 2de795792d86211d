"""Settings that leak are caught; settings that do not pass, on threads, reused workers and tasks."""

from __future__ import annotations

import pytest
from toxiframe.properties import check

from tests.mutants.configs import BUGS, correct
from tests.mutants.verdicts import BUDGET, assert_caught, assert_holds


@pytest.mark.parametrize("bug", BUGS)
def test_a_leak_is_caught(bug):
    """The property finds the leak within its default number of cases."""
    report = check(settings=BUGS[bug], max_examples=BUDGET, seed=1)
    assert_caught(report, "no_settings_leak")


def test_the_culprit_is_named():
    """The failure says whose settings were seen, and the program is shrunk to the two acts that it takes."""
    report = check(settings=BUGS["B1 plain global"], max_examples=BUDGET, seed=1)
    [(failure, _, _)] = report["no_settings_leak"].failures
    assert failure.got.startswith("sees the settings of scope "), failure.got
    acts = " ".join(failure.case).count("set") + " ".join(failure.case).count("override")
    assert acts == 1, failure.case


def test_a_leak_into_the_thread_that_waits_is_caught_again_and_again():
    """A subject that cannot be made anew is judged by each case alone, so the smallest program is still found."""
    subject = BUGS["B1 plain global"]()
    report = check(settings=subject, max_examples=BUDGET, seed=1)
    [(failure, found, _)] = report["no_settings_leak"].failures
    assert not found.unstable, report
    assert any("set" in line or "override" in line for line in failure.case), failure.case


@pytest.mark.parametrize("seed", range(3))
def test_the_correct_twin_passes(seed):
    """A ContextVar with isolated jobs holds, however the steps fall."""
    assert_holds(check(settings=correct, max_examples=BUDGET, seed=seed))
