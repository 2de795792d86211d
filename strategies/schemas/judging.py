"""Checks that no construction can promise, run on a whole frame as pandera runs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .rules import COMPARISONS
from .slots import Slot
from .specs import Rule, TableSpec

__all__ = ["Judge", "judge_of", "rejection"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Judge:
    """The checks of each slot and of the frame that are still to be run."""

    table: TableSpec
    slots: tuple[Slot, ...]
    rules: tuple[tuple[Rule, ...], ...]
    whole: tuple[Rule, ...]

    @property
    def idle(self) -> bool:
        """Whether every frame passes by construction."""
        return not (self.whole or any(self.rules) or self.table.parsed)

    def refuses(self, frame: pd.DataFrame) -> str:
        """Return which check refuses the frame, empty for none."""
        # A check may write to what it is given. Warnings stay as they are: where they are errors, they will be for
        # whoever validates the frame as well.
        shown = frame.copy()
        if self.table.parsed:
            return rejection(self.table, shown)
        level = 0
        for slot, rules in zip(self.slots, self.rules, strict=True):
            if slot.spec.in_index:
                labels = shown.index.get_level_values(level).to_series() if rules else None
                level += 1
                found = next((rule for rule in rules if not _passes(rule, labels)), None)
            elif rules and slot.label in shown:
                found = next((rule for rule in rules if not _passes(rule, shown, slot.label)), None)
            else:
                continue
            if found is not None:
                return f"{found.label} of {slot.spec.where}"
        refused = next((rule for rule in self.whole if not _passes(rule, shown)), None)
        return "" if refused is None else f"{refused.label} of the frame"


def judge_of(table: TableSpec, slots: Sequence[Slot]) -> Judge:
    """Return the checks that the values of a column do not meet by themselves."""
    rules = tuple(
        tuple(
            rule for rule in slot.spec.rules if rule.name is None and (slot.pool is None or not rule.check.element_wise)
        )
        for slot in slots
    )
    # Comparisons of the whole frame are rules of each column as well.
    whole = tuple(rule for rule in table.rules if rule.name not in COMPARISONS)
    return Judge(table=table, slots=tuple(slots), rules=rules, whole=whole)


def _passes(rule: Rule, subject: object, *key: object) -> bool:
    try:
        return bool(rule.check(subject, *key).check_passed)
    except Exception:  # noqa: BLE001 - a user's function may raise anything, and pandera calls that a failure
        return False


def rejection(table: TableSpec, frame: pd.DataFrame) -> str:
    """Return pandera's own verdict on the frame, empty if it is valid."""
    from pandera.errors import SchemaError, SchemaErrors  # noqa: PLC0415 - whoever holds a schema has paid for it

    try:
        table.schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases: pd.DataFrame = error.failure_cases
        if not len(cases):
            return "the schema"
        case = cases.iloc[0]
        return f"{case.get('check')} of {case.get('column') or case.get('schema_context')}"
    except (SchemaError, ValueError, TypeError) as error:
        return str(error).strip().partition("\n")[0]
    return ""
