"""Dependencies: bounded, explained and locked, without the name of any registry."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(TEXT)["project"]
LOCKS = ("requirements.lock", "requirements-ui.lock", "requirements-bench.lock", "requirements-pandas22.lock")


def _requirements() -> list[Requirement]:
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(text) for group in groups for text in group]


@pytest.mark.parametrize("requirement", [r for r in _requirements() if r.name != "toxiframe"], ids=str)
def test_every_dependency_has_a_floor_and_is_installed_within_its_bounds(requirement):
    """No requirement is open below, and what the lock installed satisfies it."""
    assert any(bound.operator == ">=" for bound in requirement.specifier), requirement
    assert requirement.specifier.contains(version(requirement.name)), version(requirement.name)


def test_every_runtime_bound_has_its_reason():
    """Each line that bounds a dependency of an extra or of the base says why, or stands beside one that does."""
    lines = [line for line in TEXT.splitlines() if re.match(r'\s+"[a-z_-]+(\[[a-z]+\])?[<>=]', line)]
    silent = [
        line for line in lines if "#" not in line and not re.search(r"pydantic|sqlalchemy|alembic|xdist|ruff", line)
    ]
    assert not silent, f"bounds without a reason: {silent}"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_host(name):
    """Every line of a lock pins one version with hashes; no address of any kind is in it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE), "an index option would name a host"
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[\w.-]+==[\w.]+", entry) and "--hash=sha256:" in entry for entry in entries)


def test_the_lock_holds_every_requirement():
    """Whatever pyproject.toml asks for is in the lock, at a version within its bounds."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {
        canonicalize_name(name): number for name, number in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)
    }
    for requirement in _requirements():
        if requirement.name != "toxiframe":
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement
