"""A folder of a user with schemas and pipelines of their own, and the command line in it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from toxiframe.properties.cli import main

MODULE = """
import os
import signal

import pandas as pd
import pandera.pandas as pa
from toxiframe.strategies import returns_matrices

SMALL = returns_matrices(max_rows=8, max_assets=2, venues=["NYSE"])
NOTHING = {"not": "a contract"}


class Orders(pa.DataFrameModel):
    order_id: int = pa.Field(unique=True, ge=1)
    amount: float = pa.Field(ge=0)
    note: str = pa.Field(nullable=True)


Tight = pa.DataFrameSchema(
    {
        "order_id": pa.Column(int, pa.Check.ge(1), unique=True),
        "amount": pa.Column(float, pa.Check.in_range(0, 1e6)),
        "note": pa.Column(str, nullable=True),
    },
    strict=True,
    unique_column_names=True,
)
Lenient = pa.DataFrameSchema({"amount": pa.Column(float, pa.Check.ge(0)), "note": pa.Column(str)})
Rows = pa.DataFrameSchema({"amount": pa.Column(float, pa.Check.in_range(0, 1e6)), "note": pa.Column(str)})
Impossible = pa.DataFrameSchema({"amount": pa.Column(float, [pa.Check.gt(5), pa.Check.lt(4)])})


def as_it_is(frame):
    return frame


def deduplicated(frame):
    return frame.drop_duplicates()


def finite(frame):
    return frame[frame["amount"] < 1e300].reset_index(drop=True)


def total(frame):
    return frame.assign(amount=frame["amount"].clip(upper=10.0))


def indexes(frame):
    frame["note"].str.len()
    frame.set_index("order_id")
    return frame


def refuses(frame):
    raise ValueError("never")


def quiet_zero(frame):
    if (frame["amount"] == 0).any():
        raise ValueError("a zero is legal, and refused")
    return frame


CALLS = []


def interrupted(frame):
    CALLS.append(1)
    if len(CALLS) == 30:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with it ignored
        os.kill(os.getpid(), signal.SIGINT)
    return frame


def gate(returns):
    if returns.index.has_duplicates:
        raise ValueError("duplicates")
    return returns.loc[:, ~((returns > 5) | (returns < -1)).any()]


def jumpy(returns):
    if (returns > 0.5).any().any():
        raise ValueError("too much")
    return returns
"""


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    def row(self, fault: str) -> str:
        """Return the row of a fault, with what was wrapped below it, its spaces collapsed."""
        found = re.search(rf"^{re.escape(fault)}  .*(?:\n {{20,}}.*)*", self.out, re.MULTILINE)
        assert found, f"no row of {fault} in\n{self.out}{self.err}"
        return " ".join(found[0].split())

    def block(self, fault: str) -> list[str]:
        """Return the lines of the block of a fault."""
        found = re.search(rf"^[A-Z ]+ \S+ · {re.escape(fault)}\(.*(?:\n  \S.*)*", self.out, re.MULTILINE)
        assert found, f"no block of {fault} in\n{self.out}{self.err}"
        return found[0].splitlines()


@dataclass(frozen=True)
class Home:
    """A user's folder with one module, whose name no other test uses."""

    folder: Path
    module: str
    capture: pytest.CaptureFixture[str]

    def say(self, command: str) -> Said:
        """Run a command in this process; ``{here}`` stands for the module."""
        try:
            code = main(shlex.split(command.format(here=self.module)))
        except SystemExit as left:  # as argparse leaves
            code = left.code
        shown = self.capture.readouterr()
        return Said(code, shown.out, shown.err)

    def run(self, command: str, **variables: str) -> Said:
        """Run a command in a process of its own."""
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
        arguments = shlex.split(command.format(here=self.module))
        done = subprocess.run(
            [sys.executable, "-m", "toxiframe.properties", *arguments],
            cwd=self.folder,
            env={**kept, "COLUMNS": "120", **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def home(tmp_path, monkeypatch, capsys) -> Home:
    """Stand in a user's folder, at 120 columns and without colour."""
    name = f"subjects_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    return Home(tmp_path, name, capsys)
