"""What every command prints, whole, on a narrow and on a wide terminal, held to checked-in text.

To rewrite it after a change that is meant: ``TOXIFRAME_REWRITE=1 pytest tests/snapshots``, which fails wherever it has
written something; look at the difference before it is committed.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.snapshots.commands import ERRORS, HELP, NARROW, PROBES, SAVED, Home, new_home

HERE = Path(__file__).parent
WIDTHS = (80, 160)
CODE = re.compile(r"  (?:frame|add|replay) |error: |\$ |.*https?://")
"""Lines that may be wider: what is to be pasted, an error, which is one line for those who grep, and URLs."""


def _compare(name: str, width: int, told: str) -> None:
    wide = [line for line in told.splitlines() if len(line) > width and not CODE.match(line)]
    assert not wide, f"lines of {name} are wider than {width} columns: {wide}"
    assert "\x1b" not in told, f"{name} writes escapes into a pipe: {told!r}"
    file = HERE / f"{name}-{width}.txt"
    kept = file.read_text(encoding="utf-8") if file.is_file() else "nothing is kept\n"
    if told != kept and os.environ.get("TOXIFRAME_REWRITE") == "1":
        file.write_text(told, encoding="utf-8")
        pytest.fail(f"{file.name} was rewritten: look at the difference, and run again without TOXIFRAME_REWRITE")
    assert told == kept, f"{file.name} differs; if this is meant: TOXIFRAME_REWRITE=1 pytest tests/snapshots"


@pytest.mark.parametrize(
    ("name", "width"), [(name, width) for name in PROBES for width in WIDTHS[: 1 if name in NARROW else None]]
)
def test_a_command_prints_what_it_printed(tmp_path, name, width):
    """Standard output, standard error and exit code are those that were checked in."""
    _compare(name, width, new_home(tmp_path).told(PROBES[name], width))


@pytest.mark.parametrize("width", WIDTHS)
def test_commands_about_saved_failures_print_what_they_printed(tmp_path, width):
    """One saved failure is replayed, promoted, exported and imported; what differs is told for all of them at once."""
    home: Home = new_home(tmp_path, saved=True)
    wrong: list[str] = []
    for name, command in SAVED.items():
        try:
            _compare(name, width, home.told(command, width))
        except (AssertionError, pytest.fail.Exception) as error:
            wrong.append(str(error))
    assert not wrong, "\n".join(wrong)


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="argparse lists the names of an option otherwise")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", HELP)
def test_help_prints_what_it_printed(tmp_path, command, width):
    """Every command has a help text, with an example in it."""
    told = new_home(tmp_path).told(f"{command} --help".strip(), width)
    assert re.search(r"^examples?:(?: |\n  )toxiframe ", told, re.MULTILINE), f"no example in\n{told}"
    _compare(f"help-{command}" if command else "help", width, told)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_the_line_that_it_was(tmp_path, name):
    """A mistake is the one line on standard error that was checked in, whatever the width, and exit code 2."""
    told = new_home(tmp_path).told(ERRORS[name], WIDTHS[0])
    assert re.fullmatch(r"\$ .*\n--- standard error\nerror: .*\n--- exit code 2\n", told), told
    _compare(name, WIDTHS[0], told)
