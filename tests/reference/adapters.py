"""The reference pipeline as subjects: its gate, its ledger, its traces, its computation."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

import pandas as pd
from toxiframe.pipeline.compute.executors import LocalExecutor
from toxiframe.pipeline.compute.shard import ShardTask, deal
from toxiframe.pipeline.errors import PipelineError
from toxiframe.pipeline.evidence.telemetry import Telemetry
from toxiframe.pipeline.evidence.trace_file import read_trace, write_trace
from toxiframe.pipeline.evidence.trail import Trail, TrailRecorder
from toxiframe.pipeline.flow import RunSummary, run_flow
from toxiframe.pipeline.market.features import compute_features
from toxiframe.pipeline.market.gate import ContractError, GateResult, gate
from toxiframe.pipeline.market.selection import select_winners
from toxiframe.pipeline.settings import FeatureSettings, GateSettings, SelectionSettings, Settings
from toxiframe.properties import Contract, Verdict, Workload

from tests.helpers import local_settings, records

__all__ = [
    "FEATURES",
    "GATE",
    "flow_digest",
    "flow_spans",
    "flow_verdict",
    "gate_verdict",
    "on_executor",
    "recorded",
    "traced",
    "winners",
]

FEATURES = FeatureSettings(momentum_window=10, momentum_skip=2, volatility_window=5, drawdown_window=10)
"""Look-backs that frames of a month and a half can fill."""

_RUN = count(1)
Rules = tuple[str, ...]


def gate_verdict(frame: pd.DataFrame, settings: GateSettings | None = None, *, strict: bool = False) -> Verdict:
    """Judge a frame by the gate; the log is what its violations say, which is what the flow records."""
    try:
        result = gate(frame, settings=settings, strict=strict)
    except ContractError as error:
        return Verdict(accepted=None, rejected=tuple(violation.rule for violation in error.violations))
    dropping, warning = _books((v.asset, v.rule, v.response) for v in result.violations)
    return _verdict(result, dropping, warning)


GATE = Contract(judge=gate_verdict, strict=partial(gate_verdict, strict=True))
"""The gate as a contract, in both of its forms."""


def _books(violations: Iterable[tuple[str | None, str, str]]) -> tuple[dict[str, Rules], dict[str, Rules]]:
    dropping: dict[str, Rules] = {}
    warning: dict[str, Rules] = {}
    for asset, rule, response in violations:
        book = warning if response == "WARN" else dropping
        book[str(asset)] = (*book.get(str(asset), ()), rule)
    return dropping, warning


def _verdict(result: GateResult, logged: dict[str, Rules], warned: dict[str, Rules]) -> Verdict:
    kept = {asset: rules for asset, rules in warned.items() if asset not in result.dropped}
    return Verdict(accepted=result.frame, dropped=result.dropped, logged=logged, warned=kept)


def _settings(folder: Path, frame: pd.DataFrame, shards: int = 2) -> Settings:
    file = folder / "returns.parquet"
    frame.to_parquet(file)
    given = {
        "shards": shards,
        "ingest": {"data": file, "kind": "returns"},
        "features": FEATURES.model_dump(),
        "gate": {"min_observations": 1},  # the profile's own asks for a year
        "flags": {"mlflow": False, "parity": False},
    }
    return local_settings(folder / "runs", f"r{next(_RUN)}", given)


def _run(folder: Path, frame: pd.DataFrame, shards: int = 2) -> RunSummary:
    return run_flow(_settings(folder, frame, shards))


def flow_verdict(frame: pd.DataFrame) -> Verdict:
    """Judge a frame by a whole run, and read what was dropped, warned of and rejected from its ledger alone."""
    with tempfile.TemporaryDirectory() as name:
        settings = _settings(Path(name), frame)
        accepted: pd.DataFrame | None = None
        with suppress(PipelineError):
            accepted = run_flow(settings).gate.frame
        directory = settings.evidence.runs / str(settings.run_id)
        violations = [(body["asset"], body["rule"], body["response"]) for body in records(directory, "violation")]
        drops = {body["asset"]: tuple(body["rules"]) for body in records(directory, "drop")}
        verdict = next(body["verdict"] for body in records(directory, "outcome") if body["stage"] == "gate")
    logged, warned = _books(violations)
    if verdict == "rejected" and not drops:
        return Verdict(accepted=None, rejected=tuple(rule for _, rule, _ in violations))
    if accepted is None:  # the run ended after the gate: no asset was left, or none was eligible
        accepted = frame.drop(columns=list(drops))
    kept = {asset: rules for asset, rules in warned.items() if asset not in drops}
    return Verdict(accepted=accepted, dropped=drops, logged=logged, warned=kept)


def flow_digest(frame: pd.DataFrame, shards: int) -> str:
    """Return the winners' digest of a whole run."""
    with tempfile.TemporaryDirectory() as name:
        return _run(Path(name), frame, shards).winners.digest


def flow_spans(frame: pd.DataFrame, workload: Workload) -> list[dict[str, object]]:
    """Return the spans of a whole run with a shard for each worker."""
    with tempfile.TemporaryDirectory() as name:
        return read_trace(_run(Path(name), frame, len(workload.workers)).directory / "trace.json")


def winners(frame: pd.DataFrame, shards: int = 1) -> str:
    """Return the digest of the winners, features being computed shard by shard."""
    assets = [str(asset) for asset in frame.columns]
    tables = [
        compute_features(frame.iloc[:, list(positions)], FEATURES).table() for _, positions in deal(assets, shards)
    ]
    return select_winners(pd.concat(tables[::-1], ignore_index=True), SelectionSettings()).digest


def on_executor(frame: pd.DataFrame, shards: int) -> str:
    """Return the digest of the winners as the executor of this process computes them, trails, spans and all."""
    run_id, settings = f"r{next(_RUN)}", Settings(features=FEATURES)
    telemetry = Telemetry(run_id=run_id, worker="driver")
    with telemetry.span("run"), LocalExecutor() as executor:
        tasks = [
            ShardTask(shard=shard, positions=positions, settings=settings, run_id=run_id, carrier=telemetry.carrier())
            for shard, positions in deal([str(asset) for asset in frame.columns], shards)
        ]
        results = executor.run(tasks, frame)
    assert all(result.error is None for result in results), [result.error for result in results]
    table = pd.concat([result.table for result in results], ignore_index=True)
    return select_winners(table, settings.selection).digest


def recorded(shard: int, events: Sequence[tuple[str, dict[str, object]]]) -> Trail:
    """Record the trail of one shard."""
    recorder = TrailRecorder(shard)
    for kind, body in events:
        recorder.record(kind, body)
    return recorder.trail()


def traced(workload: Workload) -> list[dict[str, object]]:
    """Run a workload on real threads, one a worker, and return what the driver and all workers have traced.

    Attributes go through the trace file, which must carry them.
    """
    run_id = f"r{next(_RUN)}"
    driver = Telemetry(run_id=run_id, worker="driver")
    with driver.span("run", **workload.attributes), ThreadPoolExecutor(len(workload.workers)) as pool:
        carrier = driver.carrier()

        def work(number: int) -> list[dict[str, object]]:
            telemetry = Telemetry.join(carrier, run_id=run_id, worker=f"worker-{number}")
            with suppress(workload.error):
                for position, depth in enumerate(workload.workers[number], 1):
                    last = position == len(workload.workers[number])
                    _nested(telemetry, workload, depth, fails=last and number == workload.failing)
            return telemetry.finish()

        done = list(pool.map(work, range(len(workload.workers))))
    spans = [*driver.finish(), *(span for spans in done for span in spans)]
    if not workload.attributes:
        return spans
    with tempfile.TemporaryDirectory() as name:
        write_trace(Path(name) / "trace.json", spans)
        return read_trace(Path(name) / "trace.json")


def _nested(telemetry: Telemetry, workload: Workload, depth: int, *, fails: bool) -> None:
    with telemetry.span(f"level {depth}", **workload.attributes):
        if depth > 1:
            _nested(telemetry, workload, depth - 1, fails=fails)
        elif fails:
            message = "planted"
            raise workload.error(message)
