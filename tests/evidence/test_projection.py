"""What is shown of a run: the ledger's figures, and only from a sealed ledger that is the run's own."""

from __future__ import annotations

import json

import pytest
from toxiframe.pipeline.errors import LedgerError, PipelineError, UsageError
from toxiframe.pipeline.evidence.artifacts import checked_bytes
from toxiframe.pipeline.evidence.projection import project

from tests.evidence.runs import FIGURES, finished_run


def test_metrics_are_the_outcomes_figures(tmp_path):
    """Every figure of every outcome is a metric under its stage's name, with its very value."""
    shown = project(finished_run(tmp_path / "r1"))
    assert shown.metrics == {f"gate.{name}": float(value) for name, value in FIGURES.items()} | {
        "gate.data_contract_violations": 3.0
    }
    assert (shown.run_id, shown.tags["run_id"], shown.succeeded) == ("r1", "r1", True)
    assert (shown.started, shown.ended) == (1_700_000_000_123, 1_700_000_005_987)


def test_parameters_are_the_material_settings(tmp_path):
    """The run's material settings, data and verdicts are parameters, named by their path."""
    params = project(finished_run(tmp_path / "r1")).params
    assert params["settings.gate.max_return"] == "5.0", params
    assert params["data.sha256"] == "ab" * 32, params
    assert (params["gate.verdict"], params["winners.count"]) == ("accepted", "1"), params


@pytest.mark.parametrize("figure", ["nan", "inf", 2**53 + 1, 10**400, True])
def test_a_figure_no_metric_can_hold_is_shown_as_text(tmp_path, figure):
    """A metric is a double: what a double would change is a parameter with the ledger's own text instead."""
    shown = project(finished_run(tmp_path / "r1", odd=figure))
    assert "gate.odd" not in shown.metrics, shown.metrics
    assert shown.params["gate.odd"] == str(figure)


def test_a_failed_run_is_shown_as_failed(tmp_path):
    """A run whose parity did not hold, or that failed, is not shown as finished."""
    assert not project(finished_run(tmp_path / "r1", status="parity_mismatch")).succeeded


def test_an_unsealed_ledger_is_not_shown(tmp_path):
    """A run that has not ended is refused."""
    with pytest.raises(PipelineError, match="is not sealed: mirror a run that has ended"):
        project(finished_run(tmp_path / "r1", seal=False))


def test_a_damaged_ledger_is_not_shown(tmp_path):
    """Figures are never read from a ledger that does not verify."""
    run = finished_run(tmp_path / "r1")
    ledger = run / "audit.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"rows":8064', b'"rows":9064'))
    with pytest.raises(LedgerError, match="line 3: the record was altered"):
        project(run)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"audit_head": "0" * 64}, PipelineError, "one of the two was replaced"),
        ({"audit_count": 4}, PipelineError, "one of the two was replaced"),
        ({"run_id": "../r1"}, UsageError, "run id '../r1'"),
        ({"status": None, "started_ns": None}, PipelineError, "lacks started_ns, status"),
    ],
)
def test_a_run_file_that_does_not_belong_is_refused(tmp_path, change, error, message):
    """A run.json with another ledger's head, a bad run id or missing fields is refused by name."""
    run = finished_run(tmp_path / "r1")
    content = {**json.loads((run / "run.json").read_text()), **change}
    (run / "run.json").write_text(json.dumps({key: value for key, value in content.items() if value is not None}))
    with pytest.raises(error, match=message):
        project(run)


@pytest.mark.parametrize("content", [b"", b"[]", b"3", b"{"])
def test_a_run_file_that_is_none_is_refused(tmp_path, content):
    """A run.json that is no JSON object is refused by name."""
    run = finished_run(tmp_path / "r1")
    (run / "run.json").write_bytes(content)
    with pytest.raises(PipelineError, match=r"run\.json"):
        project(run)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("winners.parquet", b"\x80\x04K\x01.", r"begins with b'\\x80\\x04K\\x01'"),
        ("winners.parquet", b"PAR1 cut short", "begins with"),
        ("winners.parquet", b"PAR1", "begins with"),
        ("settings.json", b"\x80\x05}.", "is no JSON"),
        ("settings.json", b'{"a": 1', "is no JSON"),
        ("model.pkl", b"\x80\x04K\x01.", "has the suffix '.pkl'"),
        ("winners.parquet.gz", b"PAR1PAR1PAR1", "has the suffix '.gz'"),
    ],
)
def test_an_artifact_that_is_not_what_it_says_is_refused(tmp_path, name, content, reason):
    """Pickles, cut files and other suffixes are refused by their bytes, whatever they are called."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PipelineError, match=f"the artifact {name} {reason}.*pickles never"):
        checked_bytes(tmp_path / name)


def test_a_linked_artifact_is_refused(tmp_path):
    """A link could lead to any file of the machine."""
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "run.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(PipelineError, match=r"run\.json is a link"):
        checked_bytes(tmp_path / "run.json")
