"""Settings under test, and what all their properties ask of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any

from .settings_subject import SettingsSubject

__all__ = ["SettingsTrial", "default_label", "look", "on_new_thread", "recover", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTrial:
    """Settings under test; ``fresh`` gives them to one case, a new object each time where it can."""

    fresh: Callable[[], SettingsSubject]

    def __getattr__(self, need: str) -> Any:
        """Return what the subject itself can do, for the properties that need it."""
        if need not in SettingsSubject.__dataclass_fields__:
            raise AttributeError(need)
        return getattr(self.fresh(), need)


def on_new_thread(work: Callable[[], Any]) -> Any:
    """Return what a function returns on a thread that nobody has touched; the one we are in may hold settings.

    What the function raises is raised here.
    """
    seen: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            seen.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            errors.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return seen[0]


def default_label(subject: SettingsSubject) -> str:
    """Return the label of what a thread sees that nobody has touched."""
    return str(on_new_thread(lambda: look(subject)))


def look(subject: SettingsSubject) -> str:
    """Return the label of the settings in force here, or what asking for them raised."""
    try:
        return subject.label(subject.get())
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return told(error)


def told(error: BaseException) -> str:
    """Return what was raised, in one line."""
    return f"raised {type(error).__name__}: {error}"


def recover(subject: SettingsSubject, before: str | None = None) -> None:
    """Cover up what leaked, so that the next case is not judged by this one's; nothing, if all looks as ``before``."""
    if look(subject) != before:
        with suppress(Exception):
            subject.set(subject.make("default"))
