"""What MLflow shows of a run, read from its sealed ledger: names and numbers, nothing of MLflow itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from ..errors import PipelineError
from ..names import require_run_id
from .ledger import Entry, read
from .ledger_lines import SEAL

__all__ = ["Projection", "project"]

_LONGEST: Final = 6000  # characters of a parameter; MLflow cuts longer ones without saying which


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A run as MLflow will show it; ``metrics`` and ``params`` come from the ledger alone.

    ``started`` and ``ended`` are milliseconds since the epoch, from ``run.json``.
    """

    run_id: str
    succeeded: bool
    started: int
    ended: int
    metrics: dict[str, float]
    params: dict[str, str]
    tags: dict[str, str]


def project(run_dir: Path) -> Projection:
    """Read a finished run.

    Raises
    ------
    LedgerError
        If the ledger does not verify.
    PipelineError
        If it is not sealed, or ``run.json`` is missing, incomplete or tells of another ledger.
    UsageError
        If the run id is not on the whitelist.
    """
    records = read(run_dir / "audit.jsonl")
    if not records or records[-1].kind != SEAL:
        msg = f"the ledger in {str(run_dir)!r} is not sealed: mirror a run that has ended"
        raise PipelineError(msg)
    run = _run(run_dir / "run.json")
    told, found = (run["audit_head"], run["audit_count"]), (records[-1].hash, len(records))
    if told != found:
        msg = f"run.json tells of head {told[0]} after {told[1]} records, the ledger has {found[0]} after {found[1]}"
        raise PipelineError(msg + ": one of the two was replaced, restore it from a copy")
    metrics, params = _figures(records)
    known = ("profile", "window", "compute", "status", "parity", "audit_head", "audit_count", "winners_digest")
    return Projection(
        run_id=require_run_id(str(run["run_id"])),
        succeeded=run["status"] == "ok",
        started=int(run["started_ns"]) // 10**6,
        ended=int(run["ended_ns"]) // 10**6,
        metrics=metrics,
        params={name: _short(value) for name, value in params.items()},
        tags={"run_id": str(run["run_id"]), **{key: str(run[key]) for key in known if run.get(key) is not None}},
    )


def _run(path: Path) -> dict[str, Any]:
    needed = {"run_id", "status", "started_ns", "ended_ns", "audit_head", "audit_count"}
    try:
        run = json.loads(path.read_bytes())
        missing = sorted(needed - set(run))
    except (OSError, ValueError, TypeError) as error:
        msg = f"{str(path)!r} cannot be read ({error}): mirror a run that has ended"
        raise PipelineError(msg) from error
    if missing:
        msg = f"{str(path)!r} lacks {', '.join(missing)}: restore it from a copy of the run"
        raise PipelineError(msg)
    return run


def _figures(records: tuple[Entry, ...]) -> tuple[dict[str, float], dict[str, str]]:
    metrics: dict[str, float] = {}
    params: dict[str, str] = {}
    for entry in records:
        body = cast("Mapping[str, Any]", entry.body)
        if entry.kind == "run":
            params.update(_flat(body))
        elif entry.kind == "winners":
            params.update(_flat(body, "winners."))
        elif entry.kind == "outcome":
            stage = f"{body['stage']}."
            violations = {"data_contract_violations": body["data_contract_violations"]}
            for name, figure in {**body["figures"], **violations}.items():
                if _exact(figure):
                    metrics[stage + name] = float(figure)
                else:  # a number no metric can carry is shown as text, never as another number
                    params[stage + name] = str(figure)
            params.update({stage + key: str(body[key]) for key in ("status", "verdict")})
    return metrics, params


def _exact(figure: object) -> bool:
    """Say whether MLflow, which keeps doubles, shows this very number."""
    if isinstance(figure, bool) or not isinstance(figure, (int, float)):
        return False
    try:
        return float(figure) == figure
    except OverflowError:
        return False


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, item in value.items():
        if isinstance(item, Mapping):
            yield from _flat(cast("Mapping[str, Any]", item), f"{prefix}{name}.")
        else:
            yield prefix + name, item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
