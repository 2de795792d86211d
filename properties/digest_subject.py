"""A digest, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import pandas as pd

__all__ = ["DigestSubject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSubject:
    """A digest of frames.

    ``digest``: the same text for the same content. ``immaterial``: names of changes that it may overlook by
    policy (see ``toxiframe.properties.mutations``), such as ``swap_rows`` where the order of rows does not count.
    """

    digest: Callable[[pd.DataFrame], Hashable]
    immaterial: frozenset[str] = frozenset()
