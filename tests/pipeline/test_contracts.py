"""What pandera says, read without its traps."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest
from toxiframe.pipeline.errors import PipelineError
from toxiframe.pipeline.market import contracts
from toxiframe.pipeline.market.contracts import LAYERS, judge


def _facts(layer: str, rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame(0, index=range(rows), columns=[rule.fact for rule in LAYERS[layer]]).astype("int64")


@pytest.mark.parametrize("layer", LAYERS)
def test_clean_facts_break_nothing(layer):
    """Zeros everywhere are no breach in any layer."""
    assert judge(layer, _facts(layer)) == []


@pytest.mark.parametrize(("layer", "rule"), [(layer, rule) for layer, rules in LAYERS.items() for rule in rules])
def test_every_rule_is_judged(layer, rule):
    """A count in a rule's fact is that rule's breach, on its row, with its count, and no other rule's."""
    facts = _facts(layer)
    facts.loc[1, rule.fact] = 7
    found = [(breach.rule.name, breach.row, breach.count) for breach in judge(layer, facts)]
    assert found == [(rule.name, 1, 7)]


def test_breaches_come_by_row_and_then_by_rule():
    """The order of breaches is the order of assets, then that of the contract."""
    facts = _facts("tier2")
    facts.loc[2, "toxic"] = 1
    facts.loc[0, ["padded", "toxic"]] = 1
    assert [(b.row, b.rule.name) for b in judge("tier2", facts)] == [
        (0, "toxic_return"),
        (0, "no_padding"),
        (2, "toxic_return"),
    ]


def test_a_rule_that_crashes_is_a_defect_of_ours_and_no_dirty_data(monkeypatch):
    """A check that raises fails the run with its reason; it drops no asset."""

    def broken(_series: pd.Series) -> bool:
        message = "rule crashed"
        raise ZeroDivisionError(message)

    schema = pa.DataFrameSchema({"count": pa.Column("int64", pa.Check(broken))})
    monkeypatch.setattr(contracts, "_SCHEMA", schema)
    with pytest.raises(PipelineError, match="rule crashed"):
        judge("tier1", _facts("tier1"))


def test_a_failure_without_cases_is_not_read_as_clean(monkeypatch):
    """Pandera may fail and name no case: that is a failed judgement, not an empty list of breaches."""
    schema = pa.DataFrameSchema(
        {"count": pa.Column("float64", nullable=True)},
        parsers=pa.Parser(lambda table: table * float("nan")),
        checks=pa.Check(lambda table: table == 0.0, ignore_na=False),
    )
    monkeypatch.setattr(contracts, "_SCHEMA", schema)
    with pytest.raises(PipelineError, match="pandera named no failing case"):
        judge("tier1", _facts("tier1"))


def test_facts_of_another_type_are_refused():
    """A fact that is no int64 column fails the judgement: it never passes for a zero."""
    facts = _facts("tier1").astype({"unobserved": "float64"})
    with pytest.raises(PipelineError, match="unobserved"):
        judge("tier1", facts)
