"""What the report of one test says of a property, for the matrix and for JUnit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from .binding import Binding
from .matrix import Tried
from .outcomes import Sight, Status, Tally
from .shown import Shown

__all__ = ["junit_properties", "tried_of"]


def tried_of(
    binding: Binding,
    name: str,
    tally: Tally,
    call: pytest.CallInfo[None],
    report: pytest.TestReport,
    failures: tuple[Shown, ...],
) -> Tried:
    """Return a property as it was tried by one test."""
    counts: dict[str, Counter[Sight]] = {}
    for (fault, sight), count in tally.counted().items():
        counts.setdefault(fault, Counter())[sight] += count
    waiver = binding.waivers.get(name, "")
    if failures:
        status = Status.FAILED if report.failed else Status.WAIVED
    elif report.passed:
        status = Status.NEEDLESS if waiver else Status.HELD
    else:
        status = Status.NOT_RUN
    note = f"{call.excinfo.typename}: {call.excinfo.value}" if status is Status.NOT_RUN and call.excinfo else ""
    return Tried(
        label=binding.label,
        property=name,
        guarantee=binding.property_named(name).guarantee,
        status=status,
        cases=tally.cases,
        reached=tally.reached,
        seconds=call.duration,
        began=call.start,
        counts=counts,
        faults=binding.faults_of(name),
        waiver=waiver,
        note=note,
        failures=failures,
    )


def junit_properties(tried: Tried) -> Iterator[tuple[str, str]]:
    """Return what ``--junitxml`` says of a property beside the outcome of its test, as names and values."""
    for name, value in tried.facts().items():
        yield name, str(value)
    for failure in tried.failures:
        if failure.blamed:
            yield "toxiframe.blamed", failure.blamed
        for replay in failure.replays:
            yield "toxiframe.replay", replay
