"""A thread may be stopped at the same places, and comes to the same lines, on every interpreter."""

from __future__ import annotations

import marshal

import pytest
from toxiframe.properties import Call, RaceSubject, run_schedule
from toxiframe.properties.policies import Scheduled
from toxiframe.properties.race_runs import raced_on
from toxiframe.strategies import Schedule

pytestmark = pytest.mark.interpreter

LONG = 300
"""Names in one function: from the 256th on, an instruction needs a prefix for its argument."""


class _Base:
    def __init__(self):
        self.n, self.items, self.held = 0, [1, 2], {"a": 1}

    def bump(self):
        self.n += 1
        return self.n


class _Written(_Base):
    """Does one thing an operation."""

    def adds_up(self):
        return [item + self.n for item in self.items]

    def adds_up_lazily(self):
        return sum(item + self.n for item in self.items)

    def nests(self):
        return {item: [other for other in self.items] for item in self.items if item not in self.held}  # noqa: C416 - as written

    def inherits(self):
        return super().bump()

    def counts(self):
        while self.n < 3:
            self.n += 1

    def spins(self):
        left = 3
        while left:
            left -= 1

    def asks_twice(self):
        left = 2
        while left > 0 or self.n > 9:
            left -= 1

    def asks_both(self):
        left = 3
        while left and self.n < 9:
            if left == 1:
                break
            left -= 1
        else:
            return left

    def breaks(self):
        left = 2
        while True:
            if left == 0:
                break
            left -= 1

    def does_nothing(self):
        tries = iter((1, 2, 3))
        while next(tries) < 3:
            pass

    def handles(self):
        try:
            self.held["b"]
        except KeyError:
            self.n = 1
        self.n = 2

    def tries_again(self):
        tries = 0
        while True:
            try:
                tries += 1
                return 1 // (tries - 3)
            except ZeroDivisionError:
                continue

    def slices(self):
        self.items[0:1] = self.items[1:]

    def delegates(self):
        def inner():
            yield from self.items

        return list(inner())

    def guards(self):
        with memoryview(b""):
            return self.n


STEPS = {
    "adds_up": 6,  # the iterator, three looks for an item, two reads of n; no call of a comprehension
    "adds_up_lazily": 8,  # as well as two calls: of the generator's function, and of sum
    "nests": 14,
    "inherits": 5,  # super, the call, n read, written, and read
    "counts": 13,  # three times round: the body's begin, n read and written, and one look more than that
    "spins": 3,
    "asks_twice": 3,
    "asks_both": 6,  # three times round, and n read each time
    "breaks": 3,
    "does_nothing": 6,  # iter, three calls of next, and the body's begin twice
    "handles": 3,  # no loop, although the handler's code jumps back
    "tries_again": 1,
    "slices": 2,
    "delegates": 5,
    "guards": 4,
}


def _run(kind, name):
    return run_schedule(RaceSubject(make=kind, operations={name: getattr(kind, name)}), [[Call(name=name)]], Schedule())


@pytest.mark.parametrize(("name", "steps"), STEPS.items())
def test_every_interpreter_counts_the_same_steps(name, steps):
    """What a thread does is the same number of steps however its bytecode looks, so a schedule means the same."""
    run = _run(_Written, name)
    assert run.steps == (steps,), run
    assert run.answers[0][0].error is None


def test_an_instruction_with_a_prefix_is_a_step():
    """Every read and write of three hundred attributes counts, in a loop too long for a jump of one byte."""
    names = [f"name_{number}" for number in range(LONG)]
    body = "\n".join(f"    self.{name} = self.{name}" for name in [*names, "name_0"])
    body += "\n    if self.name_0: return"
    space = {}
    exec(f"def touch(self):\n  for _ in range(2):\n{body}", space)  # noqa: S102 - our own source, too long to write out
    kind = type("Long", (), {**dict.fromkeys(names, 0), "touch": space["touch"]})
    loop = ["range", "its iterator", *(["an item"] * 2), "no item"]
    assert _run(kind, "touch").steps == (len(loop) + 2 * (2 * LONG + 3),)


CELL = """
class Counter:
    def __init__(self):
        self.n = 0

    def add(self):
        self.n += 1
        return self.n
"""


def test_a_cell_that_is_run_again_is_stopped_in_again():
    """Code that equals an older one, as a notebook makes it, takes the same steps as that did."""
    cell = compile(CELL, "a cell", "exec")
    kinds = []
    for _ in range(3):
        space = {"__name__": __name__}
        exec(marshal.loads(marshal.dumps(cell)), space)  # noqa: S102, S302 - our own code, as new as if it were compiled
        kinds.append(space["Counter"])
    assert kinds[0].add.__code__ == kinds[1].add.__code__
    assert kinds[0].add.__code__ is not kinds[1].add.__code__
    steps = [_run(kind, "add").steps for kind in kinds]
    assert steps == [(3,)] * 3


class _Lines:
    """Has lines that interpreters tell in different ways."""

    items = (1, 2)
    size = property(lambda self: len(self.items))

    def looks(self):
        doubled = [item * self.size for item in self.items]
        return (
            doubled,
            self.size,
        )

    def waits(self):
        left = 2
        while left:
            left -= 1


LINES = {
    # The function of one line is told each time it is called, and nothing on the way back from it.
    "looks": ["looks 1", "size", "size", "looks 3", "looks 4", "size", "looks 2"],
    "waits": ["waits 1", "waits 2", "waits 3", "waits 2", "waits 3", "waits 2"],
}


@pytest.mark.parametrize(("name", "lines"), LINES.items())
def test_every_interpreter_comes_to_the_same_lines(name, lines):
    """A time line reads the same wherever it is made."""
    starts = {"size": _Lines.size.fget.__code__.co_firstlineno, name: getattr(_Lines, name).__code__.co_firstlineno}
    subject = RaceSubject(make=_Lines, operations={name: getattr(_Lines, name)}, inside=(_Lines,))
    with raced_on(subject, [[Call(name=name)]]) as race:
        run = race.raced(Scheduled(Schedule(), 1), keep=True).run
    told = [event.line for event in run.events if event.kind == "line"]
    assert ["size" if line == starts["size"] else f"{name} {line - starts[name]}" for line in told] == lines
