"""What contexts do to settings that nobody expects, case by case; the letters are those of the semantics tables.

Each case states what ``ThreadSafeConfig`` promises there, or a limit of ContextVars that its users have to know.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import weakref
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import FrozenInstanceError, dataclass
from functools import partial
from threading import Barrier, Thread, Timer

import pytest
from pydantic import ValidationError
from toxiframe.pipeline.config import ThreadSafeConfig
from toxiframe.pipeline.settings import Settings

from tests.inheriting import INHERITING, inherit

pytestmark = pytest.mark.interpreter

WAIT = 30.0
"""Seconds after which a barrier gives up; reached only by a deadlock."""


@pytest.fixture
def config() -> ThreadSafeConfig[str]:
    """Make settings that are their own label."""
    return ThreadSafeConfig(lambda: "default")


@pytest.fixture
def inherited(monkeypatch):
    """Make every new thread inherit, as CPython 3.14 does where it is told to."""
    inherit(monkeypatch)


def _threaded(work):
    """Return what work returns on a new thread."""
    seen = []
    thread = Thread(target=lambda: seen.append(work()))
    thread.start()
    thread.join(WAIT)
    return seen[0]


def test_t1_a_timer_sees_what_a_thread_sees(config):
    """T1: a timer is a thread, and starts from the default, or where threads inherit from its spawner's settings."""
    seen = []
    with config.override("A"):
        timer = Timer(0, lambda: seen.append(config.get_settings()))
        timer.start()
        timer.join(WAIT)
    assert seen == ["A" if INHERITING else "default"]


@pytest.mark.usefixtures("inherited")
def test_t1b_a_thread_that_inherits_is_isolated_both_ways(config):
    """T1b: with inherited contexts a thread sees its spawner's settings, and sets none for it."""
    with config.override("A"):
        assert _threaded(config.get_settings) == "A"
        assert _threaded(lambda: (config.set_settings("B"), config.get_settings())[1]) == "B"
        assert config.get_settings() == "A"
        assert _threaded(partial(config.run_job, config.get_settings)) == "default"


def test_t2_a_pool_leaks_what_a_job_leaves_unless_it_runs_by_run_job(config):
    """T2: a job on a reused worker sees what an earlier one set; run_job and carry neither see nor leave anything."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(config.set_settings, "A").result(WAIT)
        raw = pool.submit(config.get_settings).result(WAIT)
        isolated = pool.submit(config.run_job, config.get_settings).result(WAIT)
        carried = pool.submit(config.carry(config.get_settings)).result(WAIT)
    assert (raw, isolated, carried) == ("A", "default", "default")


def test_t3_settings_are_captured_by_the_submitter(config):
    """T3: carry captures where it is called, not where the function runs; a lambda around it captures on the worker."""
    with config.override("A"), ThreadPoolExecutor(1) as pool:
        carried = pool.submit(config.carry(config.get_settings)).result(WAIT)
        copied = pool.submit(copy_context().run, config.get_settings).result(WAIT)
        late = pool.submit(lambda: config.carry(config.get_settings)()).result(WAIT)  # noqa: PLW0108 - on the worker
    assert (carried, copied, late) == ("A", "A", "A" if INHERITING else "default")


@pytest.mark.usefixtures("inherited")
def test_t3b_an_inheriting_pool_leaks_between_tenants_unless_it_runs_by_run_job(config):
    """T3b: a worker shows the context that it inherited from one tenant to the next; run_job and carry do not."""
    with ThreadPoolExecutor(1) as pool:
        with config.override("tenant A"):
            pool.submit(config.get_settings).result(WAIT)
        with config.override("tenant B"):
            raw = pool.submit(config.get_settings).result(WAIT)
            isolated = pool.submit(config.run_job, config.get_settings).result(WAIT)
            carried = pool.submit(config.carry(config.get_settings)).result(WAIT)
    assert (raw, isolated, carried) == ("tenant A", "default", "tenant B")


def test_t4_one_carried_function_runs_on_many_workers_and_inside_itself(config):
    """T4: where one captured context cannot be entered twice, a carried function can."""
    barrier = Barrier(2)

    def met():
        barrier.wait(WAIT)
        return config.get_settings()

    with config.override("A"):
        carried, context = config.carry(met), copy_context()
        nested = config.carry(lambda: config.carry(config.get_settings)())  # noqa: PLW0108 - carried inside
    with ThreadPoolExecutor(2) as pool:
        assert [future.result(WAIT) for future in [pool.submit(carried), pool.submit(carried)]] == ["A", "A"]
    assert nested() == "A"
    with pytest.raises(RuntimeError, match="cannot enter context"):
        context.run(context.run, config.get_settings)


def test_t5_a_task_is_a_scope_and_a_bare_coroutine_is_none(config):
    """T5: what a task sets ends with it; what an awaited coroutine sets stays with whoever awaits it."""

    async def sets(value):
        config.set_settings(value)

    async def main():
        await asyncio.create_task(sets("A"))
        after_task = config.get_settings()
        await sets("B")
        return after_task, config.get_settings()

    assert asyncio.run(main()) == ("default", "B")
    assert config.get_settings() == "default"


def test_t5b_a_task_sees_the_settings_of_its_creation(config):
    """T5b: what is set after create_task is not seen by the task, even before its first step."""

    async def look():
        return config.get_settings()

    async def main():
        with config.override("A"):
            task = asyncio.create_task(look())
        with config.override("B"):
            return await task

    assert asyncio.run(main()) == "A"


def test_t6_to_thread_sees_and_an_executor_does_not(config):
    """T6: to_thread sees the caller's settings and leaves none; run_in_executor sees the default."""

    async def main():
        with config.override("A"):
            loop = asyncio.get_running_loop()
            seen = await asyncio.to_thread(config.get_settings)
            await asyncio.to_thread(config.set_settings, "B")
            executed = await loop.run_in_executor(None, partial(config.run_job, config.get_settings))
            carried = await loop.run_in_executor(None, config.carry(config.get_settings))
            return seen, config.get_settings(), executed, carried

    assert asyncio.run(main()) == ("A", "A", "default", "A")


