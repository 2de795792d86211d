"""What a pipeline makes of a fault is read off what comes out of it: planted pipelines, and their correct twins."""

from __future__ import annotations

import pytest

ALONE = "--max-examples 4 --seed 1"


@pytest.mark.parametrize(
    ("schema", "pipeline", "fault", "row"),
    [
        ("Rows", "as_it_is", "dup_ts_exact", "let through"),
        ("Rows", "deduplicated", "dup_ts_exact", "dropped"),
        ("Lenient", "as_it_is", "inf_pos", "let through"),
        ("Lenient", "finite", "inf_pos", "dropped"),
        ("Lenient", "total", "inf_pos", "let through"),
        ("Tight", "as_it_is", "inf_pos", "caught"),
        ("Orders", "as_it_is", "name_drift_missing", "caught"),
        ("Orders", "indexes", "name_drift_missing", "crashed"),
    ],
)
def test_every_way_to_treat_a_fault_has_its_answer(home, schema, pipeline, fault, row):
    """Dropped means no trace of it is left, though the pipeline computes; what is only changed is let through."""
    said = home.say(f"probe {{here}}:{schema} --pipeline {{here}}:{pipeline} --faults {fault} {ALONE}")
    assert f"{fault} {row}" in said.row(fault), said.out
    assert said.code == (1 if row in ("let through", "crashed") else 0), said.out


def test_what_the_schema_says_of_the_output_is_told_as_such(home):
    """A refusal names whether the pipeline refused, or the schema what came out."""
    said = home.say(f"probe {{here}}:Tight --pipeline {{here}}:as_it_is --faults inf_pos {ALONE}")
    assert "output: amount: in_range(0, 1000000.0)" in said.row("inf_pos"), said.out


def test_a_crash_is_told_with_the_line_of_the_pipeline(home):
    """The exception and the user's own line are in the block, and nothing of pandas."""
    said = home.say(f"probe {{here}}:Orders --pipeline {{here}}:indexes --faults name_drift_missing {ALONE}")
    block = said.block("name_drift_missing")
    assert any(line.startswith("  got     raised KeyError") for line in block), block
    places = [line for line in block if line.startswith("  at ")]
    assert len(places) == 1, block
    assert places[0].endswith(" in indexes"), block


@pytest.mark.parametrize("pipeline", ["refuses", "quiet_zero"])
def test_a_pipeline_that_refuses_clean_frames_is_a_false_alarm(home, pipeline):
    """Clean frames are judged first; what was caught among them may prove nothing, and the last line says so."""
    said = home.say(
        f"probe {{here}}:Lenient --pipeline {{here}}:{pipeline} --faults inf_pos --max-examples 20 --seed 1"
    )
    assert said.code == 1
    assert "false alarm" in said.row("clean frames"), said.out
    assert "clean frames refused, so what was caught may prove nothing" in said.out.replace("\n", " "), said.out


def test_a_schema_is_no_pipeline(home):
    """Two schemas in a row are one that can be written down."""
    said = home.say("probe {here}:Tight --pipeline {here}:Rows")
    assert (said.code, said.out) == (2, "")
    assert "is a schema: name the callable whose output the schema judges" in said.err
