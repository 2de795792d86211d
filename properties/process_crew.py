"""A few real processes that do what they are asked, kept for the life of this one."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from ctypes import Array, c_int64
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.resource_tracker import ensure_running
from multiprocessing.sharedctypes import RawArray
from multiprocessing.util import Finalize
from threading import Lock
from typing import Any

from .errors import BindError
from .process_losses import Gone, gone
from .process_worker import Answer, Unknown, serve

__all__ = ["MOST", "Crew", "crew"]

MOST = 3
"""Workers of a crew."""

LOADING = 60.0
"""Seconds that workers have to start, and to import what they are sent, before a step counts as none at all."""
_ENDING = 1.0  # seconds for a worker to end by itself
_CONTEXT = get_context("spawn")
_LOCK = Lock()


class _Worker:
    """One process, as seen from here."""

    def __init__(self, number: int, met: Array[c_int64]) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self.stacks, written = _CONTEXT.Pipe(duplex=False)
        os.set_blocking(self.stacks.fileno(), False)
        name, arguments = f"toxiframe-worker-{number}", (number, theirs, written, met)
        self.process = _CONTEXT.Process(target=serve, name=name, args=arguments, daemon=True)
        ensure_running()  # it lets SIGINT through again when it has started its process
        # Ctrl-C in a terminal reaches every process, and one that is still starting would print a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        written.close()

    def end(self, seconds: float = 0.0) -> None:
        """Give the process so long to end by itself, then kill it; nothing of it is left."""
        self.connection.close()
        self.process.join(seconds)
        self.process.kill()
        self.process.join()
        self.stacks.close()
        self.process.close()


class Crew:
    """Workers by number; one that is gone is started anew when it is needed next.

    Of what is asked, nothing is waited for without end: a worker halts itself when a step takes too long, and one that
    cannot do even that is killed.
    """

    def __init__(self, patience: float) -> None:
        self.pid, self.patience = os.getpid(), patience
        self._workers: dict[int, _Worker] = {}
        self._met = RawArray(c_int64, MOST)
        self._last = 0
        Finalize(self, _end_all, args=(self._workers, _ENDING), exitpriority=1)

    def staff(self, count: int) -> None:
        """See to it that workers 0 to ``count`` are up.

        Raises
        ------
        BindError
            If one ends before it begins.
        """
        missing = [number for number in range(count) if number not in self._workers]
        for number in missing:
            self._workers[number] = _Worker(number, self._met)
        for answer in self._messages(missing).values():
            if isinstance(answer, Gone):
                msg = (
                    f"a worker process {answer.why} before it began; what it said is on stderr. A script that tries "
                    'processes=True must do so under `if __name__ == "__main__":`, since each worker imports it'
                )
                raise BindError(msg)

    def ask(self, number: int, function: Callable[..., object], *arguments: object) -> None:
        """Have a worker call a function of a module with its desk and these arguments."""
        with suppress(BrokenPipeError):  # it is gone, which its answer says
            self._workers[number].connection.send((pickle.dumps((function, arguments)), self.patience))

    def answers(self, numbers: Iterable[int]) -> dict[int, Answer | Gone]:
        """Return what became of what each of these was asked last.

        Raises
        ------
        BindError
            If a worker cannot find what it was asked to call.
        """
        found = self._messages(list(numbers))
        for answer in found.values():
            if isinstance(answer, Unknown):
                msg = (
                    f"a process that was started anew does not know what it was sent ({answer.why}): put it into a "
                    "module that `python -c 'import ...'` finds, for tests by pythonpath= in pytest's settings"
                )
                raise BindError(msg)
        return found

    def answer(self, number: int, function: Callable[..., object], *arguments: object) -> Answer | Gone:
        """Ask one worker, and return what became of it."""
        self.ask(number, function, *arguments)
        return self.answers([number])[number]

    def meetings(self, rounds: int) -> range:
        """Return the numbers of as many meetings, which no others have had; see ``Desk.rounds``."""
        last = self._last
        self._last += rounds
        return range(last + 1, self._last + 1)

    def _messages(self, numbers: list[int]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        met = list(self._met)
        while waiting := {one: self._workers[one].connection for one in numbers if one not in found}:
            # A worker that can still do anything has halted itself long before.
            ready = wait(waiting.values(), timeout=3 * self.patience + LOADING)
            before, met = met, list(self._met)
            if not ready and met == before:
                return found | {number: self._lose(number) for number in waiting}
            found |= {number: self._message(number, one) for number, one in waiting.items() if one in ready}
        return found

    def _message(self, number: int, connection: Connection) -> Any:
        try:
            return connection.recv()
        except (EOFError, OSError):
            return self._lose(number)

    def _lose(self, number: int) -> Gone:
        worker = self._workers.pop(number)
        worker.process.join(_ENDING)
        lost = gone(worker.process.exitcode, worker.stacks, self.patience)
        worker.end()
        return lost

    def end(self) -> None:
        """End all workers at once, whatever they do."""
        _end_all(self._workers, 0.0)


def _end_all(workers: dict[int, _Worker], seconds: float) -> None:
    for worker in workers.values():
        worker.connection.close()  # those that wait for the next call end by that, side by side
    while workers:
        workers.popitem()[1].end(seconds)


@contextmanager
def crew(count: int, *, patience: float) -> Generator[Crew]:
    """Have the crew of this process for a while, with so many workers and so many seconds for each step of theirs.

    Raises
    ------
    BindError
        If they cannot be started.
    """
    with _LOCK:
        if not _KEPT or _KEPT[0].pid != os.getpid():  # a fork shares no workers
            _KEPT[:] = [Crew(patience)]
        kept = _KEPT[0]
        kept.patience = patience
        try:
            kept.staff(count)
            yield kept
        except BindError:  # all have answered
            raise
        except BaseException:
            kept.end()  # nobody knows what they are at
            raise


_KEPT: list[Crew] = []
