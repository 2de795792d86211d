"""The third door: ``toxiframe probe`` and ``toxiframe faults``, which need no test file at all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

__all__ = ["main"]

PASSED, FAILED, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 all holds, 1 something does not, 2 it cannot be run."""
    options = _parser().parse_args(argv)
    from .errors import BindError  # noqa: PLC0415 - help texts load nothing

    try:
        if options.command == "faults":
            from .listing import listing  # noqa: PLC0415 - loads pandas

            print(listing())
            return PASSED
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
    except BindError as error:
        print(f"error: {error}", file=sys.stderr)
        return UNUSABLE
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
    return parser


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
