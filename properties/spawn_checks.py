"""Whether spawned work sees the settings that it is declared to see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .errors import BindError, did_you_mean
from .failing import failed
from .outcomes import Outcome
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, covered, look, on_new_thread, told, untouched
from .spawning import AT_ONCE, WAYS, Later, eager, meeting

__all__ = ["Spawned", "declared_propagation", "spawn_cases"]

SET, OVERRIDE = "set", "override"
_OWN, _LATER = "the spawner", "the spawner, later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spawned:
    """How work is spawned; ``carried``: it is wrapped first; ``by``: how the spawner puts settings in force."""

    way: str
    carried: bool
    by: str

    def told(self) -> tuple[str, ...]:
        """Return the case in words."""
        carried = ", carried, after which the spawner has other settings" if self.carried else ""
        return (f"work    spawned as {self.way}{carried}", f"from    a thread whose settings are in force by {self.by}")


def spawn_cases(trial: SettingsTrial) -> st.SearchStrategy[Spawned]:
    """Draw ways that the subject declares, and all ways for what it carries.

    Raises
    ------
    BindError
        If a way is declared that nobody knows.
    """
    subject = trial.fresh()
    known, declared = [*WAYS, *subject.spawns], subject.inherits or {}
    for way in declared:
        if way not in known or way == AT_ONCE:
            msg = f"inherits={{{way!r}: ...}} is no way to spawn work{did_you_mean(way, known)}"
            raise BindError(msg)
    cases = [(way, False) for way in declared]
    cases += [(way, True) for way in (AT_ONCE, *known) if subject.carry is not None]
    by = [SET] * (subject.reset is not None) + [OVERRIDE] * (subject.override is not None)
    drawn = st.tuples(st.sampled_from(list(dict.fromkeys(cases))), st.sampled_from(by or [SET]))
    return drawn.map(lambda case: Spawned(way=case[0][0], carried=case[0][1], by=case[1]))


def declared_propagation(trial: SettingsTrial, case: Spawned) -> Outcome:
    """Check that work sees its spawner's settings where that is declared or carried, and the default elsewhere."""
    subject = trial.fresh()
    default = untouched(subject).label
    inherited = case.carried or (subject.inherits or {}).get(case.way, False)
    wanted = _OWN if inherited else default
    with covered(subject):
        seen = on_new_thread(partial(_spawned, subject, case))
    if seen == wanted:
        return Outcome()
    why = "as they are carried" if case.carried else f"as inherits={{{case.way!r}: {inherited}}} declares"
    return failed(f"the work sees {wanted}, {why}", f"sees {seen}", case.told())


def _spawned(subject: SettingsSubject, case: Spawned) -> str:
    try:
        with ExitStack() as own:
            _put(subject, case.by, _OWN, own)
            work: Callable[[], Any] = partial(look, subject)
            with ExitStack() as later:
                if case.carried and subject.carry is not None:
                    work = subject.carry(meeting(work, 2) if case.way == AT_ONCE else work)
                    _put(subject, case.by, _LATER, later)
                result = _way(subject, case.way)(work)
        return str(result())
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return told(error)


def _way(subject: SettingsSubject, name: str) -> Later:
    return eager(subject.spawns[name]) if name in subject.spawns else WAYS[name]


def _put(subject: SettingsSubject, by: str, label: str, undo: ExitStack) -> None:
    """Put settings in force until the stack is left."""
    settings = subject.make(label)
    if by == OVERRIDE and subject.override is not None:
        undo.enter_context(subject.override(settings))
        return
    token = subject.set(settings)
    if subject.reset is not None:
        undo.callback(subject.reset, token)
