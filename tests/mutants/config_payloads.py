"""Settings that look frozen."""

from __future__ import annotations

import copy
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from functools import partial
from types import MappingProxyType, SimpleNamespace
from typing import NamedTuple

import numpy as np

from tests.mutants.config_subjects import subject

__all__ = ["CHANGEABLE"]


@dataclass(frozen=True)
class _WithDict:
    label: str = "default"
    limits: dict = field(default_factory=lambda: {"max_return": 5.0})


@dataclass(frozen=True)
class _WithBounds:
    label: str = "default"
    bounds: np.ndarray = field(default_factory=lambda: np.array([-1.0, 5.0]))


@dataclass(frozen=True)
class _Nested:
    label: str = "default"
    gate: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(strict=False))


class _HalfGuarded:
    """Refuses new values for the fields it was made with, and forgets about deleted and later ones."""

    def __init__(self, label="default"):
        self.label = label
        self.venues = {"NYSE"}

    def __setattr__(self, name, value):
        if hasattr(self, name):
            raise AttributeError(name)
        object.__setattr__(self, name, value)


class _Tuple(NamedTuple):
    label: str
    venues: list


def _plainly(make, payload, label=lambda settings: settings.label):
    var, default = ContextVar("settings"), make("default")
    return subject(lambda: var.get(default), var.set, var.reset, make=make, label=label, payload=payload)


def _proxied(label):
    return MappingProxyType({"label": label, "venues": ["NYSE"]})


def _copied_on_the_surface():
    """Copy the settings for every reader, and share their lists."""
    var, default = ContextVar("settings"), {"label": "default", "venues": ["NYSE"]}
    return subject(
        lambda: copy.copy(var.get(default)),
        var.set,
        var.reset,
        make=lambda label: {"label": label, "venues": ["NYSE"]},
        label=lambda settings: settings["label"],
        payload=dict,
    )


CHANGEABLE = {
    "a dict in a frozen dataclass": partial(_plainly, _WithDict, asdict),
    "an array in a frozen dataclass": partial(
        _plainly, _WithBounds, lambda settings: (settings.label, settings.bounds.tolist())
    ),
    "a namespace in a frozen dataclass": partial(
        _plainly, _Nested, lambda settings: (settings.label, vars(settings.gate))
    ),
    "fields guarded, sets not": partial(_plainly, _HalfGuarded, vars),
    "a list in a tuple": partial(_plainly, lambda label: _Tuple(label, ["NYSE"]), tuple),
    "a list behind a proxy": partial(_plainly, _proxied, dict, lambda settings: settings["label"]),
    "a shallow copy": _copied_on_the_surface,
}
"""Name -> what makes a fresh subject with the bug."""
