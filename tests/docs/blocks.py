"""The fenced blocks of a page, and how the tests run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Block", "blocks", "run"]

_FENCE = re.compile(r"^```(?P<language>\w+)?[ ]?(?P<name>\S+)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block: its language, the file that it is, if any, its text and its line in the page."""

    language: str
    name: str | None
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in order."""
    for found in _FENCE.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        yield Block(language=found["language"] or "", name=found["name"], text=found["text"], line=line)


def run(block: Block, folder: Path) -> None:
    """Do what a reader would: write a named file, run code without a name, type commands and compare what they say."""
    if block.language == "python" and block.name is not None:
        (folder / block.name).write_text(block.text, encoding="utf-8")
    elif block.language == "python":
        done = _run([sys.executable, "-c", block.text], folder)
        assert done.returncode == 0, f"the block at line {block.line} fails:\n{done.stdout}{done.stderr}"
    elif block.language == "console":
        for command, told, code in _commands(block.text):
            done = _run(["/bin/sh", "-c", command], folder)
            said = done.stdout + done.stderr
            assert done.returncode == code, f"{command!r} at line {block.line} exits {done.returncode}:\n{said}"
            pattern = ".*".join(map(re.escape, told.split("…")))
            assert re.search(pattern, said, re.DOTALL), (
                f"{command!r} at line {block.line} says\n{said}\nand not\n{told}"
            )


def _commands(text: str) -> Iterator[tuple[str, str, int]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, told = part.partition("\n")
        code = _EXIT.search(command)
        yield _EXIT.sub("", command), told.strip("\n"), int(code[1]) if code else 0


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CI"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    environment = {**kept, "PATH": path, "PYTHONPATH": str(folder), "COLUMNS": "120"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
