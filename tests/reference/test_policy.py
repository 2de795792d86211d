"""The reference gate's policy leaves no fault without a word."""

from __future__ import annotations

from toxiframe.strategies import FAULTS, possible_faults, returns_matrices

from tests.reference.policy import ELSEWHERE, JUDGED, NOT_JUDGED, POLICY


def test_every_fault_of_a_frame_of_returns_is_judged_or_has_its_reason():
    """Each fault that a frame of returns can have is judged by the gate, or named with the reason why not."""
    possible = {fault.name for fault in possible_faults(returns_matrices())}
    beyond = {fault.name for fault in FAULTS if fault.evidence in ELSEWHERE}
    assert set(JUDGED) <= possible, f"no frame of returns can have {set(JUDGED) - possible}"
    assert set(JUDGED) & set(NOT_JUDGED) == set(), f"{set(JUDGED) & set(NOT_JUDGED)}"
    assert possible - beyond - set(JUDGED) - set(NOT_JUDGED) == set(), "judged, or not, and nobody says why"
    assert set(NOT_JUDGED) <= possible, f"no frame of returns can have {set(NOT_JUDGED) - possible}"
    assert set(POLICY) <= set(JUDGED), f"a response without a judgement: {set(POLICY) - set(JUDGED)}"
