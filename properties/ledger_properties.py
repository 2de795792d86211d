"""What is promised of an audit ledger."""

from __future__ import annotations

from .ledger_bodies import bodies, bytes_not_objects
from .ledger_cases import writings
from .ledger_stages import one_outcome_per_intent, stagings
from .ledger_tampering import tamper_evident, tamperings
from .ledger_tears import tears, torn_tail
from .ledger_writers import chain_verifies
from .property import Property

__all__ = ["LEDGER"]

LEDGER = (
    Property(
        name="chain_verifies",
        kind="ledger",
        guarantee="After several threads or processes the ledger verifies, and has every record once and in order.",
        cases=lambda subject: writings(processes=subject.processes),
        check=chain_verifies,
    ),
    Property(
        name="torn_tail",
        kind="ledger",
        guarantee="A write that was cut short at any byte is told, costs no record before it, and is never glued to.",
        cases=lambda _: tears(),
        check=torn_tail,
        needs=("pieces",),
    ),
    Property(
        name="tamper_evident",
        kind="ledger",
        guarantee="Verifying tells of any byte or record that was changed, moved, added or removed.",
        cases=lambda _: tamperings(),
        check=tamper_evident,
        needs=("pieces",),
    ),
    Property(
        name="bytes_not_objects",
        kind="ledger",
        guarantee="Every record that JSON can carry verifies after it was written, and reads back as it was.",
        cases=lambda _: bodies(),
        check=bytes_not_objects,
    ),
    Property(
        name="one_outcome_per_intent",
        kind="ledger",
        guarantee="A stage leaves its intent before it begins and exactly one true outcome, however it ends.",
        cases=lambda _: stagings(),
        check=one_outcome_per_intent,
        needs=("stage", "stages"),
    ),
)
"""In the order of the documentation."""
