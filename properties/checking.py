"""The second door: one call that tries every property and returns a report."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Unpack, cast

from .binding import Binding
from .blocks import Found
from .engine import Run, run_property
from .errors import BindError
from .options import BindOptions, CheckOptions
from .outcomes import Failure, Sight, Tally
from .property import Property
from .report import Report, Result, Status

__all__ = ["check", "check_binding"]

_NAMED = 5  # faults that never fired and have a line each

Say = Callable[[int], str]
"""Makes the replay line of a seed."""


def check(
    contract: object = None,
    *,
    label: str = "check",
    max_examples: int = 200,
    seed: int | None = None,
    max_time: float | None = None,
    stop_at_first: bool = False,
    shrink: bool = True,
    **options: Unpack[CheckOptions],
) -> Report:
    """Try every property of the subjects, in a notebook or a script.

    A property that a fault breaks is tried again without that fault, until it holds: every fault that gets through
    is reported, each with the smallest frame that shows it.

    Parameters
    ----------
    contract
        A pandera schema or model, a callable, or a ``Contract``; may be left out where other subjects are given.
    label
        What the report calls the subject.
    max_examples
        Cases of each property.
    seed
        Decides the cases; drawn, and in the report, where None.
    max_time
        Seconds. Properties are then tried again and again, with new seeds, until the time is up.
    stop_at_first
        Report one failure of a property, and not one a fault.
    shrink
        Report the smallest frame of each failure, and not the first that was drawn: most of the time of a failure.
    **options
        Subjects and how they are tried: see ``CheckOptions``.

    Raises
    ------
    BindError
        If the subjects cannot be tried as given.
    """
    if not isinstance(max_examples, int) or max_examples < 1:  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        msg = f"max_examples={max_examples!r} runs nothing: it must be a whole number of at least 1"
        raise BindError(msg)
    subjects = options if contract is None else {"contract": contract, **options}
    binding = Binding.of(label, **cast("BindOptions", subjects))

    def say(used: int) -> str:
        return f"check(..., max_examples={max_examples}, seed={used})"

    return check_binding(
        binding,
        cases=max_examples,
        seed=seed,
        max_time=max_time,
        stop_at_first=stop_at_first,
        shrink=shrink,
        say=say,
    )


def check_binding(
    binding: Binding,
    *,
    cases: int,
    say: Say,
    seed: int | None = None,
    max_time: float | None = None,
    stop_at_first: bool = False,
    shrink: bool = True,
) -> Report:
    """Try every property of a binding; ``say`` makes the line that replays a seed."""
    first = secrets.randbelow(2**32) if seed is None else seed
    until = None if max_time is None else time.monotonic() + max_time
    trials = {
        entry.name: _Trial(binding, entry, stop_at_first=stop_at_first, shrink=shrink) for entry in binding.properties
    }
    used = first
    while True:
        for left, trial in zip(range(len(trials), 0, -1), trials.values(), strict=True):
            trial.run(cases, used, _share(until, left), say)
        used += 1
        if until is None or time.monotonic() > until:
            break
    results = tuple(trial.result() for trial in trials.values())
    return Report(label=binding.label, seed=first, results=results, warnings=tuple(_warnings(binding, results)))


def _share(until: float | None, left: int) -> float | None:
    """Return when the next property must end, so that each of those left gets as much of the time."""
    if until is None:
        return None
    now = time.monotonic()
    return now + (until - now) / left


class _Trial:
    """One property, tried until it holds without the faults that break it."""

    def __init__(self, binding: Binding, entry: Property, *, stop_at_first: bool, shrink: bool) -> None:
        self.stop_at_first, self.shrink = stop_at_first, shrink
        self.entry, self.binding = entry, binding
        self.left: Binding | None = binding
        self.failures: list[tuple[Failure, Found, str]] = []
        self.counts: dict[str, Counter[Sight]] = {}
        self.cases = self.reached = 0
        self.seconds = 0.0
        self.filtered = False
        self.error: str | None = None

    def run(self, cases: int, seed: int, until: float | None, say: Say) -> None:
        while self.left is not None and self.error is None:
            if until is not None and time.monotonic() > until:
                return
            began = time.monotonic()
            run = run_property(self.left, self.entry, cases=cases, seeded=seed, until=until, shrink=self.shrink)
            self.seconds += time.monotonic() - began
            self._count(run)
            self.error = run.error
            if run.failure is None:
                return
            self.failures.append((run.failure, run.found, say(seed)))
            blamed = None if self.stop_at_first else run.failure.blamed
            self.left = None if blamed is None else self.left.without_fault(blamed)

    def _count(self, run: Run) -> None:
        self.cases += run.tally.cases
        self.reached += run.tally.reached
        self.filtered = self.filtered or run.tally.filtered
        for (fault, sight), count in run.tally.counted().items():
            self.counts.setdefault(fault, Counter())[sight] += count

    def result(self) -> Result:
        waiver = self.binding.waivers.get(self.entry.name)
        note = f"waived: {waiver}" if waiver else ""
        if self.failures:
            status = Status.WAIVED if waiver else Status.FAILED
        elif self.error is not None or self.cases == 0:
            status, note = Status.NOT_RUN, self.error or "no time was left"
        else:
            status = Status.NEEDLESS if waiver else Status.HELD
        return Result(
            name=self.entry.name,
            guarantee=self.entry.guarantee,
            status=status,
            cases=self.cases,
            reached=self.reached,
            filtered=self.filtered,
            counts=self.counts,
            failures=tuple(self.failures),
            note=note,
            waiver=waiver or "",
            faults=self.binding.faults_of(self.entry.name),
            seconds=self.seconds,
        )


def _warnings(binding: Binding, results: tuple[Result, ...]) -> Iterable[str]:
    for result in results:
        if result.status is Status.NEEDLESS:
            yield f"{result.name}: it holds, so the waiver is needless ({result.note})"
        if result.status is Status.HELD and not result.reached:
            kind = binding.property_named(result.name).kind
            yield f"{result.name}: the {kind} was never reached in {result.cases} cases"
        if result.filtered:
            yield f"{result.name}: {Tally.told_filtered(result.cases)}"
        if result.name == "accepts_clean" and result.status is Status.FAILED:
            yield (
                "the contract turns clean frames away, so what it caught may prove nothing: a contract that is not "
                "about wide frames of returns needs frames of its own, frames= (--frames=module:strategy)"
            )
    yield from binding.idle_policy()
    ran = [result for result in results if binding.faults_of(result.name) and result.cases]
    fired = {fault for result in ran for fault in result.counts}
    names = dict.fromkeys(name for result in ran for name in binding.faults_of(result.name))
    idle = [name for name in names if name not in fired]
    if len(idle) > _NAMED:
        more = f"{', '.join(idle[:_NAMED])} and {len(idle) - _NAMED} more"
        yield f"{len(idle)} faults never fired: no frame had a place for {more}; name those that matter with faults="
        return
    for fault in idle:
        yield f"fault {fault} never fired: no frame had a place for it; give frames= that have one"
