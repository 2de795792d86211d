"""``toxiframe probe``: its arguments, and what its exit code says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

__all__ = ["add_probe", "run_probe"]

_N = TypeVar("_N", int, float)

FAIL_ON = ("crashed", "let-through", "false-alarm", "dropped", "not-tried")
"""What ``--fail-on`` takes, the first three by default: answers of ``probe_answers``, which help texts do not load."""

PASSED, FAILED, INTERRUPTED = 0, 1, 130

_SECONDS = 60.0
_FRAMES, _CASES = 8, 200

_ABOUT = """\
Injects every fault into clean frames, fault by fault, and says what the
contract makes of each: caught (by which check), dropped, let through, crashed
or not applicable; with the smallest frame that got through, and the pandera
check that would have caught it, where one does.

Clean frames come from the schema itself, or from windows of --data. With
--pipeline, frames go through a callable first and the schema judges what comes
out. A fault whose trace is not in what comes out counts as dropped; ValueError
and pandera's errors are refusals, any other exception is a crash.
"""
_MORE = """\
exit code: 0 nothing got through that should not, 1 something did (--fail-on
says what counts), 2 it cannot be run, 130 interrupted; Ctrl-C prints what there
is so far.

examples:
  toxiframe probe mypkg.schemas:OrdersSchema
  toxiframe probe mypkg.schemas:OrdersSchema --data orders.parquet
  toxiframe probe mypkg.schemas:OrdersSchema --pipeline mypkg.etl:clean
  toxiframe probe mypkg.etl:clean --faults dup_column,inf_pos --seed 7
"""


def add_probe(commands: Any) -> None:
    """Add the command to a parser."""
    probe = commands.add_parser(
        "probe",
        help="say what a schema or pipeline lets through, without any test",
        description=_ABOUT,
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    probe.add_argument(
        "subject", metavar="module:attribute", help="a pandera schema or model, a callable, or a subject of toxiframe"
    )
    probe.add_argument("--pipeline", metavar="module:attribute", help="a callable whose output the schema judges")
    probe.add_argument("--data", metavar="FILE", help="Parquet or CSV: clean frames are windows of it")
    probe.add_argument("--frames", metavar="module:attribute", help="a strategy of clean frames that it must accept")
    probe.add_argument(
        "--holds", choices=("returns", "prices", "anything"), help="what wide data hold (default: returns)"
    )
    probe.add_argument(
        "--faults",
        "--fault",
        action="extend",
        type=_names,
        default=[],
        metavar="NAME[,NAME]",
        help="inject only these; repeatable (toxiframe faults lists them)",
    )
    probe.add_argument("--max-time", type=_seconds, metavar="SECONDS", help="stop after this long (default: 60)")
    probe.add_argument(
        "--max-examples",
        type=_count,
        metavar="N",
        help=f"clean frames a fault ({_FRAMES}), or cases a property ({_CASES})",
    )
    probe.add_argument("--seed", type=_seed, metavar="N", help="decides the cases (default: drawn)")
    probe.add_argument(
        "--fail-on",
        type=_answers,
        metavar="WHAT[,WHAT]",
        help=f"what makes exit code 1: {', '.join(FAIL_ON)}, or none (default: {', '.join(FAIL_ON[:3])})",
    )
    probe.add_argument(
        "--property",
        action="append",
        default=[],
        metavar="NAME",
        help="hold it to this property instead, or to all; repeatable",
    )
    probe.add_argument(
        "--grain",
        choices=("asset", "batch"),
        help="for properties: whether it can drop single assets, or only reject the batch",
    )


def run_probe(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from .errors import BindError  # noqa: PLC0415 - help texts load nothing
    from .loading import load  # noqa: PLC0415 - as above
    from .probing import Asked, is_contract, probe, probe_faults  # noqa: PLC0415 - loads pandas and Hypothesis

    by_fault = not options.property and is_contract(load(options.subject))
    asked = Asked(
        subject=options.subject,
        pipeline=options.pipeline,
        data=options.data,
        frames=options.frames,
        holds=options.holds,
        grain=options.grain,
        properties=tuple(options.property),
        faults=tuple(options.faults),
        max_time=options.max_time or (_SECONDS if by_fault else None),
        cases=options.max_examples or (_FRAMES if by_fault else _CASES),
        seed=options.seed,
    )
    if not by_fault:
        _refuse_together(options, ("pipeline", "data", "holds", "fail_on"), "are about faults: leave out --property")
        from .terminal import width_of  # noqa: PLC0415 - as above

        report = probe(asked)
        print(report.text(width=width_of(sys.stdout)))
        return PASSED if report.ok else FAILED
    if options.grain is not None:
        msg = "--grain is about properties: add --property all, or leave it out"
        raise BindError(msg)
    from .probe_answers import Answer  # noqa: PLC0415 - as above
    from .probe_findings import WRONG  # noqa: PLC0415 - as above
    from .probe_shown import show  # noqa: PLC0415 - as above
    from .terminal import console_for, progress_on  # noqa: PLC0415 - as above

    found = probe_faults(asked, partial(progress_on, sys.stderr))
    show(found, console_for(sys.stdout))
    if found.interrupted:
        return INTERRUPTED
    chosen = WRONG if options.fail_on is None else [Answer(name.replace("-", " ")) for name in options.fail_on]
    return FAILED if found.failing(chosen) else PASSED


def _refuse_together(options: argparse.Namespace, names: tuple[str, ...], why: str) -> None:
    from .errors import BindError  # noqa: PLC0415 - help texts load nothing

    given = [f"--{name.replace('_', '-')}" for name in names if getattr(options, name) is not None]
    if given:
        msg = f"{', '.join(given)} {why}"
        raise BindError(msg)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _answers(text: str) -> list[str]:
    names = [] if text == "none" else _names(text)
    for name in names:
        if name not in FAIL_ON:
            msg = f"{name!r} is no answer of a fault: known are {', '.join(FAIL_ON)}, and none"
            raise argparse.ArgumentTypeError(msg)
    return names


def _number(kind: type[_N], fits: Callable[[_N], bool], wrong: str) -> Callable[[str], _N]:
    """Return what reads a number; ``wrong``: what is said of one that does not fit, with a place for it."""

    def read(text: str) -> _N:
        try:
            value = kind(text)
        except ValueError:
            msg = f"{text!r} is no {'whole ' if kind is int else ''}number"
            raise argparse.ArgumentTypeError(msg) from None
        if not fits(value):
            raise argparse.ArgumentTypeError(wrong.format(text))
        return value

    return read


_count = _number(int, lambda value: value >= 1, "{} cases try nothing: at least 1 is needed")
_seconds = _number(float, lambda value: 0.0 < value < float("inf"), "{} seconds: more than 0 are needed")
_seed = _number(int, lambda value: value >= 0, "seed {}: at least 0 is needed")
