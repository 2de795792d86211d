"""What has ended before something else begins comes before it in every order that a run is taken for."""

from __future__ import annotations

from threading import Lock

import pytest
from toxiframe.properties import Call, PropertyError, Race, RaceSubject, hold
from toxiframe.properties.lanes import Answer
from toxiframe.properties.serial_orders import orders

ALL_THREE = {(0, 0, 1), (0, 1, 0), (1, 0, 0)}


@pytest.mark.parametrize(
    ("lanes", "allowed"),
    [
        ((((0, 1), (2, 3)), ((4, 5),)), {(0, 0, 1)}),
        ((((0, 1), (4, 5)), ((2, 3),)), {(0, 1, 0)}),
        ((((2, 3), (4, 5)), ((0, 1),)), {(1, 0, 0)}),
        ((((0, 2), (4, 5)), ((1, 3),)), {(0, 1, 0), (1, 0, 0)}),
        ((((0, 1), (3, 5)), ((2, 4),)), {(0, 0, 1), (0, 1, 0)}),
        ((((0, 2), (3, 5)), ((1, 4),)), ALL_THREE),
    ],
    ids=["last", "between", "first", "beside the first", "beside the second", "beside both"],
)
def test_only_operations_that_overlap_change_places(lanes, allowed):
    """Of a thread's two operations and another's one, those orders are tried that real time allows, each once."""
    answers = [[Answer(began=began, ended=ended) for began, ended in lane] for lane in lanes]
    found = list(orders(answers))
    assert len(found) == len(set(found)), found
    assert set(found) == allowed, found


class _Page:
    """Keeps what was read last until somebody writes."""

    def __init__(self):
        self.lock, self.text, self.cached = Lock(), "old", None

    def read(self):
        with self.lock:
            if self.cached is None:
                self.cached = self.text
            return self.cached

    def write(self):
        with self.lock:
            self.text, self.cached = "new", None


class _FilledLate(_Page):
    """Reads, and keeps what it has read although it was written over since: no later read sees what was written."""

    def read(self):
        text = self.cached
        if text is None:
            text = self.cached = self.text
        return text


TWO_READS = Race(threads=((Call(name="read"), Call(name="read")), (Call(name="write"),)))


def _hold(kind, race):
    subject = RaceSubject(make=kind, operations={"read": kind.read, "write": kind.write})
    hold("linearizable", race, race=subject)


def test_a_read_after_a_write_has_ended_sees_it():
    """Answers that another order would give are those of none where that order is against time."""
    with pytest.raises(PropertyError, match=r"read\(\) = 'old'; read\(\) = 'old'; write\(\) = None"):
        _hold(_FilledLate, TWO_READS)


def test_a_read_beside_a_write_may_miss_it():
    """A value that is kept under the lock is not called stale, nor is what the only read saw while it was written."""
    _hold(_Page, TWO_READS)
    _hold(_FilledLate, Race(threads=((Call(name="read"),), (Call(name="write"),))))
