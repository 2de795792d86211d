"""Traces: one root and one trace id a run across threads and workers, private, and never without the errors."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry import trace as api
from opentelemetry.sdk.trace import ReadableSpan
from toxiframe.pipeline.errors import PipelineError, TelemetryError, UsageError
from toxiframe.pipeline.evidence.otlp import attribute, span_attributes
from toxiframe.pipeline.evidence.telemetry import Telemetry, trace_id_of
from toxiframe.pipeline.evidence.trace_file import check_trace


def by_name(spans: list) -> dict:
    """Return spans by their names."""
    return {span["name"]: span for span in spans}


def parents(spans: list) -> dict:
    """Return the name of each span's parent, by the span's name."""
    names = {span["spanId"]: span["name"] for span in spans}
    return {span["name"]: names.get(span.get("parentSpanId", "")) for span in spans}


def test_the_trace_id_follows_from_the_run_id():
    """A run's trace is found from its id alone: the first 16 bytes of its SHA-256."""
    assert trace_id_of("canary-1") == hashlib.sha256(b"canary-1").digest()[:16].hex()
    telemetry = Telemetry(run_id="canary-1", worker="driver")
    with telemetry.span("run"):
        carrier = telemetry.carrier()
    assert telemetry.finish()[0]["traceId"] == trace_id_of("canary-1")
    # `-01`: sampled, and not marked as a random trace id
    assert re.fullmatch(rf"00-{trace_id_of('canary-1')}-[0-9a-f]{{16}}-01", carrier["traceparent"]), carrier


def test_parents_hold_through_the_carrier():
    """Spans of joined workers hang below the span whose carrier they were sent, and the whole has one root."""
    driver = Telemetry(run_id="r", worker="driver")
    with driver.span("run"), driver.span("compute"):
        carriers = [json.loads(json.dumps(driver.carrier())) for _ in range(3)]
        workers = [Telemetry.join(carrier, run_id="r", worker=f"w{n}") for n, carrier in enumerate(carriers)]
        for number, worker in enumerate(workers):
            with worker.span(f"shard {number}"), worker.span(f"features {number}"):
                pass
    spans = [*driver.finish(), *(span for worker in workers for span in worker.finish())]
    assert check_trace(spans, "r") == []
    expected = {f"shard {n}": "compute" for n in range(3)} | {f"features {n}": f"shard {n}" for n in range(3)}
    assert parents(spans) == {"run": None, "compute": "run", **expected}
    workers_seen = {name: attribute(span, "worker") for name, span in by_name(spans).items()}
    assert workers_seen["shard 2"] == workers_seen["features 2"] == "w2", workers_seen
    assert all(isinstance(attribute(span, "pid"), int) for span in spans), spans


def test_a_span_in_a_thread_of_its_own_has_a_parent():
    """Threads and tasks start without an open span, and theirs hang below the root instead of becoming one."""
    telemetry = Telemetry(run_id="r", worker="driver")

    def work(number: int) -> None:
        with telemetry.span(f"thread {number}"):
            pass

    async def task(number: int) -> None:
        with telemetry.span(f"task {number}"):
            await asyncio.sleep(0)
            with telemetry.span(f"inner {number}"):
                pass

    async def tasks() -> None:
        await asyncio.gather(*(task(number) for number in range(3)))

    with telemetry.span("run"), telemetry.span("stage"):
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(work, range(6)))
        asyncio.run(tasks())
    spans = telemetry.finish()
    assert check_trace(spans, "r") == []
    found = parents(spans)
    assert {found[f"thread {number}"] for number in range(6)} == {"run"}, found
    assert {found[f"task {number}"] for number in range(3)} == {"stage"}, found
    assert [found[f"inner {number}"] for number in range(3)] == ["task 0", "task 1", "task 2"], found