def test_t6b_only_a_task_is_a_boundary(config):
    """T6b: gather isolates, ``timeout`` does not, and wait_for does on 3.11 alone: none but a task is relied on."""

    async def sets(value):
        config.set_settings(value)

    async def main():
        await asyncio.gather(sets("A"))
        gathered = config.get_settings()
        async with asyncio.timeout(WAIT):
            await sets("B")
        timed = config.get_settings()
        config.set_settings("before")
        await asyncio.wait_for(sets("C"), WAIT)
        waited = config.get_settings()
        await asyncio.create_task(sets("D"))
        return gathered, timed, waited, config.get_settings()

    waited = "before" if sys.version_info < (3, 12) else "C"
    assert asyncio.run(main()) == ("default", "B", waited, waited)


def test_t6c_a_callback_sees_the_settings_of_its_registration(config):
    """T6c: call_soon runs under what was in force when it was called."""

    async def main():
        seen = asyncio.get_running_loop().create_future()
        with config.override("A"):
            asyncio.get_running_loop().call_soon(lambda: seen.set_result(config.get_settings()))
        with config.override("B"):
            return await seen

    assert asyncio.run(main()) == "A"


@pytest.mark.parametrize("inside", ["set", "override"])
def test_t7_a_token_of_another_context_changes_nothing(config, inside):
    """T7: a token is refused in a copied context and in another thread; there and here, what is in force stays."""
    token = config.set_settings("A")

    def refused():
        config.set_settings("B") if inside == "set" else None
        before = config.get_settings()
        with pytest.raises(ValueError, match="different Context"):
            config.reset_settings(token)
        return before == config.get_settings()

    assert copy_context().run(refused)
    assert _threaded(refused)
    assert config.get_settings() == "A"
    config.reset_settings(token)


def test_t7b_a_token_works_once(config):
    """T7b: a token that was used is refused, and what is in force stays."""
    token = config.set_settings("A")
    config.reset_settings(token)
    config.set_settings("B")
    with pytest.raises(RuntimeError, match="already been used once"):
        config.reset_settings(token)
    assert config.get_settings() == "B"


def test_t8_tokens_out_of_order_restore_what_stood_before_each(config):
    """T8: a token restores what stood there before it, in any order, as the model of a stack says."""
    first, second = config.set_settings("A"), config.set_settings("B")
    config.reset_settings(first)
    assert config.get_settings() == "default"
    config.reset_settings(second)
    assert config.get_settings() == "A"
    config.set_settings("default")


def _yields_inside(config) -> Iterator[str]:
    with config.override("G"):
        yield config.get_settings()


def test_t9_a_generator_that_yields_inside_an_override_shows_it_to_its_caller(config):
    """T9: the documented limit; the caller has its own settings back when the generator is closed."""
    generator = _yields_inside(config)
    assert next(generator) == "G"
    assert config.get_settings() == "G", "the limit is gone: say so in the documentation"
    generator.close()
    assert config.get_settings() == "default"


