"""The flow from end to end: the same winners and the same ledger wherever and however often it runs."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from toxiframe.pipeline.baselines import shipped
from toxiframe.pipeline.errors import PipelineError, UsageError
from toxiframe.pipeline.evidence import ledger
from toxiframe.pipeline.evidence.digest import get_df_hash
from toxiframe.pipeline.evidence.telemetry import trace_id_of
from toxiframe.pipeline.evidence.trace_file import check_trace, read_trace
from toxiframe.pipeline.evidence.tracker import MLflowTracker
from toxiframe.pipeline.flow import RunSummary, run_flow
from toxiframe.pipeline.market.gate import ContractError
from toxiframe.pipeline.resolve import profiles, resolve_settings
from toxiframe.pipeline.verify import verify_run

from tests.helpers import bundled_prices, bundled_returns, local_settings, on_calendar_days, records

STAGES = ["ingest", "gate", "compute", "select"]


def _bytes(run: RunSummary) -> bytes:
    return (run.directory / "audit.jsonl").read_bytes()


def _attributes(span: dict[str, object]) -> dict[str, object]:
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> RunSummary:
    """Run the canary profile once in this process."""
    return run_flow(local_settings(tmp_path_factory.mktemp("local"), "local-1"))


@pytest.fixture(scope="module")
def on_ray(tmp_path_factory) -> RunSummary:
    """Run the canary profile once as it ships: on Ray, mirrored into MLflow."""
    runs = tmp_path_factory.mktemp("ray")
    return run_flow(resolve_settings("canary", {"run_id": "ray-1", "evidence": {"runs": runs}}))


@pytest.mark.parametrize("profile", profiles())
def test_the_bundled_prices_give_the_shipped_winners(tmp_path, profile):
    """Every shipped profile selects, on the bundled prices, the winners of its shipped baseline."""
    given = {"compute": {"kind": "local"}, "evidence": {"runs": tmp_path}, "flags": {"mlflow": False}}
    run = run_flow(resolve_settings(profile, given))
    assert run.parity.status == "match", run.parity
    assert run.winners.digest in shipped().values()


def test_ray_and_local_give_the_same_winners_and_the_same_ledger(local, on_ray):
    """Not a byte of the ledger and not a bit of the winners shows where the shards ran."""
    assert on_ray.winners.digest == local.winners.digest
    assert _bytes(on_ray) == _bytes(local)
    assert on_ray.audit_head == local.audit_head


def test_more_than_one_ray_worker_ran_under_one_trace_id(on_ray):
    """Every span of the trace has the id derived from the run id, and shards ran in more than one worker process."""
    spans = read_trace(on_ray.directory / "trace.json")
    assert check_trace(spans, "ray-1") == []
    assert {span["traceId"] for span in spans} == {trace_id_of("ray-1")}
    shards = [_attributes(span) for span in spans if span["name"] == "shard"]
    processes = {attributes["pid"] for attributes in shards}
    assert len(processes) > 1, f"all shards ran in {processes}"
    assert str(os.getpid()) not in {str(process) for process in processes}


def test_the_mlflow_run_is_found_by_its_run_id_with_the_figures_of_the_ledger(on_ray):
    """The SQLite store holds one run whose name and tag are the run id; its figures are those of the ledger."""
    assert on_ray.mlflow is not None
    assert on_ray.mlflow.ok, on_ray.mlflow.detail
    with closing(sqlite3.connect(on_ray.directory.parent / "mlflow.db")) as store:
        runs = store.execute("select run_uuid from runs where name = 'ray-1' and lifecycle_stage = 'active'").fetchall()
        tagged = store.execute("select run_uuid from tags where key = 'run_id' and value = 'ray-1'").fetchall()
        assert len(runs) == 1
        assert runs == tagged
        found = dict(store.execute("select key, value from metrics where run_uuid = ?", runs[0]).fetchall())
    wanted: dict[str, float] = {}
    for outcome in records(on_ray.directory, "outcome"):
        wanted |= {f"{outcome['stage']}.{name}": value for name, value in outcome["figures"].items()}
        wanted[f"{outcome['stage']}.data_contract_violations"] = outcome["data_contract_violations"]
    assert {name: found[name] for name in wanted} == wanted


def test_every_stage_has_one_intent_and_one_outcome_in_order(local):
    """The ledger holds, stage by stage, an intent, then what was found, then exactly one outcome."""
    order = [
        (entry.kind, entry.body["stage"])
        for entry in ledger.read(local.directory / "audit.jsonl")
        if entry.kind in {"intent", "outcome"}
    ]
    assert order == [(kind, stage) for stage in STAGES for kind in ("intent", "outcome")]
    verdicts = {outcome["stage"]: outcome["verdict"] for outcome in records(local.directory, "outcome")}
    assert verdicts == {"ingest": "not_judged", "gate": "accepted", "compute": "accepted", "select": "accepted"}


def test_nothing_of_this_run_enters_the_ledger(local):
    """Neither the run id, a path, a process id nor a clock is in the hashed bytes."""
    text = _bytes(local).decode()
    run = json.loads((local.directory / "run.json").read_text())
    for secret in ("local-1", str(local.directory), f'"{os.getpid()}"', str(run["started_ns"])[:10], "ray", "driver"):
        assert secret not in text, f"{secret!r} is in the ledger"


@pytest.mark.parametrize("shards", [1, 3, 20, 4096])
def test_any_number_of_shards_gives_the_same_winners(tmp_path, local, shards):
    """One shard, one an asset, or more than there are assets: the winners are the same bits."""
    run = run_flow(local_settings(tmp_path, "r1", {"shards": shards}))
    assert run.winners.digest == local.winners.digest


def test_the_order_of_assets_changes_no_winner(tmp_path, local):
    """A file with its columns in another order selects the same winners."""
    bundled_prices(":").iloc[:, ::-1].to_parquet(tmp_path / "reversed.parquet")
    run = run_flow(local_settings(tmp_path / "runs", "r1", {"ingest": {"data": tmp_path / "reversed.parquet"}}))
    assert run.winners.digest == local.winners.digest


@pytest.mark.parametrize("seed", ["0", "1", "random"])
def test_another_process_gives_the_same_head_under_any_hash_seed(tmp_path, local, seed):
    """A fresh interpreter, whatever its hash seed, writes the same ledger."""
    command = [sys.executable, "-m", "toxiframe.pipeline", "flow", "--compute", "local", "--run-id", "r1", "--runs"]
    variables = {**os.environ, "PYTHONHASHSEED": seed, "TOXIFRAME_FLAGS__MLFLOW": "false"}
    done = subprocess.run([*command, tmp_path], env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "r1" / "run.json").read_text())["audit_head"] == local.audit_head


def test_a_second_run_on_own_data_matches_its_first(tmp_path):
    """The first run on a user's file stores its winners; the second one compares with them."""
    bundled_prices("2018-01-01:2020-12-31").to_csv(tmp_path / "mine.csv", index_label="date")
    own = {"ingest": {"data": tmp_path / "mine.csv"}}
    first = run_flow(local_settings(tmp_path / "runs", "r1", own))
    second = run_flow(local_settings(tmp_path / "runs", "r2", own))
    assert (first.parity.status, second.parity.status) == ("first_run", "match")
    assert second.parity.expected == first.winners.digest


