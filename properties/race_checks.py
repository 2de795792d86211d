"""Whether an object keeps what it promises when several threads share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from .failing import failed, raised
from .lanes import Answer
from .outcomes import Outcome
from .race_cases import Race
from .race_runs import Lost, Raced, Stage, stage
from .race_subject import RaceSubject
from .stepping import MOST
from .timeline import timeline, told_answer

__all__ = ["invariant_kept", "linearizable", "no_deadlock"]

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_REACH = {
    True: "on today's builds with a GIL",
    False: "on free-threaded builds; on one with a GIL it was not found",
}

_Judge = Callable[[Stage, Raced], Lost | None]


def linearizable(subject: RaceSubject, case: Race) -> Outcome:
    """Check that answers and state are those of some serial order that real time allows."""
    return _judged(subject, case, partial(_in_some_order, case))


def invariant_kept(subject: RaceSubject, case: Race) -> Outcome:
    """Check the invariant when all threads are done."""
    return _judged(subject, case, _invariant)


def no_deadlock(subject: RaceSubject, case: Race) -> Outcome:
    """Check that every operation comes to its end."""
    return _judged(subject, case, _ends)


def _judged(subject: RaceSubject, case: Race, judge: _Judge) -> Outcome:
    try:
        subject.make()
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return raised(error, "make() makes an object", ())
    with stage(subject, case.threads) as race:
        verdict = partial(judge, race)
        schedule = race.search(verdict, case.seed)
        if schedule is None:
            return Outcome()
        raced = race.scheduled(schedule, told=True)
        lost = verdict(raced)
        if lost is None:
            again = "the same threads under the same schedule do the same"
            return failed(again, "another run: the object depends on time, chance or what earlier runs left", ())
        endless = raced.run.stuck is not None and max(raced.run.steps) >= MOST
        gil = None if endless else race.with_a_gil(verdict, case.seed)
    told = [
        *timeline(raced.run, case.threads),
        *_stacks(raced),
        f"schedule  {schedule}",
        *([] if gil is None else [f"reachable {_REACH[gil]}"]),
    ]
    if lost.error is not None:
        return raised(lost.error, lost.wanted, _numbered(told))
    *told, got = _numbered([*told, lost.got])
    return failed(lost.wanted, got, told)


def _numbered(told: Sequence[str]) -> list[str]:
    """Return texts with a number in the place of each address: the same run must read the same."""
    known: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return known.setdefault(found[0], f" number {len(known)}")

    return [_ADDRESS.sub(number, line) for line in told]


def _stacks(raced: Raced) -> list[str]:
    return [
        line
        for number, stack in raced.run.stacks
        for line in (
            f"thread {number} stands at",
            *(f"  {place}" for place in stack or ("code that is not the user's",)),
        )
    ]


def _in_some_order(case: Race, race: Stage, raced: Raced) -> Lost | None:
    run = raced.run
    if run.stuck is not None or race.is_serial(run.answers, raced.state):
        return None
    wanted = "the answers of the same operations one after another, in some order"
    fresh = _unheard_of(case, race, run.answers)
    if fresh is not None:
        return Lost(wanted=wanted, got="", error=fresh)
    pairs = (zip(calls, answers, strict=True) for calls, answers in zip(case.threads, run.answers, strict=True))
    told = "; ".join(told_answer(call, answer) for lane in pairs for call, answer in lane)
    left = "" if race.subject.state is None else f", which leaves {raced.state!r}"
    return Lost(wanted=wanted, got=f"{told}{left}")


def _unheard_of(case: Race, race: Stage, answers: Sequence[Sequence[Answer]]) -> BaseException | None:
    """Return an exception that no operation raises when they run thread by thread."""
    order = tuple(number for number, calls in enumerate(case.threads) for _ in calls)
    known = race.serial(order) or ()
    for lane in answers:
        for answer in lane:
            if answer.error is not None and not any(
                isinstance(one, tuple) and one[:2] == ("raised", type(answer.error).__name__) for one in known
            ):
                return answer.error
    return None


def _invariant(race: Stage, raced: Raced) -> Lost | None:
    if raced.run.stuck is not None or race.subject.invariant is None:
        return None
    wanted = "the invariant when all threads are done"
    try:
        verdict = race.subject.invariant(raced.thing)
    except Exception as error:  # noqa: BLE001 - a broken object may not even bear being looked at
        return Lost(wanted=wanted, got="", error=error)
    if verdict is None or verdict is True:
        return None
    return Lost(wanted=wanted, got="it does not hold" if verdict is False else str(verdict))


def _ends(race: Stage, raced: Raced) -> Lost | None:
    del race
    if raced.run.stuck is None:
        return None
    return Lost(wanted="every operation comes to its end", got=raced.run.stuck)
