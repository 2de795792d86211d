"""Contracts of every kind answer with a verdict."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest
from toxiframe.properties import BindError, Contract, Verdict, contract_of

FRAME = pd.DataFrame({"NYSE:A": [0.1, 9.0], "NYSE:B": [0.2, 0.3]})


class Model(pa.DataFrameModel):
    """A pandera model of the frame's columns."""

    a: float = pa.Field(alias="NYSE:A", le=5.0)
    b: float = pa.Field(alias="NYSE:B")


@pytest.mark.parametrize("schema", [pa.DataFrameSchema({"NYSE:A": pa.Column(float, pa.Check.le(5.0))}), Model])
def test_a_pandera_schema_rejects_with_reasons(schema):
    """Schemas and models judge batches, lazily, and name column and check."""
    contract = contract_of(schema)
    verdict = contract.judge(FRAME)
    assert contract.grain == "batch"
    assert verdict.is_rejection
    assert verdict.rejected == ("NYSE:A: less_than_or_equal_to(5.0)",), verdict.rejected
    assert contract.judge(FRAME.iloc[:1]).accepted is not None


def test_many_reasons_are_summed_up():
    """A schema that reports dozens of columns does not flood the report."""
    schema = pa.DataFrameSchema({f"c{number}": pa.Column(float) for number in range(30)})
    reasons = contract_of(schema).judge(FRAME).rejected
    assert len(reasons) == 6, reasons
    assert reasons[-1] == "25 more", reasons


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (lambda frame: frame, "accepted"),
        (lambda _: None, "accepted"),
        (lambda _: True, "accepted"),
        (lambda _: False, "rejected (returned False)"),
        (lambda frame: frame[["NYSE:B"]], "DROP (no reason given)"),
        (lambda frame: Verdict(accepted=frame, warned={"NYSE:A": ("high",)}), "WARN (high)"),
    ],
)
def test_a_callable_may_answer_in_several_ways(answer, fate):
    """A frame, a truth value, None and a verdict are all understood."""
    assert contract_of(answer).judge(FRAME).fate("NYSE:A") == fate


def _rejects(error: Exception):
    def judge(_: pd.DataFrame) -> None:
        raise error

    return judge


def test_an_exception_rejects_if_it_is_meant_to():
    """ValueError and pandera's errors reject; others do where the user says so, and are crashes otherwise."""
    assert contract_of(_rejects(ValueError("no"))).judge(FRAME).rejected == ("ValueError: no",)
    schema = pa.DataFrameSchema({"x": pa.Column(float)})
    assert contract_of(lambda frame: schema.validate(frame, lazy=True)).judge(FRAME).is_rejection
    assert contract_of(schema.validate).judge(FRAME).is_rejection
    assert contract_of(_rejects(KeyError("x")), rejects=(KeyError,)).judge(FRAME).is_rejection
    with pytest.raises(KeyError):
        contract_of(_rejects(KeyError("x"))).judge(FRAME)


def test_an_answer_that_is_none_of_these_is_the_users_mistake():
    """A contract that returns a number is told what it may return."""
    with pytest.raises(BindError, match="returned a int; a contract returns a Verdict"):
        contract_of(lambda _: 3).judge(FRAME)


def test_grain_can_be_declared():
    """A validator that only rejects says so, and a contract stays what it is."""
    assert contract_of(lambda _: None, grain="batch").grain == "batch"
    contract = Contract(judge=lambda frame: Verdict(accepted=frame))
    assert contract_of(contract) is contract


def test_a_verdict_cannot_contradict_itself():
    """Accepting and rejecting at once is refused."""
    with pytest.raises(ValueError, match="accepted or rejected, not both"):
        Verdict(accepted=FRAME, rejected=("x",))
