"""How surely and how fast every fault shrinks to its smallest frame; a script, never a test.

    make bench-shrinking
    python tests/benchmarks/bench_shrinking.py [--seeds 12]

For each source and size: the share of searches that end with the fault alone at its smallest size, the cases drawn
until it is found (median), and the calls and CPU seconds to shrink it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.quality.shrunk import SIZES
from tests.quality.smallest_table import SOURCES, searches


def main() -> None:
    """Print a line a source and size, and one for each search that ended elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=12)
    options = parser.parse_args()
    for source in SOURCES:
        for rows, assets in SIZES:
            done = list(searches(source, rows, assets, range(options.seeds)))
            well = sum(search.ended_well for search in done)
            found = [search.found for search in done if search.found is not None]
            seconds = [one.seconds for one in found]
            sys.stdout.write(
                f"{source:<8} {rows}x{assets:<4} {well} of {len(done)} at the smallest ({well / len(done):.1%}), "
                f"found in {statistics.median(one.examples for one in found):.0f}, "
                f"shrunk in {statistics.median(one.calls for one in found):.0f} calls, "
                f"{statistics.median(seconds):.2f} CPU-s in the median, worst {max(seconds):.2f}\n"
            )
            for search in done:
                if search.found is None:
                    sys.stdout.write(f"    {search.name}, seed {search.seed}: not drawn\n")
                elif not search.ended_well:
                    case = search.found.example
                    names = ", ".join(injection.name for injection in case.injections)
                    sys.stdout.write(f"    {search.name}, seed {search.seed}: {case.frame.shape} with {names}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
