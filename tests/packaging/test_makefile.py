"""The Makefile, as a stranger meets it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = (
    "properties", "test", "compat", "lint", "bench-generation", "bench-false-alarms", "flow-production", "mlflow-ui",
    "trace", "verify", "clean", "replay", "promote", "examples-export", "examples-import",
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
