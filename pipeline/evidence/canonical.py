"""The one way evidence is turned into bytes before it is hashed: strict JSON with a single spelling."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Final, TypeAlias, cast

from ..errors import LedgerError

__all__ = ["Json", "canonical_bytes", "strict_json"]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What JSON can carry without loss."""

_DEEPEST: Final = 64  # levels; a fixed bound reads back on any stack, Python's own recursion limit does not


def strict_json(value: object, *, what: str) -> Json:
    """Copy a value into plain JSON types, so that nobody can change it later and nothing is lost on the way.

    Mappings become dicts, tuples lists, and subclasses of text and numbers their plain values. What JSON
    would drop, rename or misspell is refused: non-finite floats, keys that are not text (`json` writes 1
    and "1" alike), objects of other types, more than 64 levels of nesting.

    Parameters
    ----------
    value
        What to copy.
    what
        How an error message calls it, e.g. ``the body of 'outcome'``.

    Raises
    ------
    LedgerError
        Naming the place inside the value, what stands there, the rule and a way out.
    """
    return _strict(value, what, 0)


def canonical_bytes(value: Json, *, what: str) -> bytes:
    """Spell JSON in its canonical way: sorted keys, no spaces, UTF-8 instead of escapes, no line feed.

    Raises
    ------
    LedgerError
        If the value holds a lone surrogate, a non-finite float, or an integer of more than 4,300 digits.
    """
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode()
    except ValueError as error:
        msg = f"{what} cannot be written as canonical JSON ({error}): give the value as plain text"
        raise LedgerError(msg) from error


def _strict(value: object, where: str, depth: int) -> Json:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        msg = f"{where} is {float(value)!r}, which JSON has no number for: give it as text, str(x)"
        raise LedgerError(msg)
    if depth >= _DEEPEST:
        msg = f"{where[:200]} is nested more than {_DEEPEST} levels deep, or contains itself: flatten it"
        raise LedgerError(msg)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {_key(key, where): _strict(item, f"{where}[{key!r}]", depth + 1) for key, item in pairs}
    if isinstance(value, (list, tuple)):
        cells = cast("list[object]", value)
        return [_strict(item, f"{where}[{place}]", depth + 1) for place, item in enumerate(cells)]
    msg = (
        f"{where} is a {type(value).__name__}, and evidence holds None, bool, int, float, text, lists and "
        "mappings only: convert it, e.g. with .item(), list(x) or str(x)"
    )
    raise LedgerError(msg)


def _key(key: object, where: str) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    msg = f"{where} has the key {key!r} of type {type(key).__name__}, and keys are text: use str(key)"
    raise LedgerError(msg)
