"""A schedule that goes wrong can be pinned: its line is a test, which fails until the subject is mended."""

from __future__ import annotations

import pytest
from toxiframe import properties
from toxiframe.properties import PropertyError, check, hold

from tests.mutants.configs import CONFIGS
from tests.mutants.ledgers import LEDGERS
from tests.mutants.races import RACES

pytestmark = pytest.mark.interpreter

PINNED = [
    (CONFIGS, "no_settings_leak", "B4b counted without a lock"),
    (CONFIGS, "one_instance", "B8 ready too early"),
    (CONFIGS, "never_none", "cleared between look and return"),
    (LEDGERS, "chain_verifies", "reads and appends under two locks"),
    (LEDGERS, "chain_verifies", "writes where its process wrote last"),
    *((RACES, name, next(iter(bugs))) for name, bugs in RACES.bugs.items()),
]


def _line(suite, name, bug):
    """Return the call in the last line of a failure."""
    report = check(**{suite.kind: suite.bugs[name][bug]}, properties=[name], seed=1)
    [(failure, _, _)] = report[name].failures
    word, _, line = failure.case[-1].partition(" ")
    assert word == "pinned", failure.case
    return line


@pytest.mark.parametrize(("suite", "name", "bug"), PINNED, ids=lambda part: part if isinstance(part, str) else "")
def test_the_last_line_of_a_failure_is_a_test_of_it(suite, name, bug):
    """Pasted, the line fails for the subject that it is about, time and again, and passes for a correct one."""
    line = _line(suite, name, bug)
    names = {public: getattr(properties, public) for public in properties.__all__}
    told = set()
    for _ in range(3):
        with pytest.raises(PropertyError) as raised:
            eval(line, {**names, "subject": suite.bugs[name][bug]})  # noqa: S307 - our own words
        told.add(str(raised.value))
    assert len(told) == 1, told
    if suite.kind != "race":  # the operations of a race are those of its subject
        eval(line, {**names, "subject": suite.twin})  # noqa: S307 - as above


def test_a_pinned_schedule_is_the_only_one():
    """A subject that loses a race passes under a schedule in which nobody is stopped."""
    name, bug = "no_settings_leak", "B4b counted without a lock"
    program = properties.Program(carrier="threads", scopes=(("o",), ("o",)))
    subject = CONFIGS.bugs[name][bug]
    hold(name, program, schedule="0:", settings=subject)
    with pytest.raises(PropertyError):
        hold(name, program, settings=subject)


def test_what_is_no_schedule_is_named():
    """The text that cannot be read is in the error."""
    program = properties.Program(carrier="threads", scopes=(("o",), ("o",)))
    with pytest.raises(ValueError, match="'1-2' is no schedule: write it as"):
        hold("no_settings_leak", program, schedule="1-2", settings=CONFIGS.twin)
