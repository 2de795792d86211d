"""What threads, jobs and tasks do to settings, drawn as programs, and what each of them should then see."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import strategies as st

from .searching import SEEDS
from .settings_subject import SettingsSubject
from .steps import ACTS, AWAY, ENTER, LOOK, LOOK_AWAY, OVERRIDE, SET, SET_AWAY, UNDO, Step

__all__ = ["CARRIERS", "LABEL", "RAY", "TASKS", "Program", "expected", "settings_programs"]

CARRIERS = ("threads", "pool", "asyncio")
TASKS = "ray tasks"
RAY = (TASKS, "ray actors")
"""The carriers that need Ray."""
LABEL = re.compile(r"scope \d+ job \d+ act \d+")
"""What settings made here are labelled with: a leak names whose they are."""

_SCOPES, _JOBS, _LENGTH = 3, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What every scope does, and the seed of the schedules it is tried under.

    ``scopes``: the jobs of each scope, a job being a text of acts.
    """

    carrier: str
    scopes: tuple[tuple[str, ...], ...]
    seed: int = 0

    def steps(self, scope: int) -> tuple[tuple[Step, ...], ...]:
        """Return the steps of a scope, job by job."""
        return tuple(
            tuple(Step(scope=scope, job=job, act=act, kind=kind) for act, kind in enumerate(ENTER + acts))
            for job, acts in enumerate(self.scopes[scope])
        )

    def told(self) -> tuple[str, ...]:
        """Return the program in words, one line a scope."""
        lines = [
            f"scope {scope}  " + " | ".join(", ".join(ACTS[act] for act in ENTER + job) for job in jobs)
            for scope, jobs in enumerate(self.scopes)
        ]
        return f"carrier  {self.carrier}", *lines


def expected(program: Program, default: str, subject: SettingsSubject) -> dict[Step, tuple[str, ...]]:
    """Return what every step may see: each job by itself, from the default, whatever the others do.

    A worker thread sees the settings of its task, or the default, as ``inherits`` declares; either where it does not.
    What is put in force there goes no further.
    """
    resets, inherits = subject.reset is not None, (subject.inherits or {}).get("to_thread")
    seen: dict[Step, tuple[str, ...]] = {}
    for job in (job for scope in range(len(program.scopes)) for job in program.steps(scope)):
        current, before = default, list[str]()
        for step in job:
            if step.kind in (SET, OVERRIDE):
                if resets or step.kind == OVERRIDE:
                    before.append(current)
                current = step.label
            elif step.kind == UNDO and before:
                current = before.pop()
            seen[step] = (step.label,) if step.kind == SET_AWAY else (current,)
            if step.kind == LOOK_AWAY and not inherits:
                seen[step] = (default,) if inherits is False else (current, default)
    return seen


@st.composite
def _programs(draw: st.DrawFn, carriers: tuple[str, ...], acts: str) -> Program:
    carrier = draw(st.sampled_from(carriers), label="carrier")
    is_reused = carrier in ("pool", *RAY)
    most = _JOBS if is_reused else 1
    least = 1 if is_reused else 2  # a leak goes from one job to another
    fewest = 1 if carrier in RAY else 3 - least  # Ray's workers are looked at after the last one
    job = st.text(acts + "".join(AWAY) * (carrier == "asyncio"), min_size=1, max_size=_LENGTH)
    jobs = st.lists(job, min_size=fewest, max_size=most).map(tuple)
    scopes = draw(st.lists(jobs, min_size=least, max_size=_SCOPES), label="scopes")
    return Program(carrier=carrier, scopes=tuple(scopes), seed=draw(SEEDS, label="seed"))


def settings_programs(subject: SettingsSubject) -> st.SearchStrategy[Program]:
    """Draw programs of one to three scopes from what the subject can do."""
    carriers = CARRIERS if subject.run_job is not None else ("threads", "asyncio")
    if subject.workers is not None:
        carriers += RAY
    acts = SET + LOOK
    if subject.override is not None:
        acts += OVERRIDE
    if subject.override is not None or subject.reset is not None:
        acts += UNDO
    return _programs(carriers, acts)
