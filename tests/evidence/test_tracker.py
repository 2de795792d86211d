"""The MLflow mirror, on a real SQLite store: right when it works, and harmless when it does not."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from toxiframe.pipeline.evidence.ledger import read
from toxiframe.pipeline.evidence.tracker import Mirrored, MLflowTracker

from tests.evidence.runs import FIGURES, finished_run

PLENTY = 120.0  # seconds; a mirror takes about 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A run that was mirrored once, under an environment full of traps."""

    store: Path
    run: Path
    said: Mirrored
    home: Path
    stood_in: Path


def rows(store: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return what a query finds in a store, without MLflow."""
    with closing(sqlite3.connect(store)) as database:
        return database.execute(query, values).fetchall()


def shown(store: Path, run_id: str) -> dict[str, Any]:
    """Return the one live MLflow run tagged with a run id."""
    live = "SELECT r.run_uuid, r.name, r.status, r.start_time, r.end_time, r.artifact_uri FROM runs r"
    live += " JOIN tags t ON t.run_uuid = r.run_uuid WHERE t.key = 'run_id' AND t.value = ?"
    found = rows(store, live + " AND r.lifecycle_stage = 'active'", run_id)
    assert len(found) == 1, found
    key, name, status, started, ended, artifacts = found[0]
    pairs = {table: dict(rows(store, f"SELECT key, value FROM {table} WHERE run_uuid = ?", key)) for table in TABLES}  # noqa: S608 - constants
    return {"name": name, "status": status, "times": (started, ended), "artifacts": artifacts, **pairs}


TABLES = ("metrics", "params", "tags")


@pytest.fixture(scope="module")
def mirror(tmp_path_factory) -> Mirror:
    """Mirror a run for the first time: the store is made, in a directory whose name has a space."""
    place = tmp_path_factory.mktemp("a space")
    home, stood_in, run = place / "home", place / "cwd", finished_run(place / "runs" / "canary-1")
    home.mkdir()
    stood_in.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(stood_in)
        patch.setenv("HOME", str(home))
        patch.setenv("MLFLOW_RUN_ID", "canary-1")
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{stood_in}/elsewhere.db")
        patch.setenv("MLFLOW_EXPERIMENT_NAME", "elsewhere")
        patch.delenv("MLFLOW_DISABLE_TELEMETRY", raising=False)
        said = MLflowTracker(Path("..") / "runs" / "mlflow.db", timeout=PLENTY).mirror(run)
    assert said.ok, said
    return Mirror(store=place / "runs" / "mlflow.db", run=run, said=said, home=home, stood_in=stood_in)


@pytest.fixture
def held(mirror) -> Iterator[Path]:
    """Hold the lock that mirrors queue for, so that the next one waits."""
    with mirror.store.with_name(".mlflow.db.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield mirror.store


def test_the_run_is_found_by_its_id_in_name_and_tag(mirror):
    """The MLflow run's name and its tag `run_id` are both the RUN_ID, and its times are those of run.json."""
    found = shown(mirror.store, "canary-1")
    assert (found["name"], found["tags"]["run_id"], found["status"]) == ("canary-1", "canary-1", "FINISHED"), found
    assert found["times"] == (1_700_000_000_123, 1_700_000_005_987), found
    assert found["tags"]["audit_head"] == read(mirror.run / "audit.jsonl")[-1].hash, found


def test_the_figures_are_the_ledgers(mirror):
    """Every metric equals the figure in the ledger, to the last bit, and there is none besides."""
    outcome = next(entry.body for entry in read(mirror.run / "audit.jsonl") if entry.kind == "outcome")
    expected = {f"gate.{name}": float(value) for name, value in outcome["figures"].items()}
    assert shown(mirror.store, "canary-1")["metrics"] == expected | {"gate.data_contract_violations": 3.0}
    assert outcome["figures"] == FIGURES


def test_only_parquet_and_json_are_kept(mirror):
    """The artifacts are the run's four files, byte for byte, under a place that no run id can name."""
    files = sorted(path for path in (mirror.store.parent / ".mlflow-artifacts").rglob("*") if path.is_file())
    names = ["run.json", "settings.json", "trace.json", "winners.parquet"]
    assert [path.name for path in files] == names
    assert [path.read_bytes() for path in files] == [(mirror.run / name).read_bytes() for name in names]


def test_nothing_is_left_where_the_user_stands_or_at_home(mirror):
    """No `mlruns`, no second store, no telemetry file: neither in the working directory nor in HOME."""
    assert list(mirror.stood_in.rglob("*")) == []
    assert list(mirror.home.rglob("*")) == []
    beside = sorted(path.name for path in mirror.store.parent.iterdir())
    assert beside == [".mlflow-artifacts", ".mlflow.db.lock", "canary-1", "mlflow.db"], beside


def test_mirroring_again_changes_nothing(mirror):
    """A second mirror of a run replaces the first: one live run, with the same names, figures and times."""
    before = shown(mirror.store, "canary-1")
    assert MLflowTracker(mirror.store, timeout=PLENTY).mirror(mirror.run).ok
    after = shown(mirror.store, "canary-1")
    assert {**after, "artifacts": None} == {**before, "artifacts": None}


def test_several_first_mirrors_at_once_all_arrive(tmp_path):
    """The store is made once, however many runs end at the same moment, and one that was killed making it."""
    runs = [finished_run(tmp_path / "runs" / f"run-{number}") for number in range(3)]
    tracker = MLflowTracker(tmp_path / "runs" / "mlflow.db", timeout=PLENTY)
    (tmp_path / "runs" / ".mlflow.db.draft").write_bytes(b"half a store, left by a mirror that was killed")
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(tracker.mirror, runs))
    assert all(one.ok for one in said), said
    assert [shown(tmp_path / "runs" / "mlflow.db", run.name)["name"] for run in runs] == ["run-0", "run-1", "run-2"]


