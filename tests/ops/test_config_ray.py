"""Settings on real Ray tasks and actors: what leaks there bare, and that nothing does when it is carried.

The letters are those of the semantics tables. ``-m 'not ray'`` leaves these tests out.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Barrier
from typing import Any

import pytest
from toxiframe.pipeline.compute.ray_cluster import RayExecutor
from toxiframe.pipeline.config import CONFIG, carry, get_settings, override, reset_settings, set_settings
from toxiframe.pipeline.resolve import resolve_settings
from toxiframe.properties import SettingsSubject, check

pytestmark = pytest.mark.ray

PRODUCTION = resolve_settings("production")
WAIT = 60.0
"""Seconds after which a call counts as lost."""


def profile() -> str:
    """Return the profile in force."""
    return get_settings().profile


def leave(name: str) -> str:
    """Put settings in force and never take them out."""
    set_settings(PRODUCTION.model_copy(update={"profile": name}))
    return name


def stream(*, inside: bool) -> Iterator[str]:
    """Yield twice, each time with the profile in force; ``inside``: of an override that is open meanwhile."""
    with ExitStack() as stack:
        if inside:
            stack.enter_context(override(PRODUCTION))
        yield profile()
        yield profile()


class Worker:
    """A sync actor."""

    def __init__(self) -> None:
        self.barrier = Barrier(2)

    def run(self, work: Callable[[], object]) -> object:
        """Run work."""
        return work()

    def meet(self, name: str) -> tuple[str, str]:
        """Wait for another call, and return what is in force before and after settings are put in force."""
        before = profile()
        leave(name)
        self.barrier.wait(WAIT)
        return before, profile()


class AsyncWorker:
    """An async actor."""

    async def run(self, work: Callable[[], object]) -> object:
        """Run work in the task of this call."""
        return work()

    async def threaded(self) -> tuple[object, object]:
        """Return what an executor and ``to_thread`` see under an override."""
        with override(PRODUCTION):
            executed = await asyncio.get_running_loop().run_in_executor(None, profile)
            return executed, await asyncio.to_thread(profile)


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """Start a local cluster with one worker."""
    with RayExecutor(workers=1, address=None):
        import ray  # noqa: PLC0415 - an extra, and only these tests need it
        from ray import cloudpickle  # noqa: PLC0415

        cloudpickle.register_pickle_by_value(sys.modules[__name__])
        yield ray
        cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


@pytest.fixture
def run(ray) -> Callable[[Callable[[], object]], object]:
    """Run work as a Ray task, on one worker that all of them share."""
    remote = ray.remote(num_cpus=1)(lambda work: work())
    return lambda work: ray.get(remote.remote(work), timeout=WAIT)


@pytest.fixture
def actor(ray) -> Iterator[Callable[..., Any]]:
    """Start actors that are gone after the test."""
    with ExitStack() as stack:

        def start(kind: type, **options: object) -> Any:
            made = ray.remote(num_cpus=0)(kind).options(**options).remote()
            stack.callback(ray.kill, made)
            return made

        yield start


def test_r1_a_task_sees_the_default_of_its_process(run):
    """R1: nothing is propagated to a Ray task; what is carried is."""
    with override(PRODUCTION):
        assert (run(profile), run(carry(profile))) == ("canary", "production")


def test_r2_a_task_leaves_what_it_sets_unless_it_is_carried(run):
    """R2: the next task on the worker sees it; jobs and carried work neither see nor leave anything."""
    assert run(carry(lambda: leave("carried"))) == "carried"
    assert run(lambda: CONFIG.run_job(lambda: leave("job"))) == "job"
    assert run(profile) == "canary", "a wrapped task left its settings behind"
    try:
        run(lambda: leave("left"))
        assert run(profile) == "left", "the limit is gone: say so in the documentation"
        assert run(lambda: CONFIG.run_job(profile)) == "canary"
        assert run(carry(profile)) == "canary"
    finally:
        run(lambda: leave("canary"))


def test_r3_a_call_of_an_actor_leaves_what_it_sets_unless_it_is_carried(ray, actor):
    """R3: calls share a thread, so what one sets the next one sees; carried calls are isolated."""
    worker = actor(Worker)

    def call(work):
        return ray.get(worker.run.remote(work), timeout=WAIT)

    assert [call(carry(lambda: leave("carried"))), call(profile)] == ["carried", "canary"]
    assert [call(lambda: leave("left")), call(profile)] == ["left", "left"]
    assert call(lambda: CONFIG.run_job(profile)) == "canary"


def test_r3c_with_threads_what_one_call_sets_is_elsewhere(ray, actor):
    """R3c: a threaded actor's constructor and calls are on several threads; only what is carried is seen for sure."""
    worker = actor(Worker, max_concurrency=4)
    with override(PRODUCTION):
        carried = carry(profile)
    assert {ray.get(worker.run.remote(carried), timeout=WAIT) for _ in range(8)} == {"production"}


