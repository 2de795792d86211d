"""What a subject declares is checked against what is known, and what it does not declare is not tried."""

from __future__ import annotations

import pytest
from toxiframe.pipeline.evidence.digest import get_df_hash
from toxiframe.properties import (
    EQUIVALENT,
    REPRESENTATIONS,
    BindError,
    DigestSubject,
    PipelineSubject,
    SettingsSubject,
    check,
)

from tests.mutants.config_subjects import correct_but

pytestmark = pytest.mark.interpreter

PLAIN = SettingsSubject(get=lambda: "default", set=lambda settings: settings)


def _tried(**subject) -> list[str]:
    return [result.name for result in check(max_examples=1, seed=1, **subject).results]


def test_a_plain_digest_is_not_asked_for_columns():
    """Without columns= nothing is said of locality."""
    assert _tried(digest=get_df_hash) == ["round_trip", "canonical", "sensitive", "digest_total"]


def test_plain_settings_are_tried_on_what_they_can_do():
    """Without tokens, payload and declarations, two properties are left."""
    names = _tried(settings=PLAIN)
    assert names == ["no_settings_leak", "never_none"]


@pytest.mark.parametrize(
    ("capability", "name"),
    [("decide", "no_look_ahead"), ("select", "degrades"), ("write", "contained_paths")],
)
def test_a_pipeline_need_not_run_in_several_ways(capability, name):
    """One capability is enough for a binding."""
    assert _tried(pipeline=PipelineSubject(**{capability: lambda *_: {}})) == [name]


def test_an_unknown_representation_is_refused():
    """With the closest one."""
    with pytest.raises(BindError, match="did you mean 'negative_zero'"):
        check(digest=DigestSubject(digest=get_df_hash, equivalent=frozenset({"negativ_zero"})))


def test_rows_in_any_order_contradict_swapped_rows():
    """What must not count cannot be a material change as well."""
    with pytest.raises(BindError, match=r"immaterial=\{'swap_rows'\}"):
        check(digest=DigestSubject(digest=get_df_hash, equivalent=frozenset(REPRESENTATIONS)))


def test_an_unknown_way_to_spawn_work_is_refused():
    """With the closest one."""
    with pytest.raises(BindError, match="did you mean 'thread'"):
        check(settings=correct_but(inherits={"tread": False}), properties=["declared_propagation"])


def test_a_way_of_ones_own_is_tried():
    """A Ray task, say, is declared and spawned under its own name."""
    subject = correct_but(inherits={"inline": False}, spawns={"inline": lambda work: work()}, carry=None)
    report = check(settings=subject, properties=["declared_propagation"], max_examples=5, seed=1)
    [(failure, _, _)] = report["declared_propagation"].failures
    assert failure.wanted == "the work sees default, as inherits={'inline': False} declares"


def test_the_order_of_rows_alone_counts_by_default():
    """Every other representation is one of equal content."""
    assert set(REPRESENTATIONS) - EQUIVALENT == {"row_order"}
