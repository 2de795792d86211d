"""Names of the columns that a regex column stands for."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence

from hypothesis.errors import InvalidArgument

from .patterns import parsed, sampled, spelled
from .specs import ColumnSpec

__all__ = ["MOST_NAMES", "names_of"]

MOST_NAMES = 3
"""Columns that one pattern stands for in a frame, at the most."""

_TRIED = 200
_LONGEST = 40
_SEED = 20_240_709


def names_of(spec: ColumnSpec, columns: Sequence[ColumnSpec], schema: str) -> list[str]:
    """Return names that match the pattern and no other of the schema's.

    Raises
    ------
    InvalidArgument
        If none was found.
    """
    if not isinstance(spec.name, str):
        msg = (
            f"regex column {spec.name!r} of {schema} is a pattern of several levels, which frames_for() cannot spell; "
            "name the columns"
        )
        raise InvalidArgument(msg)
    taken = {str(column.name) for column in columns if not column.regex}
    others = [str(column.name) for column in columns if column.regex and column is not spec]
    nodes = parsed(spec.name)
    chosen = random.Random(_SEED)  # noqa: S311 - the same names for every run
    plain = itertools.islice(spelled(nodes), _TRIED)
    found: list[str] = []
    for name in itertools.chain(plain, (sampled(nodes, chosen, 4) for _ in range(_TRIED))):
        alone = name and name not in taken and not any(re.match(other, name) for other in others)
        if alone and len(name) <= _LONGEST and re.match(spec.name, name) and name not in found:
            found.append(name)
        if len(found) == MOST_NAMES:
            break
    if not found:
        why = "none of the names that it matches was found"
        if any(re.match(spec.name, name) for name in plain):
            why = "every name that it matches belongs to another column as well"
        msg = f"regex column {spec.name!r} of {schema} cannot be met: {why}; relax the pattern, or name the columns"
        raise InvalidArgument(msg)
    return found
