"""Locks that the engine knows of: whoever waits for one is not runnable, and costs no time."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from .lanes import here, strangers

__all__ = ["FLOCK", "ManagedLock", "ManagedRLock", "clock", "locked_file", "with_flock"]

_FCNTL: Any = None if importlib.util.find_spec("fcntl") is None else importlib.import_module("fcntl")
FLOCK: Any = getattr(_FCNTL, "flock", None)
"""The real one; None where there is none."""


class ManagedLock:
    """Does what ``threading.Lock`` does."""

    again = False

    def __init__(self) -> None:
        self.count = 0
        self.holder: object = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002 - as threading has it
        """Take the lock."""
        lane = here.lane
        me = lane or threading.get_ident()
        while self.count and not (self.again and self.holder == me):
            if not blocking:
                return False
            if lane is None:
                strangers.waits += 1
                msg = "this thread is none of the race, so nobody steps it, and it wants a lock that is held"
                raise RuntimeError(msg)
            lane.waits = self
            if not lane.traffic.blocked(lane, patient=timeout < 0):
                lane.late += timeout
                return False
        self.holder, self.count = me, self.count + 1
        return True

    def release(self) -> None:
        """Give the lock back."""
        if not self.count:
            msg = "release unlocked lock"
            raise RuntimeError(msg)
        if self.again and not self._is_mine():
            msg = "cannot release un-acquired lock"
            raise RuntimeError(msg)
        self._let_go(1)

    def locked(self) -> bool:
        """Return whether somebody holds it."""
        return bool(self.count)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        del kind, error, trace
        self.release()

    def _is_mine(self) -> bool:
        return bool(self.count) and self.holder == (here.lane or threading.get_ident())

    def _let_go(self, times: int) -> None:
        lane = here.lane
        self.count -= times
        if not self.count:
            self.holder = None
            if lane is not None:
                lane.traffic.freed(self)


class ManagedRLock(ManagedLock):
    """Does what ``threading.RLock`` does: its holder may take it again."""

    again = True

    # What a Condition asks of the lock that it is made with.

    def _is_owned(self) -> bool:
        return self._is_mine()

    def _release_save(self) -> int:
        count = self.count
        self._let_go(count)
        return count

    def _acquire_restore(self, count: int) -> None:
        self.acquire()
        self.count = count


def clock() -> float:
    """Return the time of this thread; a wait that was given up has taken as long as it was said to, at no cost."""
    lane = here.lane
    return monotonic() + (0.0 if lane is None else lane.late)


def locked_file(file: Any, operation: int) -> None:
    """Lock a file as ``fcntl.flock`` does; for whoever is no lane it is that."""
    lane = here.lane
    if lane is None or operation & (_FCNTL.LOCK_NB | _FCNTL.LOCK_UN):
        FLOCK(file, operation)
        return

    def taken() -> bool:
        try:
            FLOCK(file, operation | _FCNTL.LOCK_NB)
        except BlockingIOError:
            return False
        lane.waits = lane.poll = None
        return True

    if not taken():
        lane.waits = lane.poll = taken
        lane.traffic.blocked(lane, patient=True)


def with_flock(flock: Callable[[Any, int], None]) -> None:
    """Put a function in the place of ``fcntl.flock``, where there is one."""
    if _FCNTL is not None:
        _FCNTL.flock = flock
