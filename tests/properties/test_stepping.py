"""Threads step as they are scheduled: the same way every time, with nobody left behind."""

from __future__ import annotations

import multiprocessing
import threading
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toxiframe.properties import Call, RaceSubject, check, run_schedule, stepping
from toxiframe.properties.policies import Scheduled, Walk
from toxiframe.properties.race_runs import raced_on
from toxiframe.strategies import Schedule, schedules

from tests.mutants.planted import tried
from tests.mutants.races import RACES

pytestmark = pytest.mark.interpreter

BUMP, READ, FAIL = Call(name="bump"), Call(name="read"), Call(name="fail")


class _Counter:
    def __init__(self):
        self.n = 0

    def bump(self):
        self.n += 1
        return self.n

    def read(self):
        return self.n

    def fail(self):
        if self.n == 1:
            msg = "one is too few"
            raise ValueError(msg)


class _Pair:
    def __init__(self):
        self.one, self.other = threading.Lock(), threading.RLock()

    def there(self):
        with self.one, self.other:
            return True

    def back(self):
        with self.other, self.other, self.one:
            return True

    def hurried(self):
        with self.other:
            return self.one.acquire(timeout=60)


async def _sleepless(_):
    pass


ELSEWHERE = multiprocessing.Lock()
COUNTER = RaceSubject(
    make=_Counter, operations={"bump": _Counter.bump, "read": _Counter.read, "fail": _Counter.fail}, state=vars
)
PAIR = RaceSubject(make=_Pair, operations={"there": _Pair.there, "back": _Pair.back, "hurried": _Pair.hurried})


@contextmanager
def _nobody_is_left():
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    assert not left, left


def _seen(run):
    return [[(answer.began, answer.ended, answer.value) for answer in lane] for lane in run.answers]


@given(schedules(threads=3))
def test_a_schedule_is_its_text(schedule):
    """What is printed of a schedule stands for that schedule."""
    assert Schedule.parse(str(schedule)) == schedule


@pytest.mark.parametrize("text", ["", "0", "0:1", "0:0@1", "0:0@1>1,", "x:"])
def test_no_other_text_is_a_schedule(text):
    """A text that is almost a schedule is refused with the right form."""
    with pytest.raises(ValueError, match="write it as"):
        Schedule.parse(text)


def test_the_same_schedule_is_the_same_run():
    """A walk, walked again, and its schedule, replayed, give one trace: answers, times, lines and switches."""
    with raced_on(COUNTER, [[BUMP, READ], [BUMP, BUMP], [READ]]) as race:
        for seed in range(50):
            walked = race.raced(Walk(seed, 0.4, 3), keep=True).run
            again = race.raced(Walk(seed, 0.4, 3), keep=True).run
            replayed = race.raced(Scheduled(Schedule.parse(str(walked.schedule)), 3), keep=True).run
            assert walked.events == again.events == replayed.events
            assert walked.schedule == again.schedule == replayed.schedule
            assert _seen(walked) == _seen(again) == _seen(replayed)


def test_an_update_is_lost_where_it_was_scheduled():
    """Stopped between its read and its write, a thread overwrites what the other one wrote."""
    run = run_schedule(COUNTER, [[BUMP], [BUMP]], Schedule.parse("0:0@2>1"))
    assert [answer.value for lane in run.answers for answer in lane] == [1, 1]
    run = run_schedule(COUNTER, [[BUMP], [BUMP]], Schedule.parse("0:"))
    assert [answer.value for lane in run.answers for answer in lane] == [1, 2]


def test_a_deadlock_says_where_both_threads_stand():
    """Two threads that wait for each other end, and each is told by the line of its own."""
    with _nobody_is_left():
        with raced_on(PAIR, [[Call(name="there")], [Call(name="back")]]) as race:
            schedule = race.search(lambda raced: raced.run.stuck, 1).found(reduced=True)
            assert schedule is not None
            assert len(schedule.preemptions) == 1
            run = race.raced(Scheduled(schedule, 2)).run
        assert run.stuck == "threads wait for each other"
        assert [number for number, _ in run.stacks] == [0, 1]
        assert [stack[-1].rpartition(" ")[2] for _, stack in run.stacks] == ["there", "back"]


def test_a_wait_with_a_timeout_ends_when_nobody_else_can_move():
    """A lock that is asked for with a timeout is no deadlock, and costs no time."""
    with raced_on(PAIR, [[Call(name="hurried")], [Call(name="there")]]) as race:
        runs = [race.raced(Walk(seed, 0.5, 2)).run for seed in range(40)]
    assert {run.answers[0][0].value for run in runs if run.stuck is None} == {True, False}


def test_a_lock_that_nobody_knows_is_named():
    """A thread that stands still on a lock made elsewhere is reported, and no thread stays behind."""

    def held(_):
        with ELSEWHERE:
            return str(ELSEWHERE)

    subject = RaceSubject(make=_Counter, operations={"held": held})
    with _nobody_is_left():
        run = run_schedule(subject, [[Call(name="held")]] * 2, Schedule.parse("0:0@3>1"))
    assert run.stuck is not None
    assert "the engine does not know" in run.stuck
    assert any("in held" in line for _, stack in run.stacks for line in stack)


