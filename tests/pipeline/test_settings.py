"""Settings: layers, bounds, and errors that name the closest match."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from toxiframe.pipeline.errors import UsageError
from toxiframe.pipeline.resolve import profiles, resolve_settings
from toxiframe.pipeline.settings import FeatureSettings, Settings


def test_code_defaults_give_way_to_the_profile_then_the_environment_then_the_command_line(monkeypatch):
    """Each layer overrides the one below it, one field at a time."""
    assert Settings().gate.min_observations == 1
    assert resolve_settings("canary").gate.min_observations == 253
    monkeypatch.setenv("TOXIFRAME_GATE__MIN_OBSERVATIONS", "300")
    monkeypatch.setenv("TOXIFRAME_GATE__MAX_RETURN", "4.0")
    from_environment = resolve_settings("canary").gate
    assert (from_environment.min_observations, from_environment.max_return) == (300, 4.0)
    from_command_line = resolve_settings("canary", {"gate": {"min_observations": 400}}).gate
    assert (from_command_line.min_observations, from_command_line.max_return) == (400, 4.0)


def test_the_environment_can_name_the_profile(monkeypatch):
    """TOXIFRAME_PROFILE chooses a profile; the command line's choice wins over it."""
    monkeypatch.setenv("TOXIFRAME_PROFILE", "production")
    assert resolve_settings().profile == "production"
    assert resolve_settings("canary").profile == "canary"


def test_an_unknown_profile_names_the_closest():
    """A misspelt profile is refused with what was probably meant."""
    with pytest.raises(UsageError, match=r"unknown profile 'canari' \(did you mean 'canary'\?\)"):
        resolve_settings("canari")


def test_an_unknown_environment_variable_is_refused(monkeypatch):
    """A misspelt variable changes nothing in silence: it is refused with the closest name."""
    monkeypatch.setenv("TOXIFRAME_GATE__MAX_RETRN", "4.0")
    with pytest.raises(UsageError, match=r"TOXIFRAME_GATE__MAX_RETRN is no setting.*GATE__MAX_RETURN"):
        resolve_settings("canary")


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"gate": {"max_return": -1}}, r"gate\.max_return=-1: .*greater than 0"),
        ({"gate": {"max_retrn": 1}}, r"gate\.max_retrn=1: .*did you mean 'gate\.max_return'"),
        ({"compute": {"kind": "dask"}}, r"compute\.kind='dask': .*'local' or 'ray'"),
        ({"shards": 0}, r"shards=0: .*greater than or equal to 1"),
        ({"flags": {"strict": "maybe"}}, r"flags\.strict='maybe'"),
    ],
)
def test_values_outside_their_bounds_are_refused_by_name(overrides, message):
    """A bad value is refused in one line with the setting, the value and the rule."""
    with pytest.raises(UsageError, match=message) as caught:
        resolve_settings("canary", overrides)
    assert "\n" not in str(caught.value)


def test_settings_cannot_be_changed():
    """No field of any group can be assigned."""
    settings = resolve_settings("canary")
    with pytest.raises(ValidationError, match="frozen"):
        settings.gate.max_return = 1.0


def test_a_skip_that_leaves_nothing_is_refused():
    """Momentum needs sessions: a skip as long as the window is refused."""
    with pytest.raises(ValidationError, match="momentum_skip=5 leaves nothing of momentum_window=5"):
        FeatureSettings(momentum_window=5, momentum_skip=5)


def test_material_settings_leave_out_where_and_how():
    """Compute, evidence, run id and shards change no result, so they are no part of what is hashed."""
    plain, moved = (
        resolve_settings("canary", given).material()
        for given in (
            {},
            {"compute": {"kind": "local"}, "run_id": "x", "shards": 9, "evidence": {"mlflow_timeout": 5}},
        )
    )
    assert plain == moved
    assert resolve_settings("canary", {"gate": {"max_return": 4}}).material() != plain


def test_every_profile_resolves():
    """Each profile that ships is complete and within bounds."""
    assert profiles() == ("canary", "production")
    assert [resolve_settings(name).profile for name in profiles()] == list(profiles())
