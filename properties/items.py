"""What the plugin does with the items that are properties."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis.errors import FlakyFailure

from .binding import Binding
from .blocks import Found, failure_block
from .budget import BUDGETS, profile_values, register_profiles
from .databases import database_of, shared_database
from .drawn import Drawn, always, watching
from .draws import fresh_draws
from .errors import PropertyError
from .governed import Course, choices_of, governed
from .item_parts import binding_of, own_key, property_of, test_of
from .item_reports import junit_properties, tried_of
from .keeper import Keeper
from .outcomes import Tally, tallying
from .promoted import counterexamples
from .replays import Replays
from .shown import shown

if TYPE_CHECKING:
    from .plugin import Session

__all__ = ["Items"]

_COURSE = pytest.StashKey[Course]()
_TALLY = pytest.StashKey[Tally]()
_DRAWN = pytest.StashKey[Drawn]()
_CLEARED = pytest.StashKey[list[str]]()
_PROMOTED = pytest.StashKey[str]()
Told = Mapping[str, Any]


class Items:
    """The properties of one pytest session."""

    __slots__ = ("_cases", "_counterexamples", "_keeper", "_session", "_shared", "_values", "replays")

    def __init__(self, session: Session) -> None:
        self._shared = shared_database(session.shared, session.root)
        database = database_of(session.root, self._shared)
        register_profiles(database)
        self._session = session
        self._keeper = Keeper(session.root, database)
        self._counterexamples = counterexamples(session.counterexamples)
        self.replays = None
        if session.ticket is not None:
            self.replays = Replays(session.ticket, self._keeper, session.counterexamples, self._counterexamples)
        # A profile that the user named decides how long; ours only sees to it that failures are saved.
        cases = BUDGETS[session.profile] if session.chosen else settings().max_examples
        self._cases = session.cases or cases
        self._values = profile_values(self._cases, database)

    def refuse_twins(self, items: Iterable[pytest.Item]) -> None:
        """Refuse two bindings of one label.

        Raises
        ------
        pytest.UsageError
            Naming both.
        """
        known: dict[str, tuple[Binding, str]] = {}
        for item in items:
            binding = binding_of(item)
            if binding is None:
                continue
            other, where = known.setdefault(binding.label, (binding, item.nodeid))
            if other is not binding:
                msg = (
                    f"label {binding.label!r} is bound twice, at {where} and {item.nodeid}: labels name saved "
                    "failures, so give every binding its own"
                )
                raise pytest.UsageError(msg)

    @contextmanager
    def running(self, item: pytest.Item) -> Generator[None]:
        """Run one item under the session's seed and profile."""
        test = test_of(item)
        if test is None:
            yield
            return
        binding = binding_of(item)
        values = dict(self._values)
        if binding is not None:
            self._try_promoted(item, binding)
            values["max_examples"] = min(self._cases, binding.max_examples or self._cases)
        before = self._keeper.entries(item)
        with (
            governed(
                test,
                seed=self._session.seed,
                nodeid=item.nodeid,
                key=own_key(item),
                values=values,
                decided=binding is None,
            ) as course,
            tallying(Tally()) as tally,
            watching() as drawn,
            nullcontext() if binding is None else fresh_draws(),
        ):
            item.stash[_COURSE], item.stash[_TALLY], item.stash[_DRAWN] = course, tally, drawn
            try:
                yield
            finally:
                item.stash[_CLEARED] = self._keeper.cleared(item, before)

    def _try_promoted(self, item: pytest.Item, binding: Binding) -> None:
        """Try what is checked in before anything is drawn."""
        for known in self._counterexamples.get((binding.label, property_of(item)), ()):
            case: Any = known.made(binding)
            try:
                binding.judge(property_of(item), always(case))
            except PropertyError:
                item.stash[_PROMOTED] = self._session.shown(known.file)
                raise

    def rewrite(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        """Put the failure block, and what the summary needs, into a report."""
        if test_of(item) is None:
            return
        binding, course = binding_of(item), item.stash.get(_COURSE, Course())
        found, replays = None, list[str]()
        error, unstable = (None, False) if call.excinfo is None else _property_error(call.excinfo.value)
        if error is not None and binding is not None:
            checked_in = item.stash.get(_PROMOTED, None)
            found = Found(case=course.case, reused=course.reused, unstable=unstable, checked_in=checked_in)
            replays = self._replays(item)
        if report.failed and call.excinfo is not None:
            if error is not None and binding is not None and found is not None:
                block = failure_block(binding.label, property_of(item), error.failure, found, ())
                saved = self._kept(item, call.excinfo.value, _head(block))
                ways = self._ways_back(item, saved, found)
                replays = [way.partition("  ")[2].strip() for way in ways]
                block = "\n".join([block, *(f"  {line}" for line in ways)])
                call.excinfo.value.add_note(block)  # for whoever reads the exception and not the report
                report.longrepr = _shown(block, call.excinfo)
                report.sections = [section for section in report.sections if section[0] != "Hypothesis"]
                _forget_patch(item)
            else:
                saved = self._kept(item, call.excinfo.value, _line(call.excinfo.value))
                lines = self._ways_back(item, saved, Found(reused=course.reused))
                if course.reused:
                    lines.insert(0, "found   in the example database, not by the seed")
                report.sections.append(("toxiframe", "\n".join(lines)))
        if binding is not None and _TALLY in item.stash:
            tally, name = item.stash[_TALLY], property_of(item)
            failures = () if error is None or found is None else (shown(error.failure, found, replays),)
            tried = tried_of(binding, name, tally, call, report, failures)
            item.user_properties.extend(junit_properties(tried))
            told: Told = {
                "tried": json.dumps(tried.to_json(), allow_nan=False),  # text: xdist cannot send half a surrogate pair
                "label": binding.label,
                "property": name,
                "held": report.passed,
                "cases": tally.cases,
                "reached": tally.reached,
                "filtered": tally.filtered,
                "idle": list(binding.idle_policy()),
                "fired": sorted(tally.fired),
                "faults": list(binding.faults_of(name)),
                "waiver": binding.waivers.get(name),
                "cleared": item.stash.get(_CLEARED, []),
                "shared": [] if self._shared is None else list(self._shared.problems),
            }
            report.toxiframe = told  # type: ignore[attr-defined]

    def warnings(self, told: Sequence[Told]) -> list[str]:
        """Return what makes a session weaker than it looks, one line each."""
        lines: list[str] = []
        for entry in told:
            where = f"{entry['label']} · {entry['property']}"
            if entry["held"]:
                lines += [f"{where}: {line}" for line in entry["cleared"]]
            if entry["held"] and entry["waiver"]:
                lines.append(f"{where}: it holds, so its waiver is needless ({entry['waiver']})")
            if entry["held"] and entry["filtered"]:
                lines.append(f"{where}: {Tally.told_filtered(entry['cases'])}")
            if entry["held"] and entry["cases"] and not entry["reached"]:
                lines.append(f"{where}: the subject was never reached in {entry['cases']} cases")
        for label in dict.fromkeys(entry["label"] for entry in told):
            mine = [entry for entry in told if entry["label"] == label]
            fired = {fault for entry in mine for fault in entry["fired"]}
            silent = dict.fromkeys(fault for entry in mine for fault in entry["faults"] if fault not in fired)
            # A property that failed stopped early, and so may have left a fault out.
            if silent and all(entry["held"] for entry in mine if entry["faults"]):
                lines.append(f"{label}: never fired: {', '.join(silent)}; try more cases, or other frames=")
        lines += dict.fromkeys(f"{entry['label']}: {line}" for entry in told for line in entry["idle"])
        lines += dict.fromkeys(line for entry in told for line in entry["shared"])
        return lines

    def _kept(self, item: pytest.Item, error: BaseException, told: str) -> str | None:
        """Note in words what Hypothesis has saved, and return its id; None where it saved nothing."""
        choices = choices_of(error)
        if choices is None or choices not in self._keeper.entries(item).values():
            return None  # a test of the user's own may have a database of its own, or none
        drawn = item.stash[_DRAWN].case if binding_of(item) is not None else None
        return self._keeper.keep(item, choices, told, drawn)

    def _ways_back(self, item: pytest.Item, saved: str | None, found: Found) -> list[str]:
        by_id = [] if saved is None else [f"toxiframe replay {saved}"]
        if found.checked_in is not None:
            lines = self._replays(item)
        elif found.reused and saved is not None:
            lines = [*by_id, f"make replay ID={saved}"]  # the seed does not lead there
        else:
            lines = [*self._replays(item), *by_id]
        keep = f"toxiframe promote {saved}" if saved is not None and binding_of(item) is not None else None
        return [*(f"replay  {line}" for line in lines), *([] if keep is None else [f"keep    {keep}"])]

    def _replays(self, item: pytest.Item) -> list[str]:
        seed, cases = self._session.seed, ""
        plain = f'pytest -m property --hypothesis-seed={seed} "{item.nodeid}"'
        if self._cases != BUDGETS["default"]:
            # Fewer or more cases are not the same cases: Hypothesis starts with small ones, in proportion.
            cases = f" EXAMPLES={self._cases}"
            plain += f" --toxiframe-examples={self._cases}"
        return [f'make properties SEED={seed}{cases} TEST="{item.nodeid}"', plain]


def _head(block: str) -> str:
    """Return the first line of a block without what is true of one run alone."""
    return block.splitlines()[0].removeprefix("FAILED ").partition("      ")[0]


def _line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}{': ' + text[0] if text else ''}"


def _property_error(error: BaseException) -> tuple[PropertyError | None, bool]:
    if isinstance(error, PropertyError):
        return error, False
    if isinstance(error, FlakyFailure):
        inner = [part for part in error.exceptions if isinstance(part, PropertyError)]
        return (inner[0] if inner else None), True
    return None, False


class _Block(Exception):  # noqa: N818 - never raised: it carries a text through pytest's own rendering
    """The text of a failure."""


def _shown(block: str, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """Return a block as pytest shows exceptions, with its first line in the short summary."""
    shown: Any = pytest.ExceptionInfo.from_exc_info((_Block, _Block(block), excinfo.tb)).getrepr(style="value")
    if shown.reprcrash is not None:
        shown.reprcrash.message = block.splitlines()[0].removeprefix("FAILED ")
    return shown


def _forget_patch(item: pytest.Item) -> None:
    # Hypothesis would offer a patch with an @example that a drawn case cannot be written as.
    if hasattr(item, "_hypothesis_failing_examples"):
        delattr(item, "_hypothesis_failing_examples")
