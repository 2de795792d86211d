"""Shared objects that lose a race under some schedule, and ones without a bug."""

from __future__ import annotations

import threading
from threading import Lock

from hypothesis import strategies as st
from toxiframe.properties import RaceSubject

from tests.mutants.planted import Suite

__all__ = ["RACES"]

KEYS = st.sampled_from("ab")


class Counter:
    """Counts, under a lock."""

    def __init__(self):
        self.lock, self.n = Lock(), 0

    def bump(self):
        with self.lock:
            self.n += 1

    def read(self):
        with self.lock:
            return self.n


class _Unlocked(Counter):
    """Forgets the lock."""

    def bump(self):
        self.n += 1


class _ReadFirst(Counter):
    """Reads under the lock, and writes under it once more."""

    def bump(self):
        n = self.read()
        with self.lock:
            self.n = n + 1


class _LockEach(Counter):
    """Makes a lock whenever it needs one."""

    def bump(self):
        lock = threading.Lock()
        with lock:
            self.n += 1


class _Part:
    ready = False


class LazyPart:
    """Builds its part once, when it is first asked for."""

    def __init__(self):
        self.lock, self.value = threading.RLock(), None

    def get(self):
        with self.lock:
            if self.value is None:
                part = _Part()
                part.ready = True
                self.value = part
            return self.value, self.value.ready


class _Twice(LazyPart):
    """Looks once, without the lock, and builds a second one."""

    def get(self):
        if self.value is None:
            with self.lock:
                part = _Part()
                part.ready = True
                self.value = part
        return self.value, self.value.ready


class _Early(LazyPart):
    """Looks twice, and publishes before it has finished."""

    def get(self):
        if self.value is None:
            with self.lock:
                if self.value is None:
                    self.value = _Part()
                    self.value.ready = True
        return self.value, self.value.ready


class Cache:
    """Keeps two values, under a lock; the oldest goes."""

    def __init__(self):
        self.lock, self.held = Lock(), {}

    def get(self, key):
        with self.lock:
            return self.held.get(key)

    def put(self, key):
        with self.lock:
            self.held.pop(key, None)
            self.held[key] = key.upper()
            if len(self.held) > 1:
                del self.held[next(iter(self.held))]

    def clear(self):
        with self.lock:
            self.held.clear()

    def loaded(self, key):
        with self.lock:
            if key not in self.held:
                self.held[key] = key.upper()
            return self.held[key]


class _Evicts(Cache):
    """Looks whether it has a value, and finds it evicted when it reads it."""

    def get(self, key):
        if key in self.held:
            return self.held[key]
        return None


class _NoneAfterClear(Cache):
    """Loads a value, and asks for it again when it may be gone."""

    def loaded(self, key):
        with self.lock:
            self.held.setdefault(key, key.upper())
        return self.held.get(key)


class _TwoParts(Cache):
    """Keeps the last value and its key apart, and writes one after the other."""

    def __init__(self):
        super().__init__()
        self.key = self.value = None

    def put(self, key):
        self.key = key
        self.value = key.upper()

    def get(self, key):
        return self.value if self.key == key else None


class Log:
    """Numbers its records, without a gap."""

    def __init__(self):
        self.lock, self.records = Lock(), []

    def append(self):
        with self.lock:
            self.records.append(len(self.records))

    def dense(self):
        numbers = sorted(self.records)
        return None if numbers == list(range(len(numbers))) else f"the records are numbered {self.records}"


class _ReadThenAppend(Log):
    """Reads the last number, and appends later."""

    def append(self):
        number = len(self.records)
        self.records.append(number)


class Seats:
    """Gives away each of two seats once."""

    def __init__(self):
        self.lock, self.taken = Lock(), {}

    def take(self, key):
        with self.lock:
            if key in self.taken:
                return False
            self.taken[key] = self.taken.get(key, 0) + 1
            return True

    def once(self):
        return all(count == 1 for count in self.taken.values())


class _TakenTwice(Seats):
    """Looks whether a seat is free, and takes it later."""

    def take(self, key):
        if key in self.taken:
            return False
        self.taken[key] = self.taken.get(key, 0) + 1
        return True


class Accounts:
    """Moves money between two accounts, each with a lock, always in one order."""

    def __init__(self):
        self.locks, self.held = {"a": Lock(), "b": Lock()}, {"a": 5, "b": 5}

    def move(self, start):
        end = "b" if start == "a" else "a"
        with self.locks["a"], self.locks["b"]:
            self.held[start] -= 1
            self.held[end] += 1

    def total(self):
        return sum(self.held.values()) == 10


