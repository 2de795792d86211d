"""The reference pipeline's settings are bound to isolation on real Ray tasks and actors, and to what they see there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from toxiframe.properties import bind
from toxiframe.properties.ray_cluster import Cluster, cluster

from tests.reference.config_subject import config

pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("no_cluster_left")]

WAIT = 60.0
"""Seconds after which a call counts as lost."""


def _run(work: Callable[[], Any]) -> Any:
    return work()


class _Runner:
    """An actor that runs what it is given."""

    def run(self, work: Callable[[], Any]) -> Any:
        """Run work."""
        return work()


def _as_task(work: Callable[[], Any]) -> Any:
    ray = cluster().ray
    return ray.get(ray.remote(num_cpus=1)(_run).remote(work), timeout=WAIT)


@cache
def _runner(found: Cluster) -> Any:
    return found.ray.remote(num_cpus=0)(_Runner).remote()


def _on_actor(work: Callable[[], Any]) -> Any:
    found = cluster()
    return found.ray.get(_runner(found).run.remote(work), timeout=WAIT)


CONFIG = config()

test_config_on_ray = bind(
    "config-ray",
    settings=replace(
        CONFIG,
        workers=config,
        spawns={"Ray task": _as_task, "Ray actor": _on_actor},
        inherits={**CONFIG.inherits, "Ray task": False, "Ray actor": False},
    ),
    properties=["no_settings_leak", "declared_propagation"],
)
