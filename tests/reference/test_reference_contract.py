"""The reference pipeline's gate is bound to every property of contracts, by itself and inside whole runs."""

from __future__ import annotations

from toxiframe.properties import Contract, bind
from toxiframe.strategies import returns_matrices

from tests.reference.adapters import GATE, flow_verdict
from tests.reference.policy import JUDGED, POLICY

test_gate = bind("canary-gate", contract=GATE, faults=JUDGED, policy=POLICY)

test_ledger = bind(
    "canary-ledger",
    contract=Contract(judge=flow_verdict),
    frames=returns_matrices(min_rows=20, max_rows=45, max_assets=4),
    faults=["toxic_return", "pad_zero_holiday", "sparse_history", "dup_ts_conflict", "nan_leading"],
    properties=["responds", "accounting"],
    max_examples=20,  # each case is a run with its files
)
