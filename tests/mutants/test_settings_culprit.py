"""A leak of settings is told so that its culprit is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from toxiframe.properties import Program, PropertyError, SettingsSubject, check, hold

from tests.mutants.config_races import SOUND
from tests.mutants.configs import CONFIGS
from tests.mutants.planted import BUDGET

pytestmark = pytest.mark.interpreter

LEAKS = CONFIGS.bugs["no_settings_leak"]
PLAIN_GLOBAL = LEAKS["B1 plain global"]


def test_the_culprit_is_named():
    """The failure says whose settings were seen, and the program is shrunk to the two acts that it takes."""
    report = check(settings=PLAIN_GLOBAL, properties=["no_settings_leak"], max_examples=BUDGET, seed=1)
    [(failure, _, _)] = report["no_settings_leak"].failures
    assert failure.got.startswith("sees the settings of scope "), failure.got
    scopes = " ".join(line for line in failure.case if line.startswith("scope "))
    assert scopes.count("set") + scopes.count("override") == 1, failure.case


def test_a_leak_into_the_thread_that_waits_is_caught_again_and_again():
    """A subject that cannot be made anew is judged by each case alone, so the smallest program is still found."""
    report = check(settings=PLAIN_GLOBAL(), properties=["no_settings_leak"], max_examples=BUDGET, seed=1)
    [(failure, found, _)] = report["no_settings_leak"].failures
    assert not found.unstable, report
    assert any("set" in line or "override" in line for line in failure.case), failure.case


class _Module:
    """Settings that are one global of a module, with a value of the user's own, and none that can be made anew."""

    def __init__(self, value: object) -> None:
        self.value = value

    def set(self, value: object) -> None:
        self.value = value

    def subject(self) -> SettingsSubject:
        return SettingsSubject(get=lambda: self.value, set=self.set)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_global_is_told_by_the_program_that_leaks(seed):
    """What a case leaves is covered up before the next, so no innocent program is shrunk to; the value is put back."""
    value = ["base"]
    module = _Module(value)
    report = check(settings=module.subject(), properties=["no_settings_leak"], max_examples=BUDGET, seed=seed)
    [(failure, found, _)] = report["no_settings_leak"].failures
    assert not found.unstable, report
    assert "earlier run" not in failure.got, failure.got
    assert any("set" in line for line in failure.case if line.startswith("scope ")), failure.case
    told = "\n".join(failure.case)
    assert "thread 0" in told or "task 0" in told, told
    assert "pinned    hold(" in told, told
    assert module.value is value, f"the user's settings are {module.value!r} after the run"


@pytest.mark.parametrize("name", ["no_settings_leak", "never_none", "declared_propagation"])
def test_settings_that_leak_are_put_back(name):
    """Whatever a property does to settings that all share, the object that was in force before is in force after."""
    value = ["base"]
    module = _Module(value)
    subject = replace(module.subject(), inherits={"thread": True})
    check(settings=subject, properties=[name], max_examples=5, seed=1)
    assert module.value is value, f"the user's settings are {module.value!r} after the run"


@pytest.mark.parametrize("bug", SOUND)
def test_the_same_design_with_a_lock_is_not_accused(bug):
    """What differs from a planted race by its locks alone leaks under no schedule that is tried."""
    report = check(settings=SOUND[bug], properties=["no_settings_leak", "never_none"], max_examples=40, seed=1)
    assert report.ok, report


@pytest.mark.parametrize(
    ("bug", "reach"),
    [("B4 copied", "on today's"), ("B4b counted", "on free-threaded"), ("B10 owner", "on free-threaded")],
)
def test_it_is_said_where_a_race_can_be_lost(bug, reach):
    """A race is lost by two threads in one preemption or two, and is labelled as the interpreters are."""
    name = next(name for name in LEAKS if name.startswith(bug))
    report = check(settings=LEAKS[name], properties=["no_settings_leak"], max_examples=BUDGET, seed=1)
    [(failure, _, _)] = report["no_settings_leak"].failures
    schedule, reachable, _ = failure.case[-3:]
    assert schedule.count("@") in (1, 2), failure.case
    assert reachable.startswith(f"reachable {reach}"), failure.case


def test_tasks_have_a_time_line_too():
    """A schedule of tasks is told act by act, a column a task, with the switch marked where one had more to do."""
    program = Program(carrier="asyncio", scopes=(("sl",), ("l",)))
    with pytest.raises(PropertyError) as raised:
        hold("no_settings_leak", program, schedule="0:0@2>1", settings=LEAKS["T13 threading.local in tasks"])
    told = [" ".join(line.split()) for line in raised.value.__notes__[0].splitlines()]
    start = told.index("task 0 | task 1")
    assert told[start + 1 : start + 7] == [
        "job 0 act 0: look on entry, sees default |",
        "job 0 act 1: set, sees scope 0 job 0 act 1 |",
        ">>> stopped here, task 1 runs |",
        "| job 0 act 0: look on entry, sees scope 0 job 0 act 1",
        "| job 0 act 1: look, sees scope 0 job 0 act 1",
        "job 0 act 2: look, sees scope 0 job 0 act 1 |",
    ], told
