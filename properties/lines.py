"""Which lines a thread comes to, read off its instructions.

Interpreters do not agree on what is a new line: 3.13 tells none of a function that is one line, from 3.12 on a
comprehension tells its line once an item, and up to 3.11 it is a function of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType

from .grains import COMPREHENSIONS, first_told

__all__ = ["Reader"]


class Reader:
    """The line that each open function of one thread has come to."""

    def __init__(self) -> None:
        self._open: dict[int, int] = {}

    def line(self, frame: FrameType) -> int | None:
        """Return the line of the instruction that is next, None if its function was there before."""
        line = frame.f_lineno
        while frame.f_code.co_name in COMPREHENSIONS and frame.f_back is not None:
            frame = frame.f_back
        # A function that has ended leaves its id to the next one, which begins at its start.
        self._open = {one: self._open[one] for one in _callers(frame) if one in self._open}
        if frame.f_lasti != first_told(frame.f_code) and self._open.get(id(frame)) == line:
            return None
        self._open[id(frame)] = line
        return line


def _callers(frame: FrameType | None) -> Iterator[int]:
    while frame is not None:
        yield id(frame)
        frame = frame.f_back
