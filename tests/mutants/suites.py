"""All planted bugs, kind by kind."""

from __future__ import annotations

from tests.mutants.configs import CONFIGS
from tests.mutants.digests import DIGESTS
from tests.mutants.gates import GATES
from tests.mutants.ledgers import LEDGERS
from tests.mutants.merges import MERGES
from tests.mutants.pipelines import PIPELINES
from tests.mutants.races import RACES
from tests.mutants.traces import TRACES

__all__ = ["SUITES"]

SUITES = (GATES, DIGESTS, CONFIGS, MERGES, LEDGERS, TRACES, PIPELINES, RACES)
