"""What is built of locks is stepped like locks: nobody waits for real, and who waits for ever is told."""

from __future__ import annotations

import queue
import threading
from queue import Queue
from threading import Condition

import pytest
from toxiframe.properties import Call, RaceSubject, check, run_schedule
from toxiframe.strategies import Schedule

pytestmark = pytest.mark.interpreter

HELD = threading.Event()


class _Box:
    """Hands values over, by everything that the library has for it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.full = Condition(self.lock)
        self.event, self.seats = threading.Event(), threading.BoundedSemaphore(1)
        self.queue, self.simple = Queue(maxsize=1), queue.SimpleQueue()
        self.pair, self.value = threading.Barrier(2), None

    def give(self):
        with self.full:
            self.value = 1
            self.full.notify()

    def take(self):
        with self.full:
            while self.value is None:
                self.full.wait()
            value, self.value = self.value, None
            return value

    def take_once(self):
        with self.full:
            if self.value is None:
                self.full.wait()
            value, self.value = self.value, None
            return value

    def hurried(self):
        with self.full:
            return self.full.wait_for(lambda: self.value, timeout=3600)

    def put(self):
        self.queue.put("a")
        self.simple.put("b")

    def get(self):
        return self.queue.get() + self.simple.get()

    def late(self):
        try:
            return self.queue.get(timeout=3600)
        except queue.Empty:
            return "empty"

    def raised(self):
        self.event.set()

    def awaited(self):
        return self.event.wait()

    def seat(self):
        with self.seats:
            return "seated"

    def meet(self):
        return self.pair.wait() in (0, 1)


def _ran(*names, schedule="0:"):
    """Run threads of operations, separated by blanks, and return their answers, or why there are none."""
    operations = {name: getattr(_Box, name) for lane in names for name in lane.split()}
    threads = [[Call(name=name) for name in lane.split()] for lane in names]
    run = run_schedule(RaceSubject(make=_Box, operations=operations), threads, Schedule.parse(schedule))
    return run.stuck or [answer.error or answer.value for lane in run.answers for answer in lane]


@pytest.mark.parametrize(
    ("threads", "answers"),
    [
        (("take", "give"), [1, None]),
        (("get", "put"), ["ab", None]),
        (("put put", "get get"), [None, None, "ab", "ab"]),
        (("awaited", "raised"), [True, None]),
        (("seat", "seat"), ["seated", "seated"]),
        (("meet", "meet"), [True, True]),
    ],
)
def test_who_waits_is_woken(threads, answers):
    """A thread that waits goes on when another has done what it waits for, from whatever step the other does it."""
    for step in range(12):
        assert _ran(*threads, schedule=f"0:0@{step + 1}>1") == answers, f"stopped before step {step + 1}"


@pytest.mark.parametrize("threads", [("take", "take"), ("get", "get"), ("awaited", "awaited"), ("meet", "seat")])
def test_who_waits_for_ever_is_told(threads):
    """Where nobody does what is waited for, the run ends and says so."""
    assert "a thread waits" in str(_ran(*threads)) or "threads wait" in str(_ran(*threads)), _ran(*threads)


def test_a_wait_with_a_timeout_costs_no_time():
    """An hour's timeout is over at once where nobody else can move, and not before."""
    assert _ran("hurried", "late") == [None, "empty"]
    assert _ran("late hurried", "put give") == ["a", 1, None, None]


def test_a_wait_that_is_not_repeated_is_found():
    """Of two threads that are woken for one value, the one that does not look again has none."""
    operations = {"give": _Box.give, "take": _Box.take_once}
    report = check(
        race=RaceSubject(make=_Box, operations=operations), properties=["linearizable"], seed=1, max_examples=100
    )
    assert not report.ok, report


def test_everybody_else_has_the_real_ones():
    """Code that is not under test makes real ones meanwhile, and classes are classes."""
    seen = []

    class Looks:
        def look(self):
            seen.append((isinstance(HELD, threading.Event), threading.Event | None, type(threading.Thread()._started)))  # noqa: SLF001

    run_schedule(RaceSubject(make=Looks, operations={"look": Looks.look}), [[Call(name="look")]], Schedule())
    [(is_one, _, made)] = seen
    assert is_one
    assert made is type(HELD)
    assert threading.Event is type(HELD)
