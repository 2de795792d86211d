"""Clean frames and legal controls, and whether the reference gate objects to one of them."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy
from toxiframe.pipeline.market.gate import ContractError, gate
from toxiframe.strategies import FAULTS, Response, ToxicFrame, possible_faults, returns_matrices, toxic_frames

from tests.reference.policy import POLICY

__all__ = ["alarm_of", "legal_frames"]


def legal_frames() -> SearchStrategy[ToxicFrame]:
    """Draw clean frames of every venue, with up to three legal controls on them."""
    base = returns_matrices(max_rows=90, max_assets=12)
    legal = [fault for fault in FAULTS if POLICY.get(fault.name, fault.response) is Response.PASS]
    return toxic_frames(base, faults=possible_faults(base, legal), min_faults=0)


def alarm_of(case: ToxicFrame) -> str | None:
    """Return what the gate objects to, warnings included; None if to nothing."""
    try:
        violations = gate(case.frame).violations
    except ContractError as error:
        violations = error.violations
    return str(violations[0]) if violations else None
