"""Every bug planted into a gate is caught by its property; the gate without bugs passes all of them."""

from __future__ import annotations

import pytest
from toxiframe.properties import check

from tests.mutants.gates import BUGS, correct
from tests.mutants.verdicts import BUDGET, assert_caught, assert_holds
from tests.reference.policy import JUDGED, POLICY

DECLARED = {"faults": JUDGED, "policy": POLICY}
PLANTED = [(name, bug) for name, bugs in BUGS.items() for bug in bugs]


@pytest.mark.parametrize(("name", "bug"), PLANTED, ids=[f"{name}-{bug}" for name, bug in PLANTED])
def test_a_planted_bug_is_caught(name, bug):
    """The property finds the bug within its default number of cases."""
    report = check(BUGS[name][bug], properties=[name], max_examples=BUDGET, seed=1, stop_at_first=True, **DECLARED)
    assert_caught(report, name)


def test_the_correct_twin_passes():
    """The gate without a bug holds every property, and every fault was tried on it."""
    assert_holds(check(correct, max_examples=BUDGET, seed=1, **DECLARED))
