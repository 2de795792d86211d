"""A finished run on disk, small and real: what the flow leaves for the MLflow mirror."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from toxiframe.pipeline.evidence.ledger import AuditLedger
from toxiframe.pipeline.evidence.telemetry import Telemetry
from toxiframe.pipeline.evidence.trace_file import write_trace

__all__ = ["FIGURES", "finished_run"]

FIGURES = {"rows": 8064, "assets": 20, "warnings": 0, "score": 0.1, "tiny": 5e-324, "exact": 2**53}
"""What the one stage of a finished run reports."""


def finished_run(directory: Path, *, seal: bool = True, status: str = "ok", **figures: Any) -> Path:
    """Write a run that ended, named like its directory, and return the directory."""
    directory.mkdir(parents=True)
    ledger = AuditLedger.create(directory / "audit.jsonl")
    material = {"profile": "canary", "gate": {"max_return": 5.0, "min_return": -1.0}}
    ledger.append("run", {"settings": material, "data": {"file": "closes.parquet", "sha256": "ab" * 32}})
    ledger.append("intent", {"stage": "gate"})
    outcome = {"stage": "gate", "status": "ok", "verdict": "accepted", "data_contract_violations": 3}
    ledger.append("outcome", {**outcome, "figures": FIGURES | figures})
    ledger.append("winners", {"digest": "dfd1-sha256:" + "cd" * 32, "count": 1})
    if seal:
        ledger.seal()
    pd.DataFrame({"asset": ["A"], "score": [0.5]}).to_parquet(directory / "winners.parquet", compression="zstd")
    telemetry = Telemetry(run_id=directory.name, worker="driver")
    with telemetry.span("run"):
        pass
    write_trace(directory / "trace.json", telemetry.finish())
    run = {
        "run_id": directory.name,
        "profile": "canary",
        "window": ":",
        "compute": "local",
        "status": status,
        "started_ns": 1_700_000_000_123_456_789,
        "ended_ns": 1_700_000_005_987_654_321,
        "audit_head": ledger.head,
        "audit_count": ledger.count,
        "winners_digest": "dfd1-sha256:" + "cd" * 32,
        "parity": "new",
    }
    for name, content in (("run.json", run), ("settings.json", {"profile": "canary"})):
        (directory / name).write_text(json.dumps(content))
    return directory