def test_an_exception_is_recorded_and_goes_on():
    """A span left by an exception is marked as an error, holds its type, text and traceback, and hides nothing."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with pytest.raises(ZeroDivisionError), telemetry.span("run"), telemetry.span("stage"):
        _ = 1 / 0
    for name, span in by_name(telemetry.finish()).items():
        assert span["status"] == {"code": 2, "message": "ZeroDivisionError: division by zero"}, (name, span)
        event = span["events"][0]
        facts = span_attributes(event)
        assert (event["name"], facts["exception.type"]) == ("exception", "ZeroDivisionError"), (name, event)
        assert "_ = 1 / 0" in facts["exception.stacktrace"], (name, facts)


class MuteError(Exception):
    """An error that cannot say what it is."""

    def __str__(self) -> str:
        """Raise."""
        message = "this error has no text"
        raise RuntimeError(message)


def test_an_error_without_text_costs_no_span():
    """An exception whose text raises goes on as it is, and its span and the one around it are in the trace."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with pytest.raises(MuteError), telemetry.span("run"), telemetry.span("stage", of=MuteError()):
        raise MuteError
    spans = by_name(telemetry.finish())
    assert set(spans) == {"run", "stage"}
    assert spans["run"]["status"]["message"] == "MuteError: <MuteError without text>"
    assert attribute(spans["stage"], "of") == "<MuteError without text>"


def test_an_interrupt_is_recorded_too():
    """Also what is no Exception, such as Ctrl-C, ends the span as an error."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with pytest.raises(KeyboardInterrupt), telemetry.span("run"):
        raise KeyboardInterrupt
    assert telemetry.finish()[0]["status"]["code"] == 2


def test_two_runs_in_one_process_do_not_bleed():
    """Two traces whose spans are nested in each other, in one thread, share neither ids nor parents."""
    one, two = Telemetry(run_id="one", worker="driver"), Telemetry(run_id="two", worker="driver")
    with one.span("run 1"), two.span("run 2"), one.span("stage 1"), two.span("stage 2"):
        pass
    first, second = one.finish(), two.finish()
    assert check_trace(first, "one") == []
    assert check_trace(second, "two") == []
    assert parents(first) == {"run 1": None, "stage 1": "run 1"}
    assert parents(second) == {"run 2": None, "stage 2": "run 2"}


def test_the_same_run_id_again_starts_with_nothing():
    """A second trace of the same run id holds no span of the first one."""
    for _ in range(2):
        telemetry = Telemetry(run_id="r", worker="driver")
        with telemetry.span("run"):
            pass
        assert [span["name"] for span in telemetry.finish()] == ["run"]


def test_the_global_provider_and_context_stay_untouched():
    """Neither the global provider nor the current span is read or set, and a foreign current span is no parent."""
    provider = api.get_tracer_provider()
    foreign = api.NonRecordingSpan(api.SpanContext(1, 2, is_remote=False, trace_flags=api.TraceFlags(0)))
    telemetry = Telemetry(run_id="r", worker="driver")
    with api.use_span(foreign), telemetry.span("run"):
        assert api.get_current_span() is foreign
    assert api.get_tracer_provider() is provider
    assert check_trace(telemetry.finish(), "r") == []
    assert not api.get_current_span().get_span_context().is_valid


@pytest.mark.parametrize("flags", ["00", "01", "02", "03"])
def test_a_parent_that_was_not_sampled_loses_no_span(flags):
    """Evidence is complete: whatever flags the carrier has, the worker's spans are kept."""
    carrier = {"traceparent": f"00-{trace_id_of('r')}-00000000000000aa-{flags}"}
    worker = Telemetry.join(carrier, run_id="r", worker="w")
    with worker.span("shard"):
        pass
    (span,) = worker.finish()
    assert (span["parentSpanId"], span["traceId"]) == ("00000000000000aa", trace_id_of("r")), span


def test_the_environment_neither_samples_nor_cuts(monkeypatch):
    """Variables that steer OpenTelemetry elsewhere change nothing about the evidence."""
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    monkeypatch.setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "1")
    monkeypatch.setenv("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3")
    monkeypatch.setenv("OTEL_PROPAGATORS", "none")
    telemetry = Telemetry(run_id="r", worker="driver")
    with telemetry.span("run", a="long text", b="another"):
        assert "traceparent" in telemetry.carrier()
    (span,) = telemetry.finish()
    assert attribute(span, "a") == "long text", span
    assert attribute(span, "worker") == "driver", span


def test_a_switched_off_sdk_is_refused_by_name(monkeypatch):
    """A run does not go without its trace in silence: the variable that switches it off is named."""
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    telemetry = Telemetry(run_id="r", worker="driver")
    with pytest.raises(UsageError, match=r"OTEL_SDK_DISABLED .* unset it"), telemetry.span("run"):
        pass


def test_span_ids_do_not_repeat_after_seeding():
    """Code that seeds the global generator, as Hypothesis does, repeats no span id."""
    ids: list[object] = []
    for _ in range(2):
        random.seed(0)
        telemetry = Telemetry(run_id="r", worker="driver")
        with telemetry.span("run"):
            pass
        ids += [span["spanId"] for span in telemetry.finish()]
    assert len(set(ids)) == 2, ids


