"""The pytest plugin: one seed for every property of a session, saved failures, and blocks to replay them by.

Tests without the ``property`` marker are left alone: their seed, their settings and their database stay as they
are. Nothing heavy is imported before a property is collected.
"""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .history import History, history_of
from .saved import SHARED

if TYPE_CHECKING:
    from .items import Items
    from .replays import Replays
    from .run_reports import Reports

__all__ = [
    "pytest_addoption",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_configure_node",
    "pytest_pyfunc_call",
    "pytest_report_header",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "pytest_terminal_summary",
]

MARKER = "property: a guarantee that toxiframe tries on drawn cases, under the session's seed"
PROFILES = ("fast", "default", "ci", "nightly", "search")
_INPUT = "toxiframe_seed"


@dataclass(slots=True, eq=False)
class Session:
    """What one pytest session has decided; ``items`` is loaded with the first property.

    ``told``: test id -> what its report says of a property.
    """

    seed: int | str
    profile: str
    cases: int | None
    root: Path
    chosen: bool
    shared: str
    counterexamples: Path
    ticket: Path | None
    report: Path | None
    history: History
    told: dict[str, Any] = field(default_factory=dict[str, Any])
    items: Items | None = field(default=None)
    reports: Reports | None = field(default=None)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a property came to; under xdist, its worker has sent it."""
        told: Mapping[str, Any] | None = getattr(report, "toxiframe", None)
        if told is not None:
            self.told[report.nodeid] = told

    def loaded(self) -> Items:
        """Return what deals with properties."""
        if self.items is None:
            from .errors import BindError  # noqa: PLC0415 - as below
            from .items import Items  # noqa: PLC0415 - loads Hypothesis and pandas

            try:
                self.items = Items(self)
            except BindError as error:
                raise pytest.UsageError(str(error)) from error
        return self.items

    def shown(self, file: Path) -> str:
        """Return a file as it reads from the root of the suite."""
        return str(file.relative_to(self.root)) if file.is_relative_to(self.root) else str(file)

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
    group.addoption(
        "--toxiframe-report", type=Path, metavar="DIR", help="write report.html and matrix.jsonl into this folder"
    )
    group.addoption(
        "--mlflow", action="store_true", help="keep the run of the properties as an MLflow run, in toxiframe-history/"
    )
    group.addoption(
        "--otel", action="store_true", help="make a span of each property, for your OpenTelemetry provider or a file"
    )
    group.addoption("--toxiframe-replay", type=Path, help=argparse.SUPPRESS)  # for `toxiframe replay`
    parser.addini(
        "toxiframe_counterexamples",
        "the folder of promoted counterexamples, from the root of the suite (default: tests/counterexamples)",
        default="tests/counterexamples",
    )
    parser.addini(
        "toxiframe_ci_database",
        "owner/repo whose CI's saved failures are read as well (TOXIFRAME_CI_DATABASE, where set, counts instead)",
        default="",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and decide the seed and the profile."""
    config.addinivalue_line("markers", MARKER)
    named: str | None = config.getoption("--hypothesis-profile", default=None)
    profile: str | None = config.getoption("--toxiframe-profile")
    if profile is None and named is not None and named.removeprefix("toxiframe-") in PROFILES:
        profile = named.removeprefix("toxiframe-")
    ticket: Path | None = config.getoption("--toxiframe-replay")
    if ticket is not None and hasattr(config.option, "numprocesses"):
        config.option.dist, config.option.tx = "no", []  # whatever addopts say: there is one list of results
    session = Session(
        seed=_seed(config),
        profile=profile or ("ci" if os.environ.get("CI") else "default"),
        cases=config.getoption("--toxiframe-examples"),
        root=config.rootpath,
        chosen=profile is not None or named is None,
        shared=os.environ[SHARED] if SHARED in os.environ else str(config.getini("toxiframe_ci_database")),
        counterexamples=config.rootpath / config.getini("toxiframe_counterexamples"),
        ticket=ticket,
        report=config.getoption("--toxiframe-report"),
        history=history_of(
            mlflow=bool(config.getoption("--mlflow")), otel=bool(config.getoption("--otel")), environment=os.environ
        ),
    )
    missing = session.history.missing()
    if missing is not None:
        raise pytest.UsageError(missing)
    config.stash[_SESSION] = session
    config.pluginmanager.register(session, "toxiframe-session")
    if named is not None and named.startswith("toxiframe-"):
        session.loaded()  # makes the profiles known, before Hypothesis looks for this one


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
    session = config.stash[_SESSION]
    properties = [item for item in items if item.get_closest_marker("property")]
    if properties:
        session.loaded().refuse_twins(properties)
    replays = _replays(config)
    if replays is not None:
        chosen = replays.chosen(properties)
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run a property under the session's seed and profile, with the database on."""
    if item.get_closest_marker("property") is None or _replays(item.config) is not None:
        return (yield)
    with item.config.stash[_SESSION].loaded().running(item):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run what is saved for a property, where that is what was asked for."""
    replays = _replays(pyfuncitem.config)
    if replays is None:
        return None
    names = getattr(pyfuncitem, "_fixtureinfo").argnames  # noqa: B009 - as pytest's own implementation of this hook
    replays.run(pyfuncitem, {name: pyfuncitem.funcargs[name] for name in names})
    return True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the results of a replay for the command line, and the reports for whoever asked for them."""
    replays = _replays(session.config)
    if replays is not None:
        replays.write()
    ours = session.config.stash[_SESSION]
    if ours.told and not hasattr(session.config, "workerinput"):
        from .run_reports import Reports  # noqa: PLC0415 - loads pandas

        ours.reports = Reports(ours.told, items=ours.loaded(), seed=ours.seed, profile=ours.profile, folder=ours.report)
        if not ours.reports.write():
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        ours.reports.remember(ours.history, ours.root)


def _replays(config: pytest.Config) -> Replays | None:
    session = config.stash[_SESSION]
    return session.loaded().replays if session.ticket is not None else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Replace the traceback of a property that failed by a block that says what failed and how to see it again."""
    report = yield
    replays = _replays(item.config)
    if replays is not None:
        if call.when == "setup" and call.excinfo is not None:
            replays.not_run(item, f"{call.excinfo.typename}: {call.excinfo.value}")
        return report
    if item.get_closest_marker("property") is not None and call.when == "call":
        item.config.stash[_SESSION].loaded().rewrite(item, call, report)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Show the matrix, needless waivers, faults that never fired and subjects that were never reached."""
    reports = config.stash[_SESSION].reports
    if reports is not None:
        reports.summarize(terminalreporter, full=config.option.verbose > 0)


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
