"""What a run of properties came to: for each fault and each contract, how it fared.

One model for every report. It holds plain data, so that a worker of pytest-xdist, a file and a page show the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .outcomes import Sight, Status
from .shown import Shown

__all__ = ["FORMAT", "WORST", "Cell", "Matrix", "Tried"]

FORMAT = "toxiframe matrix 1"
"""The schema of the JSON lines; its number grows when a reader of the old one would be wrong."""

WORST = (Sight.MISSED, Sight.FALSE_ALARM, Sight.CAUGHT, Sight.PASSED, Sight.NOT_APPLICABLE)
"""The sights, the worst first."""

_TOLD = (Sight.CAUGHT, Sight.MISSED, Sight.FALSE_ALARM, Sight.NOT_APPLICABLE)
_BAD = frozenset({Sight.MISSED, Sight.FALSE_ALARM})
Counts = Mapping[str, Mapping[Sight, int]]
"""Fault -> how often it fared in which way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One property of one contract, as it was tried.

    ``label``: that of the binding. ``seconds``: wall time, shrinking included. ``began``: when, in seconds since the
    epoch, 0 where nobody knows. ``faults``: those that the property may inject. ``waiver``: why it need not hold.
    ``note``: why it was not run.
    """

    label: str
    property: str
    guarantee: str
    status: Status
    cases: int
    reached: int
    seconds: float
    counts: Counts
    began: float = 0.0
    faults: tuple[str, ...] = ()
    waiver: str = ""
    note: str = ""
    failures: tuple[Shown, ...] = ()

    def facts(self) -> dict[str, str | int]:
        """Return what other tools are told of it, under names of ours."""
        total = Counter[Sight]()
        for seen in self.counts.values():
            total.update(seen)
        return {
            "toxiframe.contract": self.label,
            "toxiframe.property": self.property,
            "toxiframe.status": str(self.status),
            "toxiframe.cases": self.cases,
            **{f"toxiframe.{sight.replace(' ', '_')}": total[sight] for sight in _TOLD},
        }

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        # A Counter is no dict to asdict, which would count the pairs.
        plain = {fault: {str(sight): count for sight, count in seen.items()} for fault, seen in self.counts.items()}
        return {**asdict(replace(self, counts={})), "counts": plain}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Tried:
        """Return what ``to_json`` gave."""
        parts: dict[str, Any] = {
            **told,
            "status": Status(told["status"]),
            "counts": {
                fault: {Sight(sight): count for sight, count in seen.items()} for fault, seen in told["counts"].items()
            },
            "faults": tuple(told["faults"]),
            "failures": tuple(map(Shown.from_json, told["failures"])),
        }
        return cls(**parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one fault fared with one contract, over all properties of it.

    ``counts``: sights, one for each case and property that judged the fault. ``waived``: what is wrong is wrong only
    where a waiver says that it may be.
    """

    counts: Mapping[Sight, int]
    waived: bool = False

    @property
    def sight(self) -> Sight | None:
        """The worst sight; None where the fault was never in a frame."""
        return next((sight for sight in WORST if self.counts.get(sight)), None)

    @property
    def judged(self) -> int:
        """The cases in which the contract had to say something."""
        return sum(count for sight, count in self.counts.items() if sight is not Sight.NOT_APPLICABLE)

    @property
    def bad(self) -> bool:
        """Whether the fault was missed, or a legal control was objected to."""
        return self.sight in _BAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Everything that was tried in one run, in the order of the run."""

    tried: tuple[Tried, ...]
    seed: int | str
    profile: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def contracts(self) -> tuple[str, ...]:
        """The labels of the bindings that were judged by faults: the columns."""
        return tuple(dict.fromkeys(each.label for each in self.tried if each.faults or each.counts))

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults that were injected, or could have been: the rows."""
        return tuple(dict.fromkeys(name for each in self.tried for name in (*each.faults, *each.counts)))

    def cells(self) -> dict[tuple[str, str], Cell]:
        """Return (fault, contract) -> how it fared, for every pair that may meet."""
        counts: dict[tuple[str, str], Counter[Sight]] = {}
        wrong: dict[tuple[str, str], list[bool]] = {}
        for each in self.tried:
            for fault in (*each.faults, *each.counts):
                counts.setdefault((fault, each.label), Counter())
            for fault, seen in each.counts.items():
                counts[fault, each.label].update(seen)
                if any(seen.get(sight) for sight in _BAD):
                    wrong.setdefault((fault, each.label), []).append(bool(each.waiver))
        return {pair: Cell(counts=seen, waived=all(wrong.get(pair, [False]))) for pair, seen in counts.items()}

    @property
    def failures(self) -> tuple[tuple[Tried, Shown], ...]:
        """Every failure, with the property it is of."""
        return tuple((each, failure) for each in self.tried for failure in each.failures)

    @property
    def cases(self) -> int:
        """All cases that were judged."""
        return sum(each.cases for each in self.tried)

    @property
    def seconds(self) -> float:
        """What all properties took together; workers take it at the same time."""
        return sum(each.seconds for each in self.tried)

    def counted(self) -> Counter[Sight]:
        """Return how many pairs of fault and contract came to which worst sight."""
        return Counter(cell.sight for cell in self.cells().values() if cell.sight is not None)

    @property
    def detection(self) -> float | None:
        """The share of pairs of fault and contract, among those that had to be caught, in which none was missed."""
        counted = self.counted()
        due = counted[Sight.CAUGHT] + counted[Sight.MISSED]
        return counted[Sight.CAUGHT] / due if due else None
