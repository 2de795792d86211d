"""Settings subjects put together from their parts, and the ones without a bug."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import Context, ContextVar
from dataclasses import asdict, dataclass, replace
from threading import Lock, local

from toxiframe.properties import SettingsSubject

from tests.inheriting import INHERITING

__all__ = ["INHERITS", "Held", "correct", "correct_but", "in_a_local", "isolated", "subject"]

INHERITS = {
    "thread": INHERITING,
    "executor": INHERITING,
    "task": True,
    "to_thread": True,
    "run_in_executor": INHERITING,
    "call_soon": True,
    "generator": False,
}
"""What ContextVars do here; the workers of an executor are threads as well, started by whoever submits first."""


@dataclass(frozen=True, slots=True)
class Held:
    """Settings that cannot be changed."""

    label: str = "default"
    venues: tuple[str, ...] = ("NYSE",)


def isolated(fn: Callable[[], None]) -> None:
    """Run a job in a context of its own."""
    Context().run(fn)


def subject(get, put, reset, run_job=isolated, override=None, **more) -> SettingsSubject:
    """Make a subject; where no override is given, it sets and resets."""

    @contextmanager
    def scope(value):
        token = put(value)
        try:
            yield
        finally:
            reset(token)

    return SettingsSubject(get=get, set=put, reset=reset, override=override or scope, run_job=run_job, **more)


def in_a_local() -> tuple[Callable, Callable, Callable]:
    """Return what gets, puts and resets in a threading.local, where a token is what stood there before."""
    held = local()

    def get():
        return getattr(held, "value", "default")

    def put(value):
        before, held.value = get(), value
        return before

    def reset(token):
        held.value = token

    return get, put, reset


class _Default:
    """A default that is built once, under a lock, and built anew after it was cleared."""

    def __init__(self) -> None:
        self.lock, self.built = Lock(), None

    def get(self) -> Held:
        found = self.built
        if found is None:
            with self.lock:
                found = self.built
                if found is None:
                    found = self.built = Held()
        return found

    def clear(self) -> None:
        self.built = None


def correct() -> SettingsSubject:
    """Make settings in a ContextVar over a default, with jobs in contexts of their own."""
    var, default = ContextVar("settings", default=None), _Default()

    def get() -> Held:
        return var.get() or default.get()

    def carry(fn):
        settings = get()

        def carried():
            context = Context()
            context.run(var.set, settings)
            return context.run(fn)

        return carried

    return subject(
        get,
        var.set,
        var.reset,
        make=Held,
        label=lambda settings: settings.label,
        clear=default.clear,
        make_default=lambda: _Default().get,
        payload=asdict,
        inherits=INHERITS,
        carry=carry,
    )


def correct_but(**changed) -> SettingsSubject:
    """Make correct settings with some parts replaced."""
    return replace(correct(), **changed)
