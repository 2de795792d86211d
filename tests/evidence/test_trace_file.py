"""The trace file: what was written is read back, and a broken trace is told from a whole one."""

from __future__ import annotations

import base64
import json
import math

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData
from toxiframe.pipeline.errors import TelemetryError
from toxiframe.pipeline.evidence.telemetry import Telemetry, trace_id_of
from toxiframe.pipeline.evidence.trace_file import check_trace, read_trace, trace_tree, write_trace


def span(name: str, own: str, parent: str = "", start: int = 0, **more: object) -> dict:
    """Return an encoded span of run `r`, 12.3 ms long."""
    made: dict = {
        "traceId": trace_id_of("r"),
        "spanId": own,
        "name": name,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 12_345_678),
        "attributes": [{"key": "worker", "value": {"stringValue": "driver"}}],
        "status": {"code": 0},
        **more,
    }
    return made | ({"parentSpanId": parent} if parent else {})


WHOLE = [
    span("shard 1", "d", "c", 30),
    span("run", "a"),
    span("compute", "c", "a", 20),
    span("gate", "b", "a", 10),
    span("shard 0", "e", "c", 25),
]


def test_a_trace_reads_back_in_order_of_start(tmp_path):
    """Every span that was written is read back unchanged, ordered by start, and no draft is left behind."""
    write_trace(tmp_path / "trace.json", WHOLE)
    assert read_trace(tmp_path / "trace.json") == sorted(WHOLE, key=lambda one: int(one["startTimeUnixNano"]))
    assert [path.name for path in tmp_path.iterdir()] == ["trace.json"]
    assert check_trace(read_trace(tmp_path / "trace.json"), "r") == []


