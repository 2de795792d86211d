"""Ledgers that do not get over a write that was cut short."""

from __future__ import annotations

import json

from tests.mutants.ledger_book import Book

__all__ = ["TAILS"]


class _Glued(Book):
    """Appends to whatever the file ends with."""

    def mend(self, file):
        pass


class _NewLine(Book):
    """Ends the torn line, and leaves it in the middle of the ledger."""

    def mend(self, file):
        content = self.content(file)
        if content and not content.endswith(b"\n"):
            self.write(file, b"\n")


class _MendedWhenOpened(Book):
    """Mends when it is opened, and is surprised when another writer dies later."""

    def __init__(self, path):
        super().__init__(path)
        with self.locked() as file:
            super().mend(file)

    def mend(self, file):
        pass


class _SilentAboutTheTail(Book):
    """Verifies whole lines, and says nothing of the rest."""

    @classmethod
    def lines(cls, path):
        return [line for line in super().lines(path) if line.endswith(b"\n")]


class _SilentAboutTheLineFeed(Book):
    """Takes a record for whole that lacks nothing but its line feed, and glues the next one to it."""

    def mend(self, file):
        last = self.content(file).rpartition(b"\n")[2]
        if len(last) < 65 or self.hashed(last[:-65]).encode() != last[-64:]:
            super().mend(file)

    @classmethod
    def lines(cls, path):
        return [line.removesuffix(b"\n") + b"\n" for line in super().lines(path)]


class _DropsALine(Book):
    """Removes the last whole record together with the torn one."""

    def mend(self, file):
        content = self.content(file)
        if content and not content.endswith(b"\n"):
            file.truncate(content.rfind(b"\n", 0, content.rfind(b"\n")) + 1)


class _StartsAnew(Book):
    """Empties a torn ledger."""

    def mend(self, file):
        content = self.content(file)
        if not content.endswith(b"\n"):
            file.truncate(0)


class _ReadsTheTornOne(Book):
    """Reads every line that is JSON, verified or not."""

    @classmethod
    def read(cls, path):
        found = []
        for line in path.read_bytes().splitlines():
            try:
                found.append(json.JSONDecoder().raw_decode(line.decode(errors="ignore"))[0][2])
            except ValueError:
                continue
        return found


class _MendsText(Book):
    """Decodes the file to find its last line, which a character cut in two does not survive."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, body], ensure_ascii=False).encode()

    def mend(self, file):
        text = self.content(file).decode()
        file.truncate(len(text[: text.rfind("\n") + 1].encode()))


TAILS = {
    "glues the next record to the torn one": _Glued,
    "ends the torn line": _NewLine,
    "mends when it is opened": _MendedWhenOpened,
    "says nothing of the tail": _SilentAboutTheTail,
    "takes a record without its line feed for whole": _SilentAboutTheLineFeed,
    "drops the last whole record": _DropsALine,
    "starts anew": _StartsAnew,
    "reads the torn record": _ReadsTheTornOne,
    "mends text": _MendsText,
}
