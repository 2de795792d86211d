"""A thread is stopped where it was drawn to stop, however often, and nobody hangs."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from threading import Lock

import pytest
from toxiframe.properties.preempting import preempted

LAZY = """
class Lazy:
    def __init__(self):
        self.built = None

    def get(self):
        if self.built is None:
            self.built = object()
        return self.built
"""
INSTALLED = str(Path(sysconfig.get_paths()["purelib"]) / "somewhere" / "lazy.py")


def _lazy(filename: str):
    names = {"__name__": "somewhere.lazy"}
    exec(compile(LAZY, filename, "exec"), names)  # noqa: S102 - our own text, under another file's name
    return names["Lazy"]()


@pytest.mark.parametrize("filename", ["/home/user/lazy.py", INSTALLED], ids=["a file", "an installed package"])
def test_a_race_is_lost_every_time(filename):
    """Stopped between look and build, the first thread builds a second object in each of twenty runs."""
    for _ in range(20):
        get = _lazy(filename).get
        seen = preempted([get, get], 1, of=get)
        assert seen.values[0] is not seen.values[1]
        assert seen.errors == [None, None]


def test_nobody_stops_where_there_are_fewer_lines():
    """A line past the end lets the first thread end before the others begin."""
    get = _lazy("/home/user/lazy.py").get
    seen = preempted([get, get, get], 99, of=get)
    assert len({id(value) for value in seen.values}) == 1


def test_a_lock_that_the_stopped_thread_holds_blocks_nobody_for_good():
    """The first thread goes on when the others get no further."""
    lock, order = Lock(), []

    def work():
        with lock:
            order.append("in")
            order.append("out")

    seen = preempted([work, work, work], 2, of=work)
    assert not seen.stuck
    assert order == ["in", "out"] * 3


def test_what_a_thread_raises_is_kept():
    """An error of one thread is its own answer."""
    seen = preempted([lambda: 1, lambda: 1 // 0], None, of=len)
    assert seen.values == [1, None]
    assert isinstance(seen.errors[1], ZeroDivisionError)
