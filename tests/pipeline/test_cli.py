"""The command line: what each bad input says, and the exit code it earns."""

from __future__ import annotations

import json
import math
import pickle
import re
import socket
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from toxiframe.pipeline.cli import main

from tests.helpers import bundled_prices, records


def _flow(runs: Path, *arguments: str) -> list[str]:
    return ["flow", "--compute", "local", "--runs", str(runs), *arguments]


@pytest.fixture(autouse=True)
def without_mlflow(monkeypatch):
    """Leave the MLflow mirror out: it has tests of its own."""
    monkeypatch.setenv("TOXIFRAME_FLAGS__MLFLOW", "false")


def _pickle(folder: Path) -> str:
    (folder / "x.parquet").write_bytes(pickle.dumps({"a": 1}))
    return str(folder / "x.parquet")


def _text(folder: Path) -> str:
    (folder / "x.parquet").write_text("no parquet")
    return str(folder / "x.parquet")


def _closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


BAD_INPUT = {
    "missing file": (lambda _: ["--data", "nowhere.parquet"], "data file 'nowhere.parquet' does not exist"),
    "no parquet": (lambda folder: ["--data", _text(folder)], "no readable Parquet file"),
    "pickle": (lambda folder: ["--data", _pickle(folder)], "is a pickle"),
    "unknown profile": (lambda _: ["--profile", "canry"], "unknown profile 'canry' (did you mean 'canary'?)"),
    "run id with a slash": (lambda _: ["--run-id", "a/b"], "run id 'a/b' (3 characters) is refused"),
    "run id with dots": (lambda _: ["--run-id", "a..b"], "run id 'a..b' (4 characters) is refused"),
    "run id that climbs": (lambda _: ["--run-id", ".."], "run id '..' (2 characters) is refused"),
    "run id with a newline": (lambda _: ["--run-id", "a\nb"], r"run id 'a\nb' (3 characters) is refused"),
    "long run id": (lambda _: ["--run-id", "a" * 300], "(300 characters) is refused"),
    "reserved run id": (lambda _: ["--run-id", "mlflow.db"], "is the name of a file that stands beside the runs"),
    "empty window": (lambda _: ["--window", "1901-01-01:1902-01-01"], "has no rows: sp500_closes.parquet covers"),
    "bad window": (lambda _: ["--window", "yesterday"], "is not start:end"),
    "unknown compute": (lambda _: ["--compute", "dask"], "setting compute.kind='dask'"),
    "unreachable Ray": (lambda _: ["--compute", "ray", "--ray-address", _closed_port()], "no Ray cluster answers at"),
    "malformed Ray address": (lambda _: ["--compute", "ray", "--ray-address", "here"], "is not host:port"),
    "unknown zone": (lambda _: ["--naive-tz", "Mars/X"], "no such time zone"),
    "unknown venue": (lambda _: ["--venue", "NYSEE"], "no calendar is known for this venue (did you mean 'NYSE'?)"),
    "runs is a file": (lambda folder: ["--runs", _text(folder)], "is a file: name a directory with RUNS="),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_line_with_a_way_out_and_exit_code_2(case, tmp_path, capsys):
    """What cannot be done as asked is refused in one line before anything is written."""
    arguments, message = BAD_INPUT[case]
    assert main(_flow(tmp_path / "runs", *arguments(tmp_path))) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("error: ")
    assert message in printed
    assert printed.count("\n") == 1, printed
    assert not (tmp_path / "runs").exists(), "a refused run must leave nothing behind"


def test_a_run_id_that_exists_is_refused_and_its_run_untouched(tmp_path, capsys):
    """A second run under the same id is refused with exit code 2, and the first one's ledger keeps its bytes."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    before = (tmp_path / "r1" / "audit.jsonl").read_bytes()
    assert main(_flow(tmp_path, "--run-id", "r1")) == 2
    assert "run id 'r1' exists already" in capsys.readouterr().err
    assert (tmp_path / "r1" / "audit.jsonl").read_bytes() == before


def test_a_rejected_batch_is_exit_code_1_with_every_violation(tmp_path, capsys):
    """A contract that rejects the batch is no usage error: exit code 1, the violations listed, the run kept."""
    prices = bundled_prices("2019-01-01:2020-12-31")
    pd.concat([prices, prices.iloc[[-1]]]).to_parquet(tmp_path / "twin.parquet")
    assert main(_flow(tmp_path / "runs", "--run-id", "r1", "--data", str(tmp_path / "twin.parquet"))) == 1
    printed = capsys.readouterr().err
    assert "L0 index_unique [batch] x1: timestamps are repeated" in printed
    assert json.loads((tmp_path / "runs" / "r1" / "run.json").read_text())["status"] == "failed"


def test_a_successful_run_names_its_directory_and_its_winners(tmp_path, capsys):
    """The closing summary holds the winners, their digest, the parity, the ledger's head and the run directory."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    printed = capsys.readouterr()
    run = json.loads((tmp_path / "r1" / "run.json").read_text())
    for line in (
        f"winners   {run['winners_digest']}",
        f"ledger    {run['audit_head']}",
        f"run       {tmp_path / 'r1'}",
    ):
        assert line in printed.out
    for winner in records(tmp_path / "r1", "winner"):
        assert winner["asset"] in printed.out
    stages = re.findall(r"^(\w+)\s+ok ", printed.err, re.MULTILINE)
    assert stages == ["ingest", "gate", "compute", "select"], printed.err


def test_verify_passes_on_a_run_and_fails_on_each_thing_that_was_changed(tmp_path, capsys):
    """Verify says ok to an untouched run; after any edit to any file of it, exit code 1 names the check."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    assert main(["verify", "--runs", str(tmp_path), "r1"]) == 0
    directory = tmp_path / "r1"
    edits = {
        "ledger": ("audit.jsonl", lambda text: text.replace(b'"accepted"', b'"rejected"', 1)),
        "run.json": ("run.json", lambda text: text.replace(b'"audit_count": ', b'"audit_count": 9')),
        "settings": ("settings.json", lambda text: text.replace(b'"max_return": 5.0', b'"max_return": 6.0')),
        "winners": ("winners.parquet", lambda text: text[:-9]),
        "trace": ("trace.json", lambda text: re.sub(rb'"traceId": ?"..', b'"traceId":"00', text, count=1)),
    }
    edits |= {"run.json ": ("run.json", lambda _: b"[]")}
    capsys.readouterr()
    for check, (name, edit) in edits.items():
        original = (directory / name).read_bytes()
        changed = edit(original)
        assert changed != original, f"the edit of {name} found nothing to change"
        (directory / name).write_bytes(changed)
        assert main(["verify", "--runs", str(tmp_path), "r1"]) == 1
        assert f"FAILED  {check}" in capsys.readouterr().out, f"{name} was edited and {check} did not fail"
        (directory / name).write_bytes(original)
    assert main(["verify", "--runs", str(tmp_path), "r1"]) == 0


def _failed(runs: Path, run_id: str, capsys) -> list[str]:
    """Verify a run and return the checks that fail."""
    capsys.readouterr()
    main(["verify", "--runs", str(runs), run_id])
    return re.findall(r"^FAILED  (\S+)", capsys.readouterr().out, re.MULTILINE)


def test_verify_compares_the_content_of_the_winners_file(tmp_path, capsys):
    """A readable winners.parquet with one figure changed by one ulp is found by its digest."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    path = tmp_path / "r1" / "winners.parquet"
    winners = pd.read_parquet(path)
    winners.loc[1, "score"] = math.nextafter(winners.loc[1, "score"], math.inf)
    winners.to_parquet(path)
    assert _failed(tmp_path, "r1", capsys) == ["winners"]


def test_verify_does_not_take_an_unsealed_ledger_for_a_whole_one(tmp_path, capsys):
    """A ledger cut before its seal holds together and is still refused, by itself and by run.json."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    path = tmp_path / "r1" / "audit.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert _failed(tmp_path, "r1", capsys) == ["ledger", "run.json"]


def test_verify_finds_a_run_under_another_name(tmp_path, capsys):
    """A run's directory that was renamed no longer is the run its trace is of."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    (tmp_path / "r1").rename(tmp_path / "r2")
    assert _failed(tmp_path, "r2", capsys) == ["trace"]


def test_verify_passes_on_a_run_that_was_rejected(tmp_path, capsys):
    """The evidence of a rejected run is whole; winners that were slipped in later are not part of it."""
    prices = bundled_prices("2019-01-01:2020-12-31")
    pd.concat([prices, prices.iloc[[-1]]]).to_parquet(tmp_path / "twin.parquet")
    assert main(_flow(tmp_path, "--run-id", "r1", "--data", str(tmp_path / "twin.parquet"))) == 1
    assert _failed(tmp_path, "r1", capsys) == []
    prices.to_parquet(tmp_path / "r1" / "winners.parquet")
    assert _failed(tmp_path, "r1", capsys) == ["winners", "parity"]


def test_verify_and_trace_name_the_closest_run(tmp_path, capsys):
    """An unknown run id is refused with the closest one that exists."""
    assert main(_flow(tmp_path, "--run-id", "canary-1")) == 0
    for command in ("verify", "trace"):
        assert main([command, "--runs", str(tmp_path), "canary-2"]) == 2
        assert "no run 'canary-2' (did you mean 'canary-1'?)" in capsys.readouterr().err


def test_trace_prints_the_tree_with_durations_and_workers(tmp_path, capsys):
    """Trace shows the run, its stages below it and the shards below compute, each with a duration and its worker."""
    assert main(_flow(tmp_path, "--run-id", "r1")) == 0
    capsys.readouterr()
    assert main(["trace", "--runs", str(tmp_path), "r1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [re.sub(r"[^a-z ]", " ", line.lower()).split()[0] for line in lines if line.strip()]
    assert names == ["run", "ingest", "gate", "compute", "shard", "shard", "shard", "shard", "select"], lines
    assert all(re.search(r"\d ms|\d s", line) for line in lines), lines
    assert all("driver" in line for line in lines), lines


def test_a_missing_extra_is_one_line_that_names_it(tmp_path):
    """Without an extra's packages the command says which extra to install, and exits with code 2."""
    program = (
        "import sys; sys.modules.update({name: None for name in ['exchange_calendars', 'pydantic_settings']})\n"
        "from toxiframe.pipeline.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *_flow(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    assert "pip install 'toxiframe[pipeline]'" in done.stderr
