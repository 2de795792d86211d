"""What traced runs do, drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from .hostile import ERRORS, KEYS, VALUES, shown
from .trace_subject import Workload

__all__ = ["Runs", "hostile_workloads", "runs", "told", "workloads"]

_WORKERS, _SPANS, _DEPTH, _ATTRIBUTES = 3, 3, 3, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Two runs, one after the other; the spans of each have an attribute of their own."""

    first: Workload
    second: Workload


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    """Draw what one to three workers do: the spans each of them opens, nested up to three deep."""
    depths = st.lists(st.integers(1, _DEPTH), min_size=1, max_size=_SPANS).map(tuple)
    workers = draw(st.lists(depths, min_size=1, max_size=_WORKERS), label="workers")
    failing = draw(st.none() | st.integers(0, len(workers) - 1), label="failing worker")
    return Workload(workers=tuple(workers), failing=failing)


@st.composite
def hostile_workloads(draw: st.DrawFn) -> Workload:
    """Draw workloads whose spans are given what they cannot hold, and whose workers fail in odd ways."""
    workload = draw(workloads())
    named = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(list(VALUES)), max_size=_ATTRIBUTES)
    attributes = {key: VALUES[name] for key, name in draw(named, label="attributes").items()}
    error = draw(st.sampled_from(ERRORS), label="error")
    return replace(workload, attributes=attributes, error=error)


@st.composite
def runs(draw: st.DrawFn) -> Runs:
    """Draw two runs."""
    first, second = draw(workloads()), draw(workloads())
    return Runs(
        first=replace(first, attributes={"mark of run 1": "run 1"}),
        second=replace(second, attributes={"mark of run 2": "run 2"}),
    )


def told(workload: Workload) -> tuple[str, ...]:
    """Return a workload in words, one line a worker."""
    lines = [
        f"worker {number}  spans nested {', '.join(map(str, depths))}{_failure(workload, number)}"
        for number, depths in enumerate(workload.workers)
    ]
    if workload.attributes:
        given = ", ".join(f"{key!r}: {shown(value)}" for key, value in workload.attributes.items())
        lines.append(f"attributes {given}")
    return tuple(lines)


def _failure(workload: Workload, number: int) -> str:
    if number != workload.failing:
        return ""
    return " (fails)" if workload.error is LookupError else f" (fails with {workload.error.__name__})"
