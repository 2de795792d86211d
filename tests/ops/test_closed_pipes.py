"""A command whose reader has gone ends quietly, as ``head`` makes it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from toxiframe.pipeline import pipes as pipeline_pipes
from toxiframe.properties import pipes as properties_pipes

COMMANDS = [
    ("toxiframe.properties", "faults"),
    ("toxiframe.properties", "--help"),
    ("toxiframe.pipeline", "flow", "--help"),
    ("toxiframe.pipeline", "flow", "--compute", "local", "--run-id", "unread"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nobody_reads_and_nothing_is_complained_about(command, tmp_path, monkeypatch):
    """What is written to a pipe that nobody reads ends in no traceback, and the code says why it ended."""
    monkeypatch.setenv("TOXIFRAME_FLAGS__MLFLOW", "false")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    assert "Traceback" not in done.stderr, done.stderr
    assert "BrokenPipe" not in done.stderr, done.stderr
    # argparse lets nobody know whether its help was written.
    known = {pipeline_pipes.GONE, properties_pipes.GONE, *([0] if "--help" in command else [])}
    assert done.returncode in known, done.returncode


@pytest.mark.parametrize("piped", [properties_pipes.piped, pipeline_pipes.piped])
def test_a_pipe_of_somebody_else_is_an_error(piped):
    """A broken pipe that is not the output of the command is not hidden."""

    def sends():
        reading, writing = os.pipe()
        os.close(reading)
        try:
            return os.write(writing, b"nobody")
        finally:
            os.close(writing)

    with pytest.raises(BrokenPipeError):
        piped(sends)
