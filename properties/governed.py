"""Runs one Hypothesis test under a seed, a profile and a key of ours, and leaves it as it was.

The only module that touches what Hypothesis keeps to itself. A seed given by the attribute below leaves the example
database on, unlike ``@seed`` and ``--hypothesis-seed``, and gives the same inputs; a test of the suite holds both.
"""

from __future__ import annotations

import ast
import base64
import re
import zlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import __version__, core, settings
from hypothesis.database import choices_from_bytes
from hypothesis.errors import DidNotReproduce
from hypothesis.internal.reflection import function_digest
from hypothesis.statistics import collector

__all__ = ["Course", "choices_of", "governed", "is_readable", "key_of", "ran_through", "reproducing"]

_SEED = "_hypothesis_internal_use_seed"
_SETTINGS = "_hypothesis_internal_use_settings"
_KEY = "_hypothesis_internal_database_key"
_DIGEST = "_hypothesis_internal_add_digest"
_REPRODUCE = "_hypothesis_internal_use_reproduce_failure"
_BLOB = re.compile(r"@reproduce_failure\('[^']*', (b'[^']*')\)")


@dataclass(slots=True)
class Course:
    """How the run went: ``reused`` if a saved failure failed again, ``case`` the number of the first new failure."""

    reused: bool = False
    case: int | None = None


@contextmanager
def governed(
    test: Callable[..., object],
    *,
    seed: int | str,
    nodeid: str,
    key: bytes | None,
    values: Mapping[str, Any],
    decided: bool,
) -> Generator[Course]:
    """Put seed, profile and database key in force for one call of a test.

    Parameters
    ----------
    test
        What ``@given`` returned.
    seed
        Used unless the test has one of its own.
    key
        The identity of the test in the example database; the nodeid, and the test's source, where None.
    values
        Settings.
    decided
        Whether the test may have settings of its own, which then stay.
    """
    inner: Any = getattr(test, "hypothesis").inner_test  # noqa: B009 - a plain function has no such attribute
    before = {name: getattr(test, name, _ABSENT) for name in (_SEED, _SETTINGS, _KEY)}
    current: settings = getattr(test, _SETTINGS, None) or settings()
    setattr(test, _SETTINGS, settings(current, **(_undecided(current, values) if decided else values)))
    if before[_SEED] in (None, _ABSENT):
        setattr(test, _SEED, seed)
    if key is not None or core.global_force_seed is not None:
        # Without a key of ours, --hypothesis-seed switches the database off.
        setattr(test, _KEY, key_of(test, nodeid, key))
    else:
        setattr(inner, _DIGEST, nodeid.encode())
    course, listeners = Course(), cast("Any", collector)
    try:
        with listeners.with_value(_listener(course, listeners.value)):
            yield course
    finally:
        _restore(test, before)


@contextmanager
def reproducing(test: Callable[..., object], choices: bytes) -> Generator[None]:
    """Let the next call of a test run one saved failure and nothing else, as ``@reproduce_failure`` does.

    The call raises what the failure raises, and ``DidNotReproduce`` where it no longer fails.
    """
    before = {name: getattr(test, name, _ABSENT) for name in (_REPRODUCE, _SETTINGS)}
    current: settings = getattr(test, _SETTINGS, None) or settings()
    setattr(test, _SETTINGS, settings(current, **_undecided(current, {"deadline": None})))
    setattr(test, _REPRODUCE, (__version__, base64.b64encode(b"\0" + choices)))
    try:
        yield
    finally:
        _restore(test, before)


def ran_through(error: DidNotReproduce) -> bool:
    """Return whether a saved failure ran to its end, rather than no longer making a case."""
    return "completed successfully" in str(error)


def is_readable(choices: bytes) -> bool:
    """Return whether this version of Hypothesis can read what is saved."""
    return choices_from_bytes(choices) is not None


def choices_of(error: BaseException) -> bytes | None:
    """Return what Hypothesis has saved for a failure, from the note it leaves; None where it left none."""
    for note in reversed(getattr(error, "__notes__", [])):
        found = _BLOB.search(note)
        if found is not None:
            blob = base64.b64decode(ast.literal_eval(found[1]))
            return zlib.decompress(blob[1:]) if blob[:1] == b"\1" else blob[1:]
    return None


def key_of(test: Callable[..., object], nodeid: str, key: bytes | None) -> bytes:
    """Return the key of a test in the example database; where it has none of ours, the nodeid and its source."""
    if key is not None:
        return key
    inner: Any = getattr(test, "hypothesis").inner_test  # noqa: B009 - a plain function has no such attribute
    setattr(inner, _DIGEST, nodeid.encode())
    return function_digest(inner)


_ABSENT = object()


def _restore(test: Callable[..., object], before: Mapping[str, object]) -> None:
    for name, value in before.items():
        if value is not _ABSENT:
            setattr(test, name, value)
        elif hasattr(test, name):
            delattr(test, name)


def _undecided(current: settings, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the test has not decided for itself."""
    default = settings()
    return {name: value for name, value in values.items() if getattr(current, name) == getattr(default, name)}


def _listener(course: Course, then: Callable[[Any], None] | None) -> Callable[[Any], None]:
    def listen(statistics: Any) -> None:
        course.reused = _first_failure(statistics, "reuse-phase") is not None
        course.case = _first_failure(statistics, "generate-phase")
        if then is not None:
            then(statistics)

    return listen


def _first_failure(statistics: Any, phase: str) -> int | None:
    cases = statistics.get(phase, {}).get("test-cases", ())
    return next((number for number, case in enumerate(cases, 1) if case["status"] == "interesting"), None)
