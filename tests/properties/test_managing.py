"""Locks are known to the engine wherever a class, its module or what these keep holds them."""

from __future__ import annotations

import threading
from functools import cached_property
from types import FunctionType

import pytest
from toxiframe.properties import Call, RaceSubject, run_schedule
from toxiframe.properties.managed_locks import ManagedLock
from toxiframe.properties.managing import managing
from toxiframe.strategies import Schedule


class _Registry:
    def __init__(self):
        self.lock = threading.Lock()


REGISTRY, STRIPES, BY_NAME = _Registry(), [threading.Lock()], {"one": (threading.RLock(),)}


class _Things:
    kept = _Registry()

    def __init__(self):
        self.n = 0

    def bump(self):
        self.n += 1
        return self.n

    @cached_property
    def built(self):
        return self.bump()

    def by_helper(self):
        with REGISTRY.lock:
            return self.bump()

    def by_class(self):
        with self.kept.lock:
            return self.bump()

    def by_list(self):
        with STRIPES[0]:
            return self.bump()

    def by_mapping(self):
        with BY_NAME["one"][0]:
            return self.bump()

    def by_property(self):
        return self.built


def _locks():
    return [REGISTRY.lock, _Things.kept.lock, STRIPES[0], BY_NAME["one"][0]]


@pytest.mark.parametrize("name", [name for name in vars(_Things) if name.startswith("by_")])
def test_a_thread_that_waits_for_such_a_lock_does_not_run(name):
    """Whoever is stopped while it holds the lock lets the other one wait, and both come to their end."""
    before, waits = _locks(), 0
    subject = RaceSubject(make=_Things, operations={name: getattr(_Things, name)})
    for step in range(1, 9):
        run = run_schedule(subject, [[Call(name=name)]] * 2, Schedule.parse(f"0:0@{step}>1"))
        assert run.stuck is None, (step, run)
        waits += run.waits
    if name != "by_property":  # which has no lock from 3.12 on
        assert waits, "no lock was ever waited for"
    assert [id(lock) for lock in before] == [id(lock) for lock in _locks()], "the real ones are not back"


def _makes():
    return threading.Lock()


def _of_a_module(name):
    """Return the function as a module of its own would have it."""
    return FunctionType(_makes.__code__, {"__name__": name, "threading": threading})


def test_a_module_makes_managed_locks_in_its_own_block_only():
    """A module whose block is over makes real locks again, also while the locks of another one are managed."""
    one, other = _of_a_module("one"), _of_a_module("other")
    for inside, outside in ((one, other), (other, one)):
        with managing([inside], []):
            assert type(inside()) is ManagedLock
            assert type(outside()) is type(REGISTRY.lock), outside.__globals__["__name__"]
    assert type(one()) is type(other()) is type(REGISTRY.lock)
