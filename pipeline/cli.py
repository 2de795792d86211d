"""The command line of the reference pipeline. Heavy packages are imported by the command that needs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from .errors import PipelineError
from .pipes import piped

__all__ = ["main"]

SHOWN = 20
"""Lines of an error that reach the terminal; the ledger holds the rest."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused by the data or the evidence, 2 bad input."""
    return piped(partial(_asked, argv))


def _asked(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except PipelineError as error:
        _print_error(str(error))
        return error.exit_code
    except ModuleNotFoundError as error:
        extra = {"ray": "search", "mlflow": "tracking"}.get((error.name or "").split(".")[0], "pipeline")
        _print_error(f"{error.name} is not installed: pip install 'toxiframe[{extra}]'")
        return 2
    except KeyboardInterrupt:
        _print_error("interrupted")
        return 130


def _print_error(text: str) -> None:
    lines = text.splitlines()
    shown = lines if len(lines) <= SHOWN + 1 else [*lines[:SHOWN], f"  … and {len(lines) - SHOWN} more lines"]
    print("error: " + "\n".join(shown), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="toxiframe-pipeline",
        description="Ingest and alpha selection over market data, with evidence of every step.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_flow(commands.add_parser("flow", help="run the production flow"))
    for name, does, command in (
        ("verify", "check a run's ledger, digests, trace and parity", _verify),
        ("trace", "print a run's spans as a tree", _trace),
    ):
        sub = commands.add_parser(name, help=does, description=does)
        sub.add_argument("run_id", metavar="RUN_ID")
        sub.add_argument("--runs", type=Path, help="where runs are kept (default: runs)")
        sub.set_defaults(command=command)
    return parser


def _add_flow(flow: argparse.ArgumentParser) -> None:
    flow.description = "Run the flow on the bundled prices, or on your own file."
    flow.add_argument("--profile", help="a profile of the pipeline (default: canary)")
    flow.add_argument("--data", type=Path, help="your own Parquet or CSV file, wide or tidy")
    flow.add_argument("--window", help="start:end, dates inclusive, either may be left out")
    flow.add_argument("--run-id", help="names the run; a fresh one is made where it is left out")
    flow.add_argument("--compute", help="local or ray")
    flow.add_argument("--ray-address", help="host:port of a running Ray cluster")
    flow.add_argument("--kind", help="what the file holds: auto, prices or returns")
    flow.add_argument("--naive-tz", help="the zone of labels that have none")
    flow.add_argument("--venue", help="the venue of assets named without one")
    flow.add_argument("--runs", type=Path, help="where runs are kept (default: runs)")
    flow.add_argument("--strict", help="1: any violation rejects the batch")
    flow.set_defaults(command=_flow)


def _flow(arguments: argparse.Namespace) -> int:
    from .flow import run_flow  # noqa: PLC0415 - pandas and pandera
    from .progress import progress_for  # noqa: PLC0415
    from .resolve import resolve_settings  # noqa: PLC0415 - pydantic-settings
    from .summary import summary_lines  # noqa: PLC0415

    settings = resolve_settings(arguments.profile, _overrides(arguments))
    result = run_flow(settings, progress=progress_for(sys.stderr))
    print("\n".join(summary_lines(result)))
    return 0


def _overrides(arguments: argparse.Namespace) -> dict[str, object]:
    """Return what the command line says, as nested settings; what it does not say stays with other layers."""
    given: dict[str, Any] = {}
    for path, value in (
        ("run_id", arguments.run_id),
        ("window", arguments.window),
        ("ingest.data", arguments.data),
        ("ingest.kind", arguments.kind),
        ("ingest.naive_tz", arguments.naive_tz),
        ("ingest.default_venue", arguments.venue),
        ("compute.kind", arguments.compute or ("ray" if arguments.ray_address else None)),
        ("compute.ray_address", arguments.ray_address),
        ("evidence.runs", arguments.runs),
        ("flags.strict", arguments.strict),
    ):
        if value is None:
            continue
        *groups, name = path.split(".")
        place = given
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return given


def _runs(arguments: argparse.Namespace) -> Path:
    from .resolve import resolve_settings  # noqa: PLC0415

    overrides = {"evidence": {"runs": arguments.runs}} if arguments.runs else {}
    return resolve_settings(None, overrides).evidence.runs


def _verify(arguments: argparse.Namespace) -> int:
    from .verify import run_directory, verify_run  # noqa: PLC0415

    checks = verify_run(run_directory(_runs(arguments), arguments.run_id))
    for check in checks:
        print(f"{'ok    ' if check.ok else 'FAILED'}  {check.name:<9} {check.detail}")
    return 0 if all(check.ok for check in checks) else 1


def _trace(arguments: argparse.Namespace) -> int:
    from .evidence.trace_file import read_trace, trace_tree  # noqa: PLC0415
    from .run_context import TRACE  # noqa: PLC0415
    from .verify import run_directory  # noqa: PLC0415

    print("\n".join(trace_tree(read_trace(run_directory(_runs(arguments), arguments.run_id) / TRACE))))
    return 0
