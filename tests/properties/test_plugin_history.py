"""Runs that are kept: in a real MLflow store, and as spans of a real OpenTelemetry provider."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

SUITE = """
    from toxiframe.properties import bind

    def gate(frame):
        return frame.drop(columns=frame.columns[(frame > 5).any()])

    test_gate = bind("gate", contract=gate, faults=["toxic_return", "ret_below_-1"], properties=["responds", "pure"])
"""
OPTIONS = ("--toxiframe-seed=7", "--toxiframe-examples=30")
LOADED = """
    import sys

    def pytest_unconfigure(config):
        heavy = {"mlflow", "opentelemetry", "sqlalchemy", "alembic"} & {name.split(".")[0] for name in sys.modules}
        print("LOADED", sorted(heavy))
"""
PROVIDER = """
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    SPANS = InMemorySpanExporter()

    def pytest_configure(config):
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(SPANS))
        trace.set_tracer_provider(provider)

    def pytest_unconfigure(config):
        print("SENT", sorted(span.name for span in SPANS.get_finished_spans()))
"""


def _rows(store, query):
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def gate(suite):
    """Write a suite with one miss."""
    suite.write("test_it.py", SUITE)
    return suite


def test_without_the_options_nothing_is_imported_and_nothing_is_left(gate):
    """A run that asks for no history loads neither MLflow nor OpenTelemetry and makes no folder."""
    gate.write("conftest.py", LOADED)
    done = gate.run(*OPTIONS, "-s", env={"TOXIFRAME_MLFLOW": "0", "TOXIFRAME_OTEL": ""})
    assert "LOADED []" in done.text, done.text
    assert not (gate.root / "toxiframe-history").exists()


def test_each_run_is_an_mlflow_run_with_its_figures_and_its_page(gate):
    """A run by the option and one by the variable are two runs of one experiment, with figures to compare."""
    first = gate.run(*OPTIONS, "--mlflow")
    second = gate.run(*OPTIONS, "-n2", "-k", "pure", env={"TOXIFRAME_MLFLOW": "1"})
    assert (first.code, second.code) == (1, 0), first.text + second.text
    store = gate.root / "toxiframe-history" / "mlflow.db"
    for done in (first, second):
        assert any(line.startswith(f"MLflow run in {store}: mlflow ui") for line in done.lines), done.text
    experiment = "SELECT experiment_id FROM experiments WHERE name = 'toxiframe properties'"
    runs = _rows(store, f"SELECT status, run_uuid FROM runs WHERE experiment_id = ({experiment}) ORDER BY start_time")  # noqa: S608 - our own text
    assert [status for status, _ in runs] == ["FAILED", "FINISHED"]
    told = [dict(_rows(store, f"SELECT key, value FROM metrics WHERE run_uuid = '{run}'")) for _, run in runs]  # noqa: S608 - our own text
    assert (told[0]["missed"], told[0]["false_alarms"], told[0]["detection"]) == (1, 0, 0.5), told
    assert (told[1]["missed"], told[1]["detection"], told[1]["gate/detection"]) == (0, 1, 1), told
    assert told[0]["cases_per_second"] == pytest.approx(told[0]["cases"] / told[0]["seconds"])
    for _, run in runs:
        files = {file.name for file in (store.parent / "artifacts" / run / "artifacts").iterdir()}
        assert files == {"report.html", "matrix.jsonl"}


def test_a_store_that_cannot_be_used_is_one_line(gate):
    """What MLflow says of a damaged store neither fails the run nor floods it."""
    (gate.root / "toxiframe-history").mkdir()
    gate.write("toxiframe-history/mlflow.db", "no database")
    done = gate.run(*OPTIONS, "-k", "pure", "--mlflow")
    assert done.code == 0, done.text
    [line] = [line for line in done.lines if "not kept" in line]
    assert line.startswith("--mlflow: not kept: MLflow ended with code 1: "), line
    assert "Traceback" not in done.text


def test_each_property_is_a_span_in_a_file(gate):
    """Without a provider, the spans of every run are added to a file, below one root each."""
    for _ in range(2):
        done = gate.run(*OPTIONS, "--otel")
        assert done.code == 1, done.text
    lines = (gate.root / "toxiframe-history" / "spans.jsonl").read_text(encoding="utf-8").splitlines()
    spans = [json.loads(line) for line in lines]
    assert [span["name"] for span in spans] == ["gate responds", "gate pure", "toxiframe"] * 2
    failed, held, root = spans[:3]
    assert failed["parent_id"] == held["parent_id"] == root["context"]["span_id"]
    assert failed["status"]["status_code"] == "ERROR"
    assert failed["status"]["description"].startswith("wanted DROP "), failed["status"]
    assert (failed["attributes"]["toxiframe.missed"], failed["attributes"]["toxiframe.blamed"]) == (1, ["ret_below_-1"])
    assert held["status"]["status_code"] == "UNSET"
    assert root["start_time"] <= failed["start_time"] <= failed["end_time"] <= root["end_time"]


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_spans_go_to_the_provider_of_the_suite(gate, workers):
    """Where the suite has configured OpenTelemetry, its provider gets the spans and no file is written."""
    gate.write("conftest.py", PROVIDER)
    done = gate.run(*OPTIONS, "-s", "--otel", workers)
    assert "SENT ['gate pure', 'gate responds', 'toxiframe']" in done.text, done.text
    assert not (gate.root / "toxiframe-history").exists()


def test_a_provider_that_is_switched_off_is_told(gate):
    """Nobody looks for spans that OTEL_SDK_DISABLED has swallowed."""
    done = gate.run(*OPTIONS, "-k", "pure", "--otel", env={"OTEL_SDK_DISABLED": "true"})
    assert done.code == 0, done.text
    assert "--otel: not kept: OpenTelemetry records nothing here: OTEL_SDK_DISABLED is set" in done.text, done.text


@pytest.mark.parametrize(("option", "package"), [("--mlflow", "mlflow"), ("--otel", "opentelemetry")])
def test_a_missing_extra_is_one_line_before_anything_runs(gate, option, package):
    """Who asks for a history without the extra reads its name, and waits for no property."""
    gate.write("sitecustomize.py", f"import sys\nsys.modules[{package!r}] = None\n")
    done = gate.run(*OPTIONS, option, env={"PYTHONPATH": str(gate.root)})
    assert done.code == 4, done.text
    told = f"ERROR: {option} needs {package}, which is not installed: pip install 'toxiframe[tracking]'"
    assert [line for line in done.lines if line] == [told], done.text
