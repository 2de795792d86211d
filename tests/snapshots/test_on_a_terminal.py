"""Colour and progress: on a terminal, and only there, and no colour where ``NO_COLOR`` objects."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import termios

import pytest
from toxiframe.strategies import FAULTS

from tests.snapshots.commands import HOLE, Home, new_home

WIDTH = 80
ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


def _on_a_terminal(home: Home, command: str, **variables: str) -> str:
    """Run a command with a terminal on all three streams; return everything that was written to it."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, WIDTH))
    with subprocess.Popen(
        home.words(command),
        cwd=home.folder,
        env=home.environment(TERM="xterm-256color", **variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        told = b""
        while True:
            try:
                read = os.read(ours, 65536)
            except OSError:  # as Linux ends a terminal that nobody holds any more
                break
            if not read:
                break
            told += read
    os.close(ours)
    assert running.returncode == 1, told.decode()
    return told.decode()


def _colours(told: str) -> list[str]:
    """Return the codes of foreground and background colours in the escapes of a text."""
    codes = [code for found in ESCAPE.findall(told) for code in found.split(";")]
    return [code for code in codes if re.fullmatch(r"[34][0-8]|9[0-7]|10[0-7]", code)]


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_shows_progress_and_colour_unless_it_is_refused(tmp_path, variables, coloured):
    """The bar is there either way and is gone at the end; colour is there unless ``NO_COLOR`` is set."""
    told = _on_a_terminal(new_home(tmp_path), HOLE, **variables)
    assert "\x1b[?25l" in told, "no bar hides the cursor"
    assert told.count("\x1b[?25h") == told.count("\x1b[?25l"), "the cursor is shown again"
    assert "━" in told, told
    assert bool(_colours(told)) is coloured, f"{_colours(told)} in {told!r}"
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told).replace("\r\n", "\n")
    printed = plain[plain.rindex("fault         ") :]
    assert "━" not in printed, printed
    assert "LET THROUGH shop.Orders · inf_pos" in printed, printed


def test_a_pipe_gets_no_escapes_and_no_bar(tmp_path):
    """Not even with a terminal's name in the environment."""
    home = new_home(tmp_path)
    done = subprocess.run(
        home.words(HOLE),
        cwd=home.folder,
        env=home.environment(TERM="xterm-256color"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "\x1b" not in done.stdout, done.stdout
    assert "━" not in done.stdout, done.stdout
    assert "LET THROUGH shop.Orders · inf_pos" in done.stdout, done.stdout


def test_a_pipe_whose_width_nobody_has_said_gets_whole_lines(tmp_path):
    """``toxiframe faults | grep NAME`` finds a line that is complete."""
    home = new_home(tmp_path)
    done = subprocess.run(
        home.words("faults"), cwd=home.folder, env=home.environment(), capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [fault.name for fault in FAULTS], done.stdout
    assert max(map(len, lines)) > WIDTH, "nothing was long enough to show it"