def test_winners_that_differ_from_their_baseline_fail_the_run(tmp_path):
    """A stored digest that does not match fails the run with both digests and keeps the evidence."""
    bundled_prices("2018-01-01:2020-12-31").to_parquet(tmp_path / "mine.parquet")
    own = {"ingest": {"data": tmp_path / "mine.parquet"}}
    digest = run_flow(local_settings(tmp_path / "runs", "r1", own)).winners.digest
    baselines = tmp_path / "runs" / "baselines.json"
    baselines.write_text(baselines.read_text().replace(digest, digest[:-4] + "0000"))
    with pytest.raises(PipelineError, match=rf"selected other winners than its baseline: {digest}, expected"):
        run_flow(local_settings(tmp_path / "runs", "r2", own))
    assert json.loads((tmp_path / "runs" / "r2" / "run.json").read_text())["status"] == "parity_mismatch"
    failed = [check.name for check in verify_run(tmp_path / "runs" / "r2") if not check.ok]
    assert failed == ["parity"]


def test_damaged_baselines_are_an_error_and_no_first_run(tmp_path):
    """A file of baselines that cannot be read stops the run instead of passing for an empty one."""
    bundled_prices("2018-01-01:2020-12-31").to_parquet(tmp_path / "mine.parquet")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "baselines.json").write_text("[{]")
    with pytest.raises(PipelineError, match=r"baselines in .*cannot be read"):
        run_flow(local_settings(tmp_path / "runs", "r1", {"ingest": {"data": tmp_path / "mine.parquet"}}))


