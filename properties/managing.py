"""Puts what the engine knows in the place of the locks that the code under test makes or holds."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from types import FunctionType
from typing import Any

from .managed_locks import FLOCK, ManagedLock, ManagedRLock, locked_file, with_flock
from .managed_queues import MANAGED, twin
from .parts import CONTAINERS, is_data, parts_of
from .reaching import package_of

__all__ = ["adopt", "disown", "managing"]

_LOCK, _RLOCK = threading.Lock, threading.RLock
_KINDS: dict[type, type] = {type(_LOCK()): ManagedLock, type(_RLOCK()): ManagedRLock}
_MAKERS: dict[Any, Any] = {_LOCK: ManagedLock, _RLOCK: ManagedRLock, **MANAGED}
_NAMES = (
    (threading, ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier")),
    (queue, ("Queue", "LifoQueue", "PriorityQueue")),
)
_DEEP = 4  # objects in objects: a lock further inside is one that the engine does not know

Undo = list[tuple[Any, Any, Any]]
"""Owners, names and what stood there."""


@contextmanager
def managing(functions: Iterable[FunctionType], classes: Iterable[type]) -> Generator[None]:
    """Inside the block, the modules of these functions make managed locks, and those they hold are managed ones.

    Locks are patched by who asks: threads and pools of everybody else go on with real ones.
    """
    functions = list(functions)
    spaces = {id(function.__globals__): function.__globals__ for function in functions}
    packages = {package_of(function) for function in functions}
    known = _Known()
    undo = known.undo
    for owner in (*spaces.values(), *classes):
        for name, value in list((owner if isinstance(owner, dict) else vars(owner)).items()):
            managed = known.in_place_of(value)
            if managed is not None:
                undo.append((owner, name, value))
                _put(owner, name, managed)
            elif _may_hold(value, packages):
                known.adopt(value, _DEEP)
    for module, names in _NAMES:
        for name in names:
            undo.append((module, name, getattr(module, name)))
            setattr(module, name, _ASKED[name])
    with_flock(locked_file)
    _SPACES.update(spaces)
    try:
        yield
    finally:
        _SPACES.clear()
        with_flock(FLOCK)
        disown(reversed(undo))


_SPACES: set[int] = set()
"""The modules that get managed locks now."""


def _is_ours() -> bool:
    return id(sys._getframe(2).f_globals) in _SPACES  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - who asks is the point


def _asked(real: Any) -> Any:
    """Return a maker that looks who asks."""

    def make() -> Any:
        return (_MAKERS[real] if _is_ours() else real)()

    return make


class _Asked(type):
    """A class that looks who makes an object of it, and is otherwise the real one: it stands for it in unions too."""

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        real = cls.__bases__[0]
        if type(real) is _Asked:  # a class that was derived from it meanwhile
            return super().__call__(*arguments, **named)
        return (_MAKERS[real] if _is_ours() else real)(*arguments, **named)

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, cls.__bases__[0])


_ASKED: dict[str, Any] = {
    name: _asked(real) if real in (_LOCK, _RLOCK) else _Asked(name, (real,), {})
    for module, names in _NAMES
    for name, real in ((name, getattr(module, name)) for name in names)
}


def adopt(*things: object) -> Undo:
    """Put managed locks in the place of the real ones that objects hold; return what ``disown`` takes back."""
    known = _Known()
    for thing in things:
        known.adopt(thing, _DEEP)
    return known.undo


def disown(undo: Iterable[tuple[Any, Any, Any]]) -> None:
    """Put back what stood there."""
    for owner, name, value in undo:
        _put(owner, name, value)


def _may_hold(value: Any, packages: set[str]) -> bool:
    """Return whether to look for locks in what a module or a class keeps."""
    kind = type(value)
    if kind in CONTAINERS:
        return not is_data(value)
    # A cached property has a lock of its own up to 3.11, which it holds while it runs the user's code.
    return kind is cached_property or (package_of(kind) in packages and not issubclass(kind, type))


@dataclass(slots=True)
class _Known:
    """What was seen, and what stands for it: a lock that two hold is one lock."""

    seen: set[int] = field(default_factory=set[int])
    twins: dict[int, Any] = field(default_factory=dict[int, Any])
    undo: Undo = field(default_factory=list[tuple[Any, Any, Any]])

    def adopt(self, thing: Any, deep: int) -> None:
        if id(thing) in self.seen or not deep or isinstance(thing, type | str | int | float | bytes | ManagedLock):
            return
        self.seen.add(id(thing))
        for owner, name, value in list(parts_of(thing)):
            managed = self.in_place_of(value)
            if managed is None:
                self.adopt(value, deep - 1)
            elif owner is not None:
                _put(owner, name, managed)
                self.undo.append((owner, name, value))

    def in_place_of(self, value: Any) -> Any:
        """Return what stands for a lock, for what is made of locks, or for what makes either; None for all else."""
        kind = type(value)
        if kind in _KINDS:
            return self.twins.setdefault(id(value), _KINDS[kind]())
        if kind in MANAGED:
            lock = getattr(value, "_lock", None)
            return self.twins.setdefault(id(value), twin(value, lock and self.in_place_of(lock)))
        if kind is tuple:
            parts = [self.in_place_of(part) for part in value]
            known = any(part is not None for part in parts)
            return tuple(a if b is None else b for a, b in zip(value, parts, strict=True)) if known else None
        try:
            return locked_file if FLOCK is not None and value is FLOCK else _MAKERS.get(value)
        except TypeError:  # what cannot be hashed is no maker of locks
            return None


def _put(owner: Any, name: Any, value: object) -> None:
    if isinstance(owner, dict | list):
        owner[name] = value
    elif isinstance(owner, type) or type(owner) is type(threading):
        setattr(owner, name, value)
    else:
        object.__setattr__(owner, name, value)
