"""What it takes to find a leak on real Ray, and how fast steps of programs go there; seconds are of a wall clock.

Beside it stands what a hand-written test pays that makes one remote call for each step, and waits for its answer.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Generator
from contextlib import contextmanager
from unittest.mock import patch

from toxiframe.properties import Program, check
from toxiframe.properties.policies import Walk
from toxiframe.properties.programs import RAY
from toxiframe.properties.ray_carrier import on_ray
from toxiframe.properties.ray_cluster import Cluster, cluster
from toxiframe.properties.ray_work import End
from toxiframe.properties.settings_trial import SettingsTrial
from toxiframe.properties.tabular import aligned

from tests.mutants.config_workers import LEAKING, SOUND_WORKERS, bound_to, correct_workers
from tests.mutants.planted import BUDGET

__all__ = ["ray_lane"]

NAME = "no_settings_leak"
PROGRAM = (("slu", "ol"), ("slu", "ll"))
WALKS, CALLS = 100, 200
MOST_EXAMPLES, MOST_SECONDS, LEAST_STEPS = 15, 2.0, 300
"""The targets, in a table of which everybody can see whether they are met."""


@contextmanager
def _calls() -> Generator[list[int]]:
    """Count the remote calls that are waited for inside the block."""
    counted, answer = [0], Cluster.answer

    def counts(found: Cluster, ref: object, *, first: bool) -> object:
        counted[0] += 1
        return answer(found, ref, first=first)

    with patch.object(Cluster, "answer", counts):
        yield counted


def _row(bug: str, seeds: int) -> tuple[list[str], bool, bool]:
    """Return the cells of a leak, whether every seed found it, and whether that took no more than it may."""
    examples, calls, seconds, caught = [], [], [], 0
    for seed in range(1, seeds + 1):
        began = time.monotonic()
        with _calls() as counted:
            report = check(
                settings=bound_to(LEAKING[bug]), properties=[NAME], max_examples=BUDGET, seed=seed, shrink=False
            )
        seconds.append(time.monotonic() - began)
        caught += bool(report[NAME].failures)
        examples.append(report[NAME].cases)
        calls.append(counted[0])
    began = time.monotonic()
    shrunk = check(settings=bound_to(LEAKING[bug]), properties=[NAME], max_examples=BUDGET, seed=1)
    spent = time.monotonic() - began
    case = shrunk[NAME].failures[0][0].case
    told = "; ".join(line for line in case if line.startswith("carrier") or "  look on entry" in line)
    middle = statistics.median
    cells = [bug, f"{caught} of {seeds}", f"{middle(examples):.0f}", str(max(examples)), f"{middle(calls):.0f}"]
    cells += [f"{middle(seconds):.2f}", f"{max(seconds):.2f}", f"{spent:.2f}", " ".join(told.split())]
    return cells, caught == seeds, middle(examples) <= MOST_EXAMPLES and middle(seconds) <= MOST_SECONDS


def _rates(found: Cluster) -> Generator[list[str]]:
    """Yield how many steps a second a program takes on each carrier, and how many a test with one call a step."""
    subject = bound_to(correct_workers)
    hosts = {RAY[0]: found.tasks(), RAY[1]: found.actors(1)[0]}
    for carrier in RAY:
        program, steps = Program(carrier=carrier, scopes=PROGRAM), 0
        with on_ray(program, SettingsTrial(fresh=lambda: subject)) as carried:
            carried.observe(Walk(0, 0.25, len(PROGRAM)), keep=True)
            with _calls() as counted:
                began = time.monotonic()
                for seed in range(WALKS):
                    steps += len(carried.observe(Walk(seed, 0.25, len(PROGRAM)), keep=True).seen)
                spent = time.monotonic() - began
        began = time.monotonic()
        for _ in range(CALLS):
            found.answer(hosts[carrier].call(End(run=-1, place=0)), first=False)  # of no run, so that nothing is done
        naive = CALLS / (time.monotonic() - began)
        rate = steps / spent
        yield [
            carrier,
            f"{rate:,.0f}",
            f"{steps / counted[0]:.1f}",
            f"{WALKS / spent:,.0f}",
            f"{naive:,.0f}",
            f"{rate / naive:.1f}x",
            "met" if rate >= LEAST_STEPS else "MISSED",
        ]


def ray_lane(seeds: int) -> Generator[str]:
    """Yield the tables line by line.

    Raises
    ------
    AssertionError
        If a leak was not found in every seed, or correct settings were accused.
    """
    began = time.monotonic()
    found = cluster()
    yield f"a cluster of our own: {time.monotonic() - began:.1f} s"
    began = time.monotonic()
    report = check(settings=bound_to(correct_workers), properties=[NAME], max_examples=20, seed=1)
    yield f"its workers, and the first 20 programs: {time.monotonic() - began:.1f} s"
    yield ""
    head = ["carrier", "steps/s", "steps a call", "schedules/s", "calls one by one/s", "ratio"]
    yield from aligned([[*head, f">= {LEAST_STEPS} steps/s"], *_rates(found)])
    yield ""
    head = ["leak", "found", "examples", "at most", "calls", "s", "at most", "s, shrunk", "counterexample"]
    found_all = [_row(bug, seeds) for bug in LEAKING]
    yield from aligned([head, *(cells for cells, _, _ in found_all)])
    quick = sum(is_quick for _, _, is_quick in found_all)
    yield f"medians <= {MOST_EXAMPLES} examples and <= {MOST_SECONDS:g} s: {quick} of {len(found_all)} leaks"
    yield ""
    reports = [report]
    began = time.monotonic()
    reports += [
        check(settings=bound_to(make), properties=[NAME], max_examples=BUDGET, seed=1)
        for make in SOUND_WORKERS.values()
    ]
    programs = BUDGET * len(SOUND_WORKERS)
    yield f"correct settings: {programs} programs in {time.monotonic() - began:.1f} s"
    accused = [str(one) for one in reports if not one.ok]
    missed = [cells[0] for cells, is_found, _ in found_all if not is_found]
    if missed or accused:
        raise AssertionError(missed, accused)
