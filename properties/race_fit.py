"""Whether a race is one of the subject that it is tried on: a pinned one may be older than the subject."""

from __future__ import annotations

from inspect import signature
from itertools import chain

from .errors import BindError, did_you_mean
from .race_cases import Call, Race
from .race_subject import RaceSubject

__all__ = ["require_fit"]


def require_fit(subject: RaceSubject, case: object) -> None:
    """Check that every call can be made.

    Raises
    ------
    BindError
        If the case is no race, or a call is of no operation or cannot be given its argument: every schedule would
        answer the same error, and nothing would be tried.
    """
    if not isinstance(case, Race) or not case.threads:
        msg = f"{case!r} is no race: give Race(threads=((Call(name=...), ...), ...)), at least one thread"
        raise BindError(msg)
    for call in chain.from_iterable(case.threads):
        if call.name not in subject.operations:
            msg = f"{call.name!r} is no operation{did_you_mean(call.name, subject.operations)}"
            raise BindError(msg)
        problem = _misfit(subject, call)
        if problem is not None:
            msg = f"{call} cannot be called so ({problem}): it takes the object, and one argument if arguments= has it"
            raise BindError(msg)


def _misfit(subject: RaceSubject, call: Call) -> str | None:
    try:
        taken = signature(subject.operations[call.name])
    except (TypeError, ValueError):  # some that are written in C tell nobody
        return None
    try:
        taken.bind(None, *call.argument)
    except TypeError as error:
        return str(error)
    return None
