"""Whether who receives settings can change them for others."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .failing import failed
from .outcomes import Outcome
from .payload_attempts import attempts
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, on_new_thread, told

__all__ = ["Meddling", "immutable_payload", "meddlings"]

DEFAULT, SET, OVERRIDE = "default", "set", "override"
_ATTEMPTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Meddling:
    """Which settings are in force, and which of all attempts to change them is made, counted round and round."""

    force: str
    attempt: int


def meddlings(trial: SettingsTrial) -> st.SearchStrategy[Meddling]:
    """Draw attempts."""
    force = [DEFAULT, SET] + [OVERRIDE] * (trial.fresh().override is not None)
    return st.builds(Meddling, force=st.sampled_from(force), attempt=st.integers(0, _ATTEMPTS))


def immutable_payload(trial: SettingsTrial, case: Meddling) -> Outcome:
    """Check that after any attempt to change what ``get`` returned, everybody still gets the old values."""
    subject = trial.fresh()
    payload = subject.payload
    if payload is None:
        return Outcome(reached=False)
    try:
        return on_new_thread(partial(_meddled, subject, payload, case))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return failed("settings to look at", told(error), (f"force   {case.force}",))


def _meddled(subject: SettingsSubject, payload: Callable[[Any], object], case: Meddling) -> Outcome:
    if case.force == OVERRIDE and subject.override is not None:
        with subject.override(subject.make(OVERRIDE)):
            return _tried(subject, payload, case)
    token = subject.set(subject.make(SET)) if case.force == SET else None
    try:
        return _tried(subject, payload, case)
    finally:
        if case.force == SET and subject.reset is not None:
            subject.reset(token)


def _tried(subject: SettingsSubject, payload: Callable[[Any], object], case: Meddling) -> Outcome:
    def look() -> object:
        return deepcopy(payload(subject.get()))

    here, elsewhere = look(), on_new_thread(look)
    choices = list(attempts(subject.get()))
    if not choices:
        return Outcome(reached=False)
    says, attempt = choices[case.attempt % len(choices)]
    refused = _refused(attempt)
    for who, before, after in (("the next reader", here, look()), ("a new thread", elsewhere, on_new_thread(look))):
        if repr(before) != repr(after):
            told_case = (f"attempt {says}", f"force   {case.force}", f"answer  {refused or 'it was let through'}")
            return failed(f"{who} gets {before!r}, as before", repr(after), told_case)
    return Outcome()


def _refused(attempt: Callable[[], object]) -> str | None:
    try:
        attempt()
    except Exception as error:  # noqa: BLE001 - a refusal may be of any kind
        return told(error)
    return None
