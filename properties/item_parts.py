"""What the plugin reads off a pytest item."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

from .binding import Binding
from .governed import key_of

__all__ = ["binding_of", "identity", "own_key", "property_of", "test_of"]


def test_of(item: pytest.Item) -> Any:
    """Return the test that ``@given`` made, None where the item is none."""
    test = getattr(item, "obj", None)
    if test is None or not is_hypothesis_test(test):
        return None
    return getattr(test, "__func__", test)


def binding_of(item: pytest.Item) -> Binding | None:
    """Return the binding that an item tries, None for a test of the user's own."""
    return getattr(test_of(item), "toxiframe_binding", None)


def property_of(item: pytest.Item) -> str:
    """Return the name of the property that an item of a binding tries."""
    callspec: Any = getattr(item, "callspec")  # noqa: B009 - bound tests are parametrized, other items need not be
    return str(callspec.params["holds"])


def own_key(item: pytest.Item) -> bytes | None:
    """Return the key of a bound item in the example database, which survives a moved file; None for other items."""
    binding = binding_of(item)
    if binding is None:
        return None
    return hashlib.sha256(f"toxiframe\0{binding.label}\0{property_of(item)}".encode()).digest()


def identity(item: pytest.Item) -> tuple[str, bytes]:
    """Return whose failures an item saves, as their ids say it, and the key they are saved under."""
    binding = binding_of(item)
    owner = item.nodeid if binding is None else f"{binding.label}\0{property_of(item)}"
    return owner, key_of(test_of(item), item.nodeid, own_key(item))
