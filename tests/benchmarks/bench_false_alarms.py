"""False alarms of the reference gate on clean frames and legal controls; a script, of which a test runs a part.

    make bench-false-alarms
    python tests/benchmarks/bench_false_alarms.py [--frames 100000] [--workers 2]

Exits with 1 if there is one. Every frame is drawn by Hypothesis under a seed that is printed with each false alarm.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from hypothesis import Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.strategies.false_alarms import alarm_of, legal_frames

A_SEED = 500  # frames that are drawn under one seed: enough to be worth a start, few enough to spread


def count(seeded: int) -> tuple[int, list[str]]:
    """Judge the frames of one seed; return how many there were, and the false alarms."""
    frames, alarms = 0, list[str]()

    # deadline=None: nothing is timed here. generate only: an alarm is counted, not shrunk.
    @settings(max_examples=A_SEED, database=None, deadline=None, phases=[Phase.generate])
    @seed(seeded)
    @given(legal_frames())
    def judged(case):
        nonlocal frames
        frames += 1
        alarm = alarm_of(case)
        if alarm is not None:
            alarms.append(f"seed {seeded}: {alarm}: {case!r}")

    judged()
    return frames, alarms


def main() -> int:
    """Judge frames until there were enough, and report the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    began, frames, alarms, seeded = time.monotonic(), 0, list[str](), 0
    with ProcessPoolExecutor(options.workers) as pool:
        while frames < options.frames:
            # Hypothesis stops early where it finds nothing new, so frames are counted as they come.
            wave = range(seeded, seeded + 8 * options.workers)
            seeded = wave.stop
            for judged, found in pool.map(count, wave):
                frames += judged
                alarms += found
            sys.stdout.write(f"\r{frames:,} frames, {len(alarms)} false alarms, {time.monotonic() - began:.0f} s")
            sys.stdout.flush()
    sys.stdout.write("\n" + "\n".join(alarms[:20]) + "\n" if alarms else "\n")
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
