"""What threads, jobs and tasks do to settings, drawn as programs, and what each of them should then see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from .settings_subject import SettingsSubject

__all__ = ["CARRIERS", "LABEL", "OVERRIDE", "SET", "UNDO", "Program", "Step", "expected", "programs"]

ENTER, SET, OVERRIDE, UNDO, LOOK = "^", "s", "o", "u", "l"
CARRIERS = ("threads", "pool", "asyncio")
LABEL = re.compile(r"scope \d+ job \d+ act \d+")
"""What settings made here are labelled with: a leak names whose they are."""

_ACTS = {ENTER: "look on entry", SET: "set", OVERRIDE: "override", UNDO: "undo", LOOK: "look"}
_SCOPES, _JOBS, _LENGTH = 3, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of one job of one scope (a thread, a pool's worker, a task); ``job`` and ``act`` count from 0."""

    scope: int
    job: int
    act: int
    kind: str

    @property
    def label(self) -> str:
        """The label of the settings that this act puts in force."""
        return f"scope {self.scope} job {self.job} act {self.act}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What every scope does, and in which order they take their steps.

    ``scopes``: the jobs of each scope, a job being a text of acts. ``turns``: the scopes that move first, in
    order; then they take turns. Where a scope has nothing left to do, the next one moves.
    """

    carrier: str
    scopes: tuple[tuple[str, ...], ...]
    turns: tuple[int, ...] = ()

    def steps(self) -> tuple[Step, ...]:
        """Return all steps in the order in which they happen."""
        left = [list(_steps(scope, jobs)) for scope, jobs in enumerate(self.scopes)]
        turns = list(reversed(self.turns))
        done: list[Step] = []
        while any(left):
            wanted = turns.pop() if turns else done[-1].scope + 1 if done else 0
            scope = next(at % len(left) for at in range(wanted, wanted + len(left)) if left[at % len(left)])
            done.append(left[scope].pop(0))
        return tuple(done)

    def told(self) -> tuple[str, ...]:
        """Return the program in words, one line a scope, and the order of the steps."""
        lines = [
            f"scope {scope}  " + " | ".join(", ".join(_ACTS[act] for act in ENTER + job) for job in jobs)
            for scope, jobs in enumerate(self.scopes)
        ]
        order = " ".join(str(step.scope) for step in self.steps())
        return f"carrier  {self.carrier}", *lines, f"order    {order}"


def _steps(scope: int, jobs: tuple[str, ...]) -> Iterator[Step]:
    for job, acts in enumerate(jobs):
        for act, kind in enumerate(ENTER + acts):
            yield Step(scope=scope, job=job, act=act, kind=kind)


def expected(program: Program, default: str, *, resets: bool) -> dict[Step, str]:
    """Return what every step should see: each job by itself, from the default, whatever the others do.

    ``resets``: what was set can be taken back.
    """
    seen: dict[Step, str] = {}
    for scope, jobs in enumerate(program.scopes):
        current, before = default, list[str]()
        for step in _steps(scope, jobs):
            if step.kind == ENTER:
                current, before = default, []
            elif step.kind in (SET, OVERRIDE):
                if resets or step.kind == OVERRIDE:
                    before.append(current)
                current = step.label
            elif step.kind == UNDO and before:
                current = before.pop()
            seen[step] = current
    return seen


@st.composite
def _programs(draw: st.DrawFn, carriers: tuple[str, ...], acts: str) -> Program:
    carrier = draw(st.sampled_from(carriers), label="carrier")
    most = _JOBS if carrier == "pool" else 1
    least = 1 if carrier == "pool" else 2  # a leak goes from one job to another
    job = st.text(acts, min_size=1, max_size=_LENGTH)
    jobs = st.lists(job, min_size=3 - least, max_size=most).map(tuple)
    scopes = draw(st.lists(jobs, min_size=least, max_size=_SCOPES), label="scopes")
    turns = draw(st.lists(st.integers(0, _SCOPES - 1), max_size=3 * _LENGTH), label="turns")
    return Program(carrier=carrier, scopes=tuple(scopes), turns=tuple(turns))


def programs(subject: SettingsSubject) -> st.SearchStrategy[Program]:
    """Draw programs of one to three scopes from what the subject can do."""
    carriers = CARRIERS if subject.run_job is not None else ("threads", "asyncio")
    acts = SET + LOOK
    if subject.override is not None:
        acts += OVERRIDE
    if subject.override is not None or subject.reset is not None:
        acts += UNDO
    return _programs(carriers, acts)
