"""Which files of a run MLflow may keep: Parquet and JSON that really are what their names say, never a pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from ..errors import PipelineError

__all__ = ["ARTIFACTS", "checked_bytes"]

ARTIFACTS: Final = ("winners.parquet", "run.json", "settings.json", "trace.json")
"""The files of a run directory that are mirrored."""

_PARQUET: Final = b"PAR1"


def checked_bytes(path: Path) -> bytes:
    """Return the content of an artifact; what was checked is what is kept, so the file is read once.

    Raises
    ------
    PipelineError
        If it is a link, has another suffix than ``.parquet`` or ``.json``, or is not what its suffix says.
    """
    if path.is_symlink():
        raise PipelineError(_refused(path, "is a link"))
    content = path.read_bytes()
    if path.suffix == ".parquet":
        if not (content.startswith(_PARQUET) and content.endswith(_PARQUET) and len(content) > 2 * len(_PARQUET)):
            raise PipelineError(_refused(path, f"begins with {content[:4]!r} instead of {_PARQUET!r}"))
    elif path.suffix == ".json":
        try:
            json.loads(content)
        except (ValueError, RecursionError) as error:
            raise PipelineError(_refused(path, f"is no JSON: {error}")) from error
    else:
        raise PipelineError(_refused(path, f"has the suffix {path.suffix!r}"))
    return content


def _refused(path: Path, reason: str) -> str:
    return (
        f"the artifact {path.name} {reason}, and only Parquet and JSON files are kept, pickles never: "
        "restore the file from the run"
    )
