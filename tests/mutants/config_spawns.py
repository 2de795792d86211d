"""Settings that travel otherwise than they are declared to."""

from __future__ import annotations

from contextvars import Context, ContextVar, copy_context
from functools import partial

from tests.inheriting import INHERITING
from tests.mutants.config_subjects import INHERITS, correct_but, in_a_local, subject

__all__ = ["ASTRAY"]


def _in_var(carry=None, **inherits):
    var = ContextVar("settings", default="default")
    made = None if carry is None else partial(carry, var)
    return subject(var.get, var.set, var.reset, inherits={**INHERITS, **inherits}, carry=made)


def _reads_late(var, fn):
    """Read the settings when the work runs, not when it is wrapped."""

    def carried():
        context = Context()
        context.run(var.set, var.get())
        return context.run(fn)

    return carried


def _copies_late(var, fn):
    """T3: the context is copied on the worker."""
    del var
    return lambda: copy_context().run(fn)


def _one_context(var, fn):
    """T4: one context for all workers, which only one of them can enter."""
    del var
    return partial(copy_context().run, fn)


def _in_local():
    """T13: a threading.local knows nothing of to_thread."""
    return subject(*in_a_local(), inherits=INHERITS)


ASTRAY = {
    "carries what is in force later": partial(_in_var, _reads_late),
    "T3 copies the context on the worker": partial(_in_var, _copies_late),
    "T4 one context for all workers": partial(_in_var, _one_context),
    "T13 threading.local beside to_thread": _in_local,
    "threads are said to do what they do not": partial(_in_var, thread=not INHERITING),
    "tasks are said to start afresh": partial(_in_var, task=False),
    "generators are said to keep what they began with": partial(_in_var, generator=True),
    "carries nothing": partial(correct_but, carry=lambda fn: fn),
}
"""Name -> what makes a fresh subject with the bug."""
