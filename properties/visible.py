"""Foreign text as it may be shown: nothing in it is invisible, moves the cursor or turns the line around."""

from __future__ import annotations

import unicodedata

__all__ = ["shortened", "visible"]

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, *, most: int | None = None, lines: bool = False) -> str:
    """Return text whose controls, surrogates, marks of direction and characters without width are escapes.

    Parameters
    ----------
    most
        Characters of the text that are shown; what is cut is counted.
    lines
        Keep line feeds.
    """
    shown, more = (text, "") if most is None else _cut(text, most)
    return "".join(char if lines and char == "\n" else _seen(char) for char in shown) + more


def shortened(text: str, most: int) -> str:
    """Return text whose characters beyond so many are counted instead."""
    return "".join(_cut(text, most))


def _cut(text: str, most: int) -> tuple[str, str]:
    return (text, "") if len(text) <= most else (text[:most], f"… ({len(text)} characters)")


def _seen(char: str) -> str:
    if unicodedata.category(char) not in _UNSEEN:
        return char
    code = ord(char)
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char)
    if short is not None:
        return short
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - as Python writes them
