"""Mirrors finished runs into MLflow without ever failing or stalling them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .mirror import environment_for_mlflow

__all__ = ["MLflowTracker", "Mirrored"]

_MIRROR: Final = "toxiframe.pipeline.evidence.mirror"
_REAP_SECONDS: Final = 5.0  # a killed process that hangs in the kernel is left behind after this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """Whether a run is in MLflow, and one line that says what was copied or why nothing was."""

    ok: bool
    detail: str


class MLflowTracker:
    """Copies finished runs into an SQLite store of MLflow, in a process of its own that is killed if it is slow.

    A locked, unwritable or damaged store, or no MLflow at all, is a ``Mirrored(ok=False)`` and never an
    exception: the run has its evidence already, and MLflow only shows it.

    Parameters
    ----------
    store
        The SQLite file; made on first use.
    timeout
        Seconds after which a mirror is given up.
    """

    __slots__ = ("_store", "_timeout")

    def __init__(self, store: Path, timeout: float) -> None:
        self._store, self._timeout = store, timeout

    def mirror(self, run_dir: Path) -> Mirrored:
        """Copy one run; a run that is there already is replaced."""
        try:
            with tempfile.TemporaryDirectory(prefix="toxiframe-mirror-") as scratch:
                return self._run(run_dir.resolve(), Path(scratch))
        except OSError as error:
            return Mirrored(ok=False, detail=f"the MLflow mirror could not be started: {error}")

    def _run(self, run_dir: Path, scratch: Path) -> Mirrored:
        # -P and a scratch directory to run in: nothing is imported from where the user stands or left there.
        alarm = str(self._timeout + _REAP_SECONDS)  # for the case that this process is gone by then
        command = [sys.executable, "-P", "-m", _MIRROR, "--timeout", alarm]
        with (scratch / "out").open("wb") as out, (scratch / "err").open("wb") as err:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [*command, str(self._store.resolve()), str(run_dir)],
                stdin=subprocess.DEVNULL,
                stdout=out,  # files, not pipes: what a killed child left running cannot hold them open
                stderr=err,
                cwd=scratch,
                env=environment_for_mlflow(dict(os.environ)),
                start_new_session=True,
            )
            try:
                process.wait(self._timeout)
            except subprocess.TimeoutExpired:
                detail = f"the MLflow mirror was stopped after {self._timeout:g} s: is {self._store} in use?"
                return Mirrored(ok=False, detail=detail)
            finally:
                _stop(process)
        return _report(process.returncode, scratch)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(_REAP_SECONDS)


def _report(code: int, scratch: Path) -> Mirrored:
    lines = (scratch / "out").read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        said: dict[str, Any] = json.loads(lines[-1])
        return Mirrored(ok=bool(said["ok"]), detail=str(said["detail"]))
    except (IndexError, ValueError, KeyError, TypeError):
        noise = (scratch / "err").read_text(encoding="utf-8", errors="replace").splitlines()
        last = noise[-1][:300] if noise else "it said nothing"
        return Mirrored(ok=False, detail=f"the MLflow mirror ended with code {code}: {last}")