def test_a_locked_store_does_not_stall_the_run(mirror):
    """A store that another process is writing is given up at once, with a line that says so."""
    with closing(sqlite3.connect(mirror.store, isolation_level=None)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        said = MLflowTracker(mirror.store, timeout=PLENTY).mirror(mirror.run)
        busy.execute("ROLLBACK")
    assert not said.ok
    assert "cannot be written (database is locked)" in said.detail, said


def test_a_mirror_that_hangs_is_killed(mirror, held):
    """A mirror that waits longer than its timeout is stopped, and no process of it is left."""
    said = MLflowTracker(held, timeout=2.0).mirror(mirror.run)
    assert said == Mirrored(ok=False, detail=f"the MLflow mirror was stopped after 2 s: is {held} in use?")
    left = [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if os.fsencode(held) in _content(path) and b"evidence.mirror" in _content(path)
    ]
    assert left == [], f"mirror processes {left} still run"


def test_a_mirror_whose_run_is_gone_ends_itself(mirror, held):
    """A mirror that nobody can kill any more, because its run was killed, ends by its own alarm."""
    command = [
        sys.executable,
        "-m",
        "toxiframe.pipeline.evidence.mirror",
        "--timeout",
        "1.0",
        str(held),
        str(mirror.run),
    ]
    done = subprocess.run(command, capture_output=True, timeout=PLENTY, check=False)
    assert done.returncode == -signal.SIGALRM, done


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # the process has ended
        return b""


def _parent_is_a_file(place: Path) -> Path:
    (place / "file").write_text("")
    return place / "file" / "mlflow.db"


def _a_directory(place: Path) -> Path:
    (place / "mlflow.db").mkdir()
    return place / "mlflow.db"


def _no_database(place: Path) -> Path:
    (place / "mlflow.db").write_bytes(b"this is no database, but long enough to be looked at" * 100)
    return place / "mlflow.db"


def _read_by_a_uri(place: Path) -> Path:
    return place / "100%25?.db"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_parent_is_a_file, "cannot be made"),
        (_a_directory, "unable to open database file"),
        (_no_database, "file is not a database"),
        (_read_by_a_uri, "has one of ? # % in its path"),
    ],
)
def test_an_unusable_store_does_not_fail_the_run(tmp_path, make, message):
    """A store that cannot be made, opened, read or named is reported in one line and never raised."""
    said = MLflowTracker(make(tmp_path), timeout=PLENTY).mirror(finished_run(tmp_path / "r1"))
    assert not said.ok
    assert message in said.detail, said
    assert "\n" not in said.detail, said


def test_a_run_that_may_not_be_shown_leaves_the_store_alone(mirror, tmp_path):
    """A pickle in the place of an artifact, or no run at all, is refused before anything is written."""
    before = mirror.store.read_bytes()
    run = finished_run(tmp_path / "r1")
    (run / "winners.parquet").write_bytes(b"\x80\x04K\x01.")
    tracker = MLflowTracker(mirror.store, timeout=PLENTY)
    assert "winners.parquet begins with" in tracker.mirror(run).detail
    missing = tracker.mirror(tmp_path / "missing")
    assert not missing.ok
    assert "cannot be read" in missing.detail, missing
    assert mirror.store.read_bytes() == before


def test_a_missing_mlflow_is_a_line_that_names_the_extra(tmp_path):
    """Without MLflow the mirror says what to install, and makes no store."""
    program = "import sys; sys.modules['mlflow'] = None\n"
    program += "from toxiframe.pipeline.evidence.mirror import main\nsys.exit(main(sys.argv[1:]))"
    arguments = [str(tmp_path / "mlflow.db"), str(finished_run(tmp_path / "r1"))]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done
    assert "pip install 'toxiframe[tracking]'" in done.stdout, done
    assert not (tmp_path / "mlflow.db").exists()


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import sys; sys.stderr.write('boom'); sys.exit(3)", "ended with code 3: boom"),
        ("", "ended with code 0: it said nothing"),
        ("print('{}')", "ended with code 0"),
    ],
)
def test_a_mirror_that_breaks_down_is_reported(tmp_path, monkeypatch, program, message):
    """Whatever a mirror process says or does not say, the run gets one line about it."""
    fake = tmp_path / "python"
    fake.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{program}"\n')
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    said = MLflowTracker(tmp_path / "mlflow.db", timeout=PLENTY).mirror(tmp_path)
    assert not said.ok
    assert message in said.detail, said


def test_a_mirror_that_cannot_be_started_is_reported(tmp_path, monkeypatch):
    """Even a missing interpreter does not fail the run."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    said = MLflowTracker(tmp_path / "mlflow.db", timeout=PLENTY).mirror(tmp_path)
    assert not said.ok
    assert said.detail.startswith("the MLflow mirror could not be started"), said
