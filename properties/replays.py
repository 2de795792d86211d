"""Runs saved failures inside pytest, where the bindings are: what ``toxiframe replay`` and ``promote`` ask for.

Pytest collects the suite as ever, so that fixtures, conftest files and import modes are the user's own. Every item that
has nothing saved is left out, and each saved failure is run once, as ``@reproduce_failure`` would.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.errors import DidNotReproduce, HypothesisException

from .blocks import Found, failure_block
from .drawn import Drawn, always, fingerprint, watching
from .draws import fresh_draws
from .errors import BindError, PropertyError, did_you_mean
from .governed import is_readable, ran_through, reproducing
from .item_parts import binding_of, identity, property_of, test_of
from .keeper import Keeper
from .promoted import Counterexample, promoted
from .saved import Note
from .tickets import Replayed, Ticket

__all__ = ["Replays"]

CheckedIn = Mapping[tuple[str, str], list[Counterexample]]

_GONE = "delete its file in toxiframe-examples/saved/ if it is not needed"


class Replays:
    """The saved failures that one session runs."""

    def __init__(self, ticket: Path, keeper: Keeper, counterexamples: Path, checked_in: CheckedIn) -> None:
        self._ticket = Ticket.read(ticket)
        self._keeper, self._counterexamples, self._checked_in = keeper, counterexamples, checked_in
        self._notes, problems = keeper.notes.read()
        self._results: dict[str, Replayed] = {}
        self._problems = problems
        self._saved: dict[str, dict[str, bytes]] = {}
        self._waived = 0
        self._collected = False

    def chosen(self, items: Iterable[pytest.Item]) -> list[pytest.Item]:
        """Return the items that have something to run, and explain what belongs to none of them."""
        self._collected = True
        wanted = set(self._ticket.ids)
        known = [item for item in items if test_of(item) is not None]
        for item in known:
            saved = self._keeper.entries(item)
            if wanted:
                saved = {name: choices for name, choices in saved.items() if name in wanted}
            elif item.get_closest_marker("xfail") is not None:
                self._waived += len(saved)
                continue
            if saved:
                self._saved[item.nodeid] = saved
        found = {name for saved in self._saved.values() for name in saved}
        waived = {identity(item)[0] for item in known if item.get_closest_marker("xfail") is not None}
        for name in sorted(wanted or (self._notes if self._ticket.whole else ())):
            note = self._notes.get(name)
            if name in found or (not wanted and note is not None and note.owner() in waived):
                continue
            if note is None:
                self._error(name, "", f"nothing is saved under this id{did_you_mean(name, {*self._notes, *found})}")
            else:
                self._error(name, str(note), _explained(note, known))
        if self._ticket.whole and not wanted:
            self._problems += _orphans(self._checked_in, known)
        return [item for item in known if item.nodeid in self._saved]

    def run(self, item: pytest.Item, arguments: dict[str, Any]) -> None:
        """Run what is saved for one item."""
        for name, choices in self._saved.get(item.nodeid, {}).items():
            self._results[name] = self._outcome(item, name, choices, arguments)

    def not_run(self, item: pytest.Item, why: str) -> None:
        """Note that an item could not be run."""
        for name in self._saved.get(item.nodeid, {}):
            self._error(name, _where(item), f"its test could not be set up: {why}")

    def write(self) -> None:
        """Leave the results where the command line looks for them; none if there was no suite to collect."""
        if not self._collected:
            return
        for nodeid, saved in self._saved.items():
            for name in saved:
                if name not in self._results:
                    self._error(name, nodeid, "its test was not run to its end")
        told = {
            "results": [asdict(result) for result in self._results.values()],
            "problems": self._problems,
            "waived": self._waived,
        }
        self._ticket.results.write_text(json.dumps(told), encoding="utf-8")

    def _error(self, name: str, where: str, why: str) -> None:
        self._results[name] = Replayed(id=name, status="ERROR", where=where, told=why)

    def _outcome(self, item: pytest.Item, name: str, choices: bytes, arguments: dict[str, Any]) -> Replayed:
        where, note = _where(item), self._notes.get(name)
        if not is_readable(choices):
            return Replayed(id=name, status="ERROR", where=where, told=_unreadable(note))
        error, drawn = self._raised(item, choices, arguments)
        if isinstance(error, DidNotReproduce):
            stale = _stale(note, error, drawn)
            if stale is not None:
                return Replayed(id=name, status="ERROR", where=where, told=stale)
            if not (self._ticket.keep or self._ticket.promote):
                self._keeper.forget(item, name)
            result = Replayed(id=name, status="FIXED", where=where)
        elif isinstance(error, PropertyError):
            binding: Any = binding_of(item)
            again = [f"toxiframe replay {name}"]
            block = failure_block(binding.label, property_of(item), error.failure, Found(reused=True), again)
            told = block.splitlines()[0].removeprefix("FAILED ").partition("      ")[0]
            result = Replayed(id=name, status="FAILED", where=where, told=told, block=block)
        elif isinstance(error, BindError | HypothesisException | pytest.skip.Exception):
            return Replayed(id=name, status="ERROR", where=where, told=_line(error))
        else:
            result = Replayed(id=name, status="FAILED", where=where, told=_line(error))
        return self._promoted(item, result, note, drawn) if self._ticket.promote else result

    def _raised(self, item: pytest.Item, choices: bytes, arguments: dict[str, Any]) -> tuple[BaseException, Drawn]:
        run: Any = getattr(item, "obj")  # noqa: B009 - only functions get here
        with reproducing(test_of(item), choices), watching() as drawn, fresh_draws():
            try:
                run(**arguments)
            except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:  # noqa: BLE001 - it is what is reported
                return error, drawn
        msg = "Hypothesis ran a saved failure and said nothing of it"
        raise AssertionError(msg)

    def _promoted(self, item: pytest.Item, result: Replayed, note: Note | None, drawn: Drawn) -> Replayed:
        binding = binding_of(item)
        if binding is None:
            why = "only cases of bind() can be promoted: give a test of your own an @example(...) instead"
            return Replayed(id=result.id, status="ERROR", where=result.where, told=why)
        try:
            made = promoted(
                drawn.case,
                binding,
                id=result.id,
                property=property_of(item),
                told=note.told if note is not None else result.told,
                hypothesis=hypothesis.__version__,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        except BindError as error:
            return Replayed(id=result.id, status="ERROR", where=result.where, told=str(error))
        same = _fails(made, binding, property_of(item)) is (result.status == "FAILED")
        if not same:
            why = f"its case as a file does not fare as it did ({result.status}), so a file would prove nothing"
            return Replayed(id=result.id, status="ERROR", where=result.where, told=why)
        return Replayed(
            id=result.id,
            status="PROMOTED",
            where=result.where,
            told="it fails" if result.status == "FAILED" else "it holds now",
            file=str(made.write(self._counterexamples)),
        )


def _fails(made: Counterexample, binding: Any, name: str) -> bool:
    case = made.made(binding)
    try:
        binding.judge(name, always(case))
    except PropertyError:
        return True
    return False


def _where(item: pytest.Item) -> str:
    binding = binding_of(item)
    return item.nodeid if binding is None else f"{binding.label} · {property_of(item)}"


def _explained(note: Note, items: list[pytest.Item]) -> str:
    """Return why a note has nothing to run."""
    bindings = {binding.label: binding for item in items if (binding := binding_of(item)) is not None}
    if not note.label:
        if all(item.nodeid != note.test for item in items):
            return f"stale: no test {note.test} was collected; {_GONE}"
    elif note.label not in bindings:
        return f"stale: no binding {note.label!r} was collected{did_you_mean(note.label, bindings)}; {_GONE}"
    elif note.property not in (runs := [entry.name for entry in bindings[note.label].properties]):
        return f"stale: binding {note.label!r} does not run {note.property!r}, only {', '.join(runs)}; {_GONE}"
    return f"stale: its choices are no longer in the database, as for a test whose source was edited; {_GONE}"


def _orphans(checked_in: CheckedIn, items: list[pytest.Item]) -> list[str]:
    """Return a line for each counterexample that no run tries any more."""
    runs = {(binding.label, property_of(item)) for item in items if (binding := binding_of(item)) is not None}
    return [
        f"{entry.file} is of {label} · {name}, which no test runs: delete it, or bind it under that label"
        for (label, name), entries in checked_in.items()
        if (label, name) not in runs
        for entry in entries
    ]


def _unreadable(note: Note | None) -> str:
    saved = "" if note is None else f", saved by Hypothesis {note.hypothesis},"
    return (
        f"stale: its choices{saved} cannot be read by Hypothesis {hypothesis.__version__}: go back to that version, or "
        "run the property anew, which deletes it"
    )


def _stale(note: Note | None, error: DidNotReproduce, drawn: Drawn) -> str | None:
    """Return why a failure that did not fail says nothing; None if it is fixed."""
    version = hypothesis.__version__
    changed = "the frames or faults of the property have changed since"
    if note is not None and note.hypothesis != version:
        changed = f"it was saved by Hypothesis {note.hypothesis}, and this is {version}"
    other = note is not None and note.case and drawn.count and fingerprint(drawn.case) != note.case
    if ran_through(error) and not other:
        return None
    what = "make another case now" if ran_through(error) else "make no case any more"
    return f"stale: its choices {what}: {changed}; run the property anew, which deletes it"


def _line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}{': ' + text[0] if text else ''}"
