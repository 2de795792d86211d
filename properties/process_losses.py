"""What became of a worker process that is gone: how it ended, and where it stood."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from .crashes import is_users
from .process_worker import HALT

__all__ = ["Gone", "gone"]

_FRAME = re.compile(r'  File "(.+)", line (\d+) in (.+)')
_FRAMES = 4  # of a thread, the innermost
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A worker that ended before it answered.

    ``why``: in words that go on after "the process". ``where``: the lines of the user's own code that it was in, thread
    by thread, innermost last.
    """

    why: str
    where: tuple[str, ...] = ()


def gone(exitcode: int | None, stacks: Connection, patience: float) -> Gone:
    """Return how a worker ended.

    Parameters
    ----------
    exitcode
        None if it has not ended.
    stacks
        Where ``faulthandler`` of the worker writes to; reading never waits.
    patience
        Seconds that it had for a step.
    """
    text = _written(stacks)
    return Gone(why=_why(exitcode, patience, halted=text.startswith(HALT)), where=tuple(_where(text)))


def _why(exitcode: int | None, patience: float, *, halted: bool) -> str:
    if halted:
        return f"had not come back after {patience:g} s"
    if exitcode is None:
        return "did not come back, and could not say where it stood"
    if exitcode < 0:
        return f"was ended by {signal.Signals(-exitcode).name}"
    return f"ended with exit code {exitcode}"


def _where(text: str) -> list[str]:
    told: list[str] = []
    for thread in text.split("\n\n"):
        frames = [found.groups() for found in map(_FRAME.fullmatch, thread.splitlines()) if found]
        own = [f"{file}:{line} in {name}" for file, line, name in frames if is_users(file)]
        told += reversed(own[:_FRAMES])
    return told


def _written(stacks: Connection) -> str:
    parts: list[bytes] = []
    try:
        while part := os.read(stacks.fileno(), _CHUNK):
            parts.append(part)
    except BlockingIOError:  # somebody still holds the other end, and has written nothing more
        pass
    return b"".join(parts).decode(errors="backslashreplace")
