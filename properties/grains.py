"""Where a thread may be stopped: before which instructions of which code."""

from __future__ import annotations

import dis
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Literal

__all__ = ["Grain", "Points", "points_of"]

Grain = Literal["operations", "shared", "instruction", "gil"]
Points = Mapping[CodeType, frozenset[int]]
"""Code -> the offsets of the instructions before which its thread may be stopped."""

_READS = {"LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"}
_WRITES = {"STORE_ATTR", "DELETE_ATTR"}
_FREE = {"LOAD_DEREF", "STORE_DEREF", "DELETE_DEREF"}
_GLOBALS = {"LOAD_GLOBAL", "STORE_GLOBAL", "DELETE_GLOBAL"}
_CALLS = {"CALL", "CALL_KW", "CALL_FUNCTION_EX"}
_ITEMS = {"BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "BINARY_SLICE", "STORE_SLICE", "CONTAINS_OP"}
_LOOPS = {"GET_ITER", "FOR_ITER", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"}
_BUILDERS = {"__init__", "__post_init__", "__new__"}
# An interpreter with a GIL gives it up on entering a function, when it jumps back, and after a call. A lock that it has
# waited for it takes before the GIL.
_YIELDS = {"RESUME", "BEFORE_WITH", *_CALLS}


def points_of(functions: Iterable[FunctionType], grain: Grain) -> Points:
    """Return where threads may be stopped in these functions."""
    return _points(tuple(dict.fromkeys(function.__code__ for function in functions)), grain)


@lru_cache(maxsize=64)  # every case of a property asks about the same code
def _points(outer: tuple[CodeType, ...], grain: Grain) -> Points:
    if grain == "operations":
        return {}
    codes = list(dict.fromkeys(code for one in outer for code in _nested(one)))
    if grain == "instruction":
        return {code: frozenset(one.offset for one in dis.get_instructions(code)) for code in codes}
    if grain == "gil":
        return {code: frozenset(_yielding(code)) for code in codes}
    written = frozenset(name for code in codes for name in _written(code))
    return {code: frozenset(_shared(code, written)) for code in codes}


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def _written(code: CodeType) -> Iterator[str]:
    """Yield the names that are written where other threads may be reading them."""
    for one in dis.get_instructions(code):
        shared = one.opname in _WRITES and code.co_name not in _BUILDERS
        outer = one.opname == "STORE_DEREF" and one.argval in code.co_freevars
        if shared or outer or one.opname in {"STORE_GLOBAL", "DELETE_GLOBAL"}:
            yield str(one.argval)


def _shared(code: CodeType, written: frozenset[str]) -> Iterator[int]:
    for one in dis.get_instructions(code):
        named = one.opname in _READS | _WRITES | _FREE | _GLOBALS and one.argval in written
        if named or one.opname in _CALLS | _ITEMS | _LOOPS or one.opname.startswith("BEFORE_WITH"):
            yield one.offset


def _yielding(code: CodeType) -> Iterator[int]:
    before = ""
    for one in dis.get_instructions(code):
        if before in _YIELDS or (one.is_jump_target and _is_loop(code, one.offset)):
            yield one.offset
        before = one.opname


def _is_loop(code: CodeType, offset: int) -> bool:
    return any(one.opname.startswith("JUMP_BACKWARD") and one.argval == offset for one in dis.get_instructions(code))
