"""What nobody expects to be given, and what somebody gives in the end."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["ERRORS", "KEYS", "VALUES", "MuteError", "SurrogateError", "shown"]


class _Mute:
    """An object whose text cannot be had, as that of many a half-made one; its repr is for our own messages."""

    def __repr__(self) -> str:
        return "<an object without text>"

    def __str__(self) -> str:
        message = "this object has no text"
        raise RuntimeError(message)


class MuteError(Exception):
    """An exception whose text cannot be had."""

    def __str__(self) -> str:
        message = "this error has no text"
        raise RuntimeError(message)


class SurrogateError(Exception):
    """An exception whose text is none that UTF-8 can carry, as that of a path which was no text."""

    def __str__(self) -> str:
        return "\udcff"


def _circle() -> list[object]:
    circle: list[object] = []
    circle.append(circle)
    return circle


VALUES = MappingProxyType[str, object](
    {
        "None": None,
        "nan": float("nan"),
        "inf": float("inf"),
        "2**70": 2**70,
        "bytes that are no text": b"\xff\x00",
        "a lone surrogate": "\ud800",
        "a NUL": "\x00",
        "a long text": "x" * 5000,
        "a mixed list": [1, "a", None],
        "an empty list": [],
        "a mapping": {"a": {"b": 1}},
        "a set": {1},
        "an object": object(),
        "an object without text": _Mute(),
        "a list of such objects": [_Mute()],
        "a list that holds itself": _circle(),
    }
)
"""What it is called -> a value."""

KEYS = ("a", "", "name", "self", "traceId", "parent", "a b", "\u00e9", "\ud800")
"""Names of attributes, some of them taken."""

ERRORS: tuple[type[Exception], ...] = (LookupError, MuteError, SurrogateError, StopIteration)
"""What work may raise."""


def shown(value: object) -> str:
    """Return what a value of ``VALUES`` is called, and the text of any other."""
    return next((name for name, known in VALUES.items() if known is value), None) or repr(value)