def _poisoned(fault: str) -> pd.DataFrame:
    """Return real returns on calendar days with one fault, set by hand."""
    returns = on_calendar_days(bundled_returns("2018-01-01:2020-12-31"))
    if fault == "one return set to 15.0":
        returns.loc[returns.index[returns["NYSE:XOM"].notna()][200], "NYSE:XOM"] = 15.0
    elif fault == "one weekend column zeroed":
        returns.loc[returns.index.dayofweek >= 5, "NYSE:XOM"] = 0.0
    else:
        returns = pd.concat([returns.iloc[:300], returns.iloc[[299]], returns.iloc[300:]])
    return returns


@pytest.mark.parametrize(
    ("fault", "rule"), [("one return set to 15.0", "toxic_return"), ("one weekend column zeroed", "no_padding")]
)
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_poisoned_file_loses_its_asset_and_nothing_else(tmp_path, fault, rule, suffix):
    """A hand-poisoned file drops the asset by the rule of its fault, and the winners come from the other 19."""
    path = tmp_path / f"poisoned.{suffix}"
    frame = _poisoned(fault)
    frame.to_parquet(path) if suffix == "parquet" else frame.to_csv(path, index_label="date")
    run = run_flow(local_settings(tmp_path / "runs", "r1", {"ingest": {"data": path, "kind": "returns"}}))
    assert dict(run.gate.dropped) == {"NYSE:XOM": (rule,)}
    assert records(run.directory, "drop") == [{"asset": "NYSE:XOM", "rules": [rule]}]
    assert run.gate.frame.shape[1] == 19
    assert not [check for check in verify_run(run.directory) if not check.ok]


def test_a_file_with_a_duplicated_row_is_rejected(tmp_path):
    """A duplicated row rejects the whole file at L0, and the sealed ledger says so."""
    _poisoned("one duplicated row").to_parquet(tmp_path / "twin.parquet")
    with pytest.raises(ContractError, match=r"L0 index_unique \[batch\] x1"):
        run_flow(local_settings(tmp_path / "runs", "r1", {"ingest": {"data": tmp_path / "twin.parquet"}}))
    check = ledger.verify(tmp_path / "runs" / "r1" / "audit.jsonl")
    assert (check.ok, check.sealed) == (True, True)


def test_strict_rejects_what_would_have_been_dropped(tmp_path):
    """Under STRICT=1 a single toxic return rejects the batch."""
    _poisoned("one return set to 15.0").to_parquet(tmp_path / "toxic.parquet")
    given = {"ingest": {"data": tmp_path / "toxic.parquet"}, "flags": {"strict": True}}
    with pytest.raises(ContractError, match="toxic_return"):
        run_flow(local_settings(tmp_path / "runs", "r1", given))


def test_a_run_without_any_asset_left_fails_and_says_why(tmp_path):
    """Dropping every asset fails the run with the rules that did it; it does not succeed with nothing."""
    returns = _poisoned("one return set to 15.0")
    returns.loc[returns.index[5]] = 20.0
    returns.to_parquet(tmp_path / "all.parquet")
    with pytest.raises(PipelineError, match=r"no asset came through the gate: .*20 toxic_return"):
        run_flow(local_settings(tmp_path / "runs", "r1", {"ingest": {"data": tmp_path / "all.parquet"}}))


def test_too_short_a_window_says_that_no_history_is_long_enough(tmp_path):
    """A window shorter than the look-backs fails with the reason for every asset."""
    with pytest.raises(PipelineError, match="20 short_history"):
        run_flow(local_settings(tmp_path, "r1", {"window": "2020-01-01:2020-06-30"}))


def test_a_window_selects_as_of_its_end(tmp_path):
    """Rows after the window change nothing: a file cut by hand gives the winners of the window."""
    windowed = run_flow(local_settings(tmp_path / "a", "r1", {"window": "2015-01-01:2018-12-31"}))
    bundled_prices("2015-01-01:2018-12-31").to_parquet(tmp_path / "cut.parquet")
    cut = run_flow(local_settings(tmp_path / "b", "r1", {"ingest": {"data": tmp_path / "cut.parquet"}}))
    assert windowed.winners.digest == cut.winners.digest
    assert windowed.winners.digest not in shipped().values()


