"""The pytest plugin: one seed for every property of a session, saved failures, and blocks to replay them by.

Tests without the ``property`` marker are left alone: their seed, their settings and their database stay as they
are. Nothing heavy is imported before a property is collected.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .items import Items

__all__ = [
    "pytest_addoption",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_configure_node",
    "pytest_report_header",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_sessionstart",
    "pytest_terminal_summary",
]

MARKER = "property: a guarantee that toxiframe tries on drawn cases, under the session's seed"
PROFILES = ("fast", "default", "ci", "nightly")
_INPUT = "toxiframe_seed"


@dataclass(slots=True)
class Session:
    """What one pytest session has decided; ``items`` is loaded with the first property."""

    seed: int | str
    profile: str
    cases: int | None
    root: Path
    chosen: bool
    items: Items | None = field(default=None)

    def loaded(self) -> Items:
        """Return what deals with properties."""
        if self.items is None:
            from .items import Items  # noqa: PLC0415 - loads Hypothesis and pandas

            self.items = Items(self)
        return self.items

    def __str__(self) -> str:
        return f"toxiframe: seed {self.seed}, profile toxiframe-{self.profile}"


_SESSION = pytest.StashKey[Session]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("toxiframe", "Toxiframe")
    group.addoption("--toxiframe-seed", type=int, metavar="N", help="the seed of every property (default: drawn)")
    group.addoption(
        "--toxiframe-profile",
        choices=PROFILES,
        help="how long every property is tried (default: ci where CI is set, else default)",
    )
    group.addoption(
        "--toxiframe-examples", type=_positive, metavar="N", help="cases of every property, over the profile's"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and decide the seed and the profile."""
    config.addinivalue_line("markers", MARKER)
    named: str | None = config.getoption("--hypothesis-profile", default=None)
    if named is not None and named.startswith("toxiframe-"):
        from .budget import register_profiles  # noqa: PLC0415 - loads Hypothesis

        register_profiles(config.rootpath)
    profile: str | None = config.getoption("--toxiframe-profile")
    if profile is None and named is not None and named.removeprefix("toxiframe-") in PROFILES:
        profile = named.removeprefix("toxiframe-")
    config.stash[_SESSION] = Session(
        seed=_seed(config),
        profile=profile or ("ci" if os.environ.get("CI") else "default"),
        cases=config.getoption("--toxiframe-examples"),
        root=config.rootpath,
        chosen=profile is not None or named is None,
    )


def pytest_report_header(config: pytest.Config) -> str:
    """Show the seed."""
    return str(config.stash[_SESSION])


def pytest_sessionstart(session: pytest.Session) -> None:
    """Show the seed in quiet mode too, where the tests run in other processes."""
    if session.config.pluginmanager.hasplugin("dsession"):
        _whisper(session.config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Show the seed in quiet mode too, if there is a property for it."""
    config = session.config
    if any(item.get_closest_marker("property") for item in session.items) and not hasattr(config, "workerinput"):
        _whisper(config)


def _whisper(config: pytest.Config) -> None:
    terminal: Any = config.pluginmanager.getplugin("terminalreporter")
    if terminal is not None and config.option.verbose < 0 and not config.option.collectonly:
        terminal.ensure_newline()
        terminal.write_line(str(config.stash[_SESSION]))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give every worker of pytest-xdist the seed of the session."""
    node.workerinput[_INPUT] = node.config.stash[_SESSION].seed


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse two bindings of one label: each would delete the failures that the other one saved."""
    properties = [item for item in items if item.get_closest_marker("property")]
    if properties:
        config.stash[_SESSION].loaded().refuse_twins(properties)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run a property under the session's seed and profile, with the database on."""
    if item.get_closest_marker("property") is None:
        return (yield)
    with item.config.stash[_SESSION].loaded().running(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Replace the traceback of a property that failed by a block that says what failed and how to see it again."""
    report = yield
    if item.get_closest_marker("property") is not None and call.when == "call":
        item.config.stash[_SESSION].loaded().rewrite(item, call, report)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """List needless waivers, faults that never fired and subjects that were never reached."""
    told = [
        report.toxiframe
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "toxiframe", None) is not None
    ]
    if told:
        lines = config.stash[_SESSION].loaded().warnings(told)
        if lines:
            terminalreporter.section("toxiframe warnings")
            for line in lines:
                terminalreporter.write_line(line)


def _seed(config: pytest.Config) -> int | str:
    given: dict[str, Any] = getattr(config, "workerinput", {})
    if _INPUT in given:
        return given[_INPUT]
    ours: int | None = config.getoption("--toxiframe-seed")
    if ours is not None:
        return ours
    plain: str | None = config.getoption("--hypothesis-seed", default=None)
    if plain is None:
        return secrets.randbelow(2**32)
    try:
        return int(plain)
    except ValueError:
        return plain  # Hypothesis takes any text as well


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        msg = f"--toxiframe-examples={text}: at least 1 case is needed"
        raise pytest.UsageError(msg)
    return value
