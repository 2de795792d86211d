"""Every property by its name."""

from __future__ import annotations

from types import MappingProxyType

from .contract_properties import CONTRACT
from .digest_properties import DIGEST
from .errors import BindError, did_you_mean
from .ledger_properties import LEDGER
from .merge_properties import MERGE
from .pipeline_properties import PIPELINE
from .property import Property
from .race_properties import RACE
from .settings_properties import SETTINGS
from .trace_properties import TRACE

__all__ = ["PROPERTIES", "property_named"]

PROPERTIES = MappingProxyType(
    {entry.name: entry for entry in (*CONTRACT, *DIGEST, *SETTINGS, *MERGE, *LEDGER, *TRACE, *PIPELINE, *RACE)}
)
"""Name -> property, in the order of the documentation."""


def property_named(name: str) -> Property:
    """Return the property of that name.

    Raises
    ------
    BindError
        If there is none, with the closest match.
    """
    found = PROPERTIES.get(name)
    if found is None:
        msg = f"there is no property {name!r}{did_you_mean(name, PROPERTIES)}"
        raise BindError(msg)
    return found
