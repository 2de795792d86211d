"""A throw-away suite of a user, run by pytest in a process of its own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

OURS = re.compile(r"HYPOTHESIS|TOXIFRAME|PYTEST|CI$|GITHUB|BUILD_|COV")
"""Variables that would reach into the suite under test from the one that runs it."""


@dataclass(frozen=True)
class Done:
    """A finished run: its exit code and what it printed."""

    code: int
    text: str

    @property
    def lines(self) -> list[str]:
        """The printed lines."""
        return self.text.splitlines()

    @property
    def seed(self) -> str:
        """The seed of the first line that shows one."""
        return re.search(r"toxiframe: seed (\d+)", self.text)[1]

    def counted(self, outcome: str) -> int:
        """Return how many tests had an outcome, by pytest's last line."""
        found = re.search(rf"(\d+) {outcome}", self.lines[-1])
        return int(found[1]) if found else 0

    def replays(self, start: str) -> list[str]:
        """Return the replay lines that start in a way."""
        return [line.split("replay  ", 1)[1] for line in self.lines if f"replay  {start}" in line]


@dataclass(frozen=True)
class Suite:
    """A folder with tests, run by pytest's own tool for testing plugins."""

    pytester: pytest.Pytester
    environment: pytest.MonkeyPatch

    @property
    def root(self) -> Path:
        """The folder."""
        return self.pytester.path

    def write(self, name: str, source: str) -> None:
        """Write a file."""
        (self.root / name).write_text(dedent(source), encoding="utf-8")

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Done:
        """Run pytest on the suite, with warnings as errors."""
        return self.python("-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *arguments, env=env)

    def python(self, *arguments: str, env: Mapping[str, str] | None = None) -> Done:
        """Run the interpreter in the suite's folder."""
        with self.environment.context() as patched:
            for name in [name for name in os.environ if OURS.match(name)]:
                patched.delenv(name)
            for name, value in (env or {}).items():
                patched.setenv(name, value)
            done = self.pytester.run(sys.executable, *arguments, timeout=240)
        return Done(int(done.ret), "\n".join([*done.errlines, *done.outlines]))

    @property
    def saved(self) -> list[Path]:
        """The files of the example database."""
        return [file for file in (self.root / "toxiframe-examples").rglob("*") if file.is_file()]


@pytest.fixture
def suite(pytester, monkeypatch) -> Suite:
    """Return an empty suite with a configuration of its own."""
    found = Suite(pytester, monkeypatch)
    found.write("pytest.ini", "[pytest]\naddopts = --strict-markers\n")
    return found
