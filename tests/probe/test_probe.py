"""``toxiframe probe``, fault by fault: what a schema lets through, how it is told, and what the exit code says."""

from __future__ import annotations

import pytest

ALONE = "--max-examples 4 --seed 1"


def test_a_model_is_told_what_gets_through_and_what_would_catch_it(home):
    """Each hole has its smallest frame, its guilty cell, a check that helps, and a line that replays it."""
    said = home.say(f"probe {{here}}:Orders --faults nan_all,dup_ts_exact,dup_column,inf_pos,inf_neg {ALONE}")
    assert (said.code, said.err) == (1, "")
    assert said.row("clean frames") == "clean frames passed 4/4"
    assert said.row("dup_ts_exact") == "dup_ts_exact caught 4/4 order_id: field_uniqueness"
    assert "nan_all caught 8/12" in said.row("nan_all")
    assert "as declared 4: nullable=True: note" in said.row("nan_all")
    assert said.row("inf_neg") == "inf_neg caught 4/4 amount: greater_than_or_equal_to(0)"
    assert said.row("inf_pos") == "inf_pos let through 4/4 amount"
    head, frame, guilty, add, replay = said.block("inf_pos")
    assert head.endswith("inf_pos(amount, 0)      4 of 4 cases, shrunk to 1x3"), head
    assert frame.endswith('"amount": [float("inf")], "note": pd.array([None], dtype="str")})') or "inf" in frame, frame
    assert guilty == '  guilty  amount[0] = float("inf"), was 0.0'
    assert add == "  add     column 'amount': pa.Field(lt=float(\"inf\"))"
    assert replay.endswith("--faults=inf_pos --max-examples=4 --seed=1"), replay
    assert "  add     class Config: unique_column_names = True" in said.block("dup_column")
    assert said.out.rstrip().endswith("5 faults: 2 let through, 3 caught; seed 1"), said.out


def test_a_replay_line_gives_the_block_again(home):
    """A fault is tried on the same frames alone as among all, so its line shows the same smallest frame."""
    among = home.say(f"probe {{here}}:Orders --faults dup_column,sentinel,inf_pos {ALONE}").block("inf_pos")
    command = among[-1].split("replay  toxiframe ")[1]
    alone = home.say(command.replace(home.module, "{here}"))
    assert (alone.code, alone.block("inf_pos")) == (1, among)


def test_a_schema_with_the_checks_that_were_advised_exits_0(home):
    """Nothing is held against a schema that bounds its columns, is strict, and names each once."""
    said = home.say("probe {here}:Tight --max-examples 3 --seed 2")
    assert said.code == 0, said.out
    assert "LET THROUGH" not in said.out, said.out
    assert said.out.splitlines()[-1].endswith("let through that are not held against it, 13 caught; seed 2"), said.out


def test_what_a_schema_declares_is_no_hole(home):
    """A null where the schema says nullable is as declared, and does not fail the run."""
    said = home.say(f"probe {{here}}:Orders --faults nan_block {ALONE}")
    assert said.code == 0, said.out
    assert "as declared" in said.row("nan_block"), said.out


def test_a_repeated_row_is_a_hole_and_a_row_that_differs_is_not(home):
    """Where rows are only counted, a twin that says something else is another row."""
    said = home.say(f"probe {{here}}:Rows --faults dup_ts_exact,dup_ts_conflict {ALONE}")
    assert said.code == 1
    assert said.row("dup_ts_exact") == "dup_ts_exact let through 4/4", said.out
    assert "may be true of a table" in said.row("dup_ts_conflict"), said.out
    assert "  add     schema: unique=['amount', 'note']" in said.block("dup_ts_exact"), said.out
    assert "1 let through, 1 let through that are not held against it" in said.out


@pytest.mark.parametrize(
    ("fail_on", "code"), [("none", 0), ("crashed", 0), ("let-through", 1), ("caught", 2), ("dropped,let-through", 1)]
)
def test_fail_on_says_what_makes_exit_code_1(home, fail_on, code):
    """The answers that are named decide, and a name that is none is refused."""
    assert home.say(f"probe {{here}}:Orders --faults inf_pos --fail-on {fail_on} {ALONE}").code == code


def test_a_fault_for_which_no_time_was_left_says_so(home):
    """Time that is up before a fault is tried is told in its row, in the last line, and to --fail-on."""
    command = f"probe {{here}}:Orders --faults inf_neg,dup_ts_exact --max-time 1e-9 {ALONE}"
    said = home.say(command)
    assert said.row("inf_neg") == "inf_neg not tried - no time was left", said.out
    assert "2 not tried in 1e-09 s: raise --max-time" in said.out, said.out
    assert said.code == 0
    assert home.say(f"{command} --fail-on not-tried").code == 1


def test_ctrl_c_prints_what_there_is(home):
    """What was found before it stays, what was not tried says so, and the exit code is a shell's for Ctrl-C."""
    said = home.run(f"probe {{here}}:Tight --pipeline {{here}}:interrupted --faults nan_all,inf_pos,inf_neg {ALONE}")
    assert said.code == 130, said.out + said.err
    assert "interrupted" in said.out.splitlines()[-1], said.out
    assert said.row("clean frames") == "clean frames passed 4/4"
    assert "not tried" in said.row("inf_neg"), said.out


def test_a_false_alarm_on_a_legal_control_exits_1(home):
    """A callable that refuses a legal extreme is told so, with the frame."""
    said = home.say("probe {here}:jumpy --frames {here}:SMALL --faults legal_extreme --max-examples 12 --seed 1")
    assert said.code == 1
    assert "false alarm" in said.row("legal_extreme"), said.out
    assert said.block("legal_extreme")[0].startswith("FALSE ALARM"), said.out


def test_a_callable_is_tried_on_frames_of_returns(home):
    """What it drops, refuses and lets through is told apart."""
    said = home.say(f"probe {{here}}:gate --faults toxic_return,dup_ts_exact,tz_naive,legal_extreme {ALONE}")
    assert said.row("toxic_return") == "toxic_return dropped 4/4 not in what comes out"
    assert said.row("dup_ts_exact") == "dup_ts_exact caught 4/4 ValueError: duplicates"
    assert said.row("tz_naive") == "tz_naive let through 4/4"
    assert said.row("legal_extreme").startswith("legal_extreme passed 4/4")
    assert said.code == 1


def test_faults_without_a_place_are_counted_and_named(home):
    """A table without timestamps has no sessions that could be missing."""
    said = home.say(f"probe {{here}}:Tight --faults inf_pos,missing_session,pad_zero_holiday {ALONE}")
    told = "not applicable: 2, for want of a place in clean frames (missing_session, pad_zero_holiday)"
    assert told in said.out.replace("\n", " "), said.out
    assert said.code == 0
