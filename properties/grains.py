"""Where a thread may be stopped: before which instructions of which code."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Literal, NamedTuple

from .loops import back_jumps, loop_heads

__all__ = ["COMPREHENSIONS", "NOWHERE", "Grain", "Points", "first_told", "nested", "points_of"]

Grain = Literal["operations", "shared", "instruction", "gil"]
COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>"})
"""Names of code that is part of the function around it from 3.12 on."""

_READS = {"LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"}
_WRITES = {"STORE_ATTR", "DELETE_ATTR"}
_FREE = {"LOAD_DEREF", "STORE_DEREF", "DELETE_DEREF"}
_GLOBALS = {"LOAD_GLOBAL", "STORE_GLOBAL", "DELETE_GLOBAL"}
_CALLS = {"CALL", "CALL_KW", "CALL_FUNCTION_EX"}
_SUPER = {"LOAD_SUPER_ATTR"}  # from 3.12 on, in the place of a call of super()
_ITEMS = {"BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "BINARY_SLICE", "STORE_SLICE", "CONTAINS_OP"}
_LOOPS = {"GET_ITER", "FOR_ITER"}
_BUILDERS = {"__init__", "__post_init__", "__new__"}
# An interpreter with a GIL gives it up on entering a function, when it jumps back, and after a call. A lock that it has
# waited for it takes before the GIL.
_YIELDS = {"RESUME", "BEFORE_WITH", *_CALLS}
_PLAIN = sys.version_info < (3, 12)
"""Up to 3.11 a comprehension is a function that is called, and an instruction is told by the first of its prefixes."""


class _Placed(NamedTuple):
    """An instruction: where it begins, and the offset under which the interpreter tells of it."""

    start: int
    told: int
    what: dis.Instruction


@dataclass(frozen=True, slots=True)
class Points:
    """Before which instructions of which code a thread may be stopped.

    ``offsets``: of each code, by its id. Code that is equal is not the same: a cell of a notebook that runs again makes
    its functions anew, and an interpreter tells of those that it was asked about. And a code's hash is of all it holds.
    """

    codes: tuple[CodeType, ...] = ()
    offsets: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])


NOWHERE = Points()
"""Between operations alone."""


def points_of(functions: Iterable[FunctionType], grain: Grain) -> Points:
    """Return where threads may be stopped in these functions."""
    return _points(tuple({id(function.__code__): _Itself(function.__code__) for function in functions}.values()), grain)


@dataclass(frozen=True, slots=True, eq=False)
class _Itself:
    """A code that equals no other."""

    code: CodeType

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.code is other.code

    def __hash__(self) -> int:
        return id(self.code)


@lru_cache(maxsize=64)  # every case of a property asks about the same code
def _points(outer: tuple[_Itself, ...], grain: Grain) -> Points:
    if grain == "operations":
        return NOWHERE
    codes = tuple({id(code): code for one in outer for code in nested(one.code)}.values())
    match grain:
        case "instruction":
            found = ((one.told for one in _placed(code)) for code in codes)
        case "gil":
            found = map(_yielding, codes)
        case "shared":
            written = frozenset(name for code in codes for name in _written(code))
            found = (_shared(code, written) for code in codes)
    return Points(codes=codes, offsets={id(code): frozenset(told) for code, told in zip(codes, found, strict=True)})


def nested(code: CodeType) -> Iterator[CodeType]:
    """Yield some code, and that of all functions, classes and comprehensions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested(constant)


@lru_cache(maxsize=1024)  # asked at every instruction of a run that is told
def first_told(code: CodeType) -> int:
    """Return the offset of the first instruction that the interpreter tells of when the code is entered."""
    placed = iter(_placed(code))
    next(one for one in placed if one.what.opname == "RESUME")
    return next(placed).told


def _placed(code: CodeType) -> Iterator[_Placed]:
    """Yield the instructions, each with the prefixes that its argument takes where one byte is too small for it."""
    start: int | None = None
    for one in dis.get_instructions(code):
        start = one.offset if start is None else start
        if one.opcode != dis.EXTENDED_ARG:
            yield _Placed(start, start if _PLAIN else one.offset, one)
            start = None


def _written(code: CodeType) -> Iterator[str]:
    """Yield the names that are written where other threads may be reading them."""
    for one in dis.get_instructions(code):
        shared = one.opname in _WRITES and code.co_name not in _BUILDERS
        outer = one.opname == "STORE_DEREF" and one.argval in code.co_freevars
        if shared or outer or one.opname in {"STORE_GLOBAL", "DELETE_GLOBAL"}:
            yield str(one.argval)


def _shared(code: CodeType, written: frozenset[str]) -> Iterator[int]:
    # How a loop jumps differs from one interpreter to the next, so it counts where it begins anew.
    heads, inlined = loop_heads(code), frozenset(_inlined(code))
    for start, told, one in _placed(code):
        named = one.opname in _READS | _WRITES | _FREE | _GLOBALS and one.argval in written
        always = one.opname in _CALLS | _SUPER | _ITEMS | _LOOPS or one.opname.startswith("BEFORE_WITH")
        always = always or (one.opname == "BINARY_OP" and one.argrepr == "[]")  # from 3.14 on, BINARY_SUBSCR
        if (named or always or start in heads) and told not in inlined:
            yield told


def _inlined(code: CodeType) -> Iterator[int]:
    """Yield the calls of comprehensions, which are none from 3.12 on."""
    made: list[str] = []
    before = ""
    for _, told, one in _placed(code):
        if isinstance(one.argval, CodeType) and one.argval.co_name in {*COMPREHENSIONS, "<genexpr>"}:
            made.append(one.argval.co_name)
        elif one.opname == "CALL" and before in {"GET_ITER", "GET_AITER"} and made.pop() in COMPREHENSIONS:
            yield told
        before = before if one.opname == "PRECALL" else one.opname


def _yielding(code: CodeType) -> Iterator[int]:
    before, targets = "", frozenset(back_jumps(code).values())
    for start, told, one in _placed(code):
        if before in _YIELDS or start in targets:
            yield told
        before = one.opname
