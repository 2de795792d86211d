"""The production flow: ingest, gate, compute, select, and the evidence of all four."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from .baselines import Parity, compare, key_of
from .compute.executors import Executor, executor_for
from .compute.shard import ShardTask, deal
from .config import override
from .errors import PipelineError, UsageError
from .evidence.tracker import Mirrored, MLflowTracker
from .market.gate import ContractError, GateResult, Violation, gate
from .market.ingest import Ingested, ingest
from .market.selection import SelectedWinners, select_winners
from .market.tables import require_features, require_winners
from .market.windows import Window, parse_window
from .names import require_run_id
from .progress import Progress, QuietProgress
from .run_context import AUDIT, WINNERS, RunContext, Stage
from .settings import Settings

__all__ = ["MLFLOW", "RunSummary", "new_run_id", "run_flow"]

MLFLOW = "mlflow.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run came to; everything in it can be read again from ``directory``."""

    run_id: str
    directory: Path
    gate: GateResult
    winners: SelectedWinners
    audit_head: str
    parity: Parity
    mlflow: Mirrored | None


def new_run_id(profile: str) -> str:
    """Return a run id that sorts by time and that no other run has."""
    return f"{profile}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def run_flow(settings: Settings, *, progress: Progress | None = None) -> RunSummary:
    """Run the flow under ``settings`` and leave its evidence in a directory of its own.

    A run that is refused for what the caller asked for leaves nothing behind; any other failure leaves a sealed
    ledger that says how far it came.

    Raises
    ------
    UsageError
        If the data, the window, the run id or the cluster is not as asked for.
    ContractError
        If the gate rejects the batch. The run's directory then holds every violation.
    PipelineError
        If no asset is left, a shard fails, or the winners differ from their baseline.
    """
    run_id = require_run_id(settings.run_id or new_run_id(settings.profile))
    window, executor = parse_window(settings.window), executor_for(settings.compute)
    with override(settings):
        context = RunContext(run_id, settings, progress or QuietProgress())
        try:
            with context.telemetry.span("run", run_id=run_id, profile=settings.profile):
                data, result, winners = _stages(context, window, executor)
                parity = _parity(context, data, winners)
        except BaseException as error:
            if isinstance(error, UsageError) and not context.finished:
                context.discard()
                raise
            context.close("failed", error=type(error).__name__)
            if isinstance(error, Exception):  # whoever interrupts a run does not want to wait for MLflow
                _mirror(context)
            raise
        run = context.close(
            "ok" if parity.status != "mismatch" else "parity_mismatch",
            winners_digest=winners.digest,
            data_sha256=data.sha256,
            parity=parity.status,
        )
        mirrored = _mirror(context)
    if parity.status == "mismatch":
        raise PipelineError(_differs(run_id, context.directory, parity))
    return RunSummary(
        run_id=run_id,
        directory=context.directory,
        gate=result,
        winners=winners,
        audit_head=str(run["audit_head"]),
        parity=parity,
        mlflow=mirrored,
    )


def _stages(
    context: RunContext, window: Window, executor: AbstractContextManager[Executor]
) -> tuple[Ingested, GateResult, SelectedWinners]:
    context.record("run", {"settings": context.settings.material()})
    with context.stage("ingest") as stage:
        data = ingest(context.settings.ingest, window)
        how = {"layout": data.layout, "kind": data.kind, "labels": data.labels}
        stage.record("read", {"file": data.file, "sha256": data.sha256, **how})
        stage.figures.update(rows=data.frame.shape[0], assets=data.frame.shape[1])
    with context.stage("gate") as stage:
        result = _gate(context.settings, data, stage)
    with context.stage("compute") as stage:
        table = _compute(context, result.frame, executor, stage)
    with context.stage("select") as stage:
        winners = _select(context, table, stage)
    return data, result, winners


