"""The characters that a class of a regular expression stands for, the plainest first."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from functools import cache

__all__ = ["characters", "characters_but"]

_PLAIN = string.digits + string.ascii_uppercase + string.ascii_lowercase
# Beyond ASCII: two cases, none, a ligature, other digits, an astral plane, and what is not seen.
_STRANGE = "éßİıμ中ﬁ٣५😀\u0301\u200b\xa0\u2028"
_UNIVERSE = _PLAIN + " _-." + string.punctuation + "\t\n" + _STRANGE
_RANGE = 200  # characters of one range

Item = tuple[str, object]

_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda character: character.isalnum() or character == "_",
}


def characters(items: Iterable[Item]) -> str:
    """Return what a class such as ``[A-Z_]`` holds."""
    found: dict[str, None] = {}
    for name, value in items:
        match name, value:
            case "LITERAL", int():
                found[chr(value)] = None
            case "RANGE", (int() as first, int() as last):
                found.update(dict.fromkeys(map(chr, [*range(first, min(last, first + _RANGE) + 1), last])))
            case _:
                found.update(dict.fromkeys(filter(_member(str(value)), _UNIVERSE)))
    return _sorted("".join(found))


def characters_but(items: Iterable[Item]) -> str:
    """Return what a class such as ``[^,;]`` holds."""
    tests = [_member(str(value)) if name == "CATEGORY" else _literal(name, value) for name, value in items]
    return _sorted("".join(character for character in _UNIVERSE if not any(test(character) for test in tests)))


def _literal(name: str, value: object) -> Callable[[str], bool]:
    match name, value:
        case "LITERAL", int():
            return lambda character: ord(character) == value
        case "RANGE", (int() as first, int() as last):
            return lambda character: first <= ord(character) <= last
        case _:
            return lambda _: False


@cache
def _member(category: str) -> Callable[[str], bool]:
    negated = "_NOT_" in category
    test = _CATEGORIES.get(category.replace("_NOT_", "_"), str.isprintable)
    return (lambda character: not test(character)) if negated else test


def _sorted(found: str) -> str:
    """Return letters and digits first, in their own order, so that what is spelled out rises."""
    return "".join(sorted(dict.fromkeys(found), key=lambda one: (one not in _PLAIN, not one.isascii(), one)))
