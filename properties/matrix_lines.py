"""The matrix as JSON lines, for whoever counts over many runs; docs/report.md says what is in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pandas as pd

from .json_files import put
from .matrix import FORMAT, Matrix

__all__ = ["versions", "write_jsonl"]


def write_jsonl(matrix: Matrix, path: Path | str) -> Path:
    """Write a matrix as JSON lines, in place by one rename, and return the file.

    The first line is of the run, then there is one for each property, each failure, and each cell of the matrix.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    # ASCII, so that half a surrogate pair in somebody's column name does not end the report.
    lines = (json.dumps(line, allow_nan=False) for line in _lines(matrix))
    return put(Path(path), "".join(f"{line}\n" for line in lines), mode=0o644)


def versions() -> dict[str, str]:
    """Return the versions of what decides the cases."""
    return {"hypothesis": hypothesis.__version__, "pandas": pd.__version__, "numpy": np.__version__}


def _lines(matrix: Matrix) -> Iterator[dict[str, Any]]:
    yield {
        "kind": "run",
        "format": FORMAT,
        "seed": matrix.seed,
        "profile": matrix.profile,
        "properties": len(matrix.tried),
        "cases": matrix.cases,
        "seconds": round(matrix.seconds, 3),
        "detection": matrix.detection,
        "pairs": {str(sight): count for sight, count in sorted(matrix.counted().items())},
        "versions": versions(),
        "warnings": list(matrix.warnings),
    }
    for each in matrix.tried:
        told = each.to_json()
        del told["failures"]
        yield {"kind": "property", **told}
    for each, failure in matrix.failures:
        head = {"kind": "failure", "label": each.label, "property": each.property, "waiver": each.waiver}
        yield {**head, **asdict(failure)}
    for (fault, contract), cell in matrix.cells().items():
        yield {
            "kind": "cell",
            "fault": fault,
            "contract": contract,
            "sight": cell.sight,
            "waived": cell.waived,
            "counts": {str(sight): count for sight, count in cell.counts.items()},
        }
