"""Where the loops of some code begin anew, whichever way an interpreter compiles them."""

from __future__ import annotations

import dis
from collections.abc import Mapping
from types import CodeType
from typing import Any

__all__ = ["back_jumps", "loop_heads"]

_LEAVES = ("JUMP_", "RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE")

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
    return frozenset(to for at, to in jumps.items() if at not in _reached(flow, without=to))


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
