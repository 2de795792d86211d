"""What every test finds around it."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    """Let no test see a terminal: workers of pytest-xdist are told that they have one of 80 columns."""
    monkeypatch.delenv("COLUMNS", raising=False)
