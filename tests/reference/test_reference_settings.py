"""The reference pipeline's settings are bound to isolation on threads, reused workers and tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from toxiframe.pipeline.config import get_settings, override
from toxiframe.properties import bind, check

from tests.inheriting import inherit
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


def test_settings_of_whoever_tries_are_not_taken_for_the_default(monkeypatch):
    """Where threads inherit, as in free-threaded builds, what is in force around a check changes no verdict."""
    inherit(monkeypatch)
    subject = config()
    threads = dict.fromkeys(("thread", "executor", "run_in_executor"), True)
    with override(subject.make("mine")):
        report = check(
            settings=replace(subject, inherits={**(subject.inherits or {}), **threads}), max_examples=20, seed=1
        )
    assert report.ok, report
