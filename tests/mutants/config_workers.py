"""Settings that are kept apart on threads and leak on Ray workers: each is kept where a process holds it for good.

Workers import this module, so what stands at its level is one for each process.
"""

from __future__ import annotations

import os
from contextvars import Context, ContextVar
from dataclasses import replace
from functools import partial
from threading import Event

from toxiframe.properties import SettingsSubject

from tests.mutants.config_subjects import correct, isolated, subject

__all__ = ["BROKEN", "LEAKING", "SOUND_WORKERS", "bound_to", "correct_workers", "never_made", "noted"]

_VAR = ContextVar("settings", default="default")
_BOX, _FIRST = ["default"], ["default"]
_SHARED = {"label": "default"}


class _Holder:
    """An object that lives as long as its actor."""

    def __init__(self) -> None:
        self.held = "default"

    def get(self):
        return self.held

    def put(self, value):
        before, self.held = self.held, value
        return before


_HOLDER = _Holder()


def _is_task():
    import ray  # noqa: PLC0415 - an extra

    return ray.get_runtime_context().get_actor_id() is None


def _cleared(get, put, fn):
    """Run a job on the default, and put back what was there before."""
    before = get()
    put("default")
    try:
        fn()
    finally:
        put(before)


def _get_box():
    return _BOX[0]


def _put_box(value):
    before, _BOX[0] = _BOX[0], value
    return before


def _never_cleared():
    """Keep the settings in a global of the module."""
    return subject(_get_box, _put_box, _put_box, run_job=lambda fn: fn())


def _without_a_context():
    """Set a ContextVar, as if each task had a context of its own."""
    return replace(subject(_VAR.get, _VAR.set, _VAR.reset), run_job=None)


def _forgets_tasks():
    """Isolate the calls of actors, and forget tasks."""

    def run_job(fn):
        if _is_task():
            fn()
        else:
            Context().run(fn)

    return subject(_VAR.get, _VAR.set, _VAR.reset, run_job=run_job)


def _kept_on_self():
    """Keep the settings of an actor on an object that outlives the call, and clear it after tasks alone."""

    def run_job(fn):
        if _is_task():
            _cleared(_HOLDER.get, _HOLDER.put, fn)
        else:
            fn()

    return subject(_HOLDER.get, _HOLDER.put, _HOLDER.put, run_job=run_job)


def _in_place():
    """Change the default itself, which no later job can put right."""

    def put(value):
        before, _SHARED["label"] = dict(_SHARED), value["label"]
        return before

    return subject(
        lambda: _SHARED,
        put,
        _SHARED.update,
        make=lambda label: {"label": label},
        label=lambda settings: settings["label"],
    )


def _first_stays():
    """Keep the first settings for good, which nothing but the end of the process puts right."""

    def put(value):
        if _FIRST[0] == "default":
            _FIRST[0] = value

    return subject(lambda: _FIRST[0], put, lambda _: None)


def _left_over():
    """Prepare every job's context with what an earlier one left."""

    def run_job(fn):
        context = Context()
        context.run(_VAR.set, _BOX[0])
        try:
            context.run(fn)
        finally:
            _BOX[0] = context.get(_VAR, "default")

    return subject(_VAR.get, _VAR.set, _VAR.reset, run_job=run_job)


def correct_workers() -> SettingsSubject:
    """Keep settings in a ContextVar of the process, with jobs in contexts of their own."""
    return subject(_VAR.get, _VAR.set, _VAR.reset, run_job=isolated)


def _dies(_):
    os._exit(1)


def _hangs(_):
    Event().wait()


def never_made() -> SettingsSubject:
    """Kill the worker that is to make the settings."""
    os._exit(1)


def _with_set(put):
    return replace(correct_workers(), set=put)


def noted(file) -> SettingsSubject:
    """Make correct settings that write down, in a file that all workers share, which were put in force."""

    def put(value):
        with file.open("a", encoding="utf-8") as lines:
            lines.write(f"{value}\n")
        return _VAR.set(value)

    return replace(correct_workers(), set=put)


def _box_cleared():
    return subject(_get_box, _put_box, _put_box, run_job=partial(_cleared, _get_box, _put_box))


def _holder_cleared():
    return subject(_HOLDER.get, _HOLDER.put, _HOLDER.put, run_job=partial(_cleared, _HOLDER.get, _HOLDER.put))


def bound_to(workers) -> SettingsSubject:
    """Return settings that are correct here, and what ``workers`` makes on Ray."""
    return replace(correct(), workers=workers)


LEAKING = {
    "a global that is never cleared": _never_cleared,
    "a ContextVar without a context for each job": _without_a_context,
    "tasks are forgotten": _forgets_tasks,
    "an actor keeps them on self": _kept_on_self,
    "the default is changed in place": _in_place,
    "the first settings stay for good": _first_stays,
    "the next job starts from what was left": _left_over,
}
"""Name -> what makes settings with the bug, in a Ray worker."""

BROKEN = {
    "died": partial(_with_set, _dies),
    "did not end within": partial(_with_set, _hangs),
}
"""What is told -> what makes settings that cannot be put in force, in a Ray worker."""

SOUND_WORKERS = {
    "ContextVar": correct_workers,
    "global": _box_cleared,
    "object": _holder_cleared,
}
"""Design -> what makes settings without a bug, in a Ray worker."""
