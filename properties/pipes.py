"""What becomes of a command whose output nobody reads any more, as in ``toxiframe faults | head``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

__all__ = ["GONE", "piped"]

GONE = 141
"""The exit code of a program that a closed pipe has ended: 128 and the number of SIGPIPE."""


def piped(command: Callable[[], int]) -> int:
    """Run a command and return its exit code; end without a word if whoever read its output has gone."""
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not _is_closed():
            raise  # another pipe, such as one to a process of the user's
        # What is still held back would be written on leaving, and complained about.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GONE


def _is_closed() -> bool:
    try:
        print(flush=True)  # noqa: T201 - writing is what shows it
    except BrokenPipeError:
        return True
    return False
