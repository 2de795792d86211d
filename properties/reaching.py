"""The code that an object or a callable is made of: its own, its class's, and what it closes over, wraps or names."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from .crashes import is_users
from .grains import nested
from .parts import CONTAINERS, is_data, parts_of

__all__ = ["classes_of", "functions_of", "kin", "package_of", "reached"]

_DEEP = 4  # objects in objects, callables in callables: code further away is not raced
_PLAIN = (str, bytes, int, float, complex, set, frozenset, type(None), CodeType, BuiltinFunctionType, ModuleType)


def kin(thing: object) -> Iterator[Any]:
    """Yield an object's own code: itself where it is a function, else its class and the bases that are the user's."""
    if isinstance(thing, FunctionType | MethodType):
        yield thing
        return
    kind = thing if isinstance(thing, type) else type(thing)
    for base in kind.__mro__:
        file = getattr(sys.modules.get(base.__module__), "__file__", None)
        same = base.__module__.partition(".")[0] == kind.__module__.partition(".")[0]
        if same or (file is not None and is_users(file)):
            yield base


def functions_of(things: Iterable[Any]) -> Iterator[FunctionType]:
    """Yield the functions that classes, modules and callables are made of."""
    for thing in things:
        if isinstance(thing, FunctionType) and thing.__code__.co_filename != contextlib.__file__:
            yield thing
        yield from functions_of(_within(thing))


def _within(thing: Any) -> Iterable[Any]:
    match thing:
        case MethodType() | staticmethod() | classmethod():
            return [thing.__func__]
        case property():
            return [thing.fget, thing.fset, thing.fdel]
        case type():
            return [value for value in vars(thing).values() if not isinstance(value, type) and not _is_generated(value)]
        case ModuleType():
            return [value for value in vars(thing).values() if getattr(value, "__module__", "") == thing.__name__]
        case partial():
            return [thing.func]
        case _:  # a wrapper: of functools, of contextlib, or of the user's
            inner = _own(thing, "__wrapped__") or _own(thing, "func")
            return [] if inner is None else [inner]


def _is_generated(value: Any) -> bool:
    """Return whether this is what makes an object of a dataclass, before anybody else can see it."""
    code = value.__code__ if isinstance(value, FunctionType) else None
    return code is not None and code.co_filename == "<string>" and code.co_name == "__init__"


def _own(thing: Any, name: str) -> Any:
    """Return an attribute of an object's own, None if it has none; a ``__getattr__`` of the user's is not asked."""
    return getattr(thing, "__dict__", {}).get(name)


def classes_of(things: Iterable[Any]) -> list[type]:
    """Return those of some things that are classes."""
    return [thing for thing in things if isinstance(thing, type)]


def reached(things: Iterable[Any]) -> tuple[Any, ...]:
    """Return the functions and classes whose code runs where these things are called or used, as far as can be seen.

    Followed are objects to their class and to what they hold, methods to their object, closures to what they hold,
    wrappers to what they wrap, and the names in a function to what stands under them in its module, all within the
    packages that the things are of.
    """
    level = [thing for thing in things if thing is not None]
    packages = {package_of(_inner(thing)) for thing in level}
    found: dict[int, Any] = {}
    seen: dict[int, Any] = {}  # kept, so that nothing else gets the id of one
    for deep in range(_DEEP):
        after: list[Any] = []
        for thing in _unwrapped(level):
            kind = thing if isinstance(thing, FunctionType | type) else type(thing)
            is_ours = not deep or package_of(kind) in packages
            if id(thing) in seen or kind in _PLAIN or not (is_ours or isinstance(thing, CONTAINERS)):
                continue
            seen[id(thing)] = thing
            code = list(kin(thing)) if is_ours else []
            found.update((id(one), one) for one in code)
            if not isinstance(thing, type) and not is_data(thing):
                after += [value for _, _, value in parts_of(thing)]
            after += [part for function in functions_of(code) for part in _named(function, packages)]
        level = after
    return tuple(found.values())


def _unwrapped(things: Iterable[Any]) -> Iterator[Any]:
    """Yield the functions, classes and objects that these are, or stand before."""
    for thing in things:
        inner = _own(thing, "__wrapped__")
        match thing:
            case MethodType():
                yield from _unwrapped([thing.__self__])
            case partial():
                yield from _unwrapped([thing.func, *thing.args, *thing.keywords.values()])
            case FunctionType() if inner is not None:
                yield thing
                yield from _unwrapped([inner])
            case _ if inner is not None and not isinstance(thing, type):
                yield from _unwrapped([inner])
            case _:
                yield thing


def _inner(thing: Any) -> Any:
    while isinstance(thing, partial):
        thing = thing.func
    return type(thing.__self__) if isinstance(thing, MethodType) and not isinstance(thing.__self__, type) else thing


def package_of(thing: Any) -> str:
    """Return the name of the package that a function or class is of; empty if it says none."""
    return str(getattr(thing, "__module__", None) or "").partition(".")[0]


def _named(function: FunctionType, packages: set[str]) -> Iterator[Any]:
    names = [name for code in nested(function.__code__) for name in code.co_names]
    for value in _under(names, function.__globals__):
        if not isinstance(value, ModuleType):
            yield value
        elif value.__name__.partition(".")[0] in packages:
            yield from _under(names, vars(value))


def _under(names: Iterable[str], space: Mapping[str, Any]) -> Iterator[Any]:
    return (space[name] for name in names if name in space)
