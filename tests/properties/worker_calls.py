"""What workers of a crew are asked in tests, and ledgers whose writers do not come back."""

from __future__ import annotations

import ctypes
import os
import select
import signal
from contextlib import closing
from multiprocessing import parent_process

from tests.mutants.ledger_book import Book

__all__ = [
    "Dying",
    "Hanging",
    "Once",
    "crash",
    "end",
    "fail",
    "hang",
    "has_ended",
    "know",
    "meet",
    "note_pid",
    "notes",
    "stop",
    "vanish",
]


def hang(desk):
    """Wait for what nobody does."""
    del desk
    select.select([], [], [])


def end(desk, code):
    """End the process without a word."""
    del desk
    os._exit(code)


def vanish(desk):
    """End the process as the system does when it runs out of memory."""
    del desk
    os.kill(os.getpid(), signal.SIGKILL)


def crash(desk):
    """Read what is not there."""
    del desk
    ctypes.string_at(0)


def stop(desk):
    """Stop all threads of the process, so that none can halt it."""
    del desk
    os.kill(os.getpid(), signal.SIGSTOP)


def fail(desk):
    """Raise what cannot be pickled."""
    del desk
    raise _OddError(lambda: None)


class _OddError(Exception):
    def __init__(self, call):
        super().__init__("odd")
        self.call = call


def know(desk):
    """Do nothing."""


def note_pid(desk, folder):
    """Leave the number of the process as the name of a file."""
    del desk
    (folder / str(os.getpid())).touch()


def notes(folder):
    """Return the numbers of the processes that left them."""
    return sorted(int(file.name) for file in folder.iterdir() if file.name.isdigit())


def meet(desk, meetings, others, folder, alive):
    """Come to all meetings and leave a note at each; all who are alive have left theirs of the one before."""
    with closing(desk.rounds(meetings, others)) as met:
        for meeting in met:
            there = {file.name for file in folder.iterdir()}
            due = {f"{meeting - 1}-{number}" for number in alive if meeting > meetings[0]}
            if not due <= there:
                message = f"at meeting {meeting} without {due - there}"
                raise ValueError(message)
            (folder / f"{meeting}-{desk.number}").touch()


def has_ended(pid):
    """Return whether a process is gone, or goes within a minute."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], 60)[0])
    finally:
        os.close(watched)


def _is_second(bodies):
    """Return whether it is another process than that of the tests, and writes for the second writer."""
    return parent_process() is not None and bodies[0]["writer"] == 1


class Hanging(Book):
    """Its second writer waits, with the lock of the file, for what nobody does."""

    def batch(self, bodies, number, head):
        """Hang."""
        if _is_second(bodies):
            select.select([], [], [])
        return super().batch(bodies, number, head)


class Dying(Book):
    """The process of its second writer is killed before it writes."""

    def batch(self, bodies, number, head):
        """Die."""
        if _is_second(bodies):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().batch(bodies, number, head)


class Once(Book):
    """Loses one record of a long ledger in the life of a process, and never again."""

    has_lost = False

    def append(self, bodies):
        """Lose the first of them."""
        if parent_process() is not None and bodies[0]["number"] > 3 and not Once.has_lost:
            Once.has_lost = True
            bodies = bodies[1:]
        super().append(bodies)
