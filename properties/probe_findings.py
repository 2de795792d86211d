"""What a probe found: one finding a fault, and all of them as a survey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .probe_answers import Answer, Judgement

__all__ = ["WRONG", "Finding", "Survey"]

WRONG = (Answer.CRASHED, Answer.LET_THROUGH, Answer.FALSE_ALARM)
"""Answers that a contract has to answer for."""


@dataclass(slots=True, kw_only=True, eq=False)
class Finding:
    """What became of one fault, or of clean frames, over all cases.

    ``excuse``: why letting it through is not held against the contract. ``frames``: clean frames drawn. ``by``: how
    often each check, or way, gave each answer. ``places``: columns in which there was each answer.
    ``smallest``: the smallest frame with the worst answer, ``shrunk`` where it was made smaller. ``cut``: its time
    was up.
    """

    name: str
    excuse: str | None = None
    frames: int = 0
    counts: Counter[Answer] = field(default_factory=Counter[Answer])
    by: dict[Answer, Counter[str]] = field(default_factory=dict[Answer, Counter[str]])
    places: dict[Answer, Counter[str]] = field(default_factory=dict[Answer, Counter[str]])
    smallest: Judgement | None = None
    shrunk: bool = False
    remedy: str | None = None
    cut: bool = False
    error: str | None = None
    replay: str = ""

    def add(self, judged: Judgement) -> None:
        """Count one case."""
        self.counts[judged.answer] += 1
        self.by.setdefault(judged.answer, Counter()).update(dict.fromkeys(judged.told, 1))
        self.places.setdefault(judged.answer, Counter()).update(dict.fromkeys(judged.columns, 1))
        if judged.answer in self.wrong[:1] and (self.smallest is None or self.smallest.answer is not judged.answer):
            self.smallest = judged

    @property
    def cases(self) -> int:
        """Frames with the fault that were judged."""
        return self.counts.total()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What became of it, the worst first."""
        found = tuple(answer for answer in Answer if self.counts[answer])
        return found or (Answer.NOT_TRIED if self.frames == 0 else Answer.NOT_APPLICABLE,)

    @property
    def wrong(self) -> tuple[Answer, ...]:
        """The answers that are held against the contract, the worst first."""
        excused = (Answer.LET_THROUGH,) if self.excuse else ()
        return tuple(answer for answer in WRONG if self.counts[answer] and answer not in excused)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """All findings; ``interrupted``: the user stopped it, and what is here is what there was.

    ``absent``: faults that clean frames have no place for. ``is_schema``: all the contract can do is refuse a frame.
    """

    label: str
    is_schema: bool
    seed: int
    clean: Finding
    findings: tuple[Finding, ...]
    absent: tuple[str, ...]
    max_time: float | None
    interrupted: bool

    @property
    def every(self) -> tuple[Finding, ...]:
        """The findings, that on clean frames first."""
        return (self.clean, *self.findings)

    def failing(self, fail_on: Iterable[Answer] = WRONG) -> tuple[Finding, ...]:
        """Return the findings with an answer among some that is held against the contract."""
        chosen = set(fail_on)
        return tuple(
            one
            for one in self.every
            if chosen.intersection(one.wrong) or chosen.intersection(one.answers).difference(WRONG)
        )
