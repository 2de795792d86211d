"""Prints how every planted bug fared, and fails below 100 % or on a correct twin that is accused; a script.

    make score
    python -m tests.mutants.score [--seeds 3] [--kind contract]

Examples are the cases judged up to the first that failed, medians over the seeds; the counterexample is the one of the
first seed, and seconds are those of one search with its shrinking, in CPU time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass

from toxiframe.properties import Failure, Report
from toxiframe.properties.tabular import aligned

from tests.mutants.planted import BUDGET, Suite, is_caught, tried, twin_report
from tests.mutants.suites import SUITES

__all__ = ["main"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One planted bug: in how many of the seeds it was found, and what that took."""

    name: str
    bug: str
    caught: int
    seeds: int
    examples: float
    size: str
    seconds: float

    @property
    def cells(self) -> list[str]:
        """Return the row as texts."""
        found = f"{self.caught} of {self.seeds}"
        return [self.name, self.bug, found, f"{self.examples:.0f}", self.size, f"{self.seconds:.2f}"]


def _row(suite: Suite, name: str, bug: str, seeds: int) -> Row:
    reports: list[Report] = []
    began = time.process_time()
    for seed in range(1, seeds + 1):
        reports.append(tried(suite, name, bug, seed=seed))
    spent = time.process_time() - began
    found = [report for report in reports if is_caught(report, name)]
    return Row(
        name=name,
        bug=bug,
        caught=len(found),
        seeds=seeds,
        examples=statistics.median(report[name].cases for report in reports),
        size=_size(found[0][name].failures[0][0]) if found else "-",
        seconds=spent / seeds,
    )


def _size(failure: Failure) -> str:
    if failure.frame is not None:
        return "{}x{}".format(*failure.frame.shape)
    return f"{len(failure.case)} lines"


def main() -> int:
    """Print the table; return 0 if every bug was found in every seed and no twin was accused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3, help="searches of each bug (default: 3)")
    parser.add_argument("--kind", choices=sorted({suite.kind for suite in SUITES}), help="only subjects of this kind")
    options = parser.parse_args()
    missed: list[str] = []
    accused: list[str] = []
    rows: list[Row] = []
    for suite in SUITES:
        if options.kind not in (None, suite.kind):
            continue
        for name, bug in suite.planted:
            row = _row(suite, name, bug, options.seeds)
            rows.append(row)
            if row.caught < row.seeds or row.examples > BUDGET:
                missed.append(f"{name}: {bug}")
        report = twin_report(suite)
        if not report.ok:
            accused.append(f"{suite.kind}:\n{report}")
    head = ["property", "planted bug", "caught", "examples", "counterexample", "CPU-s"]
    sys.stdout.write("\n".join(aligned([head, *(row.cells for row in rows)])) + "\n\n")
    found = sum(row.caught == row.seeds for row in rows)
    sys.stdout.write(f"{found} of {len(rows)} planted bugs caught in every one of {options.seeds} seeds; ")
    sys.stdout.write(f"median examples {statistics.median(row.examples for row in rows):.0f}; ")
    sys.stdout.write("every correct twin passes\n" if not accused else "correct twins accused\n")
    for line in [*(f"missed: {one}" for one in missed), *(f"accused: {one}" for one in accused)]:
        sys.stdout.write(f"{line}\n")
    return int(bool(missed or accused))


if __name__ == "__main__":
    sys.exit(main())