def _gate(settings: Settings, data: Ingested, stage: Stage) -> GateResult:
    try:
        result = gate(
            data.frame,
            kind=data.kind,
            settings=settings.gate,
            default_venue=settings.ingest.default_venue,
            strict=settings.flags.strict,
        )
    except ContractError as error:
        stage.verdict = "rejected"
        _report(error.violations, stage)
        raise
    stage.verdict = "accepted"
    _report(result.violations, stage)
    for asset, rules in result.dropped.items():
        stage.record("drop", {"asset": asset, "rules": list(rules)})
    stage.figures.update(assets_kept=result.frame.shape[1], assets_dropped=len(result.dropped))
    if result.frame.shape[1] == 0:
        stage.verdict = "rejected"
        rules = _counted(rule for broken in result.dropped.values() for rule in broken)
        msg = f"no asset came through the gate: {rules}; the run's {AUDIT} names every cell"
        raise PipelineError(msg)
    return result


def _report(violations: tuple[Violation, ...], stage: Stage) -> None:
    for violation in violations:
        stage.record(
            "violation",
            {
                "layer": violation.layer,
                "rule": violation.rule,
                "response": violation.response,
                "asset": violation.asset,
                "count": violation.count,
                "evidence": violation.evidence,
            },
        )
    warnings = sum(violation.response == "WARN" for violation in violations)
    stage.violations = len(violations) - warnings
    stage.figures.update(warnings=warnings)


def _compute(
    context: RunContext, returns: pd.DataFrame, executor: AbstractContextManager[Executor], stage: Stage
) -> pd.DataFrame:
    settings = context.settings
    assets = [str(asset) for asset in returns.columns]
    tasks = [
        ShardTask(
            shard=shard,
            positions=positions,
            settings=settings,
            run_id=context.run_id,
            carrier=context.telemetry.carrier(),
        )
        for shard, positions in deal(assets, settings.shards)
    ]
    with executor as running:
        results = running.run(tasks, returns)
    context.absorb(results, stage)
    table = pd.concat([result.table for result in results if result.table is not None], ignore_index=True)
    require_features(table)
    stage.verdict = "accepted"
    stage.figures.update(shards=len(tasks), assets=len(table))
    return table


def _select(context: RunContext, table: pd.DataFrame, stage: Stage) -> SelectedWinners:
    winners = select_winners(table, context.settings.selection)
    for asset, reason in winners.passed_over.items():
        stage.record("passed_over", {"asset": asset, "reason": reason})
    stage.figures.update(eligible=len(table) - len(winners.passed_over), winners=len(winners.frame))
    if winners.frame.empty:
        stage.verdict = "rejected"
        msg = (
            f"no asset is eligible: {_counted(winners.passed_over.values())}; "
            "widen WINDOW=, or choose a profile with shorter look-backs"
        )
        raise PipelineError(msg)
    require_winners(winners.frame)
    stage.verdict = "accepted"
    for rank, row in winners.frame.iterrows():
        stage.record("winner", {"rank": rank, **{name: row[name] for name in winners.frame.columns}})
    stage.record("winners", {"digest": winners.digest, "count": len(winners.frame)})
    winners.frame.to_parquet(context.directory / WINNERS, compression="zstd")
    return winners


def _parity(context: RunContext, data: Ingested, winners: SelectedWinners) -> Parity:
    settings = context.settings
    if not settings.flags.parity:
        return Parity(status="off", digest=winners.digest, expected=None, source=None)
    return compare(settings.evidence.runs, key_of(settings, data.sha256), winners.digest)


def _mirror(context: RunContext) -> Mirrored | None:
    settings = context.settings
    if not settings.flags.mlflow:
        return None
    tracker = MLflowTracker(settings.evidence.runs / MLFLOW, timeout=settings.evidence.mlflow_timeout)
    return tracker.mirror(context.directory)


def _differs(run_id: str, directory: Path, parity: Parity) -> str:
    return (
        f"run {run_id!r} selected other winners than its baseline: {parity.digest}, expected {parity.expected} "
        f"(from {parity.source}); the run is kept in {str(directory)!r}. If the change is meant, remove the "
        "baseline and run again; FLAGS: TOXIFRAME_FLAGS__PARITY=false compares nothing"
    )


def _counted(reasons: Iterable[str]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(Counter(reasons).items()))
