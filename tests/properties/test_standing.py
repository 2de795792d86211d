"""Where threads and processes stand that do not come back is told by the lines of the user's own code."""

from __future__ import annotations

import faulthandler
import inspect
from contextlib import closing
from multiprocessing import Pipe

import pytest
from toxiframe.properties import Call, PropertyError, Race, hold
from toxiframe.properties.process_losses import gone

from tests.mutants import races

CROSSING = Race(threads=((Call(name="move", argument=("a",)),), (Call(name="move", argument=("b",)),)))


def test_each_thread_of_a_deadlock_is_told_with_its_line():
    """The failure says of every thread at which line of whose code it waits, and the time line is not all there is."""
    crossed = races.RACES.bugs["no_deadlock"]["locks in another order"]
    with pytest.raises(PropertyError, match="threads wait for each other") as raised:
        hold("no_deadlock", CROSSING, race=crossed)
    source, start = inspect.getsourcelines(crossed.operations["move"])
    [waits] = [start + at for at, line in enumerate(source) if line.lstrip().startswith("with ")]
    case = raised.value.failure.case
    told = [case[case.index(f"thread {number} stands at") + 1] for number in (0, 1)]
    assert told == [f"  {races.__file__}:{waits} in move"] * 2, case


def test_threads_that_come_to_their_end_stand_nowhere():
    """The same moves with the locks in one order are no deadlock."""
    hold("no_deadlock", CROSSING, race=races.accounts())


def _outer(stacks):
    _inner(stacks)


def _inner(stacks):
    faulthandler.dump_traceback(file=stacks.fileno(), all_threads=False)


def test_a_lost_process_stood_where_its_last_line_says():
    """Of what faulthandler writes, innermost first, the user's lines are told as tracebacks are: innermost last."""
    read, written = Pipe(duplex=False)
    with closing(read), closing(written):
        _outer(written)
        written.close()
        where = gone(3, read, 1.0).where
    lines = [inspect.getsourcelines(call)[1] + 1 for call in (_outer, _inner)]
    ours = [f"{__file__}:{line} in {call.__name__}" for line, call in zip(lines, (_outer, _inner), strict=True)]
    assert list(where[-2:]) == ours, where
    assert len(where) > len(ours), where