def test_t9b_closing_it_in_another_thread_raises_there_and_touches_nobody(config):
    """T9b: the other thread gets ValueError, its own settings stay, and so do those of everybody else."""
    generator = _yields_inside(config)

    def handed_over():
        next(generator)
        return config.get_settings()

    def closes():
        config.set_settings("mine")
        with pytest.raises(ValueError, match="different Context"):
            generator.close()
        return config.get_settings()

    assert copy_context().run(handed_over) == "G"
    assert _threaded(closes) == "mine"
    assert config.get_settings() == "default"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_t9c_collecting_it_in_another_thread_touches_nobody(config):
    """T9c: a collector can only say that it could not put anything back; the thread it runs in keeps its settings."""
    held = [_yields_inside(config)]
    copy_context().run(next, held[0])

    def collects():
        config.set_settings("mine")
        held.clear()
        gc.collect()
        return config.get_settings()

    assert _threaded(collects) == "mine"
    assert config.get_settings() == "default"


def test_t10_an_async_generator_closed_by_another_task_touches_neither(config):
    """T10: aclose from another task raises ValueError, and that task's settings stay."""

    async def generate() -> AsyncIterator[str]:
        with config.override("AG"):
            yield config.get_settings()

    async def closes(generator):
        config.set_settings("mine")
        with pytest.raises(ValueError, match="different Context"):
            await generator.aclose()
        return config.get_settings()

    async def main():
        generator = generate()
        first = await asyncio.create_task(anext(generator))
        return first, await asyncio.create_task(closes(generator)), config.get_settings()

    assert asyncio.run(main()) == ("AG", "mine", "default")


_PROCESSES = """
import multiprocessing, sys
from toxiframe.pipeline.config import carry, get_settings, override
from toxiframe.pipeline.resolve import resolve_settings

def profile():
    return get_settings().profile

if __name__ == "__main__":
    with override(resolve_settings("production")):
        for method in ("fork", "spawn"):
            with multiprocessing.get_context(method).Pool(1) as pool:
                print(method, pool.apply(profile), pool.apply(carry(profile)))
"""


def test_t11_a_process_sees_the_carried_settings_however_it_was_started(tmp_path):
    """T11: a fork inherits and a spawned process does not; what is carried is seen in both."""
    script = tmp_path / "processes.py"
    script.write_text(_PROCESSES, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["fork production production", "spawn canary production"], done.stderr


def test_t12_nobody_changes_settings_through_a_copied_context():
    """T12: a copied context holds the same object, which therefore cannot be changed."""
    config: ThreadSafeConfig[Settings] = ThreadSafeConfig(Settings)

    def meddles():
        config.get_settings().profile = "changed"

    with pytest.raises(ValidationError, match="frozen"):
        copy_context().run(meddles)

    @dataclass(frozen=True)
    class Held:
        label: str = "held"

    other = ThreadSafeConfig(Held)
    with pytest.raises(FrozenInstanceError):
        copy_context().run(setattr, other.get_settings(), "label", "changed")
    assert other.get_settings().label == "held"


def test_t14_a_finaliser_sees_whoever_drops_the_object(config):
    """T14: the reason why nothing here reads settings while it is collected."""
    seen = []

    class Dropped:
        pass

    thing = Dropped()
    with config.override("maker"):
        weakref.finalize(thing, lambda: seen.append(config.get_settings()))
    with config.override("dropper"):
        del thing
        gc.collect()
    assert seen == ["dropper"]


@pytest.mark.parametrize("is_done", [True, False])
def test_t17_a_callback_of_a_future_is_carried(config, is_done):
    """T17: bare, it sees the worker's settings or the caller's, by who was first; carried, it sees the caller's."""
    future, bare, carried = Future(), [], []

    def finish():
        config.set_settings("worker")
        future.set_result(None)

    with config.override("caller"):
        if is_done:
            _threaded(finish)
        future.add_done_callback(lambda _: bare.append(config.get_settings()))
        future.add_done_callback(config.carry(lambda _: carried.append(config.get_settings())))
        if not is_done:
            _threaded(finish)
    assert bare == ["caller" if is_done else "worker"]
    assert carried == ["caller"]


def test_t18_a_default_that_can_be_changed_in_place_is_refused():
    """T18: a default that every context would share and change is refused when it is first asked for, every time."""
    config: ThreadSafeConfig[dict[str, int]] = ThreadSafeConfig(dict)
    for _ in range(2):
        with pytest.raises(TypeError, match="'dict' can be changed in place"):
            config.get_settings()


@pytest.mark.parametrize("empty", ["", 0, (), frozenset()])
def test_t19_settings_that_are_false_are_settings(empty):
    """T19: an empty context is false, and so may settings be; neither is taken for one that is not there."""
    config = ThreadSafeConfig(lambda: "default")
    with config.override(empty):
        assert config.get_settings() == empty
        assert config.carry(config.get_settings)() == empty
        assert config.run_job(config.get_settings) == "default"
    builds = []
    falsy = ThreadSafeConfig(lambda: (builds.append(1), empty)[1])
    assert (falsy.get_settings(), falsy.get_settings(), builds) == (empty, empty, [1])
