"""Every planted bug is caught by its property, and every correct twin passes all of them."""

from __future__ import annotations

import pytest
from toxiframe.properties import PROPERTIES

from tests.mutants.planted import is_caught, tried, twin_report
from tests.mutants.suites import SUITES

RACED = {"settings", "ledger", "race"}
"""Kinds whose bugs show on some threads, tasks and schedules, which an interpreter has a say in."""


def _marks(suite):
    return [pytest.mark.interpreter] if suite.kind in RACED else []


PLANTED = [
    pytest.param(suite, name, bug, id=f"{suite.kind}-{name}-{bug}", marks=_marks(suite))
    for suite in SUITES
    for name, bug in suite.planted
]
TWINS = [pytest.param(suite, id=suite.kind, marks=_marks(suite)) for suite in SUITES]


@pytest.mark.parametrize(("suite", "name", "bug"), PLANTED)
def test_a_planted_bug_is_caught(suite, name, bug):
    """The property finds the bug within its default number of cases."""
    report = tried(suite, name, bug, shrink=False)
    assert is_caught(report, name), f"{name} let a planted bug through in {report[name].cases} cases:\n{report}"


@pytest.mark.parametrize("suite", TWINS)
def test_the_correct_twin_passes(suite):
    """The subject without a bug holds every property, and every fault was tried on it."""
    report = twin_report(suite)
    assert report.ok, f"a correct subject was accused:\n{report}"
    assert not report.warnings, report.warnings


def test_every_property_has_its_planted_bugs():
    """No property is without a bug that only it can prove to be seen."""
    proved = {name for suite in SUITES for name in suite.bugs}
    assert proved == set(PROPERTIES), proved ^ set(PROPERTIES)
