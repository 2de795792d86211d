"""A run of properties as an MLflow run, written by a process of its own that is stopped when it is slow.

MLflow takes two seconds to import, starts threads and warns; none of that happens in the process that runs the tests.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import HistoryError
from .html_page import write_html
from .matrix import Matrix
from .matrix_lines import versions, write_jsonl
from .outcomes import Sight

__all__ = ["EXPERIMENT", "keep_run"]

EXPERIMENT = "toxiframe properties"
"""The MLflow experiment that all runs are in."""

_STORE = "mlflow.db"
_SECONDS = 120.0  # a store is made in about ten
_MODULE = "toxiframe.properties.history_mlflow"


def keep_run(matrix: Matrix, folder: Path) -> str:
    """Write a run into the SQLite store of a folder, which is made if need be, and say where it is.

    Raises
    ------
    HistoryError
        If MLflow could not keep it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = folder.resolve() / _STORE
    if any(character in str(store) for character in "?#%"):
        msg = f"the store {str(store)!r} has one of ? # % in its path, which a URI reads otherwise: move the suite"
        raise HistoryError(msg)
    with tempfile.TemporaryDirectory(prefix="toxiframe-history-") as scratch:
        place = Path(scratch)
        files = place / "files"
        write_html(matrix, files / "report.html")
        write_jsonl(matrix, files / "matrix.jsonl")
        (place / "run.json").write_text(json.dumps(_account(matrix)), encoding="utf-8")
        # -P: nothing is imported from where the user stands.
        command = [sys.executable, "-P", "-m", _MODULE, str(store), str(place)]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command,
                cwd=scratch,
                env=_environment(os.environ),
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            msg = f"MLflow was stopped after {_SECONDS:g} s: is {store} in use?"
            raise HistoryError(msg) from error
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            msg = f"MLflow ended with code {done.returncode}: {last[:300]}"
            raise HistoryError(msg)
    return f"MLflow run in {store}: mlflow ui --backend-store-uri sqlite:///{store}"


def _account(matrix: Matrix) -> dict[str, Any]:
    began = min((each.began for each in matrix.tried), default=0.0)
    ended = max((each.began + each.seconds for each in matrix.tried), default=0.0)
    failed = sum(each.status.is_red for each in matrix.tried)
    metrics = _metrics(matrix)
    metrics |= {"properties": len(matrix.tried), "failed": failed, "cases": matrix.cases, "seconds": matrix.seconds}
    if matrix.seconds:
        metrics["cases_per_second"] = matrix.cases / matrix.seconds
    for label in matrix.contracts:
        own = Matrix(tried=tuple(each for each in matrix.tried if each.label == label), seed=matrix.seed)
        metrics |= {f"{label}/{name}": value for name, value in _metrics(own).items()}
    params = {"seed": str(matrix.seed), "profile": matrix.profile, **versions()}
    return {
        "name": f"seed {matrix.seed}",
        "began": int(began * 1000),
        "ended": int(ended * 1000),
        "held": not failed,
        "metrics": metrics,
        "params": params,
    }


def _metrics(matrix: Matrix) -> dict[str, float]:
    counted = matrix.counted()
    metrics: dict[str, float] = {"missed": counted[Sight.MISSED], "false_alarms": counted[Sight.FALSE_ALARM]}
    if matrix.detection is not None:
        metrics["detection"] = matrix.detection
    return metrics


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which MLflow tells nobody and takes no settings from outside."""
    kept = {name: value for name, value in given.items() if not name.startswith(("MLFLOW_", "PYTEST_"))}
    return {**kept, "DO_NOT_TRACK": "true", "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_LOGGING_LEVEL": "WARNING"}


def _write(store: Path, place: Path) -> None:
    """Write the run of a folder; what the other process does."""
    from mlflow import MlflowClient  # noqa: PLC0415 - an extra, and slow to import
    from mlflow.entities import Metric, Param  # noqa: PLC0415 - as above

    account: dict[str, Any] = json.loads((place / "run.json").read_text(encoding="utf-8"))
    with store.with_name(f".{store.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several that make one store at once, all but one would fail
        client = MlflowClient(tracking_uri=f"sqlite:///{store}")
        found = client.get_experiment_by_name(EXPERIMENT)
        if found is None:
            artifacts = store.with_name("artifacts").as_uri()
            experiment = client.create_experiment(EXPERIMENT, artifact_location=artifacts)
        else:
            experiment = found.experiment_id
            if found.lifecycle_stage != "active":
                client.restore_experiment(experiment)
        run = client.create_run(experiment, start_time=account["began"], run_name=account["name"]).info.run_id
        metrics = [Metric(name, float(value), account["ended"], 0) for name, value in account["metrics"].items()]
        for start in range(0, len(metrics), 1000):  # as many as MLflow takes at once
            client.log_batch(run, metrics=metrics[start : start + 1000])
        client.log_batch(run, params=[Param(name, value) for name, value in account["params"].items()])
        client.log_artifacts(run, str(place / "files"))
        client.set_terminated(run, "FINISHED" if account["held"] else "FAILED", account["ended"])


if __name__ == "__main__":
    _write(Path(sys.argv[1]), Path(sys.argv[2]))
