"""Where failures are saved, and where else they may be read from."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis.database import (
    DirectoryBasedExampleDatabase,
    ExampleDatabase,
    GitHubArtifactDatabase,
    MultiplexedDatabase,
    ReadOnlyDatabase,
)

from .errors import BindError
from .saved import DATABASE, SHARED

__all__ = ["ARTIFACT", "SharedDatabase", "database_of", "shared_database"]

ARTIFACT = DATABASE
"""The name of the artifact under which CI uploads the folder of saved failures."""

_REPOSITORY = re.compile(r"(\w[\w.-]*)/([\w.-]+)(?::([\w.-]+))?")


class SharedDatabase(ExampleDatabase):
    """The database of a repository's CI, fetched when a property first asks, at most once a day; never written.

    Where it cannot be had, there is nothing in it, and ``problems`` says why: a laptop without a network, or without
    a token, must still be able to run its own tests.
    """

    def __init__(self, *, owner: str, repo: str, artifact: str, cache: Path) -> None:
        super().__init__()
        self._name = f"{owner}/{repo}:{artifact}"
        self._artifact = GitHubArtifactDatabase(owner, repo, artifact_name=artifact, path=cache)
        self.problems: list[str] = []

    def __repr__(self) -> str:
        return f"SharedDatabase({self._name!r})"

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return what CI has saved under a key."""
        if self.problems:
            return
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                found = list(self._artifact.fetch(key))
            except (OSError, ValueError, KeyError) as error:
                found = []
                self.problems.append(self._problem(f"{type(error).__name__}: {error}"))
        if caught and not self.problems:
            self.problems.append(self._problem(" ".join(dict.fromkeys(str(entry.message).strip() for entry in caught))))
        yield from found

    def save(self, key: bytes, value: bytes) -> None:
        """Save nothing: only CI writes there."""

    def delete(self, key: bytes, value: bytes) -> None:
        """Delete nothing: only CI writes there."""

    def _problem(self, why: str) -> str:
        return f"the database of CI, {self._name}, was not read: {why}"


def shared_database(named: str, root: Path) -> SharedDatabase | None:
    """Return the database of CI that ``owner/repo`` or ``owner/repo:artifact`` names; None for an empty text.

    In CI there is none either: its cache has given it the folder already.

    Raises
    ------
    BindError
        If it names none.
    """
    if not named:
        return None
    found = _REPOSITORY.fullmatch(named)
    if found is None:
        msg = f"{SHARED}={named!r} names no repository: write owner/repo, or owner/repo:artifact"
        raise BindError(msg)
    if os.environ.get("CI"):
        return None
    owner, repo, artifact = found[1], found[2], found[3] or ARTIFACT
    cache = root.resolve() / ".hypothesis" / "toxiframe-ci" / f"{owner}-{repo}-{artifact}"
    # Hypothesis' metaclass hides from type checkers what a database is made of.
    made: Any = SharedDatabase
    return made(owner=owner, repo=repo, artifact=artifact, cache=cache)


def database_of(root: Path, shared: SharedDatabase | None) -> ExampleDatabase:
    """Return the database of a suite: its own folder and, read-only, that of CI."""
    own: ExampleDatabase = DirectoryBasedExampleDatabase(root.resolve() / DATABASE)
    return own if shared is None else MultiplexedDatabase(own, ReadOnlyDatabase(shared))
