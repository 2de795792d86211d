"""The reference pipeline's settings are bound to isolation on threads, reused workers and tasks."""

from __future__ import annotations

from toxiframe.properties import bind

from tests.reference.config_subject import config

test_config = bind("config", settings=config())
