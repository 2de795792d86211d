"""What is known of a saved failure, in words, beside the database that holds its choices.

One small JSON file a failure, ``toxiframe-examples/saved/<id>.json``, put in place by one rename: two workers that find
the same failure write the same file, and no reader ever sees half of one.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import cast

from .json_files import put, taken

__all__ = ["DATABASE", "ID", "NOTES", "SHARED", "Note", "Notes", "examples_folder", "saved_id", "seen_from_here"]

DATABASE = "toxiframe-examples"
"""The folder of saved failures, in the root of the suite; visible, or artifact uploaders pass it over."""

SHARED = "TOXIFRAME_CI_DATABASE"
"""The variable, over the ini option ``toxiframe_ci_database``, that names the repository whose CI to read from."""

NOTES = "saved"
"""The folder of the notes, in that of the database."""

ID = re.compile(r"[0-9a-f]{8}")

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One saved failure.

    ``test``: the pytest item that found it. ``label`` and ``property``: those of the binding; empty for a test of
    the user's own. ``told``: the first line of the failure. ``case``: the fingerprint of its case, empty where nobody
    knows it. ``hypothesis``: the version whose choices are saved. ``created``: when, in UTC.
    """

    id: str
    test: str
    label: str
    property: str
    told: str
    case: str
    hypothesis: str
    created: str

    def owner(self) -> str:
        """Return the property that failed, as ids are made of it."""
        return f"{self.label}\0{self.property}" if self.label else self.test

    def __str__(self) -> str:
        return f"{self.label} · {self.property}" if self.label else self.test


def examples_folder(start: Path) -> Path | None:
    """Return the folder of saved failures in a folder or the nearest one above it; None where there is none."""
    return next((place / DATABASE for place in (start, *start.parents) if (place / DATABASE).is_dir()), None)


def seen_from_here(place: Path) -> Path:
    """Return a path as it is shown: from the working directory if it is below it, and whole if not."""
    here = Path.cwd()
    return place.relative_to(here) if place.is_relative_to(here) else place


def saved_id(owner: str, choices: bytes) -> str:
    """Return the id of a saved failure, which follows from what is saved: every machine gives it the same."""
    return hashlib.sha256(owner.encode() + b"\0" + choices).hexdigest()[:8]


class Notes:
    """The notes beside one database."""

    __slots__ = ("_folder",)

    def __init__(self, database: Path) -> None:
        self._folder = database / NOTES

    def write(self, note: Note) -> None:
        """Write a note, over one of the same id."""
        told = json.dumps({"format": _FORMAT, **asdict(note)}, indent=1, ensure_ascii=False)
        put(self._folder / f"{note.id}.json", f"{told}\n")

    def remove(self, name: str) -> None:
        """Remove the note of an id, if there is one."""
        (self._folder / f"{name}.json").unlink(missing_ok=True)

    def get(self, name: str) -> Note | None:
        """Return the note of an id; None where there is none that can be read."""
        return self.read(f"{name}.json")[0].get(name)

    def read(self, pattern: str = "*.json") -> tuple[dict[str, Note], list[str]]:
        """Return id -> note, and one line for each file that is no note."""
        notes: dict[str, Note] = {}
        problems: list[str] = []
        for file in sorted(self._folder.glob(pattern)):
            try:
                note = _note(file)
            except (OSError, ValueError) as error:
                problems.append(f"{file} is no note of a saved failure ({error}): delete it")
            else:
                notes[note.id] = note
        return notes, problems


def _note(file: Path) -> Note:
    read, name = taken(file, _FORMAT), file.stem
    texts = {field.name: read.get(field.name) for field in fields(Note)}
    wrong = next((key for key, value in texts.items() if not isinstance(value, str)), None)
    if wrong is not None or texts["id"] != name or not ID.fullmatch(name):
        msg = f"no {wrong}" if wrong is not None else f"id {texts['id']!r}"
        raise ValueError(msg)
    return Note(**cast("dict[str, str]", texts))
