"""Whether a thread that gets nowhere is at work, or waits."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

__all__ = ["is_running"]

_AT_WORK = "RD"  # on a core or in line for one, and waiting for a disk: proc_pid_stat(5)


def is_running(thread: Thread) -> bool:
    """Return whether a thread computes, is in line for a core, or reads a disk; False where the system does not say."""
    try:
        status = Path(f"/proc/self/task/{thread.native_id}/stat").read_text(encoding="utf-8")
    except OSError:  # no Linux, or the thread has ended
        return False
    return status.rpartition(")")[2].split()[0] in _AT_WORK
