"""What is said where settings cannot be tried on Ray, and that nobody pays for Ray who does not ask for it."""

from __future__ import annotations

import subprocess
import sys
from contextvars import ContextVar
from dataclasses import replace

import pytest
from toxiframe.properties import BindError, Program, SettingsSubject, check, hold

from tests.mutants.config_subjects import correct
from tests.mutants.config_workers import bound_to, correct_workers, never_made

PROGRAM = Program(carrier="ray tasks", scopes=(("l",),))
NAME = "no_settings_leak"


def test_the_extra_is_named_where_ray_is_not_installed(monkeypatch):
    """Asked for or drawn, workers= is refused with what to install."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BindError, match=r"workers= needs 'ray'.*pip install 'toxiframe\[search\]'"):
        hold(NAME, PROGRAM, settings=bound_to(correct_workers))
    with pytest.raises(BindError, match="pip install"):
        check(settings=bound_to(correct_workers), properties=[NAME], max_examples=1, seed=1)


def test_nothing_of_ray_is_needed_without_workers(monkeypatch):
    """Where Ray is not installed, settings that do not go there are tried as ever."""
    monkeypatch.setitem(sys.modules, "ray", None)
    report = check(settings=correct(), properties=[NAME], max_examples=5, seed=1)
    assert report.ok, report


def test_ray_is_not_imported_without_workers():
    """Neither the package nor a property of settings imports it."""
    script = (
        "import sys; from toxiframe.properties import check; from tests.mutants.config_subjects import correct;"
        "assert check(settings=correct(), max_examples=3, seed=1).ok;"
        "assert 'toxiframe.properties.ray_carrier' in sys.modules; sys.exit('ray' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ray was imported, or: {done.stderr}"


def test_a_program_for_ray_needs_workers():
    """A pinned program that settings cannot run is refused with what is missing."""
    with pytest.raises(BindError, match="carrier 'ray tasks' needs workers= of the settings"):
        hold(NAME, PROGRAM, settings=correct())


def _without_override() -> SettingsSubject:
    return replace(correct_workers(), override=None)


def _nothing() -> None:
    """Forget to return the settings."""


def _raises() -> SettingsSubject:
    msg = "no database here"
    raise ConnectionError(msg)


class _OnlyHere:
    """Makes settings, and cannot be unpickled anywhere."""

    def __call__(self):
        return correct_workers()

    def __reduce__(self):
        return _nowhere, ()


def _nowhere():
    msg = "No module named 'notebook'"
    raise ModuleNotFoundError(msg)


def _closure():
    var = ContextVar("settings", default="default")
    return lambda: SettingsSubject(get=var.get, set=var.set)


@pytest.mark.ray
@pytest.mark.usefixtures("no_cluster_left")
@pytest.mark.parametrize(
    ("workers", "told"),
    [
        (_raises, "workers= raised ConnectionError: no database here, in a Ray worker"),
        (_OnlyHere(), "workers= raised ModuleNotFoundError: No module named 'notebook', in a Ray worker: .*import"),
        (_nothing, "workers= must return a SettingsSubject, and in a Ray worker returned None"),
        (_without_override, "workers= makes settings without override=, which the subject itself has"),
        (never_made, r"workers= makes no settings in a Ray worker: its Ray worker died"),
        (_closure(), r"workers= cannot be sent to a Ray worker \(.*ContextVar.*\): give a function of a module"),
    ],
)
def test_what_workers_cannot_make_is_told(workers, told):
    """The error says what happened in the worker, and the way out."""
    with pytest.raises(BindError, match=told):
        hold(NAME, PROGRAM, settings=bound_to(workers))
