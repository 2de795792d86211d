"""The reference pipeline's settings are bound to isolation on threads, reused workers and tasks."""

from __future__ import annotations

import pytest
from toxiframe.pipeline.config import CONFIG, ThreadSafeConfig, get_settings, override, reset_settings, set_settings
from toxiframe.pipeline.resolve import resolve_settings
from toxiframe.pipeline.settings import Settings
from toxiframe.properties import SettingsSubject, bind

pytestmark = pytest.mark.interpreter

CANARY = resolve_settings("canary")


def _named(label: str) -> Settings:
    return CANARY.model_copy(update={"profile": label})


def _built() -> Settings:
    return Settings(profile="default")


test_config = bind(
    "config",
    settings=SettingsSubject(
        get=get_settings,
        set=set_settings,
        reset=reset_settings,
        override=override,
        run_job=CONFIG.run_job,
        make=_named,
        label=lambda settings: settings.profile,
        make_default=lambda: ThreadSafeConfig(_built).get_settings,
        payload=lambda settings: settings.model_dump(),
        carry=CONFIG.carry,
        inherits={
            "thread": False,
            "executor": False,
            "task": True,
            "to_thread": True,
            "run_in_executor": False,
            "call_soon": True,
            "generator": False,
        },
    ),
)
