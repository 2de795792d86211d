"""Stages that leave their intent and their outcome in a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st

from .failing import failed, raised
from .ledger_scenes import scene, writer
from .ledger_subject import LedgerSubject, Note
from .outcomes import Outcome

__all__ = ["Stages", "one_outcome_per_intent", "stagings"]

_STAGES = 3

Ending = Literal["returns", "raises", "is interrupted"]


class _Fails(Exception):  # noqa: N818 - what work raises on purpose
    """The failure of a stage's work."""


class _Interrupts(KeyboardInterrupt):
    """Ctrl-C during a stage's work, told from a real one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The stages of a run in their order, and how the work of each ends. A name that comes again is a retry."""

    stages: tuple[tuple[str, Ending], ...]


@st.composite
def stagings(draw: st.DrawFn) -> Stages:
    """Draw one to three stages."""
    ending: st.SearchStrategy[Ending] = st.sampled_from(["returns", "raises", "is interrupted"])
    stage = st.tuples(st.sampled_from(["ingest", "gate"]), ending)
    return Stages(stages=tuple(draw(st.lists(stage, min_size=1, max_size=_STAGES), label="stages")))


def one_outcome_per_intent(subject: LedgerSubject, case: Stages) -> Outcome:
    """Check that the intent stands before the work begins, and one true outcome when it is over, however it ends."""
    told = tuple(f"stage {number}  {name} {ending}" for number, (name, ending) in enumerate(case.stages))
    if subject.stage is None or subject.stages is None:
        return Outcome(reached=False)
    notes: list[Note] = []
    with scene() as path:
        look = partial(_look, subject.stages, path)
        try:
            with writer(subject, path) as opened:
                for name, ending in case.stages:
                    ran = _run(partial(subject.stage, opened, name), ending, look)
                    wrong = _wrong(name, ending, ran, notes)
                    if wrong is not None:
                        return failed(*wrong, told)
            left = look()
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return raised(error, "stages that run", told)
    return Outcome() if left == notes else failed(f"in the end {_line(notes)}", _line(left), told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ran:
    """How a stage ended for its caller, and the notes there were during the work (None: it was not done) and after."""

    ended: Ending
    during: list[Note] | None
    after: list[Note]


def _look(stages: Callable[[Path], Iterable[Note]], path: Path) -> list[Note]:
    return [(name, ended) for name, ended in stages(path)]


def _run(stage: Callable[[Callable[[], None]], object], ending: Ending, look: Callable[[], list[Note]]) -> _Ran:
    during: list[list[Note]] = []

    def work() -> None:
        during.append(look())
        if ending == "raises":
            raise _Fails
        if ending == "is interrupted":
            raise _Interrupts

    ended: Ending = "returns"
    try:
        stage(work)
    except _Interrupts:
        ended = "is interrupted"
    except Exception:
        if not during or ending != "raises":
            raise
        ended = "raises"
    return _Ran(ended=ended, during=during[0] if during else None, after=look())


def _wrong(name: str, ending: Ending, ran: _Ran, notes: list[Note]) -> tuple[str, str] | None:
    """Judge one stage, and add its notes to those that must be there."""
    notes.append((name, None))
    if ran.during is None:
        return f"the work of {name} is done", "it is not"
    if ran.during != notes:
        return f"when the work of {name} begins: {_line(notes)}", _line(ran.during)
    if ran.ended != ending:
        return f"{name} {ending}, and its caller is told", f"for its caller it {ran.ended}"
    notes.append((name, ending == "returns"))
    if ran.after != notes:
        return f"when {name} is over: {_line(notes)}", _line(ran.after)
    return None


def _line(notes: list[Note]) -> str:
    return ", ".join(_text(*note) for note in notes) or "nothing"


def _text(name: str, ended: bool | None) -> str:  # noqa: FBT001 - a note, spread out
    return f"{name} intent" if ended is None else f"{name} {'ok' if ended else 'failed'}"
