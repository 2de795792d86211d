"""The reference pipeline's settings are bound to isolation on threads, reused workers and tasks."""

from __future__ import annotations

import pytest
from toxiframe.pipeline.config import get_settings, override
from toxiframe.properties import bind, check

from tests.reference.config_subject import config

pytestmark = pytest.mark.interpreter

test_config = bind("config", settings=config())


def test_whoever_tries_settings_keeps_their_own():
    """A thread that has settings in force has them still when all properties were tried on it."""
    mine = config().make("mine")
    with override(mine):
        report = check(settings=config(), max_examples=20, seed=1)
        assert get_settings() is mine, f"{get_settings().profile} is in force after\n{report}"
    assert report.ok, report
