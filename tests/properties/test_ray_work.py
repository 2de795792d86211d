"""What a Ray worker does with the calls of a run, call by call and without Ray: each test is one process."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from toxiframe.properties import Program, ray_work
from toxiframe.properties.ray_work import Answer, Begin, Begun, End, Ended, Job, serve

from tests.mutants import config_workers
from tests.mutants.config_workers import LEAKING, correct_workers

STEPS = Program(carrier="ray tasks", scopes=(("s", "l"),)).steps(0)


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    """Forget what earlier tests had this process do."""
    monkeypatch.setattr(ray_work, "_HERE", ray_work._Process())  # noqa: SLF001 - one process does for many
    monkeypatch.setattr(config_workers, "_FIRST", ["default"])


def _begin(run: int, workers=correct_workers) -> Begun:
    return serve(Begin(run=run, workers=pickle.dumps(workers)))


def test_a_run_is_served_call_by_call():
    """The settings are made, each job says what its steps saw, and the last look sees what the first did."""
    assert _begin(1) == Begun(default="default", entry="default")
    seen = [serve(Job(run=1, place=place, steps=steps)) for place, steps in enumerate(STEPS, 1)]
    assert seen == [Answer(seen=("default", STEPS[0][1].label), crash=None), Answer(seen=("default",) * 2, crash=None)]
    assert serve(End(run=1, place=3)) == Ended(entry="default", dirty=False)


@pytest.mark.parametrize(("run", "place"), [(1, 2), (2, 1)])
def test_a_call_that_went_astray_is_not_done(run, place):
    """A process that has not done all calls before it says so, and does nothing."""
    assert serve(Job(run=1, place=1, steps=STEPS[0])) is None
    _begin(1, LEAKING["a global that is never cleared"])
    assert serve(Job(run=run, place=place, steps=STEPS[0])) is None
    assert serve(End(run=1, place=1)) == Ended(entry="default", dirty=False)


@pytest.mark.parametrize("bug", sorted({*LEAKING} - {"tasks are forgotten", "an actor keeps them on self"}))
@pytest.mark.parametrize("is_ended", [True, False])
def test_what_a_run_leaves_is_covered_up_or_told(bug, is_ended):
    """The next run begins as this one did, even if this one was given up; where it cannot, the process says so."""
    entry = _begin(1, LEAKING[bug]).entry
    serve(Job(run=1, place=1, steps=STEPS[0]))
    if is_ended:
        ended = serve(End(run=1, place=2))
        assert ended.entry == STEPS[0][1].label, ended
    is_spoilt = bug == "the first settings stay for good"
    again = _begin(2, LEAKING[bug])
    assert again == (Begun(dirty=True) if is_spoilt else Begun(default=again.default, entry=entry)), again


def test_a_worker_imports_nothing_heavy():
    """A worker that has to be replaced costs the start of a process, and no import of pandas or Hypothesis."""
    script = "import sys, toxiframe.properties.ray_work; print({'pandas', 'numpy', 'hypothesis'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr
