"""One run: its directory, its ledger, its trace, and the stages that write to both."""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, cast

from .compute.shard import ShardResult
from .errors import PipelineError, UsageError
from .evidence.ledger import AuditLedger
from .evidence.telemetry import Telemetry
from .evidence.trace_file import write_trace
from .evidence.trail import merge
from .names import require_run_id
from .progress import Progress
from .settings import Settings

__all__ = ["AUDIT", "RUN", "SETTINGS", "TRACE", "WINNERS", "RunContext", "Stage", "plain", "write_json"]

AUDIT, RUN, SETTINGS, TRACE, WINNERS = (
    "audit.jsonl",
    "run.json",
    "settings.json",
    "trace.json",
    "winners.parquet",
)

Verdict: TypeAlias = Literal["accepted", "rejected", "not_judged"]


@dataclass(slots=True)
class Stage:
    """What one stage has to report; written to the ledger in one piece when the stage ends."""

    name: str
    verdict: Verdict = "not_judged"
    violations: int = 0
    """Contract violations other than warnings."""
    figures: dict[str, int | float] = field(default_factory=dict[str, "int | float"])
    records: list[tuple[str, Mapping[str, object]]] = field(default_factory=list[tuple[str, Mapping[str, object]]])

    def record(self, kind: str, body: Mapping[str, object]) -> None:
        """Add a record; records keep their order."""
        self.records.append((kind, body))


class RunContext:
    """One run in its own directory.

    Everything that is hashed depends on data and material settings alone: neither the run's id nor a clock, a
    process id or the kind of compute enters the ledger, so two runs over the same input have the same head.

    Parameters
    ----------
    run_id
        Names the directory, the trace and the MLflow run.
    settings
        The resolved settings, written to the run as they are.

    Raises
    ------
    UsageError
        If the run id is not on the whitelist or exists already; a run is never overwritten.
    """

    __slots__ = (
        "_ledger",
        "_progress",
        "_spans",
        "directory",
        "finished",
        "run_id",
        "settings",
        "started_ns",
        "telemetry",
    )

    def __init__(self, run_id: str, settings: Settings, progress: Progress) -> None:
        self.run_id, self.settings = require_run_id(run_id), settings
        self.directory = _make_directory(settings.evidence.runs, run_id)
        self.started_ns = time.time_ns()
        self._progress = progress
        self._spans: list[dict[str, object]] = []
        self.finished: list[str] = []
        self._ledger = AuditLedger.create(self.directory / AUDIT)
        self.telemetry = Telemetry(run_id=run_id, worker="driver")
        write_json(self.directory / SETTINGS, settings.model_dump(mode="json"))

    def record(self, kind: str, body: Mapping[str, object]) -> None:
        """Append one record to the ledger."""
        self._ledger.append(kind, cast("dict[str, object]", plain(body)))

    @contextmanager
    def stage(self, name: str) -> Generator[Stage]:
        """Run one stage: its intent is in the ledger before it begins, its outcome before the next one does.

        A stage that fails leaves what it had to report, and an outcome that names the error; the error goes on.
        """
        self._progress.begin(name)
        self.record("intent", {"stage": name})
        stage, began = Stage(name), time.perf_counter()
        try:
            with self.telemetry.span(name):
                yield stage
        except BaseException as error:
            self._conclude(stage, "failed", {"error": type(error).__name__})
            if isinstance(error, UsageError):
                self._progress.refuse(name)
            else:
                self._progress.fail(name, time.perf_counter() - began)
            raise
        self._conclude(stage, "ok", {})
        self.finished.append(name)
        self._progress.finish(name, stage.figures, time.perf_counter() - began)

    def absorb(self, results: Iterable[ShardResult], stage: Stage) -> None:
        """Merge the trails and spans that came back from the workers, whatever order they came in.

        Raises
        ------
        LedgerError
            If a trail was lost, altered or cannot be told from another one.
        PipelineError
            If a shard failed; the trails of all shards are kept first.
        """
        results = list(results)
        for event in merge(result.trail for result in results):
            stage.record("shard", {"shard": event.shard, "seq": event.seq, "kind": event.kind, "body": event.body})
        for result in results:
            self._spans.extend(result.spans)
        failed = [result for result in results if result.error is not None]
        if failed:
            trouble = "\n".join(f"shard {result.shard}: {result.error}" for result in failed)
            msg = f"{len(failed)} of {len(results)} shards failed\n{trouble}"
            raise PipelineError(msg)

    def discard(self) -> None:
        """Remove a run that was refused before its first stage was done: it judged nothing and made nothing."""
        shutil.rmtree(self.directory)
        if not any(self.directory.parent.iterdir()):
            self.directory.parent.rmdir()

    def close(self, status: str, **facts: object) -> dict[str, object]:
        """Seal the ledger, write the trace and ``run.json``, and return what the latter holds."""
        self._ledger.seal()
        write_trace(self.directory / TRACE, [*self._spans, *self.telemetry.finish()])
        run = {
            "run_id": self.run_id,
            "profile": self.settings.profile,
            "window": self.settings.window,
            "compute": self.settings.compute.kind,
            "status": status,
            "started_ns": self.started_ns,
            "ended_ns": time.time_ns(),
            "audit_head": self._ledger.head,
            "audit_count": self._ledger.count,
            **facts,
        }
        write_json(self.directory / RUN, run)
        return run

    def _conclude(self, stage: Stage, status: str, extra: Mapping[str, object]) -> None:
        outcome = {
            "stage": stage.name,
            "status": status,
            "verdict": stage.verdict,
            "data_contract_violations": stage.violations,
            "figures": stage.figures,
            **extra,
        }
        records = [*stage.records, ("outcome", outcome)]
        self._ledger.append_many([(kind, cast("dict[str, object]", plain(body))) for kind, body in records])


def plain(value: object) -> object:
    """Return ``value`` as strict JSON can carry it: non-finite floats become the text Python prints for them."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def write_json(path: Path, content: object) -> None:
    """Write a JSON file in one piece: a reader sees the old file or the new one, never half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(plain(content), file, indent=2, sort_keys=True, allow_nan=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _make_directory(runs: Path, run_id: str) -> Path:
    directory = runs / run_id
    try:
        runs.mkdir(parents=True, exist_ok=True)
        directory.mkdir()
    except FileExistsError:
        if not runs.is_dir():
            msg = f"the runs directory {str(runs)!r} is a file: name a directory with RUNS="
            raise UsageError(msg) from None
        msg = (
            f"run id {run_id!r} exists already in {str(runs)!r} and is never overwritten: "
            "choose another RUN_ID=, or leave it out"
        )
        raise UsageError(msg) from None
    except OSError as error:
        msg = f"the runs directory {str(runs)!r} cannot be written ({error.strerror}): name another with RUNS="
        raise UsageError(msg) from error
    return directory
