"""Settings under test, and what all their properties ask of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from contextvars import Context
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

from .settings_subject import SettingsSubject

__all__ = ["InForce", "SettingsTrial", "covered", "in_force", "look", "on_new_thread", "recover", "told", "untouched"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTrial:
    """Settings under test; ``fresh`` gives them to one case, a new object each time where it can."""

    fresh: Callable[[], SettingsSubject]

    def __getattr__(self, need: str) -> Any:
        """Return what the subject itself can do, for the properties that need it."""
        if need not in SettingsSubject.__dataclass_fields__:
            raise AttributeError(need)
        return getattr(self.fresh(), need)


def on_new_thread(work: Callable[[], Any], *, bare: bool = True) -> Any:
    """Return what a function returns on a thread that nobody has touched; the one we are in may hold settings.

    What the function raises is raised here. ``bare``: in an empty context, so that nothing is inherited either.
    """
    seen: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            seen.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            errors.append(error)

    thread = Thread(target=partial(Context().run, run) if bare else run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return seen[0]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InForce:
    """What is in force somewhere; ``settings`` is empty, and ``label`` what it raised, where asking for it did."""

    label: str
    settings: tuple[Any, ...] = ()


def in_force(subject: SettingsSubject) -> InForce:
    """Return what is in force here."""
    try:
        settings = subject.get()
        return InForce(label=subject.label(settings), settings=(settings,))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return InForce(label=told(error))


def untouched(subject: SettingsSubject) -> InForce:
    """Return what a thread sees that nobody has touched."""
    return on_new_thread(partial(in_force, subject))


def look(subject: SettingsSubject) -> str:
    """Return the label of the settings in force here, or what asking for them raised."""
    return in_force(subject).label


def told(error: BaseException) -> str:
    """Return what was raised, in one line."""
    return f"raised {type(error).__name__}: {error}"


def recover(subject: SettingsSubject, before: InForce) -> None:
    """Cover up here what leaked, by what was in force before, or else by a default; nothing, if all looks as before."""
    for make in (*(partial(_same, settings) for settings in before.settings), partial(subject.make, "default")):
        if look(subject) == before.label:
            return
        with suppress(Exception):
            subject.set(make())


def _same(settings: Any) -> Any:
    return settings


@contextmanager
def covered(subject: SettingsSubject) -> Generator[InForce]:
    """Give what is in force here, and cover up what leaks out of the block: whatever comes next is not judged by it."""
    before = in_force(subject)
    try:
        yield before
    finally:
        recover(subject, before)
