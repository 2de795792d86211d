"""Answers are compared as a reader would, and a race that cannot be run as written is refused."""

from __future__ import annotations

import threading
from queue import Empty, Queue

import numpy as np
import pandas as pd
import pytest
from toxiframe.properties import BindError, Call, Race, RaceSubject, check, hold


class _Book:
    """Correct: prices under a lock, and what they come to."""

    def __init__(self):
        self.lock, self.prices = threading.Lock(), []

    def add(self):
        with self.lock:
            self.prices.append(1.0)

    def mean(self):
        with self.lock:
            return sum(self.prices) / len(self.prices) if self.prices else float("nan")

    def array(self):
        with self.lock:
            return np.array([np.nan, *self.prices])

    def series(self):
        with self.lock:
            return pd.Series([np.nan, *self.prices])

    def frame(self):
        with self.lock:
            return pd.DataFrame({"price": [np.nan, *self.prices]})


class _Torn(_Book):
    """Adds a price in two steps."""

    def add(self):
        self.prices = [*self.prices, 0.0]
        self.prices[-1] = 1.0


class _Orders:
    """Correct: a queue that is polled with a timeout."""

    def __init__(self):
        self.queue = Queue()

    def put(self):
        self.queue.put("order")

    def poll(self):
        try:
            return self.queue.get(timeout=0.5)
        except Empty:
            return None


class _Helped(_Book):
    """Starts a thread of its own, which wants the lock."""

    def add(self):
        helper = threading.Thread(target=super().mean, daemon=True)
        with self.lock:
            helper.start()
            helper.join()


def _races(kind, *names):
    return RaceSubject(make=kind, operations={name: getattr(kind, name) for name in names})


@pytest.mark.parametrize("name", ["mean", "array", "series", "frame"])
def test_a_number_that_is_none_is_like_any_other(name):
    """NaNs, and the cells of frames and arrays, are the same where they are; half an addition is still seen."""
    report = check(race=_races(_Book, "add", name), max_examples=10, seed=1)
    assert report.ok, report
    report = check(race=_races(_Torn, "add", name), properties=["linearizable"], max_examples=50, seed=1)
    assert not report.ok, report


def test_a_wait_with_a_timeout_is_over_where_nothing_comes():
    """A poll that finds nothing in time is an operation like any other, before those that put something there."""
    report = check(race=_races(_Orders, "put", "poll"), max_examples=20, seed=1)
    assert report.ok, report


def test_a_thread_that_the_object_starts_is_told(monkeypatch):
    """A thread that is none of the race is not stepped, and no verdict is made up about it."""
    told = []
    monkeypatch.setattr(threading, "excepthook", lambda error: told.append(str(error.exc_value)))
    report = check(race=_races(_Helped, "add"), properties=["linearizable"], max_examples=5, seed=1)
    [(failure, _, _)] = report["linearizable"].failures
    assert "what starts threads of its own cannot be stepped" in failure.got, report
    assert told
    assert all("none of the race" in text for text in told), told


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (Race(threads=((Call(name="ad"),), (Call(name="add"),))), "'ad' is no operation: did you mean 'add'"),
        (Race(threads=((Call(name="add", argument=(1,)),),)), r"add\(1\) cannot be called so"),
        (Race(threads=()), "is no race"),
        (5, "5 is no race"),
    ],
)
def test_a_pinned_race_of_another_subject_is_refused(case, told):
    """A test of an operation that was renamed since does not go on as a test of nothing."""
    with pytest.raises(BindError, match=told):
        hold("linearizable", case, race=_races(_Book, "add", "mean"))


def test_a_schedule_of_other_threads_is_refused():
    """A schedule names threads that there are."""
    race = Race(threads=((Call(name="add"),), (Call(name="mean"),)))
    with pytest.raises(BindError, match="names thread 9, and there are 2"):
        hold("linearizable", race, schedule="0:0@1>9", race=_races(_Book, "add", "mean"))
