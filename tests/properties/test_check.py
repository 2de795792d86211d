"""The second door: one call, a report, no pytest."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import strategies as st
from toxiframe.properties import BindError, MergeSubject, Sight, Status, Verdict, check
from toxiframe.strategies import returns_matrices

SMALL = returns_matrices(max_rows=12, max_assets=3, venues=["NYSE"])
FAULTS = ["toxic_return", "dup_ts_exact", "legal_extreme"]


def _bounded(frame: pd.DataFrame) -> Verdict:
    """Drop what exceeds +500 %; duplicates pass."""
    if not all(dtype == "float64" for dtype in frame.dtypes) or not frame.columns.is_unique:
        return Verdict(accepted=None, rejected=("no floats, or a column twice",))
    bad = {name: ("bound",) for name in frame.columns if (frame[name] > 5.0).any()}
    return Verdict(accepted=frame.drop(columns=list(bad)), dropped=bad, logged=bad)


def _right(frame: pd.DataFrame) -> Verdict:
    return Verdict(accepted=None, rejected=("duplicates",)) if frame.index.has_duplicates else _bounded(frame)


@pytest.fixture(scope="module")
def report():
    """Return the report on a contract that misses one of three faults."""
    return check(
        _bounded, frames=SMALL, faults=FAULTS, max_examples=60, seed=5, properties=["accepts_clean", "responds"]
    )


def test_what_gets_through_is_reported_with_its_smallest_frame(report):
    """The missed fault is a failure, shrunk to the frame that shows it; the rest is tried on without it."""
    assert not report.ok
    result = report["responds"]
    assert (result.status, result.cases > 60) == (Status.FAILED, True), result
    [(failure, _, replay)] = result.failures
    assert failure.frame.shape == (2, 1), failure.frame
    assert (failure.blamed, failure.wanted, failure.got) == ("dup_ts_exact", "RAISE", "accepted")
    assert replay == "check(..., max_examples=60, seed=5)"


def test_the_table_counts_fault_by_property(report):
    """Rows are faults, columns properties, cells counts; what a property does not inject stays out of it."""
    table = report.table()
    assert list(table.columns) == ["accepts_clean", "responds"]
    assert sorted(table.index) == sorted(FAULTS)
    assert table.loc["toxic_return", "responds"].startswith("caught "), table
    assert table.loc["dup_ts_exact", "responds"].startswith("missed "), table
    assert table.loc["legal_extreme", "accepts_clean"].startswith("passed "), table
    assert table.loc["toxic_return", "accepts_clean"] == "-", table
    assert report["responds"].counts["dup_ts_exact"][Sight.MISSED] >= 1


def test_the_report_is_text(report):
    """Printed, it shows the block, the table, every property and the seed."""
    text = str(report)
    for part in (
        "FAILED check · property responds · fault dup_ts_exact(",
        "  frame   pd.DataFrame(",
        "responds       FAILED",
        "1 of 2 properties do not hold or did not run, seed 5",
    ):
        assert part in text, text


def test_equal_seeds_give_equal_reports(report):
    """The seed and the number of cases decide the report to the letter."""
    again = check(
        _bounded, frames=SMALL, faults=FAULTS, max_examples=60, seed=5, properties=["accepts_clean", "responds"]
    )
    assert str(again) == str(report)


def test_a_correct_contract_is_found_correct():
    """Without a bug the report is ok, and says so."""
    report = check(_right, frames=SMALL, faults=FAULTS, max_examples=40, seed=1)
    assert report.ok, report
    assert "all of 11 properties hold" in str(report), report


def test_waivers_run_and_tell_when_they_are_needless():
    """A waived failure does not spoil the report; a waiver that is not needed is warned of."""
    report = check(
        _bounded,
        frames=SMALL,
        faults=FAULTS,
        max_examples=30,
        seed=1,
        waive={"responds": "DQ-114", "accounting": "DQ-1"},
    )
    assert report.ok, report
    assert report["responds"].status is Status.WAIVED
    assert report["responds"].failures, "it ran"
    assert report["accounting"].status is Status.NEEDLESS
    assert any("accounting: it holds, so the waiver is needless (waived: DQ-1)" in line for line in report.warnings)


def test_a_fault_that_never_fires_and_a_contract_that_is_never_reached_are_warned_of():
    """A report that looks better than it is says why."""
    # mapped, so that nobody can know beforehand what these frames have no place for
    crypto = returns_matrices(max_rows=5, max_assets=2, venues=["BINANCE"]).map(lambda frame: frame)
    report = check(lambda _: None, frames=crypto, faults=["nan_nonsession", "nan_leading"], max_examples=30, seed=1)
    assert any(line.startswith("fault nan_nonsession never fired") for line in report.warnings), report
    assert any("the contract was never reached" in line for line in report.warnings), report


def test_draws_that_are_filtered_out_are_warned_of():
    """A property of which few draws became cases says so, and what to do about it."""
    picky = SMALL.filter(lambda frame: len(frame) % 7 == 6)  # three attempts a draw
    report = check(_right, frames=picky, faults=FAULTS, properties=["accepts_clean"], max_examples=30, seed=1)
    assert any("accepts_clean: most draws were filtered out" in line for line in report.warnings), report


def test_a_policy_for_a_fault_that_is_not_injected_is_warned_of():
    """An entry of the policy that nothing matches is named; a name that is no fault is refused elsewhere."""
    options = {"faults": ["dup_ts_exact"], "policy": {"unsorted": "RAISE"}, "properties": ["responds"]}
    report = check(_right, frames=SMALL, max_examples=10, seed=1, **options)
    assert any(line.startswith("policy['unsorted']='RAISE' matches no fault") for line in report.warnings), report


def test_policy_overrides_the_faults_own_response():
    """What the owner declares is what is checked."""
    assert check(
        _bounded, frames=SMALL, faults=["dup_ts_exact"], policy={"dup_ts_exact": "PASS"}, max_examples=20, seed=1
    ).ok
    report = check(
        _bounded, frames=SMALL, faults=["toxic_return"], policy={"toxic_return": "WARN"}, max_examples=20, seed=1
    )
    [(failure, _, _)] = report["responds"].failures
    assert failure.wanted.startswith("WARN "), failure.wanted
    assert failure.got == "DROP (bound)", failure.got


def test_a_row_that_should_go_is_looked_for():
    """DROP_ROW is answered by a frame without the row, and by nothing less."""
    policy = {"dup_ts_exact": "DROP_ROW"}
    options = {"frames": SMALL, "faults": ["dup_ts_exact"], "policy": policy, "max_examples": 30, "seed": 1}
    assert check(lambda frame: frame[~frame.index.duplicated()], **options).ok
    assert not check(lambda frame: frame, **options).ok


def test_a_contract_that_crashes_is_told_where():
    """An unrelated exception is a failure that names it and the user's own line, and no other."""
    report = check(
        lambda frame: frame["nope"], frames=SMALL, faults=FAULTS, properties=["accepts_clean"], max_examples=5, seed=1
    )
    [(failure, _, _)] = report["accepts_clean"].failures
    assert failure.got == "raised KeyError: 'nope'", failure.got
    assert [line.rsplit("/", 1)[-1].split(":")[0] for line in failure.cause.splitlines()] == ["test_check.py"], (
        failure.cause
    )


