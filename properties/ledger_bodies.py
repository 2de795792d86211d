"""Records of every JSON there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .failing import failed, raised
from .ledger_scenes import exact, line, scene, writer
from .ledger_subject import LedgerSubject
from .outcomes import Outcome

__all__ = ["Bodies", "bodies", "bytes_not_objects"]

_RECORDS, _MEMBERS = 3, 3

_TEXTS = (
    "",
    "1",
    "true",
    "null",
    "\u00e9",  # é in one code point (NFC)
    "e\u0301",  # é in two (NFD)
    "\u2028",  # a line break to str.splitlines, none to JSON
    "\x85",  # as above
    "\r\n",
    "\x00",
    "\x7f",
    '"',
    "\\",
    "\\u00e9",
    "\U0001f4a9",
    "</script>",
    " padded ",
)
_NUMBERS = (0, 1, -1, 2**53 + 1, 2**63, -(2**64), 10**30)
_FLOATS = (0.0, -0.0, 1.0, 0.1, 1e16, 1e22, 5e-324, 1.7976931348623157e308, -1e-7)
_KEYS = ("a", "b", "1", "", "\u00e9", "e\u0301", "hash", "prev", "seq", "kind", "body", "\u2028", "A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """Records, in the order of writing."""

    records: tuple[Mapping[str, Any], ...]


def _scalars() -> st.SearchStrategy[Any]:
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
    return st.one_of(
        st.sampled_from([None, False, True]),
        st.sampled_from(_NUMBERS),
        st.sampled_from(_FLOATS),
        st.sampled_from(_TEXTS),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        text,
    )


def _members(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    # Pairs, and not a mapping: the order of keys is drawn as well.
    return st.lists(st.tuples(st.sampled_from(_KEYS), values), max_size=_MEMBERS, unique_by=lambda pair: pair[0]).map(
        dict
    )


def _records() -> st.SearchStrategy[list[dict[str, Any]]]:
    scalars = _scalars()
    shallow = st.one_of(scalars, st.lists(scalars, max_size=_MEMBERS), _members(scalars))
    values = st.one_of(scalars, shallow, st.lists(shallow, max_size=2), _members(shallow))
    return st.lists(_members(values), min_size=1, max_size=_RECORDS)


def bodies() -> st.SearchStrategy[Bodies]:
    """Draw one to three records of what JSON can carry, up to three levels deep."""
    records = _records()  # made once: making it takes longer than drawing from it

    @st.composite
    def drawn(draw: st.DrawFn) -> Bodies:
        return Bodies(records=tuple(draw(records, label="records")))

    return drawn()


def bytes_not_objects(subject: LedgerSubject, case: Bodies) -> Outcome:
    """Check that whatever was written verifies, and reads back as it was."""
    told = tuple(f"record {number}  {record!r}" for number, record in enumerate(case.records))
    wanted = list(map(exact, case.records))
    with scene() as path:
        try:
            with writer(subject, path) as opened:
                for record in case.records:
                    subject.append(opened, [record])
            problem = subject.verify(path)
            if problem is not None:
                return failed("a ledger that verifies", f"verify says: {problem}", told)
            found = list(map(exact, subject.read(path)))
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return raised(error, "every record that JSON can carry is kept", told)
    if found == wanted:
        return Outcome()
    for number, (before, after) in enumerate(zip(wanted, found, strict=False)):
        if before != after:
            return failed(f"record {number} reads {line([before])}", line([after]), told)
    return failed(f"{len(wanted)} records", str(len(found)), told)
