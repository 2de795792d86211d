"""The reference pipeline's trails, ledgers and traces are bound to the properties of merges, ledgers and traces."""

from __future__ import annotations

from functools import partial

import pytest
from toxiframe.pipeline.evidence.trail import merge
from toxiframe.properties import MergeSubject, TraceSubject, bind

from tests.helpers import bundled_returns
from tests.reference.adapters import flow_spans, recorded, traced
from tests.reference.audit_ledger import AUDIT_LEDGER
from tests.reference.ledger_adapters import RUN_LEDGER

test_trail = bind(
    "trail",
    merge=MergeSubject(record=recorded, merge=merge, read=lambda event: (event.shard, event.kind, event.body)),
)

test_ledger = pytest.mark.interpreter(bind("ledger", ledger=AUDIT_LEDGER))

test_run_ledger = bind(
    "run-ledger", ledger=RUN_LEDGER, properties=["bytes_not_objects", "one_outcome_per_intent"], max_examples=50
)

test_telemetry = bind(
    "telemetry", trace=TraceSubject(run=traced, opened=lambda workload: 1 + sum(map(sum, workload.workers)))
)

test_run_trace = bind(
    "run-trace",
    trace=TraceSubject(run=partial(flow_spans, bundled_returns("2019-01-01:2019-03-31"))),
    properties=["one_root", "closed", "exactly_once", "no_bleed"],  # its spans are given nothing from outside
    max_examples=4,  # each case is a run with its files, or two
)
