"""Workers do what they are asked, are told when they are lost, and leave with whoever has asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from toxiframe.properties import BindError
from toxiframe.properties.process_crew import crew
from toxiframe.properties.process_losses import Gone
from toxiframe.properties.process_worker import Done, Raised

from tests.properties import worker_calls
from tests.properties.worker_calls import has_ended, know, note_pid, notes

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that nothing takes but what is never done."""


def _worker(folder: Path, number: int = 0) -> int:
    """Return the process id of a worker."""
    before = set(notes(folder))
    with crew(number + 1, patience=PATIENCE) as workers:
        assert workers.answer(number, note_pid, folder) == Done()
    [pid] = set(notes(folder)) - before or before
    return pid


def test_workers_are_processes_that_stay(tmp_path):
    """Each worker is a process of its own, and the same one is asked next time."""
    pids = []
    for number in (0, 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        pids += [_worker(folder, number), _worker(folder, number)]
    first, again, second, later = pids
    assert (first, second) == (again, later), pids
    assert len({os.getpid(), first, second}) == 3, pids


@pytest.mark.parametrize(
    ("call", "arguments", "patience", "why", "where"),
    [
        (worker_calls.hang, (), 0.1, "had not come back after 0.1 s", "in hang"),
        (worker_calls.end, (3,), PATIENCE, "ended with exit code 3", None),
        (worker_calls.vanish, (), PATIENCE, "was ended by SIGKILL", None),
        (worker_calls.crash, (), PATIENCE, "was ended by SIGSEGV", "in crash"),
        (worker_calls.stop, (), 0.1, "did not come back, and could not say where it stood", None),
    ],
    ids=["hangs", "ends", "is killed", "crashes", "is stopped"],
)
def test_a_worker_that_is_lost_is_told_and_replaced(tmp_path, monkeypatch, call, arguments, patience, why, where):
    """However a worker is lost, it is told how, and where it stood if that can be known; another takes its place."""
    before = _worker(tmp_path)
    if call is worker_calls.stop:  # nobody but the crew can see that it never goes on
        monkeypatch.setattr("toxiframe.properties.process_crew.LOADING", 0.1)
    with crew(1, patience=patience) as workers:
        lost = workers.answer(0, call, *arguments)
    assert isinstance(lost, Gone), lost
    assert lost.why == why, lost
    told = [line for line in lost.where if where is not None and line.endswith(where)]
    assert all(__file__.rpartition("/")[0] in line for line in told), lost
    assert len(told) == (where is not None), lost
    assert has_ended(before), before
    assert _worker(tmp_path) != before


def test_the_others_of_a_lost_worker_stay(tmp_path):
    """A worker that dies takes no other with it."""
    before = _worker(tmp_path, 1)
    with crew(2, patience=PATIENCE) as workers:
        workers.ask(0, worker_calls.vanish)
        workers.ask(1, know)
        answers = workers.answers([0, 1])
    assert isinstance(answers[0], Gone), answers
    assert answers[1] == Done(), answers
    assert _worker(tmp_path, 1) == before


def test_what_a_call_raises_is_told_as_text():
    """An exception that cannot be sent is told all the same, with the line that raised it."""
    with crew(1, patience=PATIENCE) as workers:
        answer = workers.answer(0, worker_calls.fail)
    assert isinstance(answer, Raised), answer
    headline, *where = answer.told.splitlines()
    assert headline == "raised _OddError: odd", answer
    assert where, answer
    assert where[-1].endswith("in fail"), answer


@pytest.mark.parametrize("lost", [(), (2,)], ids=["all come", "one dies"])
def test_workers_go_on_when_all_have_come(tmp_path, lost):
    """At every meeting all are waited for who are alive, and nobody waits for ever for one that is not."""
    numbers = range(3)
    alive = [number for number in numbers if number not in lost]
    with crew(3, patience=PATIENCE) as workers:
        meetings = workers.meetings(20)
        for number in alive:
            others = [other for other in numbers if other != number]
            workers.ask(number, worker_calls.meet, meetings, others, tmp_path, alive if not lost else [number])
        for number in lost:
            workers.ask(number, worker_calls.vanish)
        answers = workers.answers(numbers)
    assert [number for number in numbers if answers[number] == Done()] == alive, answers
    assert len(list(tmp_path.iterdir())) == len(alive) * len(meetings), list(tmp_path.iterdir())


def test_a_call_that_a_worker_does_not_know_is_refused(monkeypatch):
    """What is only in this process cannot be done in another, and the error says what was not found."""
    monkeypatch.setattr(worker_calls, "made_here", know, raising=False)
    monkeypatch.setattr(know, "__name__", "made_here")
    monkeypatch.setattr(know, "__qualname__", "made_here")
    with (
        pytest.raises(
            BindError, match=r"does not know what it was sent \(AttributeError: .*made_here.*\): put it into"
        ),
        crew(1, patience=PATIENCE) as workers,
    ):
        workers.answer(0, know)


def test_an_error_in_between_ends_all_workers(tmp_path):
    """Whoever is interrupted while a worker is busy does not get its late answer for the next question."""

    def interrupted():
        with crew(1, patience=PATIENCE) as workers:
            workers.ask(0, worker_calls.hang)
            raise KeyboardInterrupt

    before = _worker(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert has_ended(before), before
    assert _worker(tmp_path) != before


_SCRIPT = """
import os, signal, sys
from pathlib import Path
from toxiframe.properties.process_crew import crew
from tests.properties.worker_calls import hang, note_pid

def main(folder, ending):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs, and all they start, ignore it
    with crew(3, patience=60) as workers:
        for number in range(3):
            workers.answer(number, note_pid, folder)
        if ending == "waits":
            workers.ask(1, hang)
            print("waits", flush=True)
            workers.answers([1])
    if ending == "raises":
        raise RuntimeError(ending)
    if ending == "exits":
        os._exit(0)
    if ending == "forks":
        if os.fork() == 0:
            with crew(1, patience=60) as workers:
                print(type(workers.answer(0, note_pid, folder)).__name__, flush=True)
            os._exit(0)
        os.wait()

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
"""


def _script(folder: Path, ending: str) -> tuple[list[str], Path]:
    file, left = folder / "script.py", folder / "left"
    file.write_text(_SCRIPT, encoding="utf-8")
    left.mkdir()
    return [sys.executable, str(file), str(left), ending], left


@pytest.mark.parametrize("ending", ["returns", "raises", "exits", "forks"])
def test_no_worker_outlives_the_process_that_has_started_it(tmp_path, ending):
    """Whether it returns, raises, or ends without a word, and also where a fork of it has workers of its own."""
    command, left = _script(tmp_path, ending)
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == (ending == "raises"), done.stderr
    assert done.stdout.split() == (["Done"] if ending == "forks" else []), done.stdout
    pids = notes(left)
    assert len(pids) == (4 if ending == "forks" else 3), pids
    assert all(map(has_ended, pids)), pids


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_worker_outlives_a_signal(tmp_path, name):
    """Ctrl-C, which reaches all processes of a terminal, and a signal to the tests alone end even workers that hang."""
    command, left = _script(tmp_path, "waits")
    stderr = tmp_path / "stderr"  # no pipe: its end would come no sooner than that of a worker which is left
    with (
        stderr.open("w") as written,
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        said = process.stdout.readline()
        assert said == "waits\n", stderr.read_text()
        number = signal.Signals[name]
        if number is signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    pids = notes(left)
    assert len(pids) == 3, pids
    assert all(map(has_ended, pids)), pids
    told = stderr.read_text()
    assert process.returncode == -number, told
    assert told.count("Traceback") == (number is signal.SIGINT), told
