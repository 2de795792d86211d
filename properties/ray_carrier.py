"""Runs a program on real Ray: each job is one remote call, and the calls follow one another as they are dealt.

What is promised: the same program under the same schedule does the same. All tasks of a program run in one process, and
all jobs of an actor in its own; a call begins when the one before it has ended, whatever its scope. Settings are made
once a run in each process. What a run leaves behind is covered up there, or else the process is replaced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from .carriers import Observed
from .dealing import dealt, events
from .errors import BindError
from .policies import Policy
from .programs import TASKS, Program
from .ray_cluster import Cluster, Host, Stopped, cluster
from .ray_work import Answer, Begin, Begun, End, Ended, Job, Request
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial
from .steps import Step

__all__ = ["RayCarrier", "on_ray"]

_ATTEMPTS = 5
_RUNS = count()

_Waiting = deque[tuple[Host, Request, Any]]


class _AstrayError(Exception):
    """A call came to another process than those before it, or to one that earlier runs have spoilt; try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RayCarrier:
    """What carries a program out on Ray.

    ``hosts``: of each scope. ``workers``: what makes the settings, pickled. ``steps``: of each job of each scope.
    ``known``: what came of each order of jobs.
    """

    cluster: Cluster
    subject: SettingsSubject
    hosts: tuple[Host, ...]
    workers: bytes
    steps: tuple[tuple[tuple[Step, ...], ...], ...]
    known: dict[tuple[int, ...], Observed] = field(default_factory=dict[tuple[int, ...], Observed])

    @property
    def default(self) -> str:
        """What a thread of a worker sees that nobody has touched."""
        host = self.hosts[0]
        if self.workers not in host.defaults:
            self._run(())
        return host.defaults.get(self.workers, "")

    def observe(self, policy: Policy, *, points: object = None, keep: bool = False) -> Observed:
        """Run the program under a policy; ``keep``: even if its jobs have run in the same order before."""
        del points
        order, run = dealt([len(jobs) for jobs in self.steps], policy)
        if keep or order not in self.known:
            self.known[order] = self._run(order)
        observed = self.known[order]
        run = replace(run, mover="scope", stuck=observed.run.stuck)
        if keep:
            run = replace(run, events=tuple(events(observed.seen)))
        return replace(observed, run=run)

    def _run(self, order: Sequence[int]) -> Observed:
        """Run the jobs in this order."""
        for _ in range(_ATTEMPTS):
            with suppress(_AstrayError):
                return self._attempt(order)
        msg = f"the Ray cluster did not run the tasks of one program in one clean process, {_ATTEMPTS} times in a row"
        raise BindError(msg)

    def _attempt(self, order: Sequence[int]) -> Observed:
        observed, entries = Observed(where="the next job on a Ray worker"), dict[Host, str]()
        try:
            for host, request, answer in self._answered(self._calls(order)):
                match request, answer:
                    case Job(), Answer():
                        observed.seen.update(zip(request.steps, answer.seen, strict=False))  # fewer if it crashed
                        observed.crash = observed.crash or answer.crash
                    case _, Begun():
                        self._fit(host, answer)
                        entries[host] = answer.entry
                    case _, Ended():
                        if answer.dirty:
                            host.retire()
                        if answer.entry != entries[host]:
                            observed.before, observed.after = entries[host], answer.entry
                    case _:
                        raise _AstrayError
        except Stopped as stopped:
            observed.run = replace(observed.run, stuck=str(stopped))
        return observed

    def _calls(self, order: Sequence[int]) -> Iterator[tuple[Host, Request]]:
        run, jobs, crew = next(_RUNS), list(map(iter, self.steps)), list(dict.fromkeys(self.hosts))
        places = {host: count(1) for host in crew}
        yield from ((host, Begin(run=run, workers=self.workers)) for host in crew)
        for scope in order:
            host = self.hosts[scope]
            yield host, Job(run=run, place=next(places[host]), steps=next(jobs[scope]))
        yield from ((host, End(run=run, place=next(places[host]))) for host in crew)

    def _answered(self, calls: Iterator[tuple[Host, Request]]) -> Iterator[tuple[Host, Request, Any]]:
        """Make calls, each when those before it have ended: by waiting here, unless they queue up for one process."""
        waiting = _Waiting()
        for host, request in calls:
            if waiting and not (host.queues and waiting[-1][0] is host):
                yield from self._answers(waiting)
            waiting.append((host, request, host.call(request)))
        yield from self._answers(waiting)

    def _answers(self, waiting: _Waiting) -> Iterator[tuple[Host, Request, Any]]:
        while waiting:
            host, request, ref = waiting[0]
            is_new = self.workers not in host.defaults
            try:
                answer = self.cluster.answer(ref, first=is_new)
            except Stopped as stopped:
                host.abandon(late for _, _, late in waiting)
                if is_new:  # no program can be blamed, and none is to wait for it again
                    self.cluster.refused[self.workers] = str(stopped)
                    raise _refused(str(stopped)) from stopped
                msg = f"{_told(request)}: {stopped}"
                raise Stopped(msg) from stopped
            waiting.popleft()
            yield host, request, answer

    def _fit(self, host: Host, begun: Begun) -> None:
        """Refuse a worker that cannot go on with what it has begun."""
        if begun.dirty:
            host.retire()
            raise _AstrayError
        if begun.error is not None:
            msg = f"workers= {begun.error}"
            raise BindError(msg)
        for name in begun.lacks:
            if getattr(self.subject, name) is not None:
                msg = f"workers= makes settings without {name}=, which the subject itself has: they must do the same"
                raise BindError(msg)
        host.defaults[self.workers] = begun.default


@contextmanager
def on_ray(program: Program, trial: SettingsTrial) -> Generator[RayCarrier]:
    """Find the workers of one program, on the cluster that is there or on one that is started."""
    subject = trial.fresh()
    if subject.workers is None:
        msg = f"carrier {program.carrier!r} needs workers= of the settings, which have none"
        raise BindError(msg)
    found, scopes = cluster(), len(program.scopes)
    hosts = [found.tasks()] * scopes if program.carrier == TASKS else found.actors(scopes)
    steps = tuple(map(program.steps, range(scopes)))
    workers = _pickled(found, subject.workers)
    if workers in found.refused:
        raise _refused(found.refused[workers])
    yield RayCarrier(cluster=found, subject=subject, hosts=tuple(hosts), workers=workers, steps=steps)


def _pickled(found: Cluster, workers: Callable[[], SettingsSubject]) -> bytes:
    try:
        return found.ray.cloudpickle.dumps(workers)
    except Exception as error:  # whatever a user's object raises
        msg = f"workers= cannot be sent to a Ray worker ({' '.join(str(error).split())}): give a function of a module"
        raise BindError(msg) from error


def _refused(why: str) -> BindError:
    return BindError(f"workers= makes no settings in a Ray worker: {why}")


def _told(request: Request) -> str:
    match request:
        case Begin():
            return "the look before the jobs"
        case Job():
            return f"scope {request.steps[0].scope} job {request.steps[0].job}"
        case End():
            return "the look after the jobs"
