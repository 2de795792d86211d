"""Bindings that cannot be run as written are refused at once, in one line with a way out."""

from __future__ import annotations

import pytest
from toxiframe.properties import (
    BindError,
    DigestSubject,
    MergeSubject,
    PipelineSubject,
    bind,
    check,
    contract_of,
    property_named,
)
from toxiframe.properties.mutations import MUTATIONS
from toxiframe.strategies import returns_matrices

MERGE = MergeSubject(record=lambda *_: None, merge=lambda _: [], read=lambda event: event)

UNJUDGED = """
from toxiframe.properties import bind

bad = []

def contract(frame):
    if len(frame) == 1:
        return None
    bad.append(7 if len(frame) % 2 else "seven")
    return bad[-1]

test_gate = bind("gate", contract=contract, properties=["accepts_clean"])

def test_once():
    assert len(bad) == 1, bad
"""


def _judge(frame):
    return frame


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "has no subject, so it would run no property: give contract="),
        ({"contract": _judge, "properties": []}, "runs no property"),
        ({"contract": _judge, "properties": ["respond"]}, "no property 'respond': did you mean 'responds'?"),
        ({"contract": _judge, "properties": ["parity"]}, "'parity' is about a pipeline: give pipeline= as well"),
        ({"contract": _judge, "faults": ["dup_ts_exakt"]}, "no fault 'dup_ts_exakt': did you mean 'dup_ts_exact'?"),
        (
            {"contract": _judge, "faults": ["pad_zero_weekend"], "frames": returns_matrices(venues=["BINANCE"])},
            "fault 'pad_zero_weekend' has no place on any of the frames: it needs Needs(weekends=1)",
        ),
        ({"contract": _judge, "faults": []}, "leaves nothing to inject"),
        ({"contract": _judge, "policy": {"toxic": "DROP"}}, "no fault 'toxic': did you mean 'toxic_return'?"),
        ({"contract": _judge, "policy": {"toxic_return": "DRP"}}, "'DRP' is no response: did you mean 'DROP'?"),
        ({"contract": _judge, "waive": {"responds": "  "}}, "waives 'responds' without a reason"),
        ({"contract": _judge, "waive": {"responds": None}}, "waives 'responds' without a reason"),
        ({"contract": _judge, "waive": {"respond": "x"}}, "no property 'respond': did you mean 'responds'?"),
        (
            {"contract": _judge, "waive": {"responds": "x"}, "properties": ["accounting"]},
            "waives 'responds', which it does not run: it runs accounting",
        ),
        ({"contract": 7}, "contract=7 is a int, which cannot judge a frame"),
        ({"contrakt": _judge}, "no option 'contrakt': did you mean 'contract'?"),
        ({"merge": MERGE, "policy": {"toxic_return": "DROP"}}, "policy= are about a contract"),
        ({"merge": MERGE, "max_examples": 0}, "max_examples=0 runs nothing"),
        ({"pipeline": PipelineSubject(runs={})}, "has nothing to run"),
        (
            {"digest": DigestSubject(digest=str, immaterial=frozenset({"swap_row"}))},
            "is no change: did you mean 'swap_rows'?",
        ),
        ({"digest": DigestSubject(digest=str, immaterial=frozenset(MUTATIONS))}, "every change is declared immaterial"),
    ],
)
def test_a_binding_that_cannot_run_is_refused(options, message):
    """The message names the value, the rule and the way out, with the closest match for a name."""
    with pytest.raises(BindError) as caught:
        bind("orders", **options)
    assert message in str(caught.value), str(caught.value)
    assert "\n" not in str(caught.value), "one line"


@pytest.mark.parametrize("label", ["", "a b", "a/b", "a\nb", "[x]", "x" * 65, "."])
def test_a_label_that_makes_no_test_id_is_refused(label):
    """Labels are parts of test ids and of saved failures, so they are plain."""
    with pytest.raises(BindError, match="names the binding in test ids"):
        bind(label, merge=MERGE)


def test_every_door_refuses_alike():
    """What bind refuses, check and the helpers refuse with the same words."""
    with pytest.raises(BindError, match="did you mean 'responds'"):
        check(_judge, properties=["respond"])
    with pytest.raises(BindError, match="did you mean 'round_trip'"):
        property_named("roundtrip")
    with pytest.raises(BindError, match="cannot judge a frame"):
        contract_of(3)


def test_an_unknown_name_far_from_all_lists_them():
    """Where nothing is close, the known names are listed."""
    with pytest.raises(BindError, match="known are accepts_clean, accounting, "):
        property_named("zzzzz")


class _Answers:
    """A contract that gives an answer that is none for frames of more than a row, of a type that depends on it."""

    def __init__(self) -> None:
        self.bad: list[object] = []

    def __call__(self, frame):
        if len(frame) == 1:
            return None
        self.bad.append(7 if len(frame) % 2 else "seven")
        return self.bad[-1]


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_case_that_cannot_be_judged_ends_the_run_at_once(seed):
    """What the first such case raised is raised, alone and without notes, and no other case is tried."""
    contract = _Answers()
    with pytest.raises(BindError, match="the contract returned a") as raised:
        check(contract, properties=["accepts_clean"], max_examples=30, seed=seed)
    assert len(contract.bad) == 1, f"judged on after {contract.bad[0]!r}: {contract.bad[1:]}"
    assert type(contract.bad[0]).__name__ in str(raised.value), raised.value
    told = (getattr(raised.value, "__notes__", []), raised.value.__cause__, raised.value.__suppress_context__)
    assert told == ([], None, True), told


def test_a_bound_test_that_cannot_be_judged_fails_with_one_error(suite):
    """Neither a group of errors nor a flaky test is reported, and no case that Hypothesis came upon."""
    suite.write("test_it.py", UNJUDGED)
    done = suite.run("--toxiframe-seed=7")
    assert (done.counted("failed"), done.counted("passed")) == (1, 1), done.text
    [error] = [line for line in done.lines if line.startswith("E  ")]
    assert "BindError: the contract returned a" in error, done.text
    assert not [word for word in ("ExceptionGroup", "Flaky", "Falsifying", "Draw 1") if word in done.text], done.text
