"""What a ledger may leave out, and what it is then not held to."""

from __future__ import annotations

import os
from contextlib import contextmanager
from threading import Event

import pytest
from toxiframe.properties import LedgerSubject, Status, check
from toxiframe.properties.ledger_subject import lines

from tests.mutants.ledger_book import Book, bound
from tests.mutants.planted import is_caught

pytestmark = pytest.mark.interpreter


class _Refusing(Book):
    """Goes on with no ledger whose last write was cut short."""

    def mend(self, file):
        """Refuse."""
        if not self.content(file).endswith(b"\n") and self.content(file):
            message = "the last write was cut short: keep this ledger and start another"
            raise ValueError(message)


def _names(subject: LedgerSubject) -> list[str]:
    return [result.name for result in check(ledger=subject, max_examples=2, seed=1).results]


def test_a_ledger_is_held_to_what_it_can():
    """Without a file of pieces or without stages, the properties about them are left out."""
    least = LedgerSubject(
        open=Book, append=lambda book, records: book.append(records), verify=Book.verify, read=Book.read, pieces=None
    )
    assert _names(least) == ["chain_verifies", "bytes_not_objects"]
    assert len(_names(bound(Book))) == 5


@pytest.mark.parametrize(("refusal", "status"), [(ValueError, Status.HELD), (KeyError, Status.FAILED)])
def test_a_ledger_may_refuse_to_go_on_if_it_says_how(refusal, status):
    """The declared refusal is no failure, and any other exception is."""
    report = check(ledger=bound(_Refusing, refusal=refusal), properties=["torn_tail"], max_examples=50, seed=1)
    assert report["torn_tail"].status is status, report


def test_without_a_head_nobody_is_held_to_notice_a_cut():
    """Records that are missing at the end show in the head alone, so a ledger without one is not accused."""
    report = check(ledger=bound(Book, head=None), properties=["tamper_evident"], max_examples=100, seed=1)
    assert report.ok, report


def test_every_writer_is_given_up():
    """What was opened is closed, also where the ledger fails."""
    opened, closed = [], []

    def start(path):
        opened.append(Book(path))
        return opened[-1]

    subject = LedgerSubject(
        open=start, append=lambda *_: 1 / 0, verify=Book.verify, read=Book.read, close=closed.append
    )
    report = check(ledger=subject, properties=["bytes_not_objects"], max_examples=20, seed=1)
    assert is_caught(report, "bytes_not_objects"), report
    assert opened == closed


def test_lines_are_cut_at_line_feeds_alone():
    """Joined, the lines are the bytes again, whatever else ends a line elsewhere."""
    content = b"a\rb\x0b\n\n\x85c\0\nd"
    assert lines(content) == [b"a\rb\x0b\n", b"\n", b"\x85c\0\n", b"d"]
    assert lines(b"") == []


def test_a_writer_that_waits_for_ever_is_told():
    """An append that waits for what nobody does is a failure of the ledger, and costs no time."""

    def stuck(book, records):
        del book, records
        Event().wait()

    subject = LedgerSubject(open=Book, append=stuck, verify=Book.verify, read=Book.read)
    report = check(ledger=subject, properties=["chain_verifies"], max_examples=1, seed=1)
    [(failure, _, _)] = report["chain_verifies"].failures
    assert failure.wanted == "every append comes to its end", failure


def test_a_writer_that_does_not_come_back_is_told(monkeypatch):
    """Nor does one that waits for something that the engine does not know keep the check from coming to its end."""
    monkeypatch.setattr("toxiframe.properties.ledger_writers.STUCK", 0.2)
    reading, writing = os.pipe()

    def stuck(book, records):
        del book, records
        os.read(reading, 1)

    subject = LedgerSubject(open=Book, append=stuck, verify=Book.verify, read=Book.read)
    try:
        report = check(ledger=subject, properties=["chain_verifies"], max_examples=1, seed=1, shrink=False)
    finally:
        os.close(writing)
    [(failure, _, _)] = report["chain_verifies"].failures
    assert (failure.wanted, failure.got) == ("every append comes to its end", "one has not come back"), failure


class _Piped(Book):
    """Its lock is a byte in a pipe, of which the engine knows nothing."""

    reading, writing = os.pipe()

    @contextmanager
    def locked(self):
        token = os.read(self.reading, 1)
        try:
            with self.path.open("r+b") as file:
                yield file
        finally:
            os.write(self.writing, token)


class _Careless(_Piped):
    """Loses one record, once."""

    appended = 0

    def append(self, bodies):
        _Careless.appended += 1
        super().append(bodies[_Careless.appended == 40 :])


@pytest.fixture
def token():
    """Put the byte into the pipe, and take it out again."""
    os.write(_Piped.writing, b"t")
    yield
    os.read(_Piped.reading, 1)


@pytest.mark.usefixtures("token")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a thread is ended between two steps
def test_writers_that_the_engine_cannot_step_are_left_to_themselves():
    """A correct ledger whose lock is a byte in a pipe is not accused: its writers start at once, and wait for real."""
    report = check(ledger=bound(_Piped), properties=["chain_verifies"], max_examples=3, seed=1, shrink=False)
    assert report.ok, report


@pytest.mark.usefixtures("token")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # as above
def test_what_such_writers_lose_once_is_told():
    """A failure that does not come again is reported with what was seen, and as one that takes luck."""
    report = check(ledger=bound(_Careless), properties=["chain_verifies"], max_examples=20, seed=1)
    [(failure, found, _)] = report["chain_verifies"].failures
    assert failure.got == "never", failure
    assert failure.case[-1].startswith("it was seen in this run, and not again"), failure
    assert not found.unstable, report