class _Crossed(Accounts):
    """Takes the lock of the account that it moves from first."""

    def move(self, start):
        end = "b" if start == "a" else "a"
        with self.locks[start], self.locks[end]:
            self.held[start] -= 1
            self.held[end] += 1


class _Halfway(Accounts):
    """Takes from one account under its lock, and gives to the other with what it read before."""

    def move(self, start):
        end = "b" if start == "a" else "a"
        before = self.held[end]
        with self.locks["a"], self.locks["b"]:
            self.held[start] -= 1
            self.held[end] = before + 1


class _NotGivenBack(Seats):
    """Leaves without giving the lock back where a seat is taken."""

    def take(self, key):
        self.lock.acquire()
        if key in self.taken:
            return False
        self.taken[key] = 1
        self.lock.release()
        return True


class _Awaited(Counter):
    """Waits in a loop for a turn that another thread may take away again."""

    turn = 0

    def bump(self):
        self.turn += 1
        mine = self.turn
        while self.turn != mine:
            pass
        self.n += 1


def counter(kind=Counter):
    """Make a subject that counts."""
    return RaceSubject(make=kind, operations={"bump": kind.bump, "read": kind.read}, state=lambda one: one.n)


def lazy(kind=LazyPart):
    """Make a subject that builds on first use."""
    return RaceSubject(make=kind, operations={"get": kind.get})


def cache(kind=Cache):
    """Make a subject that caches."""
    operations = {"get": kind.get, "put": kind.put, "clear": kind.clear, "loaded": kind.loaded}
    arguments = dict.fromkeys(("get", "put", "loaded"), KEYS)
    return RaceSubject(make=kind, operations=operations, arguments=arguments)


def log(kind=Log):
    """Make a subject that numbers records."""
    return RaceSubject(make=kind, operations={"append": kind.append}, invariant=kind.dense)


def seats(kind=Seats):
    """Make a subject that gives seats away."""
    return RaceSubject(
        make=kind, operations={"take": kind.take}, arguments={"take": KEYS}, invariant=kind.once, state=_taken
    )


def accounts(kind=Accounts):
    """Make a subject that moves money."""
    return RaceSubject(
        make=kind, operations={"move": kind.move}, arguments={"move": KEYS}, invariant=kind.total, state=_held
    )


def _taken(one):
    return dict(sorted(one.taken.items()))


def _held(one):
    return one.held


class Hall(Seats, Counter):
    """Seats and a counter in one, for the correct twin."""

    def __init__(self):
        Seats.__init__(self)
        self.n, self.lazy, self.cache, self.log = 0, LazyPart(), Cache(), Log()
        self.accounts = Accounts()

    def sound(self):
        return self.once() and self.accounts.total() and self.log.dense() is None


TWIN = RaceSubject(
    make=Hall,
    operations={
        "bump": Hall.bump,
        "take": Hall.take,
        "get": lambda hall: hall.lazy.get(),
        "put": lambda hall, key: hall.cache.put(key),
        "loaded": lambda hall, key: hall.cache.loaded(key),
        "clear": lambda hall: hall.cache.clear(),
        "append": lambda hall: hall.log.append(),
        "move": lambda hall, key: hall.accounts.move(key),
    },
    arguments=dict.fromkeys(("take", "put", "loaded", "move"), KEYS),
    state=lambda hall: (hall.n, _taken(hall), hall.cache.held, hall.log.records, hall.accounts.held),
    invariant=Hall.sound,
    inside=(LazyPart, Cache, Log, Accounts),
)

RACES = Suite(
    kind="race",
    bugs={
        "linearizable": {
            "a counter without a lock": counter(_Unlocked),
            "reads under a lock and writes under it later": counter(_ReadFirst),
            "a lock a call": counter(_LockEach),
            "built twice": lazy(_Twice),
            "published before it is ready": lazy(_Early),
            "evicted between check and read": cache(_Evicts),
            "None after a clear": cache(_NoneAfterClear),
            "key and value written apart": cache(_TwoParts),
            "check, then take": seats(_TakenTwice),
        },
        "invariant_kept": {
            "read, then append": log(_ReadThenAppend),
            "check, then take": seats(_TakenTwice),
            "an old balance": accounts(_Halfway),
        },
        "no_deadlock": {
            "locks in another order": accounts(_Crossed),
            "a lock that is not given back": seats(_NotGivenBack),
            "waits for a turn that is gone": counter(_Awaited),
        },
    },
    twin=TWIN,
)
