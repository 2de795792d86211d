"""Planted bugs of one kind of subject, and a correct twin that the same properties must leave in peace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toxiframe.properties import Report, Status, check

__all__ = ["BUDGET", "Suite", "is_caught", "tried", "twin_report"]

BUDGET = 200
"""Cases of each property in the default profile."""

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Bugs of one kind.

    ``kind``: of the subjects. ``bugs``: property -> name of a bug -> the subject that has it. ``twin``: the subject
    without a bug. ``options``: what else ``check`` is given for all of them.
    """

    kind: str
    bugs: Mapping[str, Mapping[str, Any]]
    twin: Any
    options: Options = field(default_factory=dict)

    @property
    def planted(self) -> tuple[tuple[str, str], ...]:
        """Every bug, as its property and its name."""
        return tuple((name, bug) for name, bugs in self.bugs.items() for bug in bugs)


def tried(suite: Suite, name: str, bug: str, *, seed: int = 1, cases: int = BUDGET, shrink: bool = True) -> Report:
    """Try the property on the subject with the bug."""
    subject = {suite.kind: suite.bugs[name][bug]}
    return check(
        properties=[name], max_examples=cases, seed=seed, stop_at_first=True, shrink=shrink, **subject, **suite.options
    )


def twin_report(suite: Suite, *, seed: int = 1, cases: int = BUDGET) -> Report:
    """Try every property on the subject without a bug."""
    return check(max_examples=cases, seed=seed, **{suite.kind: suite.twin}, **suite.options)


def is_caught(report: Report, name: str) -> bool:
    """Return whether the property found the planted bug."""
    return report[name].status is Status.FAILED
