"""What a Ray worker does for a program: it makes the settings, runs jobs on them, and looks at what they leave."""

from __future__ import annotations

import pickle
import reprlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Event
from typing import Any

from .acting import job_by_itself, plainly
from .settings_subject import SettingsSubject
from .settings_trial import look, told, untouched
from .steps import Step

__all__ = ["Answer", "Begin", "Begun", "End", "Ended", "Job", "Request", "Worker", "serve", "serve_forever"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Makes the settings of one run; ``workers``: what makes them, pickled. ``place``: which call of the run it is."""

    run: int
    workers: bytes
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Runs one job of the run."""

    run: int
    place: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Looks at what the jobs have left behind, and covers it up."""

    run: int
    place: int


Request = Begin | Job | End


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run has begun.

    ``default``: what a thread sees there that nobody has touched. ``entry``: what a job sees before it does anything.
    ``lacks``: what the settings cannot do. ``dirty``: earlier runs left what could not be covered up. ``error``: why
    there are no settings, and the way out.
    """

    default: str = ""
    entry: str = ""
    lacks: tuple[str, ...] = ()
    dirty: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What each step of a job saw, and what running it raised."""

    seen: tuple[str, ...]
    crash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a further job sees; ``dirty``: it could not be covered up, so that the next run would see it."""

    entry: str
    dirty: bool


@dataclass(slots=True, kw_only=True)
class _Bench:
    """The run that this process works on."""

    run: int
    make: Callable[[], SettingsSubject]
    subject: SettingsSubject
    entry: str
    before: Any = None
    place: int = 1


@dataclass(slots=True)
class _Process:
    """What this process has seen."""

    bench: _Bench | None = None
    dirty: bool = False


_HERE = _Process()
_IMPORTABLE = (
    "in a Ray worker: give a function of a module that workers can import, or of one that is pickled by value "
    "(ray.cloudpickle.register_pickle_by_value)"
)


def serve(request: Request) -> Begun | Answer | Ended | None:
    """Do one call of a run; None if the calls before it went to another process, or have not come yet."""
    if isinstance(request, Begin):
        return _begin(request)
    bench = _HERE.bench
    if bench is None or (bench.run, bench.place) != (request.run, request.place):
        return None
    bench.place += 1
    return _end(bench) if isinstance(request, End) else _job(bench.subject, request.steps)


def serve_forever() -> Any:
    """Say that this process is held, and hold it until it is ended."""
    yield True
    Event().wait()


class Worker:
    """An actor that serves."""

    def serve(self, request: Request) -> Begun | Answer | Ended | None:
        """Do one call of a run."""
        return serve(request)


def _begin(request: Begin) -> Begun:
    if _HERE.bench is not None:
        _end(_HERE.bench)  # a run that was given up
    if _HERE.dirty:
        return Begun(dirty=True)
    try:
        make = _unpickled(request.workers)
        subject = make()
    except Exception as error:  # noqa: BLE001 - the user's code, and reported as what it raised
        return Begun(error=f"{told(error)}, {_IMPORTABLE}")
    if not isinstance(subject, SettingsSubject):  # pyright: ignore[reportUnnecessaryIsInstance] - the user's own code
        return Begun(error=f"must return a SettingsSubject, and in a Ray worker returned {reprlib.repr(subject)}")
    bench = _HERE.bench = _Bench(run=request.run, make=make, subject=subject, entry=_entry(subject))
    with suppress(Exception):  # what it raises is what jobs see
        bench.before = subject.get()
    lacks = tuple(name for name in ("reset", "override") if getattr(subject, name) is None)
    return Begun(default=untouched(subject).label, entry=bench.entry, lacks=lacks)


@cache
def _unpickled(workers: bytes) -> Callable[[], SettingsSubject]:
    """Unpickle once: a function that is pickled by value would bring new globals every time."""
    return pickle.loads(workers)  # noqa: S301 - the driver's own bytes


def _job(subject: SettingsSubject, steps: Sequence[Step]) -> Answer:
    seen, crash = job_by_itself(subject, steps)
    return Answer(seen=tuple(seen.values()), crash=crash)


def _end(bench: _Bench) -> Ended:
    entry, _HERE.bench = _entry(bench.subject), None
    if entry == bench.entry:
        return Ended(entry=entry, dirty=False)
    _HERE.dirty = not any(_is_covered(bench, cover) for cover in (None, *_covers(bench)))
    return Ended(entry=entry, dirty=_HERE.dirty)


def _covers(bench: _Bench) -> Iterator[Callable[[SettingsSubject], object]]:
    """Yield ways to cover up: set what was there, or what looks like it, and do it in a job."""
    yield lambda subject: subject.set(bench.before)
    yield lambda subject: _run(subject, lambda: subject.set(bench.before))
    yield lambda subject: subject.set(subject.make(bench.entry))
    yield lambda subject: _run(subject, lambda: subject.set(subject.make(bench.entry)))


def _is_covered(bench: _Bench, cover: Callable[[SettingsSubject], object] | None) -> bool:
    """Return whether the settings of another run look as they did."""
    subject = bench.make()
    if cover is not None:
        with suppress(Exception):
            cover(subject)
    return _entry(subject) == bench.entry


def _entry(subject: SettingsSubject) -> str:
    """Return what a job sees that does nothing but look."""
    seen: list[str] = []
    try:
        _run(subject, lambda: seen.append(look(subject)))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return told(error)
    return seen[-1] if seen else "nothing: the job was not run"


def _run(subject: SettingsSubject, job: Callable[[], Any]) -> None:
    (subject.run_job or plainly)(job)
