"""The Makefile, as a stranger meets it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = (
    "properties", "test", "compat", "lint", "bench-generation", "bench-false-alarms", "flow-production", "mlflow-ui",
    "trace", "verify", "clean", "interpreters", "replay", "promote", "examples-export", "examples-import",
)  # fmt: skip


def _make(*arguments: str) -> str:
    done = subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_is_the_default_goal_and_lists_every_target():
    """Plain `make` changes nothing and says what can be made."""
    assert _make() == _make("help")
    listed = re.sub(r"\x1b\[\d+m", "", _make())
    assert all(re.search(rf"^\s+{target}\s+\w", listed, re.MULTILINE) for target in TARGETS), listed


@pytest.mark.parametrize(
    "target", ["properties", "replay", "examples-import", "test", "lint", "flow-production", "trace", "verify"]
)
def test_every_target_sets_itself_up(target, tmp_path):
    """On a fresh machine each target would first build the environment from the hashed lock, byte-compiled."""
    planned = _make("-n", f"VENV={tmp_path / 'fresh'}", target)
    assert "--compile --require-hashes --no-deps -r requirements.lock" in planned, planned


def test_a_second_run_sets_nothing_up():
    """Once the environment is ready, a target goes straight to its work."""
    planned = _make("-n", "-o", "requirements.lock", "-o", "pyproject.toml", "properties")
    assert "pip install" not in planned, planned


def _executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def test_interpreters_are_found_on_the_path_and_with_pyenv(tmp_path, monkeypatch):
    """Each has an environment of its own; one that is not there, or whose shim does not start, is named."""
    _executable(tmp_path / "shims" / "python3.97", "exit 127")
    _executable(tmp_path / "versions" / "3.98.1" / "bin" / "python3.98", "exit 0")
    _executable(tmp_path / "shims" / "python3.99", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "shims"), prepend=os.pathsep)
    planned = _make("-n", "interpreters", "SUPPORTED=3.96 3.97 3.98 3.99", f"PYENV_ROOT={tmp_path}").splitlines()
    assert planned[-1] == "not found on the PATH or with pyenv, so not tried: 3.96 3.97"
    assert f"python3.98: {tmp_path / 'versions' / '3.98.1' / 'bin' / 'python3.98'}" in planned
    assert "python3.99: python3.99" in planned
    runs = [line.split()[0] for line in planned if "pytest" in line and " -m interpreter " in line]
    assert runs == [".venv-python3.98/bin/python", ".venv-python3.99/bin/python"]
