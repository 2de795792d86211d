"""Every interpreter reduces a planted race to the same schedule."""

from __future__ import annotations

import pytest

from tests.mutants.configs import CONFIGS
from tests.mutants.ledgers import LEDGERS
from tests.mutants.planted import tried
from tests.mutants.races import RACES

pytestmark = pytest.mark.interpreter

SCHEDULES = [
    (RACES, "linearizable", "a counter without a lock", "1:1@2>0"),
    (RACES, "linearizable", "reads under a lock and writes under it later", "0:0@5>1"),
    (RACES, "linearizable", "published before it is ready", "0:0@6>1"),
    (RACES, "linearizable", "evicted between check and read", "1:1@8>0,0@3>1"),
    (RACES, "invariant_kept", "an old balance", "1:1@5>0"),
    (RACES, "no_deadlock", "locks in another order", "0:0@4>1"),
    (RACES, "no_deadlock", "waits for a turn that is gone", "0:0@4>1"),
    (CONFIGS, "one_instance", "B3 no lock", "0:0@3>1"),
    (CONFIGS, "no_settings_leak", "B4 copied, then put in place", "0:0@21>1,1@25>0"),
    (CONFIGS, "no_settings_leak", "B4b counted without a lock", "0:0@15>1,1@9>0"),
    (CONFIGS, "one_instance", "B8 ready too early", "1:1@6>0"),
    (CONFIGS, "no_settings_leak", "B9 locks in another order", "0:0@13>1"),
    (CONFIGS, "no_settings_leak", "B10 owner and value written apart", "1:1@28>0"),
    (CONFIGS, "never_none", "cleared between look and return", "0:0@4>1"),
    (LEDGERS, "chain_verifies", "reads and appends under two locks", "1:1@18>0"),
    (LEDGERS, "chain_verifies", "remembers the tail", "0:0@3>1,1@36>0"),
    (LEDGERS, "chain_verifies", "chains before the lock", "1:1@11>0"),
]
"""What seed 1 comes to; a change of the engine or of a planted bug may change it, an interpreter may not."""


@pytest.mark.parametrize(("suite", "name", "bug", "schedule"), SCHEDULES, ids=[bug for _, _, bug, _ in SCHEDULES])
def test_a_race_is_reduced_to_the_same_schedule_everywhere(suite, name, bug, schedule):
    """A schedule that one interpreter prints is the one that all of them print."""
    [(failure, _, _)] = tried(suite, name, bug)[name].failures
    assert [line for line in failure.case if line.startswith("schedule")] == [f"schedule  {schedule}"], failure.case
