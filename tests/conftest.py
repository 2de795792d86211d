"""What every test finds around it."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    """Let no test see a terminal: workers of pytest-xdist are told that they have one of 80 columns."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="module")
def no_cluster_left():
    """End whatever Ray cluster the tests of a module have started: other tests start theirs."""
    yield
    if "ray" in sys.modules:
        sys.modules["ray"].shutdown()
