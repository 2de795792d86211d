"""Settings in any sequence of acts, by hand over several threads, beside the simplest model: one stack a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from toxiframe.pipeline.config import ThreadSafeConfig
from toxiframe.properties import SettingsSubject

from tests.mutants.config_races import RACED
from tests.mutants.config_stacks import STACKS
from tests.mutants.configs import CONFIGS

pytestmark = pytest.mark.interpreter

CONTEXTS = 3
BLIND = {*RACED, "T13 threading.local in tasks"}
"""What does not show while one thread acts after another, or only in tasks."""
DEFAULT = "default"
contexts = st.integers(0, CONTEXTS - 1)


@dataclass(eq=False)
class Taken:
    """What was put in force: by whom, over what; ``back``: takes it out again."""

    context: int
    before: str
    back: Callable[[], object]
    used: bool = False


class _Machine(RuleBasedStateMachine):
    """Some threads, and the stack that each of them should have."""

    make: Callable[[], SettingsSubject]
    tokens: Bundle[Taken] = Bundle("tokens")
    blocks: Bundle[Taken] = Bundle("blocks")
    carried: Bundle[tuple[Callable[[], Any], str]] = Bundle("carried")
    generators: Bundle[tuple[Iterator[Any], Taken]] = Bundle("generators")

    def __init__(self) -> None:
        super().__init__()
        self.subject = type(self).make()
        self.pools = [ThreadPoolExecutor(1) for _ in range(CONTEXTS)]
        self.model = [DEFAULT] * CONTEXTS
        self.made = 0
        self.open: list[Taken] = []

    def on(self, context: int, work: Callable[[], Any]) -> Any:
        return self.pools[context].submit(work).result()

    def seen(self) -> str:
        return self.subject.label(self.subject.get())

    def label(self, context: int) -> str:
        self.made += 1
        return f"context {context} act {self.made}"

    def put(self, context: int, label: str, back: Callable[[], object]) -> Taken:
        taken = Taken(context=context, before=self.model[context], back=back)
        self.model[context] = label
        return taken

    @rule(target=tokens, context=contexts)
    def sets(self, context: int) -> Taken:
        label = self.label(context)
        token = self.on(context, partial(self.subject.set, self.subject.make(label)))
        return self.put(context, label, partial(self.subject.reset, token))

    @rule(taken=tokens, context=contexts)
    def resets(self, taken: Taken, context: int) -> None:
        try:
            self.on(context, taken.back)
        except (ValueError, RuntimeError):
            assert taken.used or context != taken.context, "a token of its own context was refused"
        else:
            assert not taken.used, "a token was accepted twice"
            assert context == taken.context, "a foreign token was accepted"
            taken.used, self.model[context] = True, taken.before

    @rule(target=blocks, context=contexts)
    def enters(self, context: int) -> Taken:
        label = self.label(context)
        block = self.on(context, partial(self.subject.override, self.subject.make(label)))
        self.on(context, block.__enter__)
        taken = self.put(context, label, partial(block.__exit__, None, None, None))
        self.open.append(taken)
        return taken

    @rule(taken=consumes(blocks))
    def leaves(self, taken: Taken) -> None:
        self.on(taken.context, taken.back)
        self.open.remove(taken)
        self.model[taken.context] = taken.before

    @rule(target=carried, context=contexts)
    def carries(self, context: int) -> Any:
        if self.subject.carry is None:
            return multiple()
        return self.on(context, partial(self.subject.carry, self.seen)), self.model[context]

    @rule(one=carried, context=contexts)
    def runs_carried(self, one: tuple[Callable[[], Any], str], context: int) -> None:
        work, wanted = one
        assert self.on(context, work) == wanted, "carried work sees other settings"

    @rule(context=contexts)
    def next_job(self, context: int) -> None:
        label, seen = self.label(context), []

        def job() -> None:
            seen.append(self.seen())
            self.subject.set(self.subject.make(label))
            seen.append(self.seen())

        self.on(context, partial(self.subject.run_job, job))
        assert seen == [DEFAULT, label], f"a job sees {seen}"

    @rule(target=generators, context=contexts)
    def begins(self, context: int) -> Any:
        label = self.label(context)

        def body() -> Iterator[str]:
            with self.subject.override(self.subject.make(label)):
                yield self.seen()

        generator = body()
        assert self.on(context, partial(next, generator)) == label
        taken = self.put(context, label, generator.close)
        self.open.append(taken)
        return generator, taken

    @rule(one=consumes(generators), context=contexts)
    def hands_over(self, one: tuple[Iterator[Any], Taken], context: int) -> None:
        """Close a generator anywhere: elsewhere than in its own context nothing changes for anybody."""
        _, taken = one
        self.open.remove(taken)
        try:
            self.on(context, taken.back)
        except ValueError:
            assert context != taken.context, "a generator could not be closed where it runs"
        else:
            assert context == taken.context, "a generator ended an override of another context"
            self.model[context] = taken.before

    @invariant()
    def everybody_sees_their_own(self) -> None:
        seen = [self.on(context, self.seen) for context in range(CONTEXTS)]
        assert seen == self.model, f"contexts see {seen} instead of {self.model}"

    def teardown(self) -> None:
        for taken in reversed(self.open):
            with suppress(Exception):  # a planted bug is told by its own step
                self.on(taken.context, taken.back)
        for pool in self.pools:
            pool.shutdown()


def _config() -> SettingsSubject:
    config: ThreadSafeConfig[str] = ThreadSafeConfig(lambda: DEFAULT)
    return SettingsSubject(
        get=config.get_settings,
        set=config.set_settings,
        reset=config.reset_settings,
        override=config.override,
        run_job=config.run_job,
        carry=config.carry,
    )


def _tried(make: Callable[[], SettingsSubject], phases: tuple[Phase, ...]) -> None:
    run_state_machine_as_test(
        type("Bound", (_Machine,), {"make": staticmethod(make)}),
        settings=hypothesis_settings(
            max_examples=60,
            deadline=None,  # a step waits for another thread, and for whoever else is on the machine
            stateful_step_count=20,
            database=None,
            derandomize=True,
            report_multiple_bugs=False,
            phases=phases,
        ),
    )


def test_settings_do_what_a_stack_a_context_does():
    """After any acts on any threads, foreign tokens and generators included, everybody sees their own settings."""
    _tried(_config, (Phase.generate, Phase.shrink))


@pytest.mark.parametrize(
    "make",
    [
        *(pytest.param(make, id=name) for name, make in CONFIGS.bugs["no_settings_leak"].items() if name not in BLIND),
        *(pytest.param(STACKS[name], id=name) for name in ("reset pops the top", "a token works twice and anywhere")),
    ],
)
def test_the_machine_catches_planted_bugs(make):
    """What leaks between threads and jobs, or takes tokens for what they are not, is caught."""
    with pytest.raises((AssertionError, LookupError, RuntimeError, ValueError)):
        _tried(make, (Phase.generate,))
