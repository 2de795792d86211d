"""The command line: ``probe`` and ``faults`` need no test file at all, the others are about the failures of a suite."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from .cli_probe import add_probe, run_probe
from .pipes import piped

__all__ = ["main"]

PASSED, UNUSABLE, INTERRUPTED = 0, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 all holds, 1 something does not, 2 it cannot be run."""
    return piped(partial(_asked, argv))


def _asked(argv: Sequence[str] | None) -> int:
    options = _parser().parse_args(argv)
    from .errors import BindError  # noqa: PLC0415 - help texts load nothing

    try:
        return _run(options)
    except BindError as error:
        print(f"error: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "faults":
            from .listing import listing  # noqa: PLC0415 - loads pandas
            from .terminal import width_of  # noqa: PLC0415 - help texts load nothing

            print(listing(width=width_of(sys.stdout)))
        case "init":
            from .starting import start  # noqa: PLC0415 - as above
            from .terminal import progress_on, say  # noqa: PLC0415 - as above

            say(str(start(options.subject, partial(progress_on, sys.stderr))))
        case "replay" | "promote":
            from .replaying import replay  # noqa: PLC0415 - help texts load nothing
            from .terminal import say  # noqa: PLC0415 - as above

            promote = options.command == "promote"
            done = replay(options.ids, paths=options.path or (), keep=promote or options.keep, promote=promote)
            say(str(done))
            return done.code
        case "examples-export" | "examples-import":
            from .exporting import export_examples, import_examples  # noqa: PLC0415 - as above
            from .terminal import say  # noqa: PLC0415 - as above

            move = export_examples if options.command == "examples-export" else import_examples
            say(move(options.file))
        case _:
            return run_probe(options)
    return PASSED


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, with the closest match, and where to read on."""

    def error(self, message: str) -> NoReturn:
        from .errors import did_you_mean  # noqa: PLC0415 - help texts load nothing

        wrong = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        if wrong is not None:
            known = [name.strip("' ") for name in wrong[2].split(",")]
            message = f"{message[: wrong.start()]}there is no {wrong[1]!r}{did_you_mean(wrong[1], known)}"
        self.exit(UNUSABLE, f"error: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="toxiframe",
        description="Property-based chaos testing for DataFrame pipelines.",
        epilog="example: toxiframe probe mypkg.schemas:OrdersSchema",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    add_probe(commands)
    init = commands.add_parser(
        "init",
        help="write a test and a workflow for a contract of yours",
        description="Probes a contract, and writes tests/test_NAME_properties.py, which binds it to what it gets right "
        "today, and .github/workflows/toxiframe.yml. A file that is there is left as it is, and named. "
        "To be run in the root of the repository.",
        epilog="example: toxiframe init mypkg.schemas:OrdersSchema",
    )
    init.add_argument("subject", metavar="module:attribute", help="a pandera schema or model, or a callable")
    commands.add_parser(
        "faults",
        help="list the faults and legal controls",
        description="Lists every fault and legal control: its layer, what must happen, the least that shows it.",
        epilog="example: toxiframe faults | grep dup_",
    )
    _add_saved(commands)
    return parser


def _add_saved(commands: Any) -> None:
    replay = commands.add_parser(
        "replay",
        help="run the saved failures of the suite here",
        description="Runs every saved failure once and prints FIXED, FAILED or ERROR for each; what is fixed is "
        "deleted. Exit code 0: all are fixed, or none is saved; 1: some fail; 2: some could not be run, and why.",
        epilog="example: toxiframe replay 70244de7 --keep",
    )
    replay.add_argument("ids", nargs="*", metavar="ID", help="only these (default: all)")
    replay.add_argument("--keep", action="store_true", help="leave those that are fixed where they are")
    promote = commands.add_parser(
        "promote",
        help="write a saved failure to a file that every run tries",
        description="Writes the case itself, which needs neither the database nor the same Hypothesis, to "
        "tests/counterexamples/ (ini option toxiframe_counterexamples), to be checked in.",
        epilog="example: toxiframe promote 70244de7",
    )
    promote.add_argument("ids", nargs="+", metavar="ID", help="the id in its replay line")
    for command in (replay, promote):
        command.add_argument("--path", action="append", metavar="PATH", help="what pytest collects; repeatable")
    for name, told in (("export", "write all saved failures to an archive"), ("import", "add those of an archive")):
        moving = commands.add_parser(
            f"examples-{name}", help=told, epilog=f"example: toxiframe examples-{name} failures.zip"
        )
        moving.add_argument("file", type=Path, metavar="FILE", help="its name ends in .tar.gz or .zip")


if __name__ == "__main__":
    sys.exit(main())
