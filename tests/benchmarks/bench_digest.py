"""What the canonical digest costs, as ratios in one run: against one raw SHA-256 pass and against loops over cells.

Run it as a script; pytest does not collect it. CPU time of this process, the least of several interleaved rounds.
The loops are timed on a fiftieth of the columns and scaled, because they take too long otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from toxiframe.pipeline.evidence.digest import get_df_hash

SHARE = 50  # the loops see one column in this many


def usual_loop(frame: pd.DataFrame) -> str:
    """Hash every cell on its own with a null check and rounding, as a first version of a digest usually does."""
    hasher = hashlib.sha256(str(sorted(frame.columns)).encode())
    for row in frame.index:
        hasher.update(str(row).encode())
    for column in sorted(frame.columns):
        for value in frame[column]:
            hasher.update(b"null" if pd.isna(value) else f"{round(float(value), 8):.8f}".encode())
    return hasher.hexdigest()


def lean_loop(frame: pd.DataFrame) -> str:
    """Hash every cell on its own with nothing but the number's shortest exact text: the fastest such loop."""
    hasher = hashlib.sha256()
    for column in frame.columns:
        for value in frame[column]:
            hasher.update(repr(value).encode())
    return hasher.hexdigest()


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def least(rounds: int, works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the least CPU time of each piece of work over interleaved rounds."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(cpu_seconds(work))
    return {name: min(times) for name, times in taken.items()}


def main() -> None:
    """Measure and print one line a layout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2520)
    parser.add_argument("--columns", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    cells = np.random.default_rng(0).standard_normal((chosen.rows, chosen.columns)) / 100
    some = pd.DataFrame(cells[:, :: SHARE if chosen.columns > SHARE else 1])
    scale = chosen.columns / some.shape[1]
    usual, lean = (cpu_seconds(lambda loop=loop: loop(some)) * scale for loop in (usual_loop, lean_loop))
    days = pd.date_range("2015-01-01", periods=chosen.rows, freq="D", tz="UTC")
    names = [f"NYSE:A{place}" for place in range(chosen.columns)]
    layouts = {"column-contiguous": np.asfortranarray(cells), "row-contiguous": np.ascontiguousarray(cells)}
    holes = np.asfortranarray(np.where(np.random.default_rng(1).random(cells.shape) < 0.01, np.nan, cells))
    for layout, block in {**layouts, "column-contiguous, 1 % NaN": holes}.items():
        frame = pd.DataFrame(block, index=days, columns=names, copy=False)
        raw = block.T if block.flags.f_contiguous else block
        took = least(
            chosen.rounds,
            {"digest": lambda frame=frame: get_df_hash(frame), "raw": lambda raw=raw: hashlib.sha256(raw).digest()},
        )
        sys.stdout.write(
            f"{chosen.rows} x {chosen.columns}, {layout}: dfd1 {took['digest'] * 1e3:.1f} ms CPU, "
            f"{took['digest'] / took['raw']:.2f} x one raw SHA-256 pass ({took['raw'] * 1e3:.1f} ms), "
            f"{usual / took['digest']:.0f} x faster than the usual loop over cells ({usual:.1f} s), "
            f"{lean / took['digest']:.0f} x than the leanest ({lean:.1f} s)\n"
        )


if __name__ == "__main__":
    main()
