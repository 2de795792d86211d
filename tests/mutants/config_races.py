"""Settings that leak under some schedule, each beside one of the same design that does not."""

from __future__ import annotations

from contextlib import nullcontext
from contextvars import ContextVar
from threading import Lock, RLock, get_ident

from tests.mutants.config_subjects import subject

__all__ = ["RACED", "SOUND", "refused_and_counted"]


class _Scope:
    """Tells contexts apart, and a copy on another thread from what it was copied from."""

    def __init__(self):
        self.var = ContextVar("scope", default=(None, None))

    def mine(self):
        thread, scope = self.var.get()
        if thread != get_ident():
            scope = object()
            self.var.set((get_ident(), scope))
        return scope


class _CopyOnWrite:
    """Keeps the settings of every context in one mapping, which is copied and put in place by whoever sets."""

    def __init__(self, lock):
        self.lock, self.scope, self.held = lock, _Scope(), {}

    def get(self):
        return self.held.get(self.scope.mine(), "default")

    def put(self, value):
        with self.lock:
            before = self.get()
            copy = dict(self.held)
            copy[self.scope.mine()] = value
            self.held = copy
        return before


class _Gated:
    """Counts settings in force, and looks nowhere while there are none."""

    def __init__(self, lock):
        self.lock, self.var, self.active = lock, ContextVar("settings", default="default"), 0

    def get(self):
        return self.var.get() if self.active else "default"

    def put(self, value):
        with self.lock:
            self.active += 1
        return self.var.set(value)

    def reset(self, token):
        self.var.reset(token)
        with self.lock:
            self.active -= 1


class _Crossing:
    """Takes one lock to set and another to reset, and the other one inside each."""

    def __init__(self, first, second):
        self.var = ContextVar("settings", default="default")
        self.setting, self.resetting = first, second

    def put(self, value):
        with self.setting[0], self.setting[1]:
            return self.var.set(value)

    def reset(self, token):
        with self.resetting[0], self.resetting[1]:
            self.var.reset(token)


class _Cached:
    """Keeps the settings that were asked for last, and for whom."""

    def __init__(self, lock):
        self.lock, self.scope, self.var = lock, _Scope(), ContextVar("settings", default="default")
        self.owner = self.value = None

    def get(self):
        me = self.scope.mine()
        with self.lock:
            if self.owner is me:
                return self.value
            self.owner = me
            self.value = self.var.get()
            return self.value

    def put(self, value):
        token = self.var.set(value)
        with self.lock:
            self.owner = None
        return token

    def reset(self, token):
        self.var.reset(token)
        with self.lock:
            self.owner = None


def _b4(lock):
    held = _CopyOnWrite(lock)
    return subject(held.get, held.put, held.put)


def _b4b(lock):
    gated = _Gated(lock)
    return subject(gated.get, gated.put, gated.reset)


def _b9(*, is_crossed):
    one, other = Lock(), Lock()
    crossing = _Crossing((one, other), (other, one) if is_crossed else (one, other))
    return subject(crossing.var.get, crossing.put, crossing.reset)


def _b10(lock):
    cached = _Cached(lock)
    return subject(cached.get, cached.put, cached.reset)


def refused_and_counted():
    """Count a token as taken back, and refuse it then."""
    gated, var = _Gated(Lock()), ContextVar("settings", default="default")

    def reset(token):
        gated.active -= 1
        var.reset(token)

    def put(value):
        gated.active += 1
        return var.set(value)

    return subject(lambda: var.get() if gated.active > 0 else "default", put, reset)


RACED = {
    "B4 copied, then put in place": lambda: _b4(nullcontext()),
    "B4b counted without a lock": lambda: _b4b(nullcontext()),
    "B9 locks in another order": lambda: _b9(is_crossed=True),
    "B10 owner and value written apart": lambda: _b10(nullcontext()),
}
"""Name -> what makes a fresh subject with the bug."""

SOUND = {
    "B4": lambda: _b4(RLock()),
    "B4b": lambda: _b4b(Lock()),
    "B9": lambda: _b9(is_crossed=False),
    "B10": lambda: _b10(Lock()),
}
"""Bug -> what makes a fresh subject of the same design without it."""
