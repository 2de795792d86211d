"""The code that an object or a callable is made of: its own, its class's, and what it closes over, wraps or names."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from .crashes import is_users

__all__ = ["classes_of", "functions_of", "kin", "package_of", "reached"]

_DEEP = 4  # callables in callables: code further away is not raced
_PLAIN = (str, bytes, int, float, complex, tuple, list, dict, set, frozenset, type(None), CodeType, BuiltinFunctionType)


def kin(thing: object) -> Iterator[Any]:
    """Yield an object's own code: itself where it is a function, else its class and the bases that are the user's."""
    if isinstance(thing, FunctionType | MethodType):
        yield thing
        return
    kind = type(thing)
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
            return [value for value in vars(thing).values() if not isinstance(value, type)]
        case ModuleType():
            return [value for value in vars(thing).values() if getattr(value, "__module__", "") == thing.__name__]
        case _:  # a wrapper: of functools, of contextlib, or of the user's
            inner = getattr(thing, "__wrapped__", None) or getattr(thing, "func", None)
            return [] if inner is None else [inner]


def classes_of(things: Iterable[Any]) -> list[type]:
    """Return those of some things that are classes."""
    return [thing for thing in things if isinstance(thing, type)]


def reached(callables: Iterable[Any]) -> tuple[Any, ...]:
    """Return the functions and classes whose code runs where these callables are called, as far as can be seen.

    Followed are methods to the class of their object, closures to what they hold, wrappers to what they wrap, and names
    to what stands under them in the module, all within the packages that the callables are of.
    """
    given = [thing for thing in callables if thing is not None]
    packages = {package_of(_inner(thing)) for thing in given}
    found: dict[int, Any] = {}
    for thing in given:
        _reach(thing, found, packages, _DEEP)
    return tuple(found.values())


def _reach(thing: Any, found: dict[int, Any], packages: set[str], deep: int) -> None:
    if id(thing) in found or not deep or isinstance(thing, (*_PLAIN, type, ModuleType)):
        return
    match thing:
        case FunctionType():
            if deep == _DEEP or package_of(thing) in packages:
                found[id(thing)] = thing
                for part in (*_held(thing), *_named(thing), getattr(thing, "__wrapped__", None)):
                    _reach(part, found, packages, deep - 1)
        case MethodType():
            _reach(thing.__self__, found, packages, deep)
        case partial():
            for part in (thing.func, *thing.args):
                _reach(part, found, packages, deep)
        case _:
            inner = getattr(thing, "__wrapped__", None)
            if inner is not None:
                _reach(inner, found, packages, deep)
            elif deep == _DEEP or package_of(type(thing)) in packages:
                found.update((id(kind), kind) for kind in kin(thing))


def _inner(thing: Any) -> Any:
    while isinstance(thing, partial):
        thing = thing.func
    return type(thing.__self__) if isinstance(thing, MethodType) and not isinstance(thing.__self__, type) else thing


def package_of(thing: Any) -> str:
    """Return the name of the package that a function or class is of; empty if it says none."""
    return str(getattr(thing, "__module__", None) or "").partition(".")[0]


def _held(function: FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # a name that is bound later
            continue


def _named(function: FunctionType) -> Iterator[Any]:
    space = function.__globals__
    yield from (space[name] for name in function.__code__.co_names if name in space)
