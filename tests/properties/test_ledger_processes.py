"""Ledgers that claim to be safe for several processes are held to it by real ones."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from textwrap import dedent

import pytest
from toxiframe.properties import BindError, LedgerSubject, Processes, PropertyError, bind, check, hold
from toxiframe.properties.process_crew import crew

from tests.mutants.ledger_book import Book, bound
from tests.mutants.ledger_processes import PROCESSES
from tests.mutants.ledgers import LEDGERS
from tests.mutants.planted import is_caught, tried
from tests.properties.lost_writers import Dying, Hanging, Once
from tests.properties.worker_calls import has_ended, notes

TURNS = Processes(writers=((1,), (1,)), turns=(0, 0, 1, 1))
AT_ONCE = Processes(writers=((1,), (1,)))


def _failure(case: Processes, subject: LedgerSubject):
    with pytest.raises(PropertyError) as raised:
        hold("chain_verifies", case, ledger=subject)
    return raised.value.failure


@pytest.mark.parametrize("bug", PROCESSES)
def test_what_breaks_between_processes_is_found_whatever_the_seed(bug):
    """Every planted bug is caught in each of six seeds."""
    for seed in range(1, 7):
        report = tried(LEDGERS, "chain_verifies", bug, seed=seed, shrink=False)
        assert is_caught(report, "chain_verifies"), f"not with seed {seed} in 200 cases:\n{report}"


@pytest.mark.parametrize("bug", PROCESSES)
def test_threads_alone_would_not_have_found_it(bug):
    """The planted ledgers are safe for threads, so it is the processes that find what is wrong with them."""
    subject = replace(LEDGERS.bugs["chain_verifies"][bug], processes=False)
    report = check(ledger=subject, properties=["chain_verifies"], max_examples=25, seed=1)
    assert report.ok, report


@pytest.mark.parametrize("bug", ["writes where its process wrote last", "empties the file when its process opens it"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_needs_no_luck_shrinks_to_turns(bug, seed):
    """What also fails at once ends with two writers of one record that take turns, and nothing else."""
    [(failure, _, _)] = tried(LEDGERS, "chain_verifies", bug, seed=seed)["chain_verifies"].failures
    assert failure.case[-1] == f'pinned    hold("chain_verifies", {TURNS!r}, ledger=subject)', failure


@pytest.mark.parametrize("name", ["open", "append", "close"])
def test_what_cannot_be_sent_to_a_process_is_refused(name):
    """A lambda is refused where it is bound, by name and with a way out; those that stay here may be lambdas."""
    stays = replace(bound(Book, processes=True), verify=lambda _: None, pieces=lambda data: [data])
    assert bind("stays", ledger=stays)
    said = rf"^LedgerSubject\(processes=True\) sends {name}= to other processes, and it cannot be pickled \(.*lambda"
    with pytest.raises(BindError, match=said):
        bind("sent", ledger=replace(stays, **{name: lambda *_: None}))
    assert bind("threads", ledger=replace(stays, processes=False, **{name: lambda *_: None}))


@pytest.mark.parametrize("case", [TURNS, AT_ONCE], ids=["turns", "at once"])
def test_a_writer_that_hangs_in_its_process_is_told(monkeypatch, case):
    """The failure says which process did not come back, and at which line it stands."""
    monkeypatch.setattr("toxiframe.properties.ledger_writers.STUCK", 1.0)
    failure = _failure(case, bound(Hanging, processes=True))
    assert failure.wanted == "every append comes to its end", failure
    stuck = [failure.got, *failure.cause.splitlines()]
    assert "the process of writer 1 had not come back after 1 s" in stuck, failure
    assert any(line.endswith(" in batch") and "lost_writers.py" in line for line in stuck), failure


@pytest.mark.parametrize("case", [TURNS, AT_ONCE], ids=["turns", "at once"])
def test_a_writer_whose_process_dies_is_told(case):
    """Which process was lost, and by what, is in the failure, and the next ledger gets another process."""
    failure = _failure(case, bound(Dying, processes=True))
    assert (failure.wanted, failure.got) == (
        "every append comes to its end",
        "the process of writer 1 was ended by SIGKILL",
    ), failure
    hold("chain_verifies", case, ledger=bound(Book, processes=True))


def test_a_race_that_was_seen_once_stays_found():
    """A failure that does not come again is reported as what was seen, and never as a test that is flaky."""
    with crew(1, patience=60) as workers:
        workers.end()  # the next ones have lost nothing yet
    report = check(ledger=bound(Once, processes=True), properties=["chain_verifies"], max_examples=100, seed=1)
    [(failure, found, _)] = report["chain_verifies"].failures
    assert not found.unstable, report
    assert failure.case[-1].startswith("it was seen in this run, and not again"), report


@pytest.mark.parametrize(
    ("writers", "turns", "said"),
    [
        (((1,),) * 4, (), "are 4: give 1 to 3"),
        ((), (), "are 0: give 1 to 3"),
        (((1,), (1,)), (0, 1, 0), r"turns=\(0, 1, 0\): each writer has one turn to open and one for each"),
        (((1,), (1,)), (0, 0, 2, 2), r"turns=\(0, 0, 2, 2\): each writer"),
    ],
)
def test_turns_that_cannot_be_taken_are_refused(writers, turns, said):
    """A case that is written by hand says at once what is wrong with it."""
    with pytest.raises(ValueError, match=said):
        Processes(writers=writers, turns=turns)


def test_a_ledger_that_claims_nothing_of_processes_is_not_given_any():
    """To ask for processes is refused with what the subject would have to say."""
    with pytest.raises(BindError, match=r"is about processes: say LedgerSubject\(processes=True\)"):
        hold("chain_verifies", TURNS, ledger=bound(Book))


_LEDGER = """
import os
from pathlib import Path
from tests.mutants.ledger_book import Book
from toxiframe.properties import LedgerSubject

