"""The settings in force, for this thread, task or worker, and how they travel to the next one.

``CONFIG`` is the process-wide configuration of the pipeline; the functions below it are its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import Context, ContextVar, Token
from dataclasses import dataclass, is_dataclass
from functools import partial
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from pydantic import BaseModel

from .resolve import resolve_settings
from .settings import Settings

__all__ = [
    "CONFIG",
    "Carried",
    "ThreadSafeConfig",
    "carry",
    "get_settings",
    "override",
    "reset_settings",
    "set_settings",
]

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")


class ThreadSafeConfig(Generic[S]):
    """A frozen settings object in a ContextVar, over a process-wide default that is built once.

    What a piece of work sees, spawned as it is, and what it does to others:

    ====================  ==================================================  =====================================
    spawned as            settings seen                                       what it sets
    ====================  ==================================================  =====================================
    thread                the default; its spawner's where threads inherit    ends with it
    timer                 as a thread                                         ends with it
    executor              whatever an earlier job left on the worker          stays on the worker
    process               a fork: its spawner's; spawned: the default         ends with it
    task                  its creator's, as they were at creation             ends with it
    awaited coroutine     those of whoever awaits it                          stays with whoever awaits it
    to_thread             its caller's                                        ends with it
    run_in_executor       as an executor                                      stays on the worker
    call_soon             those in force when it was called                   ends with it
    done callback         its caller's, or the worker's, by who was first     stays with either
    generator             those of whoever asks for its next value            stays with whoever asked
    Ray task              whatever an earlier task left on the worker         stays on the worker
    Ray actor             whatever an earlier call left on its thread         stays on its thread
    ====================  ==================================================  =====================================

    Threads inherit where CPython 3.14 is run with ``-X thread_inherit_context=1``, as free-threaded builds are.
    Two wrappers make all of these alike, and leave nothing behind on any worker:

    - ``carry(fn)``: sees the settings of whoever called ``carry``, as they were then;
    - ``run_job(fn)``: sees the default.

    Create one at module level: a ContextVar is never collected while a context holds a value for it.
    A generator must not yield inside ``override``: its caller would see the overriding settings.

    Parameters
    ----------
    default
        Builds the process-wide default; called at most once, on first use, under a lock.
    """

    __slots__ = ("_active", "_build", "_default", "_lock")

    def __init__(self, default: Callable[[], S]) -> None:
        self._build = default
        self._default: S | None = None
        self._lock = Lock()
        self._active: ContextVar[S | None] = ContextVar("toxiframe_settings", default=None)

    def __reduce__(self) -> str:
        """Pickle ``CONFIG`` as what stands under that name in the other process: a ContextVar cannot be shipped.

        Raises
        ------
        TypeError
            If it is another configuration.
        """
        if self is CONFIG:
            return "CONFIG"
        msg = "a ThreadSafeConfig stays in its process: ship the settings that are in force, as carry() does"
        raise TypeError(msg)

    def get_settings(self) -> S:
        """Return the settings in force here; never None."""
        active = self._active.get()
        return self._fallback() if active is None else active

    def set_settings(self, settings: S) -> Token[S | None]:
        """Put ``settings`` in force in this context and return the token that takes them out again.

        Raises
        ------
        TypeError
            If the settings are not frozen: another thread could then change them under this one.
        """
        return self._active.set(_frozen(settings))

    def reset_settings(self, token: Token[S | None]) -> None:
        """Restore what was in force when ``token`` was made.

        Raises
        ------
        ValueError
            If the token was made in another context; nothing changes then.
        RuntimeError
            If the token was used before; nothing changes then.
        """
        self._active.reset(token)

    @contextmanager
    def override(self, settings: S) -> Generator[S]:
        """Put ``settings`` in force for the length of a ``with`` block, on errors too."""
        token = self.set_settings(settings)
        try:
            yield settings
        finally:
            self.reset_settings(token)

    def carry(self, fn: Callable[P, R]) -> Callable[P, R]:
        """Wrap ``fn`` so that it runs, wherever it runs, under the settings in force here and now.

        Each call is isolated: it leaves nothing behind on the worker, and one wrapped function may run on
        several workers at once.
        """
        return partial(self.run_under, self.get_settings(), fn)

    def run_job(self, fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``fn`` in an empty context: it sees the default, and what it sets ends with it."""
        return Context().run(fn, *args, **kwargs)

    def run_under(self, settings: S, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``fn`` under ``settings`` in a context of its own, which ends with it."""

        def job() -> R:
            self.set_settings(settings)
            return fn(*args, **kwargs)

        return Context().run(job)

    def _fallback(self) -> S:
        if self._default is None:
            with self._lock:
                if self._default is None:
                    # One assignment of a finished object: nobody can see a half-built default.
                    self._default = _frozen(self._build())
        return self._default


def _frozen(settings: S) -> S:
    """Refuse settings that could be changed in place while another context reads them."""
    kind = type(settings)
    if isinstance(settings, BaseModel):
        frozen = bool(settings.model_config.get("frozen"))
    elif is_dataclass(settings):
        frozen = bool(getattr(kind, "__dataclass_params__").frozen)  # noqa: B009 - private to type checkers only
    else:
        frozen = isinstance(settings, (str, bytes, int, float, tuple, frozenset))
    if frozen:
        return settings
    msg = (
        f"settings of type {kind.__name__!r} can be changed in place, and every context would see it: "
        "use a frozen dataclass or a pydantic model with frozen=True"
    )
    raise TypeError(msg)


CONFIG: ThreadSafeConfig[Settings] = ThreadSafeConfig(resolve_settings)

get_settings = CONFIG.get_settings
set_settings = CONFIG.set_settings
reset_settings = CONFIG.reset_settings
override = CONFIG.override


@dataclass(frozen=True, slots=True)
class Carried(Generic[R]):
    """A function and its settings; picklable where the function is, so Ray can ship it."""

    fn: Callable[..., R]
    settings: Settings

    def __call__(self, *args: Any, **kwargs: Any) -> R:
        """Run the function under the carried settings, in a context of its own."""
        return CONFIG.run_under(self.settings, self.fn, *args, **kwargs)


def carry(fn: Callable[..., R]) -> Carried[R]:
    """Wrap ``fn`` to run under the settings in force here, on any thread, task, process or Ray worker."""
    return Carried(fn, get_settings())
