"""What the standard library builds of locks, built of managed ones: conditions, events, semaphores, barriers, queues.

It is the library's own code, which finds other locks and another clock under the names that it asks for.
"""

from __future__ import annotations

import queue
import threading
from types import CellType, FunctionType, MappingProxyType, SimpleNamespace
from typing import Any

from .managed_locks import ManagedLock, ManagedRLock, clock

__all__ = ["MANAGED", "twin"]


def _clones(kinds: tuple[type, ...], space: dict[str, Any]) -> dict[type, type]:
    made: dict[type, type] = {}
    for kind in kinds:
        own: list[CellType] = []
        body = {
            name: _moved(value, space, kind, own)
            for name, value in vars(kind).items()
            if name not in {"__dict__", "__weakref__"}
        }
        bases = [made[base] for base in kind.__bases__ if base in made]
        made[kind] = space[kind.__name__] = type(kind.__name__, (*bases, kind), body)
        for cell in own:
            cell.cell_contents = made[kind]
    return made


def _moved(value: Any, space: dict[str, Any], kind: type, own: list[CellType]) -> Any:
    """Return a part of a class, looking for names in another space; ``own``: cells for the new class itself."""
    if isinstance(value, property):
        return property(*(part and _moved(part, space, kind, own) for part in (value.fget, value.fset, value.fdel)))
    if not isinstance(value, FunctionType):
        return value
    cells: list[CellType] = []
    for cell in value.__closure__ or ():
        if cell.cell_contents is kind:
            own.append(cell := CellType())
        cells.append(cell)
    moved = FunctionType(value.__code__, space, value.__name__, value.__defaults__, tuple(cells) or None)
    moved.__kwdefaults__ = value.__kwdefaults__
    return moved


_LOCKS = {"Lock": ManagedLock, "RLock": ManagedRLock, "_allocate_lock": ManagedLock, "_time": clock}
_THREADING: dict[str, Any] = {**vars(threading), **_LOCKS}
_OF_THREADING = _clones(
    (threading.Condition, threading.Semaphore, threading.BoundedSemaphore, threading.Event, threading.Barrier),
    _THREADING,
)
_QUEUE: dict[str, Any] = {**vars(queue), "threading": SimpleNamespace(**_THREADING), "time": clock}
_OF_QUEUE = _clones((queue.Queue, queue.LifoQueue, queue.PriorityQueue, vars(queue)["_PySimpleQueue"]), _QUEUE)

MANAGED = MappingProxyType(
    {
        **_OF_THREADING,
        **{kind: made for kind, made in _OF_QUEUE.items() if kind.__name__ != "_PySimpleQueue"},
        queue.SimpleQueue: _QUEUE["_PySimpleQueue"],
    }
)
"""Class -> the one that is built of managed locks."""


def twin(thing: Any, lock: Any) -> Any:
    """Return a managed one in the state of a real one; ``lock``: in the place of a condition's own."""
    made: Any = MANAGED[type(thing)]
    match thing:
        case threading.Condition():
            return made(lock)
        case threading.Semaphore():
            copy = made()
            copy._value = vars(thing)["_value"]  # noqa: SLF001 - the library's own code reads it
        case threading.Event():
            copy = made()
            if thing.is_set():
                copy.set()
        case threading.Barrier():
            copy = made(thing.parties)
        case queue.Queue():
            copy = made(thing.maxsize)
            copy.queue.extend(thing.queue)
        case _:
            copy = made()
    return copy
