"""Settings that restore what a stack would not."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar

from tests.mutants.config_races import refused_and_counted
from tests.mutants.config_subjects import in_a_local, subject

__all__ = ["STACKS"]


def _pops_the_top():
    """Reset takes the top off, whosever token it is given."""
    var = ContextVar("settings", default=("default",))

    def put(value):
        var.set((*var.get(), value))
        return value

    def reset(_):
        var.set(var.get()[:-1] or ("default",))

    return subject(lambda: var.get()[-1], put, reset)


def _resets_to_the_default():
    """Reset forgets that blocks can be nested."""
    var = ContextVar("settings", default="default")
    return subject(var.get, var.set, lambda _: var.set("default"))


def _no_finally():
    """Override restores only where its block ends well."""
    var = ContextVar("settings", default="default")

    @contextmanager
    def override(value):
        token = var.set(value)
        yield
        var.reset(token)

    return subject(var.get, var.set, var.reset, override=override)


def _swallows():
    """Override restores, and hides the error that ended its block."""
    var = ContextVar("settings", default="default")

    @contextmanager
    def override(value):
        token = var.set(value)
        try:
            yield
        except Exception:  # noqa: BLE001, S110 - the bug
            pass
        finally:
            var.reset(token)

    return subject(var.get, var.set, var.reset, override=override)


def _one_before():
    """There is room for one set of settings to go back to."""
    var, before = ContextVar("settings", default="default"), ContextVar("before", default="default")

    def put(value):
        before.set(var.get())
        return var.set(value)

    def reset(_):
        var.set(before.get())

    return subject(var.get, put, reset)


def _skips_equals():
    """Skip settings that are in force already, and yet take them back."""
    var = ContextVar("settings", default=("default",))

    def put(value):
        if var.get()[-1] != value:
            var.set((*var.get(), value))
        return len(var.get())

    def reset(depth):
        if depth == len(var.get()):
            var.set(var.get()[:-1] or ("default",))

    return subject(lambda: var.get()[-1], put, reset)


def _used_twice():
    """Take what stood there before for a token, which restores as often as it is asked to, in any thread."""
    return subject(*in_a_local())


STACKS = {
    "reset pops the top": _pops_the_top,
    "reset goes back to the default": _resets_to_the_default,
    "override without finally": _no_finally,
    "override swallows errors": _swallows,
    "one step back and no more": _one_before,
    "equal settings are not stacked": _skips_equals,
    "a token works twice and anywhere": _used_twice,
    "a refused token counts": refused_and_counted,
}
"""Name -> what makes a fresh subject with the bug."""
