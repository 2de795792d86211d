"""What workers of a crew are asked in tests; every worker imports this, so it asks for little."""

from __future__ import annotations

import ctypes
import os
import select
import signal
from contextlib import closing

__all__ = [
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
