"""The reference pipeline's settings as a subject; Ray workers import this module, and make it there."""

from __future__ import annotations

from toxiframe.pipeline.config import CONFIG, ThreadSafeConfig, get_settings, override, reset_settings, set_settings
from toxiframe.pipeline.resolve import resolve_settings
from toxiframe.pipeline.settings import Settings
from toxiframe.properties import SettingsSubject

__all__ = ["config"]

_CANARY = resolve_settings("canary")


def _named(label: str) -> Settings:
    return _CANARY.model_copy(update={"profile": label})


def _built() -> Settings:
    return Settings(profile="default")


def config() -> SettingsSubject:
    """Return the process-wide configuration: the same in every case, and one for each process."""
    return SettingsSubject(
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
    )