def test_a_lock_that_nobody_knows_ends_the_search():
    """What stands still once is told with its schedule, and neither shrunk nor tried again: each try takes seconds."""
    made = []

    def make():
        made.append(_Counter())
        return made[-1]

    def held(counter):
        with ELSEWHERE:
            return counter.bump()

    report = check(race=RaceSubject(make=make, operations={"held": held}), max_examples=60, seed=1)
    for result in report.results:
        [(failure, _, _)] = result.failures
        assert "the engine does not know" in failure.got, report
        assert failure.case[-1].startswith("pinned "), failure.case
        assert any(line.endswith("in held") for line in failure.case), failure.case
    assert len(made) < 100, f"{len(made)} races were run to say so twice"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not say what a thread does")
def test_a_thread_at_work_does_not_stand_still(monkeypatch):
    """One step may take longer than a wait is given, as long as the thread computes."""
    monkeypatch.setattr(stepping, "QUIET", 0.02)

    def computes(counter):
        return sha256(bytes(200_000_000)).digest_size + counter.bump()

    run = run_schedule(
        RaceSubject(make=_Counter, operations={"computes": computes}), [[Call(name="computes")]], Schedule()
    )
    assert run.stuck is None, run


def test_a_loop_without_an_end_is_ended():
    """A thread that waits in a loop for what nobody does is ended after so many steps."""

    def wait(counter):
        while counter.n == 0:
            pass

    def look(counter):
        waiting = counter.n == 0
        while waiting:
            pass

    subject = RaceSubject(make=_Counter, operations={"wait": wait, "look": look, "bump": _Counter.bump})
    with _nobody_is_left():
        assert "not done after" in str(run_schedule(subject, [[Call(name="wait")]] * 2, Schedule()).stuck)
        assert "not done after" in str(run_schedule(subject, [[Call(name="look")]] * 2, Schedule()).stuck)
        ended = run_schedule(subject, [[Call(name="wait")], [BUMP]], Schedule())
    assert ended.stuck is None, "the other thread was never given a turn"


def test_what_a_thread_raises_comes_with_its_schedule():
    """An exception that no serial order raises is the failure, with a time line and the line that raised."""

    def twice(counter):
        counter.n = 1
        counter.n = 2

    subject = RaceSubject(make=_Counter, operations={"fail": _Counter.fail, "twice": twice})
    report = check(race=subject, properties=["linearizable"], seed=1)
    [(failure, _, _)] = report["linearizable"].failures
    assert failure.got == "raised ValueError: one is too few"
    assert failure.cause is not None
    assert "in fail" in failure.cause
    assert any(line.startswith("schedule") for line in failure.case)


def test_the_time_line_has_a_column_a_thread():
    """The switch is marked in the column of the thread that stops."""
    subject = RaceSubject(make=_Counter, operations={"bump": _Counter.bump})
    report = check(race=subject, properties=["linearizable"], seed=1)
    [(failure, _, _)] = report["linearizable"].failures
    head, *rows = [line for line in failure.case if not line.startswith(("schedule", "reachable", "pinned"))]
    assert [part.strip() for part in head.split("|")] == ["thread 0", "thread 1"]
    columns = [[cell.strip() for cell in row.ljust(len(head)).split(" | ")] for row in rows]
    assert all(len([cell for cell in row if cell]) == 1 for row in columns)
    stops = [place for place, row in enumerate(columns) if any(cell.startswith(">>>") for cell in row)]
    assert len(stops) == 1
    stopped = next(at for at, cell in enumerate(columns[stops[0]]) if cell)
    assert columns[stops[0]][stopped] == f">>> stopped here, thread {1 - stopped} runs"
    assert columns[stops[0] + 1][1 - stopped] == "bump() begins"
    assert failure.case[-2] == "reachable on free-threaded builds; on one with a GIL it was not found"


def test_the_time_line_tells_objects_apart():
    """Two objects have two numbers, in rows that are cut as in those that are not, and every row keeps its columns."""
    report = tried(RACES, "linearizable", "built twice")
    [(failure, _, _)] = report["linearizable"].failures
    first, second = (line for line in failure.case if "get() = " in line)
    assert ("number 0" in first, "number 1" in second) == (True, True), (first, second)
    bars = {line.index(" | ") for line in failure.case[: failure.case.index("schedule  1:1@5>0")] if " | " in line}
    assert len(bars) == 1, failure.case


def test_nobody_is_left_when_a_property_has_run():
    """The threads of a hundred races are gone, whether they were lost or not."""
    with _nobody_is_left():
        assert not check(race=PAIR, properties=["no_deadlock"], seed=1, max_examples=30).ok
        assert check(race=COUNTER, properties=["no_deadlock"], seed=1, max_examples=30).ok


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"operations": {}}, "name at least one operation"),
        ({"operations": [_Counter.bump]}, "name at least one operation"),
        ({"operations": {"bump": "bump"}}, "cannot be called"),
        ({"operations": {"bump": _sleepless}}, "is async"),
        ({"make": _Counter()}, "cannot be called"),
        ({"arguments": {"bumb": st.none()}}, "did you mean 'bump'"),
        ({"arguments": {"bump": [1]}}, "is no strategy"),
        ({"grain": "share"}, "did you mean 'shared'"),
        ({"schedules": 0}, "at least one"),
        ({"inside": "cache"}, "is no tuple"),
    ],
)
def test_a_subject_that_cannot_be_raced_is_refused(change, told):
    """What is missing, or of another kind than it has to be, is an error in one line."""
    options = {"make": _Counter, "operations": {"bump": _Counter.bump}, **change}
    with pytest.raises(ValueError, match=told):
        check(race=RaceSubject(**options))
