"""A leak of settings is told so that its culprit is known."""

from __future__ import annotations

from toxiframe.properties import check

from tests.mutants.configs import CONFIGS
from tests.mutants.planted import BUDGET

PLAIN_GLOBAL = CONFIGS.bugs["no_settings_leak"]["B1 plain global"]


def test_the_culprit_is_named():
    """The failure says whose settings were seen, and the program is shrunk to the two acts that it takes."""
    report = check(settings=PLAIN_GLOBAL, properties=["no_settings_leak"], max_examples=BUDGET, seed=1)
    [(failure, _, _)] = report["no_settings_leak"].failures
    assert failure.got.startswith("sees the settings of scope "), failure.got
    scopes = " ".join(line for line in failure.case if line.startswith("scope "))
    assert scopes.count("set") + scopes.count("override") == 1, failure.case


def test_a_leak_into_the_thread_that_waits_is_caught_again_and_again():
    """A subject that cannot be made anew is judged by each case alone, so the smallest program is still found."""
    report = check(settings=PLAIN_GLOBAL(), properties=["no_settings_leak"], max_examples=BUDGET, seed=1)
    [(failure, found, _)] = report["no_settings_leak"].failures
    assert not found.unstable, report
    assert any("set" in line or "override" in line for line in failure.case), failure.case