def test_a_carrier_needs_a_span():
    """Workers are never sent a carrier without a parent, which would make roots of their spans."""
    with pytest.raises(TelemetryError, match="has no span yet"):
        Telemetry(run_id="r", worker="driver").carrier()


@pytest.mark.parametrize("carrier", [{}, {"traceparent": "nonsense"}, {"traceparent": f"00-{'0' * 32}-{'0' * 16}-01"}])
def test_a_carrier_that_names_no_span_is_refused(carrier):
    """An empty or broken carrier is an error and not a second root."""
    with pytest.raises(TelemetryError, match="names no span: take one from"):
        Telemetry.join(carrier, run_id="r", worker="w")


def test_a_carrier_of_another_run_is_refused():
    """A worker cannot add its spans to the trace of a run it does not work for."""
    other = Telemetry(run_id="other", worker="driver")
    with other.span("run"), pytest.raises(TelemetryError, match=f"belongs to trace {trace_id_of('other')}.*'r'"):
        Telemetry.join(other.carrier(), run_id="r", worker="w")


def test_a_finished_trace_stays_as_it_is():
    """Finishing twice gives the same spans, an open span is closed as an error, and none can be opened after it."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with telemetry.span("run"):
        with telemetry.span("done"):
            pass
        spans = telemetry.finish()
    assert telemetry.finish() == spans
    assert check_trace(spans, "r") == []
    assert "still open when the trace was finished" in by_name(spans)["run"]["status"]["message"]
    with pytest.raises(TelemetryError, match="comes after the trace"), telemetry.span("late"):
        pass


def test_every_span_survives_json():
    """Spans travel as JSON: encoding them and back changes nothing."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with telemetry.span(
        "run", n=2**70, x=math.inf, y=math.nan, flag=True, many=[1, 2], mixed=[1, "a"], where=Path("a")
    ):
        pass
    spans = telemetry.finish()
    assert json.loads(json.dumps(spans, allow_nan=False)) == spans
    facts = span_attributes(spans[0])
    assert (facts["n"], facts["x"], facts["flag"], facts["where"]) == (str(2**70), math.inf, True, "a"), facts
    assert (facts["many"], facts["mixed"]) == ([1, 2], ["1", "a"]), facts
    assert math.isnan(facts["y"]), facts


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(attributes=st.dictionaries(st.text(), VALUES, max_size=5), name=st.text())
@settings(deadline=None)  # the first example pays for imports
def test_any_name_and_attribute_can_be_kept(attributes, name):
    """Whatever values a caller gives, the span is exported with all of them, without a warning."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with telemetry.span(name, **attributes):
        pass
    (span,) = telemetry.finish()
    assert set(span_attributes(span)) == {*(key or "(empty)" for key in attributes), "worker", "pid"}, span
    json.dumps(span, allow_nan=False)


def test_the_provider_makes_real_spans():
    """The span a caller gets is OpenTelemetry's own, so that its methods can be used."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with telemetry.span("run") as span:
        assert isinstance(span, ReadableSpan)
        span.set_attribute("rows", 3)
    assert attribute(telemetry.finish()[0], "rows") == 3


IMPORTS = """
import sys
import toxiframe.pipeline.evidence.telemetry, toxiframe.pipeline.evidence.tracker
print({name.split(".")[0] for name in sys.modules} & {"opentelemetry", "mlflow", "sqlalchemy"})
"""
MISSING = """
import sys
sys.modules["opentelemetry"] = None
from toxiframe.pipeline.errors import PipelineError
from toxiframe.pipeline.evidence.telemetry import Telemetry
try:
    Telemetry(run_id="r", worker="w")
except PipelineError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        (IMPORTS, "set()"),
        (MISSING, "traces need OpenTelemetry, which is not installed: pip install 'toxiframe[pipeline]'"),
    ],
)
def test_opentelemetry_is_imported_when_a_trace_begins(program, printed):
    """Importing the package imports no tracing library, and a missing one is a line that says what to install."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == printed, done.stderr


def test_the_error_for_a_missing_package_is_the_pipelines_own():
    """Errors of this module can be caught as one type."""
    assert issubclass(UsageError, PipelineError)
    assert issubclass(TelemetryError, PipelineError)