def test_the_file_is_one_otlp_document(tmp_path):
    """Other tools read the file: one document of resources, scopes and spans, with the service's name."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with telemetry.span("run"):
        pass
    write_trace(tmp_path / "trace.json", telemetry.finish())
    (resource,) = json.loads((tmp_path / "trace.json").read_text())["resourceSpans"]
    assert resource["resource"]["attributes"] == [{"key": "service.name", "value": {"stringValue": "toxiframe"}}]
    assert [one["name"] for one in resource["scopeSpans"][0]["spans"]] == ["run"]


def test_opentelemetrys_own_reader_accepts_the_file(tmp_path):
    """The document parses, without an unknown field, as the message OpenTelemetry has published for traces."""
    telemetry = Telemetry(run_id="r", worker="driver")
    with pytest.raises(ValueError, match="boom"), telemetry.span("run", share=float("nan"), many=[1, 2]):
        raise ValueError("boom")  # noqa: EM101 - read back below
    write_trace(tmp_path / "trace.json", telemetry.finish())
    document = json.loads((tmp_path / "trace.json").read_text())
    encoded = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    for key in ("traceId", "spanId"):  # OTLP writes ids in hexadecimal, protobuf's reader expects base64
        encoded[key] = base64.b64encode(bytes.fromhex(encoded[key])).decode()
    parsed = json_format.ParseDict(document, TracesData()).resource_spans[0].scope_spans[0].spans[0]
    assert (parsed.name, parsed.trace_id.hex(), parsed.kind) == ("run", trace_id_of("r"), parsed.SPAN_KIND_INTERNAL)
    assert (parsed.status.code, parsed.status.message) == (parsed.status.STATUS_CODE_ERROR, "ValueError: boom")
    values = {pair.key: pair.value for pair in parsed.attributes}
    assert math.isnan(values["share"].double_value), values
    assert [value.int_value for value in values["many"].array_value.values] == [1, 2], values
    assert 0 < parsed.start_time_unix_nano <= parsed.end_time_unix_nano, parsed


def test_a_file_that_is_there_is_replaced_in_one_piece(tmp_path):
    """Writing again replaces the trace; a failed write leaves the old one whole."""
    path = tmp_path / "trace.json"
    write_trace(path, WHOLE)
    before = path.read_bytes()
    with pytest.raises(TelemetryError, match=r"cannot be written .Out of range float"):
        write_trace(path, [span("run", "a", weight=float("nan"))])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["trace.json"]
    write_trace(path, WHOLE[1:2])
    assert len(read_trace(path)) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"resourceSpans": 1}', b"\xff", b'{"resourceSpans": [{}]}'])
def test_what_is_no_trace_is_refused(tmp_path, content):
    """A file that is no trace is an error that names it, not an empty trace."""
    (tmp_path / "trace.json").write_bytes(content)
    with pytest.raises(TelemetryError, match=r"trace\.json' is no OTLP/JSON trace"):
        read_trace(tmp_path / "trace.json")


def test_a_missing_trace_is_refused(tmp_path):
    """A missing file is an error that says what to name instead."""
    with pytest.raises(TelemetryError, match=r"cannot be read .*name the directory of a finished run"):
        read_trace(tmp_path / "trace.json")


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([], "there are no spans"),
        (WHOLE[:1] + WHOLE[2:], "0 spans have no parent (none)"),
        (WHOLE[:1] + WHOLE[2:], "span compute (c) names the parent a, which is missing"),
        ([*WHOLE, span("other", "f")], "2 spans have no parent (run, other)"),
        ([*WHOLE, WHOLE[0]], "span id d occurs 2 times"),
        ([*WHOLE, {**span("x", "f", "a"), "traceId": "0" * 32}], f"1 spans belong to trace {'0' * 32}"),
        ([*WHOLE, span("x", "f", "g"), span("y", "g", "f")], "span x (f) stands in a circle"),
    ],
)
def test_a_broken_trace_is_reported(spans, problem):
    """Missing roots and parents, second roots, twin ids, foreign spans and circles are each reported by name."""
    assert any(found.startswith(problem) for found in check_trace(spans, "r")), check_trace(spans, "r")


def test_another_runs_trace_is_reported():
    """A trace that is whole but belongs to another run is a problem."""
    problems = check_trace(WHOLE, "another")
    assert problems == [
        f"5 spans belong to trace {trace_id_of('r')}, and run 'another' is trace {trace_id_of('another')}"
    ]


def test_the_tree_shows_each_span_below_its_parent():
    """The tree has a line a span: name, duration, worker; children stand below their parent in order of start."""
    failed = span("select", "f", "a", 40, status={"code": 2, "message": "PipelineError: nobody won\nat all"})
    assert trace_tree([*WHOLE, failed]) == [
        "run            12.3 ms  driver",
        "├─ gate        12.3 ms  driver",
        "├─ compute     12.3 ms  driver",
        "│  ├─ shard 0  12.3 ms  driver",
        "│  └─ shard 1  12.3 ms  driver",
        "└─ select      12.3 ms  driver  FAILED PipelineError: nobody won",
    ]


def test_the_tree_cannot_steer_a_terminal():
    """Control characters of a name are shown, not sent."""
    assert "\x1b" not in trace_tree([span("\x1b[2J", "a")])[0]


IDS = st.sampled_from("abcdef")


@given(links=st.lists(st.tuples(IDS, st.sampled_from(["", *"abcdefg"])), max_size=8))
@settings(deadline=None)  # the first example pays for imports
def test_the_tree_leaves_nothing_out(links):
    """Whatever the parents, with orphans, twins and circles, every span has exactly one line."""
    spans = [span(f"<{place}>", own, parent, place) for place, (own, parent) in enumerate(links)]
    tree = trace_tree(spans)
    assert len(tree) == len(spans), tree
    assert all(sum(f"<{place}>" in line for line in tree) == 1 for place in range(len(spans))), tree


@given(links=st.lists(st.tuples(IDS, st.sampled_from(["", *"abcdefg"])), min_size=1, max_size=8))
@settings(deadline=None)  # the first example pays for imports
def test_a_trace_without_problems_is_a_tree(links):
    """The check passes exactly the traces in which every span is reached from one root over unique ids."""
    spans = [span("s", own, parent) for own, parent in links]
    ids, up = [own for own, _ in links], dict(links)

    def reaches_the_root(own: str) -> bool:
        for _ in range(len(links)):
            if own not in up:
                return False
            if not up[own]:
                return True
            own = up[own]
        return False

    whole = len(set(ids)) == len(ids) and sum(not up[own] for own in ids) == 1 and all(map(reaches_the_root, ids))
    assert (check_trace(spans, "r") == []) == whole, check_trace(spans, "r")
