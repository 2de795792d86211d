"""Every planted race: what it takes to find it, beside a test that sleeps and one that stresses; a script.

    make bench-schedules [SCHEDULES=50000]
    python -m tests.benchmarks.bench_schedules [--schedules 50000] [--seeds 6] [--stress 3] [--ray]

Examples, schedules and CPU seconds are those up to the first failure, unshrunk, medians over the seeds; the schedule is
that of the first seed, shrunk. ``sleep``: in how many of twenty runs a test fails that sets, sleeps 5 ms and looks.
``stress``: whether threads that start at a barrier and switch every microsecond fail within some seconds, and after how
many rounds. At the end, correct subjects are raced under many schedules, none of which may be lost.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial, partialmethod
from itertools import count
from random import Random
from typing import Any
from unittest.mock import patch

from toxiframe.properties import RaceSubject, SettingsSubject, check
from toxiframe.properties.carriers import carrier
from toxiframe.properties.dealing import Loop
from toxiframe.properties.lanes import Answer
from toxiframe.properties.ledger_scenes import numbered, scene
from toxiframe.properties.policies import Walk
from toxiframe.properties.programs import CARRIERS, Program
from toxiframe.properties.race_cases import Call
from toxiframe.properties.race_runs import raced_on
from toxiframe.properties.settings_trial import SettingsTrial
from toxiframe.properties.stepping import Crew
from toxiframe.properties.tabular import aligned

from tests.benchmarks.ray_lane import ray_lane
from tests.mutants.config_races import SOUND
from tests.mutants.configs import CONFIGS
from tests.mutants.ledgers import LEDGERS
from tests.mutants.planted import BUDGET, Suite, is_caught, tried
from tests.mutants.races import RACES

__all__ = ["main"]

NAP, NAPS = 0.005, 20
THREADS, CALLS = 2, 2
RATED = 2_000
"""Schedules that a rate is taken over."""

BUGS: tuple[tuple[Suite, str, str], ...] = (
    (CONFIGS, "no_settings_leak", "B1 plain global"),
    (CONFIGS, "no_settings_leak", "B2 threading.local never cleared"),
    (CONFIGS, "one_instance", "B3 no lock"),
    (CONFIGS, "no_settings_leak", "B4 copied, then put in place"),
    (CONFIGS, "no_settings_leak", "B4b counted without a lock"),
    (CONFIGS, "no_settings_leak", "B5 token kept on self"),
    (CONFIGS, "no_settings_leak", "B6 pool forgets to isolate"),
    (CONFIGS, "no_settings_leak", "B7 override in place"),
    (CONFIGS, "one_instance", "B8 ready too early"),
    (CONFIGS, "no_settings_leak", "B9 locks in another order"),
    (CONFIGS, "no_settings_leak", "B10 owner and value written apart"),
    (CONFIGS, "no_settings_leak", "a worker of to_thread remembers"),
    (CONFIGS, "never_none", "cleared between look and return"),
    (CONFIGS, "stack_model", "a refused token counts"),
    (LEDGERS, "chain_verifies", "reads and appends under two locks"),
    *((RACES, name, bug) for name, bugs in RACES.bugs.items() for bug in bugs),
)

Pause = Callable[[], object]
Trial = Callable[[Pause], bool]
"""Runs real threads once, with a pause between their acts; returns whether something went wrong."""


@dataclass(slots=True)
class Counted:
    """How many schedules were run."""

    schedules: int = 0


@contextmanager
def counting() -> Generator[Counted]:
    """Count the schedules that threads and tasks are run under inside the block."""
    counted = Counted()

    def counts(run: Callable[..., Any], runner: Any, *arguments: Any, **named: Any) -> Any:
        counted.schedules += 1
        return run(runner, *arguments, **named)

    with ExitStack() as patched:
        for runner in (Crew, Loop):
            patched.enter_context(patch.object(runner, "run", partialmethod(partial(counts, runner.run))))
        yield counted


def _together(works: Sequence[Callable[[], object]], pause: Pause) -> bool:
    """Run works on real threads that start at a barrier; return whether one raised, or never came back."""
    start, wrong = threading.Barrier(len(works)), []

    def one(work: Callable[[], object]) -> None:
        start.wait()
        pause()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            wrong.append(error)

    threads = [threading.Thread(target=one, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3.0)
    return bool(wrong) or any(thread.is_alive() for thread in threads)


def _sees(subject: SettingsSubject, wanted: str) -> None:
    if subject.label(subject.get()) != wanted:
        raise AssertionError(wanted)


def _leaks(make: Callable[[], SettingsSubject], pause: Pause) -> bool:
    """Let threads set, look, override, look and take everything back, each of them once."""
    subject = make()

    def work(mine: str) -> None:
        token = subject.set(subject.make(mine))
        pause()
        _sees(subject, mine)
        with subject.override(subject.make(f"{mine} again")):
            pause()
            _sees(subject, f"{mine} again")
        _sees(subject, mine)
        subject.reset(token)
        _sees(subject, "default")

    return _together([partial(work, f"thread {number}") for number in range(THREADS)], pause)


def _builds_twice(make: Callable[[], SettingsSubject], pause: Pause) -> bool:
    get, seen = make().make_default(), []
    return _together([lambda: seen.append(id(get()))] * THREADS, pause) or len(set(seen)) > 1


def _misses(make: Callable[[], SettingsSubject], pause: Pause) -> bool:
    subject = make()

    def look() -> None:
        if subject.get() is None:
            raise AssertionError

    return _together([look, subject.clear or look], pause)


def _breaks(subject: Any, pause: Pause) -> bool:
    """Let two writers append two records each, and verify."""
    with scene() as path:
        writers = [subject.open(path) for _ in range(THREADS)]

        def work(number: int) -> None:
            for record in numbered(range(CALLS), writer=number):
                subject.append(writers[number], [record])
                pause()

        return _together([partial(work, number) for number in range(THREADS)], pause) or bool(subject.verify(path))


def _loses(subject: RaceSubject, random: Random, pause: Pause) -> bool:
    """Let real threads do drawn operations, and compare with every serial order; or look at the invariant."""
    names = list(subject.operations)
    threads = [
        [
            Call(name=name, argument=(random.choice("ab"),) if name in subject.arguments else ())
            for name in random.choices(names, k=CALLS)
        ]
        for _ in range(THREADS)
    ]
    thing, clock = subject.make(), count(1)
    answers: list[list[Answer]] = [[] for _ in threads]

    def work(number: int) -> None:
        for call in threads[number]:
            answer = Answer(began=next(clock))
            answers[number].append(answer)
            try:
                answer.value = subject.operations[call.name](thing, *call.argument)
            except Exception as error:  # noqa: BLE001 - an answer like any other
                answer.error = error
            answer.ended = next(clock)
            pause()

    if _together([partial(work, number) for number in range(THREADS)], pause):
        return True
    if subject.invariant is not None and subject.invariant(thing) not in (None, True):
        return True
    with raced_on(subject, threads) as race:
        return not race.is_serial(answers, subject.state(thing) if subject.state else None)


def _trial(suite: Suite, name: str, bug: str) -> Trial:
    subject = suite.bugs[name][bug]
    match suite.kind, name:
        case "settings", "one_instance":
            return partial(_builds_twice, subject)
        case "settings", "never_none":
            return partial(_misses, subject)
        case "settings", _:
            return partial(_leaks, subject)
        case "ledger", _:
            return partial(_breaks, subject)
        case _:
            return partial(_loses, subject, Random(1))  # noqa: S311 - a seed for a search, no secret


def _slept(trial: Trial) -> str:
    return f"{sum(trial(partial(time.sleep, NAP)) for _ in range(NAPS))} of {NAPS}"


def _stressed(trial: Trial, seconds: float) -> str:
    before, until = sys.getswitchinterval(), time.monotonic() + seconds
    sys.setswitchinterval(1e-6)
    try:
        for rounds in count(1):
            if trial(bool):
                return f"after {rounds}"
            if time.monotonic() > until:
                return f"no, {rounds}"
    finally:
        sys.setswitchinterval(before)
    raise AssertionError


def _row(suite: Suite, name: str, bug: str, seeds: int, seconds: float) -> tuple[list[str], bool]:
    examples, schedules, spent, caught = [], [], [], 0
    for seed in range(1, seeds + 1):
        with counting() as counted:
            began = time.process_time()
            report = tried(suite, name, bug, seed=seed, shrink=False)
            spent.append(time.process_time() - began)
        caught += is_caught(report, name)
        examples.append(report[name].cases)
        schedules.append(counted.schedules)
    shrunk = tried(suite, name, bug, seed=1)
    lines = shrunk[name].failures[0][0].case if is_caught(shrunk, name) else ()
    schedule = next((line.split()[1] for line in lines if line.startswith("schedule")), "-")
    steps = max((int(part.split("@")[1].split(">")[0]) for part in schedule.split(",") if "@" in part), default=0)
    gil = next(("no" if "not found" in line else "yes" for line in lines if line.startswith("reachable")), "-")
    trial = _trial(suite, name, bug)
    medians = [statistics.median(column) for column in (examples, schedules, spent)]
    cells = [
        bug,
        name,
        f"{caught} of {seeds}",
        f"{medians[0]:.0f}",
        f"{medians[1]:.0f}",
        f"{medians[2]:.2f}",
        schedule,
        str(steps),
        str(schedule.count("@")),
        gil,
        _slept(trial),
        _stressed(trial, seconds),
    ]
    return cells, caught == seeds


def _twins(schedules: int) -> bool:
    """Race correct subjects under many schedules; return whether none was accused."""
    twins = [
        ("race", RACES.twin, ["linearizable", "no_deadlock"]),
        ("settings", CONFIGS.twin, ["no_settings_leak", "never_none", "one_instance"]),
        *(("settings", make, ["no_settings_leak"]) for make in SOUND.values()),
    ]
    ok, began, total = True, time.process_time(), 0
    with counting() as counted:
        for seed in count(1):
            for kind, twin, names in twins:
                report = check(**{kind: twin}, properties=names, max_examples=BUDGET, seed=seed)
                if not report.ok:
                    sys.stdout.write(f"a correct subject was accused, seed {seed}:\n{report}\n")
                    ok = False
            total = counted.schedules
            if total >= schedules or not ok:
                break
    spent = time.process_time() - began
    sys.stdout.write(f"correct subjects: {total:,} schedules, {'none lost' if ok else 'LOST'}; ")
    sys.stdout.write(f"{total / spent:,.0f} schedules a CPU-second, Hypothesis included\n")
    return ok


def _rates(schedules: int) -> Generator[str]:
    """Yield how fast one correct program runs under drawn schedules, carrier by carrier."""
    trial = SettingsTrial(fresh=CONFIGS.twin)
    for name in CARRIERS:
        program = Program(carrier=name, scopes=(("slu",), ("slu",)))
        with carrier(program, trial) as carried:
            began = time.process_time()
            for number in range(schedules):
                carried.observe(Walk(number, 0.25, len(program.scopes)))
            spent = time.process_time() - began
        yield f"{name} {schedules / spent:,.0f}"


def main() -> int:
    """Print the table; return 0 if every race was found in every seed and no correct subject was accused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=50_000, help="of correct subjects (default: 50,000)")
    parser.add_argument("--seeds", type=int, default=6, help="searches of each race (default: 6)")
    parser.add_argument("--stress", type=float, default=3.0, help="seconds of each stress test (default: 3)")
    parser.add_argument("--ray", action="store_true", help="instead, what leaks on real Ray workers")
    options = parser.parse_args()
    if options.ray:
        sys.stdout.writelines(f"{line}\n" for line in ray_lane(options.seeds))
        return 0
    head = ["planted", "property", "found", "examples", "schedules", "CPU-s"]
    head += ["shrunk schedule", "last step", "preempt.", "GIL", "sleep", "stress"]
    rows, missed = [head], False
    for suite, name, bug in BUGS:
        cells, is_found = _row(suite, name, bug, options.seeds, options.stress)
        rows.append(cells)
        missed |= not is_found
    sys.stdout.write("\n".join(aligned(rows)) + "\n\n")
    rates = ", ".join(_rates(RATED))
    sys.stdout.write(f"schedules a CPU-second of one program of settings, without Hypothesis: {rates}\n")
    return int(missed | (not _twins(options.schedules)))


if __name__ == "__main__":
    sys.exit(main())
