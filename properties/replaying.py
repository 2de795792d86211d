"""``toxiframe replay`` and ``toxiframe promote``, seen from the command line.

The suite runs in a process of its own: pytest collects it as it always does, and a subject that takes the interpreter
down is an error of that replay and not the end of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BindError
from .saved import DATABASE, ID, Note, Notes, examples_folder, seen_from_here
from .tickets import Replayed, Ticket

__all__ = ["Replay", "replay"]

_LAST = 15  # lines of pytest's own output that say why it did not run


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What became of the saved failures of a suite; print it, or ask ``code``."""

    results: tuple[Replayed, ...]
    problems: tuple[str, ...] = ()
    waived: int = 0

    @property
    def code(self) -> int:
        """The exit code: 0 all fixed or nothing saved, 1 some failed, 2 some could not be run."""
        found = {result.status for result in self.results}
        return 2 if "ERROR" in found or self.problems else 1 if "FAILED" in found else 0

    def __str__(self) -> str:
        """Return one line a failure, those that failed at length, and the count."""
        lines = [_line(result) for result in self.results]
        lines += [f"ERROR     {problem}" for problem in self.problems]
        if self.waived:
            lines.append(f"{self.waived} more of waived properties, left alone: name their ids to run them")
        counts = {status: sum(result.status == status for result in self.results) for status in _STATUSES}
        told = [f"{count} {status.lower()}" for status, count in counts.items() if count]
        count = f"{len(self.results)} saved failure{'s' * (len(self.results) != 1)}"
        lines.append(f"{count}: {', '.join(told)}" if told else "no saved failure to replay")
        return "\n".join(lines)


_STATUSES = ("FIXED", "FAILED", "PROMOTED", "ERROR")


def replay(ids: Sequence[str] = (), *, paths: Sequence[str] = (), keep: bool = False, promote: bool = False) -> Replay:
    """Run the saved failures of the suite that the working directory belongs to.

    Parameters
    ----------
    ids
        Those to run; all where empty.
    paths
        What pytest is to collect; where empty, the files that the ids come from, and whatever pytest collects by
        itself where that is not enough.
    keep
        Leave those that are fixed where they are, instead of deleting them.
    promote
        Write them to checked-in files.

    Raises
    ------
    BindError
        If an id is none, or pytest could not run.
    """
    for name in ids:
        if not ID.fullmatch(name):
            msg = f"{name!r} is no id of a saved failure: write the 8 digits of its replay line"
            raise BindError(msg)
    here = Path.cwd()
    folder = examples_folder(here)
    if folder is None and not ids:
        return Replay(results=())
    root = here if folder is None else folder.parent
    notes = {} if folder is None else Notes(root / DATABASE).read()[0]
    asked = [str(Path(path).resolve()) for path in paths]
    files = asked or _files(root, [notes[name] for name in ids if name in notes], wanted=len(ids))
    found = _run(root, ids, files, keep=keep, promote=promote)
    if files and not asked and any(result.status == "ERROR" for result in found.results):
        # A test may have moved to another file since.
        done = [result for result in found.results if result.status != "ERROR"]
        left = [result.id for result in found.results if result.status == "ERROR"]
        again = _run(root, left, [], keep=keep, promote=promote)
        return Replay(results=(*done, *again.results), problems=again.problems)
    return found


def _files(root: Path, notes: Iterable[Note], *, wanted: int) -> list[str]:
    """Return the files of some saved failures, none if one of them is unknown or gone."""
    files = [root / note.test.partition("::")[0] for note in notes]
    complete = len(files) == wanted and all(file.is_file() for file in files)
    return [str(file) for file in dict.fromkeys(files)] if complete else []


def _run(root: Path, ids: Sequence[str], paths: Sequence[str], *, keep: bool, promote: bool) -> Replay:
    with tempfile.TemporaryDirectory(prefix="toxiframe-") as made:
        ticket, results = Path(made) / "ticket.json", Path(made) / "results.json"
        Ticket(ids=tuple(ids), results=results, whole=not paths, keep=keep, promote=promote).write(ticket)
        options = ["-q", "-m", "property", "--continue-on-collection-errors", f"--rootdir={root}"]
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "pytest", *options, f"--toxiframe-replay={ticket}", *paths],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        if not results.is_file():
            last = "\n".join(f"  {line}" for line in (done.stdout + done.stderr).strip().splitlines()[-_LAST:])
            msg = f"pytest could not run the suite in {root}, and ended with exit code {done.returncode}:\n{last}"
            raise BindError(msg)
        told: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    broken = [line for line in done.stdout.splitlines() if line.startswith("ERROR ")]
    problems = [*told["problems"], *(f"not collected: {line.removeprefix('ERROR ')}" for line in broken)]
    return Replay(
        results=tuple(Replayed(**result) for result in told["results"]),
        problems=tuple(problems),
        waived=told["waived"],
    )


def _line(result: Replayed) -> str:
    told = result.told or result.where
    if result.status == "ERROR":
        told = f"{result.where}: {result.told}" if result.where else result.told
    if result.status == "PROMOTED":
        told = f"{result.where}: {seen_from_here(Path(result.file))} ({result.told})"
    rest = "\n".join(result.block.splitlines()[1:])
    return f"{result.status:<9} {result.id}  {told}" + (f"\n{rest}" if rest else "")
