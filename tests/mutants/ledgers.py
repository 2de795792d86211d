"""Ledgers with a bug, and one without."""

from __future__ import annotations

from tests.mutants.ledger_book import Book, bound
from tests.mutants.ledger_outcomes import OUTCOMES
from tests.mutants.ledger_processes import PROCESSES
from tests.mutants.ledger_races import RACES
from tests.mutants.ledger_seals import SEALS
from tests.mutants.ledger_spellings import SPELLINGS
from tests.mutants.ledger_tails import TAILS
from tests.mutants.planted import Suite

__all__ = ["LEDGERS"]


def _bound(books, **more):
    return {bug: bound(book, **more) for bug, book in books.items()}


LEDGERS = Suite(
    kind="ledger",
    bugs={
        "chain_verifies": {**_bound(RACES), **_bound(PROCESSES, processes=True)},
        "torn_tail": _bound(TAILS),
        "tamper_evident": SEALS,
        "bytes_not_objects": _bound(SPELLINGS),
        "one_outcome_per_intent": _bound(OUTCOMES),
    },
    twin=bound(Book, processes=True),
)
