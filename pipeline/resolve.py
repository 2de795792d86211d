"""Layers the settings of a run: code defaults < profile < environment < command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from .errors import UsageError
from .names import did_you_mean
from .settings import Settings

__all__ = ["ENV_PREFIX", "profiles", "resolve_settings"]

ENV_PREFIX = "TOXIFRAME_"
NESTED = "__"


def profiles() -> tuple[str, ...]:
    """Return the names of the profiles that ship with the pipeline, sorted."""
    folder = resources.files("toxiframe.pipeline.profiles")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def resolve_settings(profile: str | None = None, overrides: Mapping[str, object] | None = None) -> Settings:
    """Return the settings of a run.

    Parameters
    ----------
    profile
        The name of a profile; ``TOXIFRAME_PROFILE`` or ``canary`` where None.
    overrides
        Nested values from the command line, e.g. ``{"compute": {"kind": "local"}}``.

    Raises
    ------
    UsageError
        For an unknown profile or setting (with the closest match) and for a value outside its bounds.
    """
    name = profile or os.environ.get(f"{ENV_PREFIX}PROFILE") or "canary"
    given: dict[str, Any] = {**(overrides or {}), "profile": name}
    _refuse_unknown_environment()
    try:
        layered = _layered(_profile_values(name))(**given)
    except ValidationError as error:
        raise UsageError(_one_line(error)) from error
    return Settings.model_validate(layered.model_dump())


def _profile_values(name: str) -> dict[str, Any]:
    if name not in profiles():
        msg = f"unknown profile {name!r}{did_you_mean(name, profiles())}"
        raise UsageError(msg)
    text = resources.files("toxiframe.pipeline.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _layered(profile: dict[str, Any]) -> type[BaseSettings]:
    class Layered(Settings, BaseSettings):
        model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_nested_delimiter=NESTED)

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del dotenv_settings, file_secret_settings  # a stray .env file must not change a run
            return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=profile)

    return Layered


def _refuse_unknown_environment() -> None:
    known = {f"{ENV_PREFIX}{NESTED.join(path).upper()}" for path in _setting_paths(Settings)}
    for name in os.environ:
        if name.startswith(ENV_PREFIX) and name not in known:
            msg = f"environment variable {name} is no setting{did_you_mean(name, known)}"
            raise UsageError(msg)


def _setting_paths(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        yield (name,)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for rest in _setting_paths(field.annotation):
                yield (name, *rest)


def _one_line(error: ValidationError) -> str:
    faults: list[str] = []
    for fault in error.errors():
        path = [str(part) for part in fault["loc"]]
        known = [".".join(known) for known in _setting_paths(Settings)]
        hint = did_you_mean(".".join(path), known) if fault["type"] == "extra_forbidden" else ""
        value = cast("object", fault["input"])
        rule = fault["msg"].removeprefix("Value error, ")
        faults.append(f"setting {'.'.join(path) or 'settings'}={value!r}: {rule}{hint}")
    return "; ".join(faults)
