"""The workflow that proves the properties, read as GitHub reads it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".github" / "workflows" / "properties.yml"


@pytest.fixture
def job():
    """Return the only job."""
    yaml = pytest.importorskip("yaml", reason="pyyaml comes with the extras")
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert read["permissions"] == {"contents": "read"}
    [job] = read["jobs"].values()
    return job


@pytest.fixture
def steps(job):
    """Return its steps."""
    return job["steps"]


def _using(steps, action):
    [(place, step)] = [(place, step) for place, step in enumerate(steps) if step.get("uses", "").startswith(action)]
    return place, step


def test_failures_are_restored_before_and_saved_after_even_when_red(steps):
    """The cache is split in two, and what follows the properties runs whatever became of them."""
    [proving] = [place for place, step in enumerate(steps) if step.get("run") == "make properties"]
    (restored, restore), (saved, save) = _using(steps, "actions/cache/restore@"), _using(steps, "actions/cache/save@")
    uploaded, upload = _using(steps, "actions/upload-artifact@")
    assert restored < proving < saved < uploaded
    assert save["if"] == upload["if"] == "always()"
    assert restore["with"]["path"] == save["with"]["path"] == upload["with"]["path"] == "toxiframe-examples"
    named = "toxiframe-examples${{ matrix.python != '3.11' && format('-{0}', matrix.python) || '' }}"
    assert upload["with"]["name"] == named, "one of them has the name that TOXIFRAME_CI_DATABASE looks for"


def test_every_supported_interpreter_proves_the_properties(job, steps):
    """The versions are those that the Makefile looks for, each with its own interpreter, and none is cut short."""
    [supported] = re.findall(r"^SUPPORTED := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert job["strategy"]["matrix"]["python"] == supported.split()
    assert job["strategy"]["fail-fast"] is False
    _, setup = _using(steps, "actions/setup-python@")
    assert setup["with"]["python-version"] == "${{ matrix.python }}"
    [proving] = [step for step in steps if step.get("run") == "make properties"]
    assert proving["env"]["PYTHON"] == "python${{ matrix.python }}"


def test_the_cache_is_keyed_on_the_version_of_hypothesis(steps):
    """The key holds the version in the lock file, the interpreter, and a run of its own, since caches never change."""
    (_, restore), (_, save) = _using(steps, "actions/cache/restore@"), _using(steps, "actions/cache/save@")
    assert restore["with"]["key"] == save["with"]["key"]
    prefix = restore["with"]["restore-keys"]
    assert restore["with"]["key"].startswith(prefix)
    assert prefix == "toxiframe-examples-${{ steps.hypothesis.outputs.version }}-${{ matrix.python }}-"
    [step] = [step for step in steps if step.get("id") == "hypothesis"]
    command = re.search(r"\$\((.*)\)", step["run"])[1]
    found = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", found), found
    assert f"hypothesis=={found.strip()}" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_no_host_and_no_path_of_a_machine_is_in_it():
    """It runs in any fork, on any mirror."""
    text = FILE.read_text(encoding="utf-8")
    assert not re.search(r"https?://|/home/|/work/|/tmp/|index-url", text)
