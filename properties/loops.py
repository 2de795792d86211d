"""Where the loops of some code begin anew, whichever way an interpreter compiles them."""

from __future__ import annotations

import dis
import sys
from collections.abc import Mapping
from types import CodeType
from typing import Any

__all__ = ["back_jumps", "loop_heads"]

_LEAVES = ("JUMP_", "RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE")

_UNTESTED = {"FOR_ITER", "SEND", "NOP"}  # the head of a for, of an await, and of a while True
_TESTED_ONCE = sys.version_info >= (3, 14)

_Flow = Mapping[int, frozenset[int]]


def back_jumps(code: CodeType) -> Mapping[int, int]:
    """Return the jumps back: where each stands, and where it goes."""
    return {one.offset: one.argval for one in dis.get_instructions(code) if "JUMP_BACKWARD" in one.opname}


def loop_heads(code: CodeType) -> frozenset[int]:
    """Return where loops begin anew.

    From 3.12 on, what handles an exception stands at the end and jumps back to what follows it, which is no loop: only
    where a jump leads to what had to be passed to come to the jump does the code go round.
    """
    jumps = back_jumps(code)
    flow = _flow(code) if jumps else {}
    ends = {to: at for at, to in sorted(jumps.items()) if at not in _reached(flow, without=to)}
    return frozenset(_passed(code, head, end) if _TESTED_ONCE else head for head, end in ends.items())


def _passed(code: CodeType, head: int, end: int) -> int:
    """Return where the body of a loop begins, which is its head, unless its test is there.

    Up to 3.13, a test is compiled twice, before the loop and at its end, which jumps back to the body. From 3.14 on it
    is the head, and passed once more than the body is. It ends with the last jump of its line that leaves the loop.
    """
    loop = [one for one in dis.get_instructions(code) if head <= one.offset <= end]
    if next(one for one in loop if one.opcode != dis.EXTENDED_ARG).opname in _UNTESTED:
        return head
    tests = [one for one in loop if one.opname.startswith("POP_JUMP_IF_")]
    leaves = [one for one in tests if one.argval > end and _line(one) == _line(tests[0])]
    after = (one.offset for one in loop if leaves and one.offset > leaves[-1].offset and one.opname != "NOT_TAKEN")
    return next(after, head)


def _line(one: dis.Instruction) -> int | None:
    return one.positions and one.positions.lineno


def _flow(code: CodeType) -> _Flow:
    """Return what may follow each instruction, exceptions included."""
    steps = list(dis.get_instructions(code))
    view: Any = dis.Bytecode(code)  # typeshed does not know that it has entries
    flow: dict[int, frozenset[int]] = {}
    for one, after in zip(steps, [*steps[1:], None], strict=True):
        then = {entry.target for entry in view.exception_entries if entry.start <= one.offset < entry.end}
        if one.opcode in dis.hasjrel:
            then.add(one.argval)
        if after is not None and not one.opname.startswith(_LEAVES):
            then.add(after.offset)
        flow[one.offset] = frozenset(then)
    return flow


def _reached(flow: _Flow, *, without: int) -> set[int]:
    """Return what is come to from the start if one instruction is never passed."""
    seen, open_ends = {without}, [0]
    while open_ends:
        at = open_ends.pop()
        if at not in seen:
            seen.add(at)
            open_ends.extend(flow[at])
    return seen - {without}
