"""A digest, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .representations import EQUIVALENT

__all__ = ["DigestSubject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSubject:
    """A digest of frames.

    Attributes
    ----------
    digest
        The same text for the same content.
    immaterial
        Names of changes that it may overlook by policy (see ``toxiframe.properties.MUTATIONS``), such as
        ``swap_rows`` where the order of rows does not count.
    equivalent
        Names of the ways to hold the same content that must not count (see
        ``toxiframe.properties.REPRESENTATIONS``). If left out, all but ``row_order``: the columns are a set of names.
    columns
        Returns a digest for each column, by its label, of a frame whose labels do not repeat. None if the subject
        cannot say which column changed.
    refusals
        What it raises for content that it does not define. The message must name the column and the type.
    """

    digest: Callable[[pd.DataFrame], Hashable]
    immaterial: frozenset[str] = frozenset()
    equivalent: frozenset[str] = EQUIVALENT
    columns: Callable[[pd.DataFrame], Mapping[Any, Hashable]] | None = None
    refusals: tuple[type[Exception], ...] = (TypeError, ValueError)
