"""The saved failures of a suite: choices in the database, words beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis.database import ExampleDatabase

from .drawn import fingerprint
from .governed import is_readable
from .item_parts import binding_of, identity, property_of
from .saved import DATABASE, Note, Notes, saved_id

__all__ = ["Keeper"]

Entries = Mapping[str, bytes]
"""Id -> choices."""


class Keeper:
    """What is saved in one suite."""

    __slots__ = ("database", "notes")

    def __init__(self, root: Path, database: ExampleDatabase) -> None:
        self.database = database
        self.notes = Notes(root.resolve() / DATABASE)

    def entries(self, item: pytest.Item) -> dict[str, bytes]:
        """Return what is saved for an item, those with the fewest choices first."""
        owner, key = identity(item)
        found = sorted(self.database.fetch(key), key=lambda choices: (len(choices), choices))
        return {saved_id(owner, choices): choices for choices in found}

    def keep(self, item: pytest.Item, choices: bytes, told: str, case: object) -> str:
        """Write a note of what Hypothesis has just saved, and return its id."""
        owner, _ = identity(item)
        name, binding = saved_id(owner, choices), binding_of(item)
        note = Note(
            id=name,
            test=item.nodeid,
            label="" if binding is None else binding.label,
            property="" if binding is None else property_of(item),
            told=told,
            case="" if case is None else fingerprint(case),
            hypothesis=hypothesis.__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        known = self.notes.get(name)
        if known is None or known.hypothesis != note.hypothesis or known.case != note.case:
            self.notes.write(note)
        return name

    def forget(self, item: pytest.Item, name: str) -> None:
        """Delete a saved failure and its note."""
        choices = self.entries(item).get(name)
        if choices is not None:
            self.database.delete(identity(item)[1], choices)
        self.notes.remove(name)

    def cleared(self, item: pytest.Item, before: Entries) -> list[str]:
        """Remove the notes of failures that a run has deleted; return a line for each that is gone by mistake.

        Hypothesis deletes what no longer fails, and what it cannot read or reads as another case after an upgrade.
        """
        now, told = self.entries(item), list[str]()
        for name, choices in before.items():
            if name in now:
                continue
            note = self.notes.get(name)
            self.notes.remove(name)
            version, saved = hypothesis.__version__, "" if note is None else note.hypothesis
            by = f" of Hypothesis {saved}" if saved and saved != version else ""
            if not is_readable(choices):
                told.append(f"saved failure {name}{by} cannot be read by Hypothesis {version}, and is gone")
            elif by:
                why = "it may be fixed, or read as another case"
                told.append(f"saved failure {name}{by} no longer fails under {version}, and is gone: {why}")
        return told
