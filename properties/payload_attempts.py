"""Attempts to change settings in place, as code that received them might."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, MutableSequence, MutableSet
from functools import partial
from itertools import count
from typing import Any, cast

import numpy as np

__all__ = ["Attempt", "attempts"]

Attempt = tuple[str, Callable[[], object]]
"""What is tried, in words, and the attempt; it raises where it is refused."""

_DEEPEST = 4
_PLAIN = (str, bytes, int, float, complex, bool, type(None))
_NEW = count(1)  # a second attempt at what has been changed already must show as well


def attempts(settings: Any, name: str = "settings", depth: int = 0) -> Iterator[Attempt]:
    """Yield every attempt: fields, and whatever is in the containers they hold."""
    if isinstance(settings, _PLAIN) or depth > _DEEPEST:
        return
    yield from _on_container(settings, name)
    for field in _fields(settings):
        yield f"{name}.{field} = ...", partial(_assign, settings, field)
    for inner, value in _inside(settings, name):
        yield from attempts(value, inner, depth + 1)


def _on_container(held: Any, name: str) -> Iterator[Attempt]:
    if isinstance(held, MutableMapping):
        mapping = cast("MutableMapping[Any, Any]", held)
        for key in list(mapping)[:_DEEPEST]:
            yield f"{name}[{key!r}] = ...", partial(_put, mapping, key)
        yield f"{name}['new'] = ...", lambda: mapping.__setitem__(_new(), "changed")
    elif isinstance(held, MutableSequence):
        sequence = cast("MutableSequence[Any]", held)
        yield f"{name}.append(...)", lambda: sequence.append(_new())
        if len(sequence):
            yield f"{name}[0] = ...", partial(_put, sequence, 0)
    elif isinstance(held, MutableSet):
        members = cast("MutableSet[Any]", held)
        yield f"{name}.add(...)", lambda: members.add(_new())
    elif isinstance(held, np.ndarray) and held.size:
        yield f"{name}.flat[0] = ...", partial(_flip, held)


def _inside(held: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(held, Mapping):
        for key, value in list(cast("Mapping[Any, Any]", held).items()):
            yield f"{name}[{key!r}]", value
    elif isinstance(held, (list, tuple)):
        for place, value in enumerate(cast("list[Any]", held)):
            yield f"{name}[{place}]", value
    for field in _fields(held):
        yield f"{name}.{field}", getattr(held, field, None)


def _fields(held: Any) -> list[str]:
    """Return the names of the attributes that an object of the user's own holds."""
    kind = cast("Any", type(held))
    if kind.__module__ in {"builtins", "collections", "pathlib", "datetime", "decimal"} or isinstance(held, np.ndarray):
        return []
    slots = [name for base in kind.__mro__ for name in _slots(base)]
    names = [*getattr(held, "__dict__", {}), *slots, *getattr(held, "_fields", ())]
    return [name for name in dict.fromkeys(names) if not name.startswith("_")]


def _slots(kind: Any) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _new() -> str:
    return f"changed {next(_NEW)}"


def _assign(held: Any, field: str) -> None:
    setattr(held, field, _new())


def _put(held: Any, key: Any) -> None:
    held[key] = _new()


def _flip(cells: Any) -> None:
    cells.flat[0] = cells.flat[0] + 1
