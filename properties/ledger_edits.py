"""What somebody may do to the file of a ledger, drawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

__all__ = ["EDITS", "Edit", "Ledgers", "edits"]

_RECORDS, _BYTES, _LAST, _VALUES = 3, 255, 3, 7
_ENDS = (b"\r\n", b"\r", b"", b" \n", b"\n\n", b"\t\n", b"\0\n", b"\n\r")
_INSERTED = (b" ", b"\n", b"\r", b"0", b"\0", b"}", b"\xff", b",")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit: what is done, and to which record and byte, as far as there are so many.

    ``byte``: negative where it is counted from the end. ``value``: which bit, byte or place the edit takes.
    """

    kind: str
    record: int
    byte: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """The records of a ledger as they stand in its file, and those of another ledger with as many."""

    own: tuple[bytes, ...]
    other: tuple[bytes, ...]


def edits() -> st.SearchStrategy[Edit]:
    """Draw one edit."""
    return st.builds(
        Edit,
        kind=st.sampled_from(list(EDITS)),
        record=st.integers(0, _RECORDS),
        byte=st.integers(0, _BYTES) | st.integers(-_LAST, -1),  # ends of lines are where careless code looks away
        value=st.integers(0, _VALUES),
    )


def _flipped(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    piece = bytearray(ledgers.own[at])
    piece[_place(piece, edit)] ^= 1 << edit.value
    return _with(ledgers, at, bytes(piece))


def _replaced(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    piece = ledgers.own[at]
    byte = _place(piece, edit)
    return _with(ledgers, at, piece[:byte] + _INSERTED[edit.value] + piece[byte + 1 :])


def _recased(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    """Write the next letter in the other case, as an editor's slip does to a hash."""
    piece = ledgers.own[at]
    byte = next((place for place in range(_place(piece, edit), len(piece)) if piece[place : place + 1].isalpha()), None)
    if byte is None:
        return ledgers.own
    return _with(ledgers, at, piece[:byte] + piece[byte : byte + 1].swapcase() + piece[byte + 1 :])


def _without_byte(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    piece = ledgers.own[at]
    byte = _place(piece, edit)
    return _with(ledgers, at, piece[:byte] + piece[byte + 1 :])


def _with_byte(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    piece = ledgers.own[at]
    byte = _place(piece, edit)
    return _with(ledgers, at, piece[:byte] + _INSERTED[edit.value] + piece[byte:])


def _ended(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    """End a line in another way, as an editor does that saves the file for another system."""
    piece = ledgers.own[at]
    return _with(ledgers, at, piece[:-1] + _ENDS[edit.value]) if piece.endswith(b"\n") else ledgers.own


def _respelled(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    """Write the same JSON in another way, where the record begins with JSON."""
    try:
        text = ledgers.own[at].decode()
        content, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return ledgers.own
    escaped = text[:end].isascii()
    match edit.value % 4:
        case 0:
            spelled = json.dumps(content, ensure_ascii=escaped)
        case 1:
            spelled = json.dumps(_turned(content), ensure_ascii=escaped, separators=(",", ":"))
        case 2:
            spelled = json.dumps(content, ensure_ascii=not escaped, separators=(",", ":"))
        case _:
            spelled = text[:end].replace("1.0", "1")
    return _with(ledgers, at, (spelled + text[end:]).encode())


def _turned(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _turned(content[key]) for key in reversed(content)}
    return content


def _without(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    del edit
    return [*ledgers.own[:at], *ledgers.own[at + 1 :]]


def _repeated(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    place = min(edit.value, len(ledgers.own))
    return [*ledgers.own[:place], ledgers.own[at], *ledgers.own[place:]]


def _swapped(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    pieces, other = list(ledgers.own), edit.value % len(ledgers.own)
    pieces[at], pieces[other] = pieces[other], pieces[at]
    return pieces


def _spliced(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    del edit
    # A ledger of one record would simply be another ledger.
    return _with(ledgers, at, ledgers.other[at]) if len(ledgers.own) > 1 else ledgers.own


def _cut(ledgers: Ledgers, at: int, edit: Edit) -> Sequence[bytes]:
    del edit
    return ledgers.own[:at]


def _place(piece: bytes | bytearray, edit: Edit) -> int:
    return max(0, min(edit.byte if edit.byte >= 0 else len(piece) + edit.byte, len(piece) - 1))


def _with(ledgers: Ledgers, at: int, piece: bytes) -> Sequence[bytes]:
    return [*ledgers.own[:at], piece, *ledgers.own[at + 1 :]]


EDITS: MappingProxyType[str, Callable[[Ledgers, int, Edit], Sequence[bytes]]] = MappingProxyType(
    {
        "flip a bit": _flipped,
        "replace a byte": _replaced,
        "change the case of a letter": _recased,
        "remove a byte": _without_byte,
        "insert a byte": _with_byte,
        "end a line in another way": _ended,
        "spell a record in another way": _respelled,
        "remove a record": _without,
        "repeat a record": _repeated,
        "swap two records": _swapped,
        "put in a record of another ledger": _spliced,
        "cut the ledger between two records": _cut,
    }
)
"""Name -> what it makes of the records of a file; the same where it does not apply."""
