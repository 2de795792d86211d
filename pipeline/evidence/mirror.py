"""Copies a finished run into an MLflow store; a program of its own, so that it can be stopped.

MLflow is a view of the ledger, never the truth. This runs in a process that ``tracker`` may kill at any moment: a
run that is half there is replaced the next time, and the store itself appears in one piece.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import PipelineError
from .artifacts import ARTIFACTS, checked_bytes
from .projection import Projection, project

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["EXPERIMENT", "artifact_root", "environment_for_mlflow", "main", "mirror_run", "store_uri"]

EXPERIMENT: Final = "toxiframe"
"""The MLflow experiment that all runs are in."""

_BATCH: Final = 100  # parameters that MLflow takes at once
_PROBE_SECONDS: Final = 1.0


def environment_for_mlflow(given: dict[str, str]) -> dict[str, str]:
    """Return the environment MLflow is imported under: no network calls, no pickles, no settings from outside.

    ``DO_NOT_TRACK`` has to be the word ``true``; MLflow takes ``1`` for a no. A ``MLFLOW_RUN_ID`` from outside would be
    resumed, a tracking URI would be written to.
    """
    kept = {name: value for name, value in given.items() if not name.startswith("MLFLOW_")}
    return {
        **kept,
        "DO_NOT_TRACK": "true",
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_LOGGING_LEVEL": "WARNING",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }


def store_uri(store: Path) -> str:
    """Return the tracking URI of a store file.

    Raises
    ------
    PipelineError
        If the path holds a character that would name another file inside a URI.
    """
    path = str(store.resolve())
    if any(character in path for character in "?#%"):
        msg = f"the MLflow store {path!r} has one of ? # % in its path, which a URI reads otherwise: name another"
        raise PipelineError(msg)
    return f"sqlite:///{path}"


def artifact_root(store: Path) -> Path:
    """Return where the artifacts of a store are kept: beside it, under a name no run id can have."""
    return store.resolve().with_name(f".{store.stem}-artifacts")


def mirror_run(store: Path, run_dir: Path) -> str:
    """Copy one run into the store, in place of an earlier copy, and say what was copied.

    Raises
    ------
    PipelineError
        If the run is not fit to be shown, MLflow is missing, or the store cannot be used.
    """
    shown = project(run_dir)
    names = [name for name in ARTIFACTS if (run_dir / name).exists()]
    files = {name: checked_bytes(run_dir / name) for name in names}
    store_uri(store)
    with _sole_user(store):
        if store.exists():
            _probe(store)
        else:
            _make(store)
        _write(_client(store), store, shown, files)
    return (
        f"run {shown.run_id} in {store} ({len(shown.metrics)} metrics, {len(shown.params)} params, "
        f"{len(files)} artifacts)"
    )


def main(arguments: list[str] | None = None) -> int:
    """Mirror the run that the command line names; the last line on stdout says how it went."""
    parser = argparse.ArgumentParser(prog="toxiframe.pipeline.evidence.mirror", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("run_dir", type=Path)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds until this process ends itself")
    chosen = parser.parse_args(arguments)
    signal.setitimer(signal.ITIMER_REAL, chosen.timeout)  # also if whoever started this is gone
    try:
        ok, detail = True, mirror_run(chosen.store, chosen.run_dir)
    except PipelineError as error:
        ok, detail = False, str(error)
    except Exception as error:  # noqa: BLE001 - the boundary: MLflow raises dozens of types, all mean "not mirrored"
        first = (str(error).splitlines() or [""])[0]
        ok, detail = False, f"MLflow could not keep the run ({type(error).__name__}: {first[:300]})"
    sys.stdout.write("\n" + json.dumps({"ok": ok, "detail": detail}) + "\n")
    return 0 if ok else 1


@contextmanager
def _sole_user(store: Path) -> Generator[None]:
    """Let one mirror at a time use the store: of four that create one at once, three fail."""
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(store.with_name(f".{store.name}.lock"), os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        msg = f"the MLflow store {str(store)!r} cannot be made ({error.strerror}): make its directory writeable"
        raise PipelineError(msg) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _probe(store: Path) -> None:
    """Ask for the write lock first: MLflow waits 20 s for a locked store, and 104 s for one it cannot open."""
    try:
        with contextlib.closing(sqlite3.connect(store, timeout=_PROBE_SECONDS, isolation_level=None)) as asked:
            asked.execute("BEGIN IMMEDIATE")
            asked.execute("SELECT count(*) FROM sqlite_master")
            asked.execute("ROLLBACK")
    except sqlite3.Error as error:
        msg = f"the MLflow store {str(store)!r} cannot be written ({error}): close what holds it, or move it away"
        raise PipelineError(msg) from error


def _make(store: Path) -> None:
    """Make an empty store under another name first: creation takes seconds, and this process may be killed."""
    draft = store.with_name(f".{store.name}.draft")
    for left in (draft, draft.with_name(f"{draft.name}-journal")):  # a stale journal would be played back
        left.unlink(missing_ok=True)
    root = artifact_root(store)
    root.mkdir(exist_ok=True)
    with contextlib.chdir(root):  # MLflow fixes its default experiment's place by the working directory
        _client(draft).search_experiments(max_results=1)
    draft.replace(store)


def _client(store: Path) -> MlflowClient:
    try:
        from mlflow import MlflowClient  # noqa: PLC0415 - an extra that takes two seconds to import
    except ImportError as error:
        msg = f"MLflow is not installed ({error}): pip install 'toxiframe[tracking]'"
        raise PipelineError(msg) from error
    return MlflowClient(tracking_uri=store_uri(store))


def _write(client: MlflowClient, store: Path, shown: Projection, files: dict[str, bytes]) -> None:
    from mlflow.entities import Metric, Param  # noqa: PLC0415 - as above

    experiment = _experiment(client, store)
    earlier: list[Any] = list(client.search_runs([experiment], f"tags.run_id = '{shown.run_id}'"))
    run = client.create_run(experiment, start_time=shown.started, tags=shown.tags, run_name=shown.run_id)
    key = run.info.run_id
    metrics = [Metric(name, value, shown.ended, 0) for name, value in sorted(shown.metrics.items())]
    params = [Param(name, value) for name, value in sorted(shown.params.items())]
    for start in range(0, max(len(metrics), len(params)), _BATCH):
        stop = start + _BATCH
        client.log_batch(key, metrics=metrics[start:stop], params=params[start:stop])
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in files.items():
            (Path(scratch) / name).write_bytes(content)
            client.log_artifact(key, str(Path(scratch) / name))
    client.set_terminated(key, "FINISHED" if shown.succeeded else "FAILED", shown.ended)
    for old in earlier:  # last, so that the run is never missing
        client.delete_run(old.info.run_id)


def _experiment(client: MlflowClient, store: Path) -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    if found is None:
        return client.create_experiment(EXPERIMENT, artifact_location=artifact_root(store).as_uri())
    if found.lifecycle_stage != "active":
        client.restore_experiment(found.experiment_id)
    return found.experiment_id


if __name__ == "__main__":
    clean = environment_for_mlflow(dict(os.environ))
    os.environ.clear()
    os.environ.update(clean)
    sys.exit(main())