def test_r4_calls_that_run_at_once_are_isolated_and_their_threads_are_not_cleared(ray, actor):
    """R4: two calls at once see their own settings; the next two start with what those left, in some order."""
    worker = actor(Worker, max_concurrency=2)
    first = ray.get([worker.meet.remote("A"), worker.meet.remote("B")], timeout=WAIT)
    second = ray.get([worker.meet.remote("A"), worker.meet.remote("B")], timeout=WAIT)
    assert first == [("canary", "A"), ("canary", "B")]
    assert {before for before, _ in second} == {"A", "B"}
    assert [after for _, after in second] == ["A", "B"]


def test_r5_calls_of_an_async_actor_are_tasks(ray, actor):
    """R5: a call leaves nothing to the next; an executor sees the default there, ``to_thread`` the override."""
    worker = actor(AsyncWorker)
    seen = [ray.get(worker.run.remote(work), timeout=WAIT) for work in (lambda: leave("left"), profile)]
    assert seen == ["left", "canary"]
    assert ray.get(worker.threaded.remote(), timeout=WAIT) == ("canary", "production")


@pytest.mark.parametrize("inside", [False, True])
def test_r6_a_stream_that_is_abandoned(ray, run, inside):
    """R6: abandoned inside an override, it may leave it to the next task; carried work sees its own all the same."""
    remote = ray.remote(num_cpus=1, num_returns="streaming")(stream)
    values = remote.remote(inside=inside)
    assert ray.get(next(values), timeout=WAIT) == ("production" if inside else "canary")
    del values
    with override(PRODUCTION.model_copy(update={"profile": "mine"})):
        assert run(carry(profile)) == "mine"
    assert run(lambda: CONFIG.run_job(profile)) == "canary"


def test_settings_are_declared_to_travel_by_ray_as_they_do(ray, run, actor):
    """The property of declared ways holds with Ray tasks and actors among them, for bare and for carried work."""
    worker = actor(Worker)
    subject = SettingsSubject(
        get=get_settings,
        set=set_settings,
        reset=reset_settings,
        override=override,
        make=lambda label: PRODUCTION.model_copy(update={"profile": label}),
        label=lambda settings: settings.profile,
        carry=carry,
        inherits={"Ray task": False, "Ray actor": False, "task": True},
        spawns={
            "Ray task": lambda work: run(_shipped(work)),
            "Ray actor": lambda work: ray.get(worker.run.remote(_shipped(work)), timeout=WAIT),
        },
    )
    report = check(settings=subject, properties=["declared_propagation"], seed=1, max_examples=40)
    assert report.ok, report
    wrong = check(
        settings=SettingsSubject(
            get=get_settings,
            set=set_settings,
            reset=reset_settings,
            make=subject.make,
            label=subject.label,
            inherits={"Ray task": True},
            spawns=subject.spawns,
        ),
        properties=["declared_propagation"],
        seed=1,
        max_examples=10,
    )
    assert not wrong.ok, "a declaration that is wrong was believed"


def _shipped(work: Callable[[], object]) -> Callable[[], object]:
    return work
