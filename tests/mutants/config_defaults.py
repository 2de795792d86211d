"""Defaults that are built twice, and settings that are not there."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial

from tests.mutants.config_subjects import Held, correct_but, subject

__all__ = ["ABSENT", "TWICE"]


class _NoLock:
    """B3: looks whether a default is there, then builds one."""

    def __init__(self):
        self.built = None

    def get(self):
        if self.built is None:
            self.built = Held()
        return self.built

    def clear(self):
        self.built = None


class _LockedTooLate:
    """Looks outside the lock, and builds inside it without looking again."""

    def __init__(self):
        self.lock, self.built = threading.Lock(), None

    def get(self):
        if self.built is None:
            with self.lock:
                self.built = Held()
        return self.built


class _ReadyTooEarly:
    """B8: says that it is ready before it is."""

    def __init__(self):
        self.lock, self.ready, self.built = threading.Lock(), False, None

    def get(self):
        if not self.ready:
            with self.lock:
                if not self.ready:
                    self.ready = True
                    self.built = Held()
        return self.built


class _OneAThread:
    """Keeps the default in a threading.local."""

    def __init__(self):
        self.local = threading.local()

    def get(self):
        if not hasattr(self.local, "built"):
            self.local.built = Held()
        return self.local.built


class _LocksAnew:
    """Makes a lock for each call, which locks nobody out."""

    def __init__(self):
        self.built = None

    def get(self):
        lock = threading.Lock()
        with lock:
            if self.built is None:
                self.built = Held()
            return self.built


def _cached():
    """functools.lru_cache runs its function again for whoever asks before it is done."""

    @lru_cache(maxsize=1)
    def default():
        return Held()

    return default


TWICE = {
    bug: partial(correct_but, make_default=make)
    for bug, make in {
        "B3 no lock": lambda: _NoLock().get,
        "one look, outside the lock": lambda: _LockedTooLate().get,
        "B8 ready too early": lambda: _ReadyTooEarly().get,
        "one default a thread": lambda: _OneAThread().get,
        "a lock for each call": lambda: _LocksAnew().get,
        "lru_cache": _cached,
    }.items()
}
"""Name -> what makes a fresh subject with the bug."""


def _cleared_meanwhile():
    """Between the look at the default and its return somebody clears it."""
    default = _NoLock()
    return correct_but(get=default.get, clear=default.clear)


def _reset_to_none():
    """Go back to None from the first settings."""
    var = ContextVar("settings", default=None)
    seen = []

    def get():
        return var.get() if seen else "default"

    def put(value):
        seen.append(value)
        return var.set(value)

    return subject(get, put, var.reset)


def _no_default():
    """Set a ContextVar without a default where the module is imported."""
    var = ContextVar("settings")
    var.set("default")
    return subject(var.get, var.set, var.reset)


def _first_thread_only():
    """Keep the default in a threading.local of the thread that imports the module."""
    local = threading.local()
    local.value = "default"

    def put(value):
        before, local.value = getattr(local, "value", None), value
        return before

    def reset(token):
        local.value = token

    return subject(lambda: getattr(local, "value", None), put, reset)


def _override_leaves_none():
    """Leaving an override clears the variable."""
    var = ContextVar("settings", default="default")

    @contextmanager
    def override(value):
        var.set(value)
        try:
            yield
        finally:
            var.set(None)

    return subject(var.get, var.set, var.reset, override=override)


def _by_task():
    """In a task, settings are looked up by the task, and no task has any until somebody sets them."""
    var, of_task = ContextVar("settings", default="default"), {}

    def get():
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return var.get()
        return of_task.get(task)

    return subject(get, var.set, var.reset)


ABSENT = {
    "cleared between look and return": _cleared_meanwhile,
    "reset to None": _reset_to_none,
    "no default in other threads": _no_default,
    "default of the first thread": _first_thread_only,
    "override leaves None": _override_leaves_none,
    "unknown task": _by_task,
}
"""Name -> what makes a fresh subject with the bug."""