def opened(path):
    (Path(__file__).parent / str(os.getpid())).touch()
    return Book(path)

def append(book, records):
    book.append(records)

SUBJECT = LedgerSubject(open=opened, append=append, verify=Book.verify, read=Book.read, processes=True)
"""
_TEST = """
from own_ledger import SUBJECT
from toxiframe.properties import Processes, hold

def test_one():
    hold("chain_verifies", Processes(writers=((1,), (1,))), ledger=SUBJECT)

def test_two():
    hold("chain_verifies", Processes(writers=((1,), (1,)), turns=(0, 1, 0, 1)), ledger=SUBJECT)
"""


def test_a_suite_on_two_workers_leaves_no_process_behind(suite, request):
    """Each worker of pytest-xdist has a crew of its own, which ends with it."""
    suite.write("own_ledger.py", _LEDGER)
    suite.write("test_own.py", _TEST)
    suite.write("pytest.ini", f"[pytest]\npythonpath = . {request.config.rootpath}\n")
    done = suite.run("-q", "-n", "2")
    assert (done.code, done.counted("passed")) == (0, 2), done.text
    pids = notes(suite.root)
    assert len(pids) == 4, pids
    assert all(map(has_ended, pids)), pids


def test_a_ledger_that_a_process_cannot_import_is_refused_in_words(suite, request, tmp_path):
    """Where pytest knows a file by a name that nobody else does, the error says so and names the setting."""
    own = tmp_path / "own"  # and not in the suite, which is on the path of whatever it runs
    own.mkdir()
    alone = _TEST.replace("from own_ledger import SUBJECT\n", "")
    (own / "test_own.py").write_text(_LEDGER + alone, encoding="utf-8")
    settings = f"[pytest]\npythonpath = {request.config.rootpath}\naddopts = --import-mode=importlib\n"
    (tmp_path / "pytest.ini").write_text(settings, encoding="utf-8")
    done = suite.run("-q", "-k", "one", str(own))
    assert done.code == 1, done.text
    assert "does not know what it was sent (ModuleNotFoundError: No module named 'own" in done.text, done.text
    assert "by pythonpath= in pytest's settings" in done.text, done.text


def test_a_script_without_a_guard_is_told_to_have_one(tmp_path, request):
    """A script that each worker would run again ends with one line that says how to write it."""
    script = tmp_path / "own.py"
    script.write_text(
        dedent("""
            from tests.mutants.ledger_book import Book, bound
            from toxiframe.properties import Processes, hold
            hold("chain_verifies", Processes(writers=((1,), (1,))), ledger=bound(Book, processes=True))
            """),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(request.config.rootpath)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    last = done.stderr.splitlines()[-1]
    assert "a worker process ended with exit code 1 before it began" in last, done.stderr
    assert 'under `if __name__ == "__main__":`' in last, done.stderr
