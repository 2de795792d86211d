"""The commands whose output is kept, and a folder of a user to run them in."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.properties.subjects import FLAGGED

__all__ = ["ERRORS", "HELP", "HOLE", "NARROW", "PROBES", "SAVED", "Home", "new_home"]

_FEW = "--max-examples 4 --seed 1"
PROBES = {
    "faults": "faults",
    "init": "init shop:gate",
    "probe": f"probe shop:Orders --faults inf_pos,inf_neg,nan_all,dup_column,missing_session {_FEW}",
    "probe-one": f"probe shop:Orders --faults inf_neg {_FEW}",
    "probe-property": f"probe shop:gate --frames shop:SMALL --faults toxic_return,dup_ts_exact --property responds "
    f"--property blast_radius --property no_masking --property accounting {_FEW}",
    "probe-property-fails": "probe shop:open_gate --frames shop:SMALL --faults toxic_return --property responds "
    "--max-examples 20 --seed 1",
    "replay-nothing": "replay",
}
"""Commands that need nothing but the module ``shop``."""

NARROW = {"init", "probe-one", "replay-nothing"}
"""Those that never print a long line, so that one width shows all there is to see."""

HOLE = f"probe shop:Orders --faults inf_pos {_FEW}"
"""A command that finds something, and exits with 1."""

SAVED = {
    "replay": "replay",
    "promote": "promote {id}",
    "promote-unknown": "promote 0badcafe",
    "examples-export": "examples-export failures.zip",
    "examples-import": "examples-import failures.zip",
}
"""Commands about one saved failure, in the order in which they are run."""

HELP = ("", "probe", "init", "faults", "replay", "promote", "examples-export", "examples-import")
"""Commands whose ``--help`` is kept; the first is the command line itself."""

ERRORS = {
    "error-no-command": "prob",
    "error-no-subject": "probe",
    "error-no-colon": "probe shop",
    "error-no-module": "probe shops:Orders",
    "error-no-attribute": "probe shop:Order",
    "error-no-contract": "probe shop:NOTHING",
    "error-impossible": "probe shop:Impossible",
    "error-no-fault": "probe shop:Orders --faults inf",
    "error-no-place": "probe shop:Orders --faults missing_session",
    "error-no-property": "probe shop:Orders --property respond",
    "error-no-answer": "probe shop:Orders --fail-on let_through",
    "error-no-time": "probe shop:Orders --max-time 0",
    "error-no-data": "probe shop:Orders --data shop.csv",
    "error-init": "init shop:Order",
    "error-replay": "replay xyz",
    "error-promote": "promote xyz",
    "error-export": "examples-export failures.zip",
    "error-archive": "examples-export failures.rar",
    "error-import": "examples-import nowhere.zip",
}
"""Mistakes; each is one line, however narrow the terminal."""


@dataclass(frozen=True)
class Home:
    """A folder of a user, and the id of what is saved in it."""

    folder: Path
    id: str = ""

    def environment(self, **variables: str) -> dict[str, str]:
        """Return variables of a shell that nobody has set up, and these."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return {**kept, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **variables}

    def words(self, command: str) -> list[str]:
        """Return the command with the id in it, as a list of arguments."""
        return [sys.executable, "-m", "toxiframe.properties", *shlex.split(command.format(id=self.id))]

    def told(self, command: str, width: int) -> str:
        """Run a command in a pipe; return what it printed and its exit code, without what differs from run to run."""
        done = subprocess.run(
            self.words(command),
            cwd=self.folder,
            env=self.environment(COLUMNS=str(width)),
            capture_output=True,
            text=True,
            check=False,
        )
        text = f"$ toxiframe {command}\n{done.stdout}"
        text += f"--- standard error\n{done.stderr}" if done.stderr else ""
        text = text.replace(str(self.folder), "<folder>")
        if self.id:
            text = text.replace(self.id, "{id}")
        text = re.sub(r"\b\d+\.\d+ ?s\b", "<seconds>", text)
        return f"{text}--- exit code {done.returncode}\n"


def new_home(folder: Path, *, saved: bool = False) -> Home:
    """Return a home in an empty folder; with one saved failure, if asked for."""
    shutil.copy(Path(__file__).parent / "shop.py", folder)
    home = Home(folder)
    if not saved:
        return home
    (folder / "test_it.py").write_text(dedent(FLAGGED), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--toxiframe-seed=7"],
        cwd=folder,
        env=home.environment(CI="true"),
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"toxiframe replay ([0-9a-f]{8})", done.stdout)
    assert found, f"the run saved nothing:\n{done.stdout}{done.stderr}"
    return Home(folder, found[1])
