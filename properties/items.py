"""What the plugin does with the items that are properties."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import is_hypothesis_test, settings
from hypothesis.errors import FlakyFailure

from .binding import Binding
from .blocks import Found, failure_block
from .budget import BUDGETS, profile_values, register_profiles
from .draws import fresh_draws
from .errors import PropertyError
from .governed import Course, governed
from .outcomes import Tally, tallying

if TYPE_CHECKING:
    from .plugin import Session

__all__ = ["Items"]

_COURSE = pytest.StashKey[Course]()
_TALLY = pytest.StashKey[Tally]()
Told = Mapping[str, Any]


class Items:
    """The properties of one pytest session."""

    __slots__ = ("_cases", "_session", "_values")

    def __init__(self, session: Session) -> None:
        register_profiles(session.root)
        self._session = session
        # A profile that the user named decides how long; ours only sees to it that failures are saved.
        cases = BUDGETS[session.profile] if session.chosen else settings().max_examples
        self._cases = session.cases or cases
        self._values = profile_values(self._cases, session.root)

    def refuse_twins(self, items: Iterable[pytest.Item]) -> None:
        """Refuse two bindings of one label.

        Raises
        ------
        pytest.UsageError
            Naming both.
        """
        known: dict[str, tuple[Binding, str]] = {}
        for item in items:
            binding = _binding(item)
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
        test = _test(item)
        if test is None:
            yield
            return
        binding = _binding(item)
        values = dict(self._values)
        key = None
        if binding is not None:
            key = hashlib.sha256(f"toxiframe\0{binding.label}\0{_name(item)}".encode()).digest()
            values["max_examples"] = min(self._cases, binding.max_examples or self._cases)
        with (
            governed(
                test,
                seed=self._session.seed,
                nodeid=item.nodeid,
                key=key,
                values=values,
                decided=binding is None,
            ) as course,
            tallying(Tally()) as tally,
            nullcontext() if binding is None else fresh_draws(),
        ):
            item.stash[_COURSE], item.stash[_TALLY] = course, tally
            yield

    def rewrite(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        """Put the failure block, and what the summary needs, into a report."""
        if _test(item) is None:
            return
        binding, course = _binding(item), item.stash.get(_COURSE, Course())
        if report.failed and call.excinfo is not None:
            error, unstable = _property_error(call.excinfo.value)
            replays = self._replays(item)
            if error is not None and binding is not None:
                found = Found(case=course.case, reused=course.reused, unstable=unstable)
                block = failure_block(binding.label, _name(item), error.failure, found, replays)
                report.longrepr = _shown(block, call.excinfo)
                report.sections = [section for section in report.sections if section[0] != "Hypothesis"]
                _forget_patch(item)
            else:
                lines = [f"replay  {line}" for line in replays]
                if course.reused:
                    lines.insert(0, "found   in the example database, not by the seed")
                report.sections.append(("toxiframe", "\n".join(lines)))
        if binding is not None and _TALLY in item.stash:
            tally, name = item.stash[_TALLY], _name(item)
            told: Told = {
                "label": binding.label,
                "property": name,
                "held": report.passed,
                "cases": tally.cases,
                "reached": tally.reached,
                "fired": sorted(tally.fired),
                "faults": list(binding.faults_of(name)),
                "waiver": binding.waivers.get(name),
            }
            report.toxiframe = told  # type: ignore[attr-defined]

    def warnings(self, told: Sequence[Told]) -> list[str]:
        """Return what makes a session weaker than it looks, one line each."""
        lines: list[str] = []
        for entry in told:
            where = f"{entry['label']} · {entry['property']}"
            if entry["held"] and entry["waiver"]:
                lines.append(f"{where}: it holds, so its waiver is needless ({entry['waiver']})")
            if entry["held"] and entry["cases"] and not entry["reached"]:
                lines.append(f"{where}: the subject was never reached in {entry['cases']} cases")
        for label in dict.fromkeys(entry["label"] for entry in told):
            mine = [entry for entry in told if entry["label"] == label]
            fired = {fault for entry in mine for fault in entry["fired"]}
            silent = dict.fromkeys(fault for entry in mine for fault in entry["faults"] if fault not in fired)
            # A property that failed stopped early, and so may have left a fault out.
            if silent and all(entry["held"] for entry in mine if entry["faults"]):
                lines.append(f"{label}: never fired: {', '.join(silent)}; try more cases, or other frames=")
        return lines

    def _replays(self, item: pytest.Item) -> list[str]:
        seed, cases = self._session.seed, ""
        plain = f'pytest -m property --hypothesis-seed={seed} "{item.nodeid}"'
        if self._cases != BUDGETS["default"]:
            # Fewer or more cases are not the same cases: Hypothesis starts with small ones, in proportion.
            cases = f" EXAMPLES={self._cases}"
            plain += f" --toxiframe-examples={self._cases}"
        return [f'make properties SEED={seed}{cases} TEST="{item.nodeid}"', plain]


def _test(item: pytest.Item) -> Any:
    """Return the test that ``@given`` made, None where the item is none."""
    test = getattr(item, "obj", None)
    if test is None or not is_hypothesis_test(test):
        return None
    return getattr(test, "__func__", test)


def _binding(item: pytest.Item) -> Binding | None:
    return getattr(_test(item), "toxiframe_binding", None)


def _name(item: pytest.Item) -> str:
    callspec: Any = getattr(item, "callspec")  # noqa: B009 - bound tests are parametrized, other items need not be
    return str(callspec.params["holds"])


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
