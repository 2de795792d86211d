"""What an object holds: its attributes, the items of a container, what a function closes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from types import FunctionType, MethodType
from typing import Any

__all__ = ["CONTAINERS", "is_data", "parts_of"]

CONTAINERS = (dict, list, tuple)
"""What is looked into, whoever made it."""
_MANY = 256


def is_data(thing: Any) -> bool:
    """Return whether a container holds too much to be anything but data."""
    return isinstance(thing, CONTAINERS) and len(thing) > _MANY


def parts_of(thing: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield what an object holds: where, under which name, and what; where it cannot be put, there is no owner."""
    match thing:
        case dict():
            yield from ((thing, name, value) for name, value in thing.items())
        case list():
            yield from ((thing, place, value) for place, value in enumerate(thing))
        case tuple():
            yield from ((None, place, value) for place, value in enumerate(thing))
        case MethodType():
            yield None, "", thing.__self__
        case partial():
            yield from ((None, "", part) for part in (thing.func, *thing.args))
        case FunctionType():
            yield from (
                (cell, "cell_contents", cell.cell_contents) for cell in thing.__closure__ or () if _is_full(cell)
            )
        case _:
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
