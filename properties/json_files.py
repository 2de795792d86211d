"""JSON files of one format, put in place so that no reader ever sees half of one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

__all__ = ["put", "taken"]


def put(file: Path, text: str, *, mode: int = 0o600) -> Path:
    """Write a file by one rename, with the folders above it, and return it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as part:
        part.write(text)
    Path(name).chmod(mode)
    return Path(name).replace(file)


def taken(file: Path, known: object) -> Mapping[str, Any]:
    """Return the object in a file.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, or is no JSON object of the format that this version knows.
    """
    told: Any = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(told, Mapping):
        msg = "no JSON object"
        raise ValueError(msg)  # noqa: TRY004 - the file is wrong, not the caller
    read = cast("Mapping[str, Any]", told)
    if read.get("format") != known:
        msg = f"format {read.get('format')!r}, where this version knows {known!r}"
        raise ValueError(msg)
    return read
