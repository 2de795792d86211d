"""The command line: ``probe`` and ``faults`` need no test file at all, the others are about the failures of a suite."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["main"]

PASSED, FAILED, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 all holds, 1 something does not, 2 it cannot be run."""
    options = _parser().parse_args(argv)
    from .errors import BindError  # noqa: PLC0415 - help texts load nothing

    try:
        return _run(options)
    except BindError as error:
        print(f"error: {error}", file=sys.stderr)
        return UNUSABLE


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "faults":
            from .listing import listing  # noqa: PLC0415 - loads pandas

            print(listing())
        case "replay" | "promote":
            from .replaying import replay  # noqa: PLC0415 - help texts load nothing

            promote = options.command == "promote"
            done = replay(options.ids, paths=options.path or (), keep=promote or options.keep, promote=promote)
            print(done)
            return done.code
        case "examples-export" | "examples-import":
            from .exporting import export_examples, import_examples  # noqa: PLC0415 - as above

            move = export_examples if options.command == "examples-export" else import_examples
            print(move(options.file))
        case _:
            return _probe(options)
    return PASSED


def _probe(options: argparse.Namespace) -> int:
    from .probing import probe  # noqa: PLC0415 - loads pandas and Hypothesis

    report = probe(
        options.subject,
        frames=options.frames,
        grain=options.grain,
        properties=options.property,
        faults=options.fault,
        max_time=options.max_time,
        max_examples=options.max_examples,
        seed=options.seed,
    )
    print(report)
    return PASSED if report.ok else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="toxiframe", description="Property-based chaos testing for DataFrame pipelines."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("faults", help="list the faults and legal controls")
    probe = commands.add_parser(
        "probe",
        help="try a contract, or another subject, on clean and toxic frames",
        description="Tries a subject and reports what gets through, each with the smallest frame that shows it. "
        "Exit code 0: all properties hold; 1: one does not; 2: the subject cannot be tried.",
    )
    probe.add_argument(
        "subject", metavar="module:attribute", help="a pandera schema or model, a callable, or a subject of toxiframe"
    )
    probe.add_argument("--frames", metavar="module:attribute", help="a strategy of clean frames that it must accept")
    probe.add_argument(
        "--grain",
        choices=("asset", "batch"),
        help="whether it can drop single assets, or only reject the batch (default: batch for schemas, else asset)",
    )
    probe.add_argument("--property", action="append", metavar="NAME", help="run only this property; repeatable")
    probe.add_argument("--fault", action="append", metavar="NAME", help="inject only this fault; repeatable")
    probe.add_argument("--max-time", type=_seconds, metavar="SECONDS", help="keep trying until the time is up")
    probe.add_argument("--max-examples", type=_count, default=200, metavar="N", help="cases of each property (200)")
    probe.add_argument("--seed", type=_seed, metavar="N", help="decides the cases (default: drawn)")
    _add_saved(commands)
    return parser


def _add_saved(commands: Any) -> None:
    replay = commands.add_parser(
        "replay",
        help="run the saved failures of the suite here",
        description="Runs every saved failure once and prints FIXED, FAILED or ERROR for each; what is fixed is "
        "deleted. Exit code 0: all are fixed, or none is saved; 1: some fail; 2: some could not be run, and why.",
    )
    replay.add_argument("ids", nargs="*", metavar="ID", help="only these (default: all)")
    replay.add_argument("--keep", action="store_true", help="leave those that are fixed where they are")
    promote = commands.add_parser(
        "promote",
        help="write a saved failure to a file that is checked in and tried by every run",
        description="Writes the case itself, which needs neither the database nor the same Hypothesis, to "
        "tests/counterexamples/ (ini option toxiframe_counterexamples).",
    )
    promote.add_argument("ids", nargs="+", metavar="ID", help="the id in its replay line")
    for command in (replay, promote):
        command.add_argument("--path", action="append", metavar="PATH", help="what pytest collects; repeatable")
    for name, told in (("export", "write all saved failures to an archive"), ("import", "add those of an archive")):
        moving = commands.add_parser(f"examples-{name}", help=told)
        moving.add_argument("file", type=Path, metavar="FILE", help="its name ends in .tar.gz or .zip")


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        msg = f"{text} cases try nothing: at least 1 is needed"
        raise argparse.ArgumentTypeError(msg)
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.0 < value < float("inf"):
        msg = f"{text} seconds: more than 0 are needed"
        raise argparse.ArgumentTypeError(msg)
    return value


def _seed(text: str) -> int:
    value = int(text)
    if value < 0:
        msg = f"seed {text}: at least 0 is needed"
        raise argparse.ArgumentTypeError(msg)
    return value


if __name__ == "__main__":
    sys.exit(main())
