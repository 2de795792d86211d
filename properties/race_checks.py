"""Whether an object keeps what it promises when several threads share it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from .failing import failed, raised
from .finding import AGAIN, Pin, finding
from .lanes import Answer
from .outcomes import Outcome
from .race_cases import Race
from .race_fit import require_fit
from .race_runs import Lost, Raced, RaceStage, raced_on
from .race_subject import RaceSubject
from .timeline import told_answer

__all__ = ["invariant_kept", "linearizable", "no_deadlock"]

_Judge = Callable[[RaceStage, Raced], Lost | None]


def linearizable(subject: RaceSubject, case: Race) -> Outcome:
    """Check that answers and state are those of some serial order that real time allows."""
    return _judged("linearizable", subject, case, partial(_in_some_order, case))


def invariant_kept(subject: RaceSubject, case: Race) -> Outcome:
    """Check the invariant when all threads are done."""
    return _judged("invariant_kept", subject, case, _invariant)


def no_deadlock(subject: RaceSubject, case: Race) -> Outcome:
    """Check that every operation comes to its end."""
    return _judged("no_deadlock", subject, case, _ends)


def _judged(name: str, subject: RaceSubject, case: Race, judge: _Judge) -> Outcome:
    require_fit(subject, case)
    try:
        subject.make()
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return raised(error, "make() makes an object", ())
    with raced_on(subject, case.threads) as race:
        verdict = partial(judge, race)
        pin = Pin(property=name, kind="race", case=case)
        found = finding(race.search(verdict, case.seed), pin, gil=race.stage.gil, calls=case.threads)
        if found is None:
            return Outcome()
        lost = verdict(found.ran)
        if lost is None:
            return failed(*AGAIN, ())
    return replace(lost, got=found.numbers(lost.got)).outcome(found.told)


def _in_some_order(case: Race, race: RaceStage, raced: Raced) -> Lost | None:
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


def _unheard_of(case: Race, race: RaceStage, answers: Sequence[Sequence[Answer]]) -> BaseException | None:
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


def _invariant(race: RaceStage, raced: Raced) -> Lost | None:
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


def _ends(race: RaceStage, raced: Raced) -> Lost | None:
    del race
    if raced.run.stuck is None:
        return None
    return Lost(wanted="every operation comes to its end", got=raced.run.stuck)
