"""Settings beside the simplest thing that behaves as they should: one stack a context."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, suppress
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .outcomes import Failure, Outcome
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, covered, look, recover, told, untouched

__all__ = ["Act", "stack_cases", "stack_model"]

SET, RESET, ENTER, LEAVE, FAIL = "set", "reset", "enter", "leave", "fail"
_CONTEXTS, _LENGTH, _TOKENS = 2, 8, 3
_LABELS = ("a", "b", "c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of one context, a thread of its own.

    ``label``: what is put in force. ``token``: which of all that is taken back or left, counted from the latest.
    """

    context: int
    kind: str
    label: str = "a"
    token: int = 0


@dataclass(slots=True, kw_only=True)
class _Token:
    """What was put in force: where, over what, and whether it still is to be taken back."""

    context: int
    before: str
    name: str
    taken: Callable[[], object]
    fails: Callable[[], object] | None = None
    used: bool = False


@dataclass(slots=True, kw_only=True)
class _Model:
    """The stack of every context; ``disorderly``: contexts in which a token was taken back before a later one."""

    current: list[str]
    tokens: list[_Token] = field(default_factory=list[_Token])
    disorderly: set[int] = field(default_factory=set[int])

    def pick(self, *, block: bool, back: int) -> _Token | None:
        """Return a token, counted from the latest; ``block``: one of an override."""
        fitting = [token for token in self.tokens if (token.fails is not None) == block]
        return fitting[max(0, len(fitting) - 1 - back)] if fitting else None

    def in_order(self, token: _Token) -> bool:
        """Return whether a token is the latest of its context that is left."""
        later = self.tokens[self.tokens.index(token) + 1 :]
        return all(other.used or other.context != token.context for other in later)


def stack_cases(trial: SettingsTrial) -> st.SearchStrategy[tuple[Act, ...]]:
    """Draw programs of what the subject can do."""
    kinds = [SET, RESET] + ([ENTER, LEAVE, FAIL] if trial.fresh().override is not None else [])
    acts = st.builds(
        Act,
        context=st.integers(0, _CONTEXTS - 1),
        kind=st.sampled_from(kinds),
        label=st.sampled_from(_LABELS),
        token=st.integers(0, _TOKENS),
    )
    return st.lists(acts, min_size=1, max_size=_LENGTH).map(tuple)


def stack_model(trial: SettingsTrial, case: tuple[Act, ...]) -> Outcome:
    """Check that after each act every context sees what stands on top of its own stack.

    A token takes back what it put in force and restores what stood there before, in any order. A subject may refuse a
    token out of order, a second time or in another context than its own, by an error that changes nothing.
    """
    subject = trial.fresh()
    default = untouched(subject)
    with covered(subject), ExitStack() as stack:
        pools = [stack.enter_context(ThreadPoolExecutor(1)) for _ in range(_CONTEXTS)]
        here = [partial(_on, pool) for pool in pools]
        for run in here:
            Context().run(run, bool)  # where threads inherit, a worker does from whoever is first
        model = _Model(current=[default.label] * _CONTEXTS)
        failure = _played(subject, model, case, here)
        _leave_all(model, here)
        if failure is not None:
            for run in here:
                run(partial(recover, subject, default))
    return Outcome(failure=failure)


_Run = Callable[[Callable[[], Any]], Any]


def _on(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Any:
    return pool.submit(work).result()


def _leave_all(model: _Model, here: list[_Run]) -> None:
    """Leave the blocks that the program left open, where they were entered: a collector would do it anywhere."""
    for token in reversed(model.tokens):
        if token.fails is not None and not token.used:
            with suppress(Exception):
                here[token.context](token.taken)


def _played(subject: SettingsSubject, model: _Model, case: tuple[Act, ...], here: list[_Run]) -> Failure | None:
    story: list[str] = []
    for act in case:
        run = here[act.context]
        if act.kind in (SET, ENTER):
            raised, may_refuse = _put(subject, model, act, run, story), False
        else:
            token = model.pick(block=act.kind != RESET, back=act.token)
            if token is None or (act.kind != RESET and token.used):
                continue  # a block is left once
            raised, may_refuse = _take(model, act, token, here, story)
        if raised is not None and not may_refuse:
            return _failure(story, "no error", raised)
        for context, look_there in enumerate(here):
            seen = look_there(partial(look, subject))
            if seen != model.current[context]:
                wanted = f"context {context} sees {model.current[context]}, the top of its stack"
                return _failure(story, wanted, f"sees {seen}")
    return None


def _put(subject: SettingsSubject, model: _Model, act: Act, run: _Run, story: list[str]) -> str | None:
    name = f"{'t' if act.kind == SET else 'o'}{len(model.tokens)}"
    story.append(f"context {act.context}  {name} = {'set' if act.kind == SET else 'override'}({act.label})")
    before = model.current[act.context]
    settings = subject.make(act.label)
    try:
        if act.kind == SET:
            token = run(partial(subject.set, settings))
            taken = partial(subject.reset, token) if subject.reset is not None else _nothing
            model.tokens.append(_Token(context=act.context, before=before, name=name, taken=taken))
        elif subject.override is not None:
            block = run(partial(subject.override, settings))
            run(block.__enter__)
            taken, fails = partial(block.__exit__, None, None, None), partial(_failing, block)
            model.tokens.append(_Token(context=act.context, before=before, name=name, taken=taken, fails=fails))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return told(error)
    model.current[act.context] = act.label
    return None


def _take(model: _Model, act: Act, token: _Token, here: list[_Run], story: list[str]) -> tuple[str | None, bool]:
    """Take a token back; return what was raised, and whether the subject was free to raise."""
    # A block is left where it was entered: a token can be handed over by mistake, an indentation cannot.
    where = act.context if token.fails is None else token.context
    does = {RESET: "reset", LEAVE: "leave", FAIL: "leave by an error"}[act.kind]
    story.append(f"context {where}  {does} {token.name}")
    ordered = model.in_order(token)
    foreign = token.used or where != token.context
    raised: str | None = None
    try:
        here[where](token.fails if act.kind == FAIL and token.fails is not None else token.taken)
    except Exception as error:  # noqa: BLE001 - as above
        raised = told(error)
    if foreign:
        return raised, True
    may_refuse = not ordered or token.context in model.disorderly
    if raised is None or not may_refuse:
        token.used = True
        model.current[token.context] = token.before
        if not ordered:
            model.disorderly.add(token.context)
    elif token.fails is not None:
        token.used = True
    return raised, may_refuse


def _failing(block: AbstractContextManager[Any]) -> None:
    """Leave a block by an error, as ``with`` does."""
    error = _PlannedError("planned")
    try:
        swallowed = block.__exit__(_PlannedError, error, None)
    except _PlannedError:
        return
    if swallowed:
        msg = "the block swallowed the error that ended it"
        raise RuntimeError(msg)


class _PlannedError(Exception):
    """Ends a block."""


def _nothing() -> None:
    pass


def _failure(story: list[str], wanted: str, got: str) -> Failure:
    return Failure(wanted=wanted, got=got, case=tuple(story))
