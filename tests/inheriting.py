"""Threads that start in a copy of their spawner's context: whether they do here, and how to make them.

CPython 3.14 has a flag for it, ``-X thread_inherit_context=1``, which free-threaded builds switch on by themselves:
https://docs.python.org/3.14/using/cmdline.html#envvar-PYTHON_THREAD_INHERIT_CONTEXT
"""

from __future__ import annotations

import sys
from contextvars import copy_context
from functools import partial
from threading import Thread

import pytest

__all__ = ["INHERITING", "inherit"]

INHERITING = bool(getattr(sys.flags, "thread_inherit_context", False))
"""Whether every thread of this process does."""


def inherit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every thread that is started from here on inherit, on any interpreter."""
    start = Thread.start

    def inheriting(thread: Thread) -> None:
        thread.run = partial(copy_context().run, thread.run)
        start(thread)

    monkeypatch.setattr(Thread, "start", inheriting)