def test_a_time_limit_ends_the_search():
    """With a time limit a property is tried under one seed after another, and stops soon after it is up."""
    report = check(
        _right, frames=SMALL, faults=FAULTS, max_examples=10, seed=1, max_time=1.0, properties=["accepts_clean"]
    )
    assert report.ok, report
    assert report["accepts_clean"].cases > 10, report


def test_time_that_is_up_at_once_leaves_properties_not_run():
    """A property without a single case counts as not run, never as held."""
    report = check(_right, frames=SMALL, faults=FAULTS, max_examples=10, seed=1, max_time=1e-9)
    assert not report.ok
    assert {result.status for result in report.results} == {Status.NOT_RUN}, report


def test_frames_without_a_place_for_any_fault_are_reported():
    """A property that cannot be tried is not run, in Hypothesis' words, and the report is not ok."""
    empty = st.just(pd.DataFrame({"NYSE:A": [0.1]}, index=pd.DatetimeIndex(["2024-07-03"], tz="UTC")))
    report = check(
        lambda _: None, frames=empty, faults=["pad_zero_holiday"], properties=["responds"], max_examples=10, seed=1
    )
    assert report["responds"].status is Status.NOT_RUN, report
    assert not report.ok


def test_other_subjects_need_no_contract():
    """A ledger alone is checked alone."""
    merge = MergeSubject(record=lambda shard, events: (shard, events), merge=lambda _: [], read=lambda event: event)
    report = check(merge=merge, max_examples=20, seed=1, label="merge")
    [(failure, _, _)] = report["lossless_merge"].failures
    assert failure.got == "never", failure


def test_the_call_loads_no_pytest():
    """A notebook that calls check does not import pytest."""
    program = (
        "import sys\nfrom toxiframe.properties import check\nprint('pytest' in sys.modules, '_pytest' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"], done.stdout


@pytest.mark.parametrize("number", [0, -3, "many", 2.5])
def test_a_budget_that_runs_nothing_is_refused(number):
    """A number of cases that is no whole number of at least 1 is refused by name, before anything runs."""
    with pytest.raises(BindError, match=r"max_examples=.* runs nothing"):
        check(lambda _: True, max_examples=number)


def test_a_contract_that_turns_clean_frames_away_is_told_so():
    """Where clean frames are rejected, the report warns that its catches may prove nothing, and names a way out."""
    report = check(lambda _: False, max_examples=20, properties=["accepts_clean"])
    assert not report.ok
    assert any("turns clean frames away" in warning and "--frames=" in warning for warning in report.warnings)
