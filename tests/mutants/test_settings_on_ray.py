"""Settings on real Ray workers: what leaks there is caught, and correct settings are not accused; ``-m 'not ray'``."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import pytest
from toxiframe import properties
from toxiframe.properties import Program, PropertyError, check, hold, ray_cluster
from toxiframe.properties.policies import Walk
from toxiframe.properties.programs import RAY, TASKS
from toxiframe.properties.ray_carrier import on_ray
from toxiframe.properties.settings_trial import SettingsTrial

from tests.mutants.config_workers import BROKEN, LEAKING, SOUND_WORKERS, bound_to, correct_workers, noted
from tests.mutants.planted import BUDGET

pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("no_cluster_left")]

NAME = "no_settings_leak"
ONLY = {"tasks are forgotten": "ray tasks", "an actor keeps them on self": "ray actors"}
"""Bug -> the carrier that alone can show it."""


def _leak(workers, *, shrink=True):
    """Return the failure of settings that leak on workers."""
    report = check(settings=bound_to(workers), properties=[NAME], max_examples=BUDGET, seed=1, shrink=shrink)
    assert report[NAME].failures, f"a leak got through {report[NAME].cases} cases"
    return report[NAME].failures[0][0]


@pytest.mark.parametrize("bug", LEAKING)
def test_a_leak_on_ray_is_caught(bug):
    """On Ray alone: the same settings are kept apart on threads and in tasks of asyncio."""
    failure = _leak(LEAKING[bug], shrink=False)
    carrier = failure.case[0].removeprefix("carrier").strip()
    assert carrier in RAY, failure.case
    assert carrier == ONLY.get(bug, carrier), failure.case


@pytest.mark.parametrize("design", SOUND_WORKERS)
def test_settings_that_are_cleared_after_each_job_are_not_accused(design):
    """What differs from a planted leak by its ``run_job`` alone leaks under no schedule that is tried."""
    report = check(settings=bound_to(SOUND_WORKERS[design]), properties=[NAME], max_examples=40, seed=1)
    assert report.ok, report


def test_a_leak_is_told_with_its_culprit_and_its_line_is_a_test():
    """The program is shrunk to the one act that leaks; the pinned call fails time and again, and passes once mended."""
    failure = _leak(LEAKING["a global that is never cleared"])
    carrier, scope, *_, line = failure.case
    assert (carrier, scope) == ("carrier  ray tasks", "scope 0  look on entry, set"), failure.case
    assert failure.wanted == "the next job on a Ray worker sees default, as before", failure.wanted
    assert failure.got == "sees the settings of scope 0 job 0 act 1", failure.got
    call = line.removeprefix("pinned").strip()
    names = {name: getattr(properties, name) for name in properties.__all__}
    for _ in range(3):
        with pytest.raises(PropertyError, match="sees the settings of scope 0 job 0 act 1"):
            eval(call, {**names, "subject": bound_to(LEAKING["a global that is never cleared"])})  # noqa: S307 - our own words
    eval(call, {**names, "subject": bound_to(correct_workers)})  # noqa: S307 - as above


def test_another_scope_sees_what_a_task_left_and_the_time_line_says_so():
    """Scopes share the worker of tasks, so the first job of one sees what a job of another has left there."""
    program = Program(carrier=TASKS, scopes=(("s",), ("l",)))
    with pytest.raises(PropertyError) as raised:
        hold(NAME, program, schedule="0:", settings=bound_to(LEAKING["a global that is never cleared"]))
    failure = raised.value.failure
    assert failure.wanted == "scope 1 job 0 act 0 sees default", failure.wanted
    assert failure.got == "sees the settings of scope 0 job 0 act 1", failure.got
    heads = [[cell.strip() for cell in line.split("|")] for line in failure.case if "|" in line]
    assert heads[0] == ["scope 0", "scope 1"], failure.case
    assert ["", "job 0 act 0: look on entry, sees scope 0 job 0 act 1"] in heads, failure.case
    assert not any(">>>" in line for line in failure.case), failure.case


@pytest.mark.parametrize("carrier", RAY)
@pytest.mark.parametrize("told", BROKEN)
def test_a_worker_that_dies_or_hangs_is_told_with_the_program(monkeypatch, told, carrier):
    """The failure says in which job, and the next program finds a worker that works."""
    monkeypatch.setattr(ray_cluster, "QUIET", 4.0)
    program = Program(carrier=carrier, scopes=(("l", "s"), ("l",)))
    with pytest.raises(PropertyError) as raised:
        hold(NAME, program, settings=bound_to(BROKEN[told]))
    failure = raised.value.failure
    assert failure.wanted == "every step comes to its end", failure.wanted
    assert failure.got.startswith("scope 0 job 1: "), failure.got
    assert told in failure.got, failure.got
    assert failure.case[:2] == program.told()[:2], failure.case
    monkeypatch.undo()
    hold(NAME, program, settings=bound_to(correct_workers))


@pytest.mark.parametrize("carrier", RAY)
def test_jobs_run_in_the_order_that_is_dealt(tmp_path, carrier):
    """Under one schedule all jobs of all scopes follow one another in one order, whatever process they are in."""
    program = Program(carrier=carrier, scopes=(("s", "s"), ("s", "s"), ("s",)))
    subject = bound_to(partial(noted, tmp_path / "order.txt"))
    orders = set()
    with on_ray(program, SettingsTrial(fresh=lambda: subject)) as carried:
        for seed in range(6):
            told = set()
            for _ in range(2):
                (tmp_path / "order.txt").write_text("", encoding="utf-8")
                observed = carried.observe(Walk(seed, 0.5, 3), keep=True)
                lines = (tmp_path / "order.txt").read_text(encoding="utf-8").splitlines()
                assert lines == [step.label for step in observed.seen if step.kind == "s"], lines
                told.add(tuple(lines))
            assert len(told) == 1, f"seed {seed} ran in several orders: {told}"
            orders |= told
    assert len(orders) > 1, "no seed dealt another order"


_THEIRS = """
from toxiframe.pipeline.compute.ray_cluster import RayExecutor
from toxiframe.properties import Program, PropertyError, hold
from tests.mutants.config_workers import LEAKING, bound_to, correct_workers

programs = [Program(carrier=carrier, scopes=(("s", "l"),)) for carrier in ("ray tasks", "ray actors")]
with RayExecutor(workers=2, address=None):
    import ray
    theirs = ray.get_runtime_context().gcs_address
    for program in programs:
        hold("no_settings_leak", program, settings=bound_to(correct_workers))
        try:
            hold("no_settings_leak", program, settings=bound_to(LEAKING["a global that is never cleared"]))
        except PropertyError as error:
            print(error)
    free, all = ray.available_resources()["CPU"], ray.cluster_resources()["CPU"]
    print("left alone", ray.get_runtime_context().gcs_address == theirs and free == all == 2)
hold("no_settings_leak", programs[0], settings=bound_to(correct_workers))
print("ours", ray.get_runtime_context().gcs_address != theirs)
"""


def test_a_cluster_that_is_there_is_used_and_left_alone():
    """Somebody else's cluster finds what ours finds, and keeps its CPUs; when it has gone, another is started."""
    done = subprocess.run([sys.executable, "-c", _THEIRS], capture_output=True, text=True, check=False)
    leak = "wanted scope 0 job 1 act 0 sees default, got sees the settings of scope 0 job 0 act 1"
    assert done.stdout.splitlines() == [leak, leak, "left alone True", "ours True"], done.stdout + done.stderr
