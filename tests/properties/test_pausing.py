"""Threads of which one is held: before the drawn line, until the others are done or blocked."""

from __future__ import annotations

from threading import Lock

import pytest
from toxiframe.properties.ledger_subject import lines
from toxiframe.properties.pausing import Pause, side_by_side


def _notes(told, name):
    told.append(f"{name} 1")
    told.append(f"{name} 2")


@pytest.mark.parametrize(
    ("line", "order"),
    [
        (0, ["b 1", "b 2", "a 1", "a 2"]),
        (2, ["a 1", "b 1", "b 2", "a 2"]),
        (9, ["a 1", "a 2", "b 1", "b 2"]),
    ],
)
def test_a_job_is_held_before_its_line(line, order):
    """The held job runs up to its line alone, then the other to its end, then the rest; a line too far holds nobody."""
    told: list[str] = []
    ran = side_by_side([lambda: _notes(told, "a"), lambda: _notes(told, "b")], Pause(job=0, line=line))
    assert told == order
    assert (ran.error, ran.stuck) == (None, False)
    assert (ran.held is None) == (line == 9)


def test_a_held_job_goes_on_when_the_others_wait_for_it():
    """A lock that the held job has blocks the others, and nobody waits for ever."""
    lock, told = Lock(), []

    def job(name):
        with lock:
            told.append(name)
            told.append(name)

    ran = side_by_side([lambda: job("a"), lambda: job("b"), lambda: job("c")], Pause(job=0, line=3))
    assert told == list("aabbcc")
    assert not ran.stuck
    assert "test_pausing.py" in str(ran.held)


@pytest.mark.parametrize("pause", [None, Pause(job=0, line=1)])
def test_what_a_job_raises_is_told(pause):
    """The error of a thread reaches the caller, with a pause and without."""

    def fails():
        message = "planted"
        raise LookupError(message)

    ran = side_by_side([lambda: None, fails], pause)
    assert isinstance(ran.error, LookupError)


def test_lines_are_cut_at_line_feeds_alone():
    """Joined, the lines are the bytes again, whatever else ends a line elsewhere."""
    content = b"a\rb\x0b\n\n\x85c\0\nd"
    assert lines(content) == [b"a\rb\x0b\n", b"\n", b"\x85c\0\n", b"d"]
    assert lines(b"") == []
