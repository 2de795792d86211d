"""Threads are stopped wherever the code of an object runs, and not in its own class alone."""

from __future__ import annotations

from collections import ChainMap, OrderedDict
from types import ModuleType

import pytest
from toxiframe.properties import RaceSubject, check
from toxiframe.properties.reaching import functions_of, reached

pytestmark = pytest.mark.interpreter


class _Part:
    def __init__(self):
        self.n = 0

    def bump(self):
        self.n += 1
        return self.n


def _bump(counter):
    counter.n += 1
    return counter.n


SHARED = _Part()
ELSEWHERE = ModuleType("tests.elsewhere")
ELSEWHERE.bump = _bump


class _ByFunction(_Part):
    def add(self):
        return _bump(self)


class _ByModule(_Part):
    def add(self):
        return ELSEWHERE.bump(self)


class _ByComprehension(_Part):
    def add(self):
        return [_bump(one) for one in (self,)]


class _ByPart:
    def __init__(self):
        self.part = _Part()

    def add(self):
        return self.part.bump()


class _ByItem:
    def __init__(self):
        self.parts = {"a": [_Part()]}

    def add(self):
        return self.parts["a"][0].bump()


class _ByKind:
    def __init__(self):
        self.parts = {}

    def add(self):
        return self.parts.setdefault("a", _Part()).bump()


class _ByName:
    def __init__(self):
        SHARED.n = 0

    def add(self):
        return SHARED.bump()


class _ByPartOfPart:
    def __init__(self):
        self.part = _ByPart()

    def add(self):
        return self.part.add()


@pytest.mark.parametrize(
    "kind",
    [_ByFunction, _ByModule, _ByComprehension, _ByPart, _ByItem, _ByKind, _ByName, _ByPartOfPart],
    ids=lambda kind: kind.__name__,
)
def test_a_race_in_what_an_object_uses_is_found(kind):
    """A count that is lost in a helper of the same package is lost for the object, whichever way it comes to it."""
    subject = RaceSubject(make=kind, operations={"add": kind.add})
    report = check(race=subject, properties=["linearizable"], max_examples=40, seed=1)
    assert not report.ok, report


class _Counts:
    n = 0

    def add(self):
        return self.bump()

    def bump(self):
        self.n += 1
        return self.n


class _Dict(_Counts, dict):
    pass


class _List(_Counts, list):
    pass


class _Set(_Counts, set):
    pass


class _Int(_Counts, int):
    pass


@pytest.mark.parametrize("kind", [_Dict, _List, _Set, _Int], ids=lambda kind: kind.__name__)
def test_an_object_that_is_a_builtin_as_well_is_raced(kind):
    """A class that derives from a container or a number is stopped in like any other, whatever calls it."""
    subject = RaceSubject(make=kind, operations={"add": lambda thing: thing.add()})
    report = check(race=subject, properties=["linearizable"], max_examples=40, seed=1)
    assert not report.ok, report


class _Answers:
    """Has whatever it is asked for, or an error of its own."""

    def __init__(self):
        object.__setattr__(self, "held", {"n": 0})

    def __getattr__(self, name):
        return self.held[name]

    def __setattr__(self, name, value):
        self.held[name] = value

    def add(self):
        self.n += 1
        return self.n


def test_an_object_that_answers_for_its_attributes_is_raced():
    """A ``__getattr__`` that raises no AttributeError is not asked for what no user's code asks for."""
    subject = RaceSubject(make=_Answers, operations={"add": _Answers.add})
    [(failure, _, _)] = check(race=subject, properties=["linearizable"], max_examples=20, seed=1)[
        "linearizable"
    ].failures
    assert "add" in "".join(failure.case), failure


class _Holds(_Part):
    def __init__(self):
        super().__init__()
        self.found = ChainMap({}, {})

    def find(self):
        return OrderedDict(self.found)


def test_what_is_of_another_package_is_one_step():
    """Nobody steps through libraries, whatever an object holds and names of them."""
    assert {function.__module__ for function in functions_of(reached([_Holds(), _Holds.find]))} == {__name__}
