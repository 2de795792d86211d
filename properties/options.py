"""What every door takes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypedDict

import pandas as pd
from hypothesis.strategies import SearchStrategy

from ..strategies import Fault, Response
from .digest_subject import DigestSubject
from .ledger_subject import LedgerSubject
from .merge_subject import MergeSubject
from .pipeline_subject import PipelineSubject
from .race_subject import RaceSubject
from .settings_subject import SettingsSubject
from .trace_subject import TraceSubject

__all__ = ["BindOptions", "CheckOptions"]


class CheckOptions(TypedDict, total=False):
    """Subjects beside the contract, what they are tried on, and which properties they must have.

    ``digest``, ``settings``, ``merge``, ``ledger``, ``trace``, ``pipeline``, ``race``
        The subjects. ``settings`` may be a callable that makes a new subject for each case.
    ``frames``
        Clean frames for the contract and the pipeline; if left out, those of a pandera schema that is the contract, and
        ``returns_matrices()`` for all others.
    ``faults``
        Faults to inject, or their names; all that have a place on the frames if left out.
    ``policy``
        Name of a fault -> response, over the faults' own.
    ``waive``
        Name of a property -> why it need not hold. It runs all the same, and says when the waiver has become
        needless.
    ``properties``
        Names of the properties to run; all that are about the subjects if left out.
    """

    digest: DigestSubject | Callable[[pd.DataFrame], Hashable]
    settings: SettingsSubject | Callable[[], SettingsSubject]
    merge: MergeSubject
    ledger: LedgerSubject
    trace: TraceSubject
    pipeline: PipelineSubject
    race: RaceSubject
    frames: SearchStrategy[pd.DataFrame]
    faults: Iterable[Fault | str]
    policy: Mapping[str, Response | str]
    waive: Mapping[str, str]
    properties: Iterable[str]


class BindOptions(CheckOptions, total=False):
    """The options of ``bind``: those of ``check``, and these.

    ``contract``
        A pandera schema or model, a callable, or a ``Contract`` (see ``contract_of``).
    ``max_examples``
        The most cases of one property, for subjects that are slow.
    """

    contract: object
    max_examples: int
