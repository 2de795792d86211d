"""Ledgers whose writers do not come back, or lose what they write, where they are processes of their own."""

from __future__ import annotations

import os
import select
import signal
from multiprocessing import parent_process

from tests.mutants.ledger_book import Book

__all__ = ["Dying", "Hanging", "Once"]


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