def test_the_winners_file_is_the_frame_that_was_selected(local):
    """winners.parquet holds the selected frame, its canonical digest is the recorded one."""
    frame = pd.read_parquet(local.directory / "winners.parquet")
    assert get_df_hash(frame) == local.winners.digest == records(local.directory, "winners")[0]["digest"]
    listed = [(body["rank"], body["asset"], body["score"]) for body in records(local.directory, "winner")]
    assert listed == list(zip(frame.index, frame["asset"], frame["score"], strict=True))


def test_a_store_that_cannot_be_used_does_not_fail_the_run(tmp_path):
    """With a damaged MLflow store the run succeeds, and the summary says that it was not mirrored and why."""
    (tmp_path / "mlflow.db").write_bytes(b"no database at all" * 100)
    run = run_flow(local_settings(tmp_path, "r1", {"flags": {"mlflow": True}}))
    assert run.mlflow is not None
    assert not run.mlflow.ok
    assert "mlflow.db" in run.mlflow.detail
    assert json.loads((run.directory / "run.json").read_text())["status"] == "ok"


def test_a_run_can_be_mirrored_again(on_ray):
    """Mirroring a run a second time replaces its copy instead of adding another."""
    again = MLflowTracker(on_ray.directory.parent / "mlflow.db", timeout=60.0).mirror(on_ray.directory)
    assert again.ok, again.detail
    with closing(sqlite3.connect(on_ray.directory.parent / "mlflow.db")) as store:
        active = store.execute("select count(*) from runs where name = 'ray-1' and lifecycle_stage = 'active'")
        assert active.fetchone() == (1,)


def test_a_failing_shard_fails_the_run_with_its_own_traceback(tmp_path, monkeypatch):
    """An exception in a shard reaches the caller with its text; the ledger is sealed and names the stage."""

    def broken(*_: object) -> None:
        message = "the feature is broken"
        raise FloatingPointError(message)

    monkeypatch.setattr("toxiframe.pipeline.compute.shard.compute_features", broken)
    with pytest.raises(PipelineError, match="4 of 4 shards failed") as caught:
        run_flow(local_settings(tmp_path, "r1"))
    assert "FloatingPointError: the feature is broken" in str(caught.value)
    outcome = records(tmp_path / "r1", "outcome")[-1]
    assert (outcome["stage"], outcome["status"], outcome["error"]) == ("compute", "failed", "PipelineError")


def test_ray_that_is_connected_already_is_not_taken_over(tmp_path, monkeypatch):
    """A process that has a Ray connection of its own is told to close it; the run touches nothing of it."""
    import ray  # noqa: PLC0415 - only this test needs it

    monkeypatch.setattr(ray, "is_initialized", lambda: True)
    with pytest.raises(UsageError, match=r"connected to a Ray cluster already: call ray\.shutdown"):
        run_flow(local_settings(tmp_path, "r1", {"compute": {"kind": "ray"}}))


def test_features_take_frames_that_cannot_be_written(local):
    """Shards compute on read-only memory, as Ray hands it over, and give the bits they give on their own copy."""
    from toxiframe.pipeline.market.features import compute_features  # noqa: PLC0415
    from toxiframe.pipeline.settings import FeatureSettings  # noqa: PLC0415

    values = local.gate.frame.to_numpy(copy=True)
    values.flags.writeable = False
    frozen = pd.DataFrame(values, index=local.gate.frame.index, columns=local.gate.frame.columns, copy=False)
    wanted, got = (compute_features(frame, FeatureSettings()) for frame in (local.gate.frame, frozen))
    for name in ("momentum", "volatility", "drawdown"):
        assert np.array_equal(getattr(wanted, name), getattr(got, name))


def test_each_run_leaves_exactly_its_evidence(local):
    """A run's directory holds the five files of its evidence and nothing else."""
    names = sorted(path.name for path in Path(local.directory).iterdir())
    assert names == ["audit.jsonl", "run.json", "settings.json", "trace.json", "winners.parquet"]
