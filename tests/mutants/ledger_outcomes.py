"""Ledgers that lose, double or invent the outcome of a stage."""

from __future__ import annotations

from tests.mutants.ledger_book import Book

__all__ = ["OUTCOMES"]


class _NoneWhenInterrupted(Book):
    """Catches exceptions, and Ctrl-C is none."""

    def stage(self, name, work):
        self.append([{"intent": name}])
        try:
            work()
        except Exception:
            self.append([{"outcome": name, "ok": False}])
            raise
        self.append([{"outcome": name, "ok": True}])


class _NoneWhenFailed(Book):
    """Records the outcome of what ended well."""

    def stage(self, name, work):
        self.append([{"intent": name}])
        work()
        self.append([{"outcome": name, "ok": True}])


class _AlwaysWell(Book):
    """Records success in a `finally`."""

    def stage(self, name, work):
        self.append([{"intent": name}])
        try:
            work()
        finally:
            self.append([{"outcome": name, "ok": True}])


class _TwiceWhenFailed(Book):
    """Records a failure where it is caught, and once more in a `finally`."""

    def stage(self, name, work):
        self.append([{"intent": name}])
        ok = False
        try:
            work()
            ok = True
        except Exception:
            self.append([{"outcome": name, "ok": False}])
            raise
        finally:
            self.append([{"outcome": name, "ok": ok}])


class _IntentLate(Book):
    """Records intent and outcome together, when the stage is over."""

    def stage(self, name, work):
        try:
            work()
        except BaseException:
            self.append([{"intent": name}, {"outcome": name, "ok": False}])
            raise
        self.append([{"intent": name}, {"outcome": name, "ok": True}])


class _IntentOnce(Book):
    """Takes a retry for the stage that was there already."""

    def stage(self, name, work):
        known = any(body.get("intent") == name for body in self.read(self.path))
        if known:
            work()
        else:
            super().stage(name, work)


class _OutcomeLate(Book):
    """Keeps outcomes for the next write."""

    def __init__(self, path):
        super().__init__(path)
        self.kept = []

    def append(self, bodies):
        kept, self.kept = [*self.kept, *bodies], []
        if "outcome" in kept[-1] and kept[-1]["ok"]:
            self.kept = [kept.pop()]
        super().append(kept)


class _Swallowing(Book):
    """Records a failure, and lets the caller go on as if there were none."""

    def stage(self, name, work):
        try:
            super().stage(name, work)
        except Exception:  # noqa: BLE001 - the planted bug
            return


class _NameOfTheFirst(Book):
    """Keeps the name of the stage on itself, and a second stage does not replace it."""

    def stage(self, name, work):
        self.name = getattr(self, "name", name)
        self.append([{"intent": name}])
        try:
            work()
        except BaseException:
            self.append([{"outcome": self.name, "ok": False}])
            raise
        self.append([{"outcome": self.name, "ok": True}])


OUTCOMES = {
    "none when interrupted": _NoneWhenInterrupted,
    "none when failed": _NoneWhenFailed,
    "always well": _AlwaysWell,
    "twice when failed": _TwiceWhenFailed,
    "intent with the outcome": _IntentLate,
    "a retry leaves nothing": _IntentOnce,
    "outcome with the next intent": _OutcomeLate,
    "swallows the failure": _Swallowing,
    "outcome under another name": _NameOfTheFirst,
}
