"""Settings objects with a bug, and one without."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar, Token

from toxiframe.properties import SettingsSubject

from tests.mutants.config_defaults import ABSENT, TWICE
from tests.mutants.config_payloads import CHANGEABLE
from tests.mutants.config_races import RACED
from tests.mutants.config_spawns import ASTRAY
from tests.mutants.config_stacks import STACKS
from tests.mutants.config_subjects import correct, in_a_local, subject
from tests.mutants.planted import Suite

__all__ = ["CONFIGS"]


def _b1_global() -> SettingsSubject:
    """B1: one variable for the process."""
    box = ["default"]

    def put(value):
        before, box[0] = box[0], value
        return before

    def reset(token):
        box[0] = token

    return subject(lambda: box[0], put, reset)


def _b2_thread_local() -> SettingsSubject:
    """B2: a threading.local that the next job on the worker still sees."""
    return subject(*in_a_local(), run_job=lambda fn: fn())


def _cleared(fn, get, reset) -> None:
    """Run a job on the default, and put back what was there before."""
    before = get()
    reset("default")
    try:
        fn()
    finally:
        reset(before)


def _t13_thread_local_in_tasks() -> SettingsSubject:
    """T13: a threading.local, cleared after each job, that all tasks of a loop share."""
    get, put, reset = in_a_local()
    return subject(get, put, reset, run_job=lambda fn: _cleared(fn, get, reset))


def _b5_token_on_self() -> SettingsSubject:
    """B5: the token is kept on the object, where the next thread overwrites it."""
    var = ContextVar("settings", default="default")
    tokens = []

    def put(value):
        tokens[:] = [var.set(value)]

    def reset(_):
        var.reset(tokens[0])

    return subject(var.get, put, reset)


def _b6_pool_forgets() -> SettingsSubject:
    """B6: the wrapper of jobs forgets to isolate the context."""
    var = ContextVar("settings", default="default")
    return subject(var.get, var.set, var.reset, run_job=lambda fn: fn())


def _b7_override_in_place() -> SettingsSubject:
    """B7: override changes the object that everybody sees."""
    var = ContextVar("settings")
    shared = {"label": "default"}

    @contextmanager
    def override(value):
        settings = var.get(shared)
        before, settings["label"] = settings["label"], value
        try:
            yield
        finally:
            settings["label"] = before

    return subject(
        lambda: var.get(shared)["label"], lambda value: var.set({"label": value}), var.reset, override=override
    )


def _leftover() -> SettingsSubject:
    """Make a wrapper of jobs that prepares a context which holds settings already."""
    var = ContextVar("settings", default="default")

    def run_job(fn):
        context = Context()
        context.run(var.set, "left over")
        context.run(fn)

    return subject(var.get, var.set, var.reset, run_job=run_job)


def _worker_remembers() -> SettingsSubject:
    """Make settings that tasks keep in a ContextVar, and whatever else runs in a threading.local that jobs clear."""
    var = ContextVar("settings", default="default")
    get, put, reset = in_a_local()

    def is_task():
        with suppress(RuntimeError):  # no loop runs on this thread
            return asyncio.current_task() is not None
        return False

    def undo(token):
        (var.reset if isinstance(token, Token) else reset)(token)

    return subject(
        lambda: var.get() if is_task() else get(),
        lambda value: var.set(value) if is_task() else put(value),
        undo,
        run_job=lambda fn: _cleared(fn, get, reset),
    )


_LEAKS = {
    "B1 plain global": _b1_global,
    "B2 threading.local never cleared": _b2_thread_local,
    "B5 token kept on self": _b5_token_on_self,
    "B6 pool forgets to isolate": _b6_pool_forgets,
    "B7 override in place": _b7_override_in_place,
    "T13 threading.local in tasks": _t13_thread_local_in_tasks,
    "jobs start from a leftover": _leftover,
    "a worker of to_thread remembers": _worker_remembers,
}
"""Name -> what makes a fresh subject with the bug."""

CONFIGS = Suite(
    kind="settings",
    bugs={
        "no_settings_leak": {**_LEAKS, **RACED},
        "stack_model": STACKS,
        "one_instance": TWICE,
        "never_none": ABSENT,
        "immutable_payload": CHANGEABLE,
        "declared_propagation": ASTRAY,
    },
    twin=correct,
)
