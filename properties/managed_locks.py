"""Locks that the engine knows of, in the place of those that the code under test makes or holds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from types import FunctionType
from typing import Any

from .lanes import here

__all__ = ["ManagedLock", "adopt", "managing"]

_LOCK, _RLOCK = threading.Lock, threading.RLock
_KINDS = (type(_LOCK()), type(_RLOCK()))
_DEEP = 4  # objects in objects: a lock further inside is one that the engine does not know


class ManagedLock:
    """A lock, or one that its holder may take again: whoever waits for it is not runnable, and costs no time."""

    def __init__(self, *, again: bool = False) -> None:
        self.again, self.count = again, 0
        self.holder: object = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002 - as threading has it
        """Take the lock, as ``threading.Lock`` does."""
        lane = here.lane
        me = lane or threading.get_ident()
        while self.count and not (self.again and self.holder is me):
            if not blocking:
                return False
            if lane is None:
                msg = "a lock is still held by a thread that has ended"
                raise RuntimeError(msg)
            lane.waits = self
            if not lane.traffic.blocked(lane, patient=timeout < 0):
                return False
        self.holder, self.count = me, self.count + 1
        return True

    def release(self) -> None:
        """Give the lock back."""
        lane = here.lane
        if not self.count:
            msg = "release unlocked lock"
            raise RuntimeError(msg)
        if self.again and self.holder is not (lane or threading.get_ident()):
            msg = "cannot release un-acquired lock"
            raise RuntimeError(msg)
        self.count -= 1
        if not self.count:
            self.holder = None
            if lane is not None:
                lane.traffic.freed(self)

    def locked(self) -> bool:
        """Return whether somebody holds it."""
        return bool(self.count)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        del kind, error, trace
        self.release()


def _lock() -> ManagedLock:
    return ManagedLock()


def _rlock() -> ManagedLock:
    return ManagedLock(again=True)


@contextmanager
def managing(functions: Iterable[FunctionType], classes: Iterable[type]) -> Generator[None]:
    """Inside the block, the modules of these functions make managed locks, and those they hold are managed ones.

    Locks are patched by who asks: threads and pools of everybody else go on with real ones.
    """
    spaces = {id(function.__globals__): function.__globals__ for function in functions}
    undo: list[tuple[Any, str, Any]] = []
    for space in spaces.values():
        for name, value in list(space.items()):
            managed = _in_place_of(value)
            if managed is not None:
                undo.append((space, name, value))
                space[name] = managed
    for kind in classes:
        for name, value in list(vars(kind).items()):
            managed = _in_place_of(value)
            if managed is not None:
                undo.append((kind, name, value))
                setattr(kind, name, managed)
    threading.Lock, threading.RLock = _asked(spaces, _lock, _LOCK), _asked(spaces, _rlock, _RLOCK)  # type: ignore[assignment]
    try:
        yield
    finally:
        threading.Lock, threading.RLock = _LOCK, _RLOCK  # type: ignore[misc]
        for owner, name, value in reversed(undo):
            if isinstance(owner, dict):
                owner[name] = value
            else:
                setattr(owner, name, value)


def _asked(spaces: dict[int, Any], managed: Any, real: Any) -> Any:
    def make() -> Any:
        return managed() if id(sys._getframe(1).f_globals) in spaces else real()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - who asks is the point

    return make


def _in_place_of(value: object) -> Any:
    if value is _LOCK:
        return _lock
    if value is _RLOCK:
        return _rlock
    if isinstance(value, _KINDS):
        return ManagedLock(again=isinstance(value, _KINDS[1]))
    return None


def adopt(thing: object) -> None:
    """Put managed locks in the place of the real ones that an object holds."""
    _adopt(thing, set(), _DEEP)


def _adopt(thing: Any, known: set[int], deep: int) -> None:
    if id(thing) in known or not deep or isinstance(thing, type | str | int | float | bytes):
        return
    known.add(id(thing))
    for owner, name, value in list(_parts(thing)):
        managed = _in_place_of(value) if isinstance(value, _KINDS) else None
        if managed is None:
            _adopt(value, known, deep - 1)
        elif isinstance(owner, dict | list):
            owner[name] = managed
        elif owner is not None:
            object.__setattr__(owner, name, managed)


def _parts(thing: Any) -> Iterable[tuple[Any, Any, Any]]:
    """Yield what an object holds: where, under which name, and what."""
    if isinstance(thing, dict):
        yield from ((thing, name, value) for name, value in thing.items())
    elif isinstance(thing, list):
        yield from ((thing, place, value) for place, value in enumerate(thing))
    elif isinstance(thing, tuple):
        yield from ((None, place, value) for place, value in enumerate(thing))
    elif isinstance(thing, FunctionType):
        yield from ((cell, "cell_contents", cell.cell_contents) for cell in thing.__closure__ or () if _is_full(cell))
    else:
        names = {*getattr(thing, "__dict__", ()), *_slots(type(thing))}
        yield from ((thing, name, getattr(thing, name)) for name in sorted(names) if hasattr(thing, name))


def _slots(kind: type) -> Iterable[str]:
    for base in kind.__mro__:
        slots = vars(base).get("__slots__", ())
        yield from (slots,) if isinstance(slots, str) else slots


def _is_full(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # a name that is bound later
        return False
