"""What a worker process does: calls, one after another, for as long as somebody asks."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import time
from collections.abc import Callable, Generator, Sequence
from ctypes import Array, c_int64
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any

from .crashes import crash

__all__ = ["HALT", "Answer", "Desk", "Done", "Raised", "Unknown", "serve"]

_WAIT = 2.0  # seconds after which one that has not come is left out
_SPIN = 0.001  # seconds that who waits keeps its core: on a busy machine, one that yields is off it when the last comes
HALT = "Timeout "
"""How the stacks begin of a worker that has halted itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A call came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A call raised; ``told``: what ``crash`` says of it, since not every error can be sent."""

    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """What a call is made of cannot be found in the worker."""

    why: str


Answer = Done | Raised | Unknown


@dataclass(slots=True, kw_only=True)
class Desk:
    """What a worker has at hand.

    ``met``: for each worker of the crew, the last meeting that it came to; all of them see it at the same time.
    ``kept``: what a call leaves for the next.
    """

    number: int
    stacks: Connection
    met: Array[c_int64]
    kept: Any = None
    _patience: float = 0.0
    _watched: float = 0.0

    def begin(self, patience: float) -> None:
        """Write down the stacks of all threads and end this process if the next step takes longer than so many seconds.

        The watch is a thread of the interpreter's own, which works whoever has the GIL.
        """
        self._patience, self._watched = patience, time.monotonic()
        faulthandler.dump_traceback_later(2 * patience, exit=True, file=self.stacks.fileno())

    def end(self) -> None:
        """Stop watching."""
        faulthandler.cancel_dump_traceback_later()

    def rounds(self, meetings: range, others: Sequence[int]) -> Generator[int]:
        """Meet the others again and again, each time with all the time for one more step.

        Who waits does not sleep, so that all go on within microseconds. Where one does not come, nobody waits again.
        """
        alone = False
        try:
            for meeting in meetings:
                # To set the watch takes longer than many a step, so it is set for two and not at each.
                if time.monotonic() - self._watched > self._patience:
                    self.begin(self._patience)
                self.met[self.number] = meeting
                alone = alone or not self._came(meeting, others)
                yield meeting
        finally:
            self.met[self.number] = meetings[-1]  # nobody waits for who is through

    def _came(self, meeting: int, others: Sequence[int]) -> bool:
        now = time.monotonic()
        until, rest = now + _WAIT, now + _SPIN
        while any(self.met[number] < meeting for number in others):
            now = time.monotonic()
            if now > until:
                return False
            if now > rest:
                os.sched_yield()
                rest = time.monotonic() + _SPIN
        return True


def serve(number: int, asked: Connection, stacks: Connection, met: Array[c_int64]) -> None:
    """Do what is asked for until the other end is closed, or whoever asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks, who then ends the workers
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    Thread(target=_end_with_parent, daemon=True).start()
    faulthandler.enable(stacks.fileno())
    desk = Desk(number=number, stacks=stacks, met=met)
    asked.send(Done())
    while True:
        try:
            call, patience = asked.recv()
        except EOFError:
            return
        asked.send(_answer(desk, call, patience))


def _answer(desk: Desk, call: bytes, patience: float) -> Answer:
    try:
        function, arguments = pickle.loads(call)  # noqa: S301 - from our own other end
    except Exception as error:  # noqa: BLE001 - importing a module of the user's may raise anything
        return Unknown(why=f"{type(error).__name__}: {error}")
    work: Callable[..., object] = function
    desk.begin(patience)
    try:
        work(desk, *arguments)
    except BaseException as error:  # noqa: BLE001 - what the subject raises is what it did
        return Raised(told=crash(error))
    finally:
        desk.end()
    return Done()


def _end_with_parent() -> None:
    """End at once when the parent is gone, in whatever way, and whatever this process waits for."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
