"""Runs pieces of work on real threads; the first of them stops at a drawn line of its code until the others are done.

That is one preemption, and it takes no luck: the thread stops at the same line every time. Most races of lazy defaults
need no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from .crashes import is_users
from .pausing import Pause, Traced, side_by_side

__all__ = ["Seen", "preempted"]


@dataclass(slots=True)
class Seen:
    """What each piece of work returned or raised, in the order given; ``stuck``: one never came to its end."""

    values: list[Any]
    errors: list[BaseException | None]
    stuck: bool = False


def preempted(work: Sequence[Callable[[], Any]], line: int | None, *, of: Callable[..., Any]) -> Seen:
    """Run every piece of work on a thread of its own.

    The others start when the first one stops before its ``line``-th line, counted over the user's code from 0, and it
    goes on when they have ended or are blocked. Where it has fewer lines, it ends first. Without a line, all of them
    start at a barrier and nobody stops.

    ``of``: a function of the subject; the package it is from counts as the user's even where it is installed.
    """
    seen = Seen(values=[None] * len(work), errors=[None] * len(work))
    jobs = [partial(_kept, place, one, seen) for place, one in enumerate(work)]
    pause = None if line is None else Pause(job=0, line=line)
    seen.stuck = side_by_side(jobs, pause, traced=_users_code(_package(of))).stuck
    return seen


def _kept(place: int, work: Callable[[], Any], seen: Seen) -> None:
    try:
        seen.values[place] = work()
    except BaseException as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is judged as such
        seen.errors[place] = error


def _package(function: Callable[..., Any]) -> str:
    inner: Any = function.func if isinstance(function, partial) else function
    return str(getattr(inner, "__module__", None) or "").partition(".")[0]


def _users_code(package: str) -> Traced:
    known: dict[CodeType, bool] = {}

    def is_traced(frame: FrameType) -> bool:
        code = frame.f_code
        if code not in known:
            known[code] = is_users(code.co_filename) or _is_of(frame, package)
        return known[code]

    return is_traced


def _is_of(frame: FrameType, package: str) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    ours = Path(frame.f_code.co_filename).is_relative_to(Path(__file__).parent)
    return bool(package) and name.partition(".")[0] == package and not ours
