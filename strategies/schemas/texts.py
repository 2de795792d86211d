"""Strings under checks of their pattern and length."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .limits import Limits
from .patterns import least_width, parsed, sampled, spelled, stretched
from .sources import Offer

__all__ = ["Texts"]

_SEED = 20_240_706
_NOISE = 96
_TRIES = 6  # spelled out for each wanted, since checks of the length or of another pattern drop some
_LONG = 300  # characters of the longest string that is made for its length
_ROOM = 24  # characters more than the least, where no longest is given
# What code is known to break on: nothing, blanks, quoting, what looks like another type, and beyond ASCII.
_NASTY = (
    "", " ", "0", "A", "nan", "NULL", "None", "true", "-1", "1e5", "a,b", '"', "'", "a\nb", "\t", " a ", "=1+1", "\\",
    "é", "e\u0301", "ß", "İ", "中文", "😀", "\u200b", "a\xa0b", "ﬁ", "ZZZ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texts:
    """A source of strings."""

    limits: Limits
    to_series: Callable[[Sequence[str]], Any]

    def offer(self, count: int) -> Offer:
        """Return candidates, among them a ladder of ``count`` values if there are so many."""
        chosen = random.Random(_SEED)  # noqa: S311 - the same candidates for every run
        wanted = count + len(self.limits.forbidden)
        patterns = (*self.limits.matches, *self.limits.contains)
        if not patterns:
            return self._words(wanted, chosen)
        ladder: list[str] = []
        ordinary: list[str] = []
        wild: list[str] = []
        complete = False
        for pattern in self.limits.matches or self.limits.contains[:1]:
            nodes = stretched(parsed(pattern), self.limits.shortest - self._room(pattern))
            most = wanted * _TRIES + _NOISE
            spellings = list(itertools.islice(spelled(nodes), most))
            complete = complete or len(spellings) < most
            ladder += self._kept(spellings)
            if not self.limits.matches and len(ladder) < wanted:
                # Around what a string has to contain anything may stand.
                ladder += self._kept(spellings[0] + word for word in self._fillers(wanted, len(spellings[0])))
                complete = False
            ordinary += self._kept(sampled(nodes, chosen, 3) for _ in range(_NOISE))
            reach = max(self.limits.longest or 0, self.limits.shortest, 8)
            wild += self._kept(sampled(nodes, chosen, min(reach, _LONG)) for _ in range(wanted * 2 + _NOISE))
        by_length = sorted((*ordinary, *wild), key=len)
        edges = [*by_length[:4], *by_length[-4:], *self._kept(_NASTY)]
        return Offer(ladder=ladder, edges=edges, ordinary=ordinary, wild=wild, complete=complete and not wild)

    def series(self, raws: Sequence[Any]) -> Any:
        """Return a ``Series`` of the column's dtype."""
        return self.to_series(raws)

    def _fillers(self, count: int, taken: int) -> Iterator[str]:
        """Yield words of the length that is left, or of any where much is."""
        fixed = taken + sum(len(max(ends, key=len, default="")) for ends in self._fixed())
        least = max(0, self.limits.shortest - fixed)
        most = least + 4 if self.limits.longest is None else max(0, min(self.limits.longest - fixed, least + 4))
        words = (itertools.product(string.ascii_lowercase, repeat=min(size, 8)) for size in range(most, least - 1, -1))
        for letters in itertools.islice(itertools.chain.from_iterable(words), count):
            yield "".join(letters).rjust(least, "a")

    def _room(self, pattern: Any) -> int:
        """Return how long a string is at the least that holds this pattern and all else that is asked for."""
        return least_width(parsed(pattern)) + sum(len(max(ends, key=len, default="")) for ends in self._fixed())

    def _fixed(self) -> tuple[Sequence[str], Sequence[str]]:
        return self.limits.starts, self.limits.ends

    def _kept(self, cores: Any) -> list[str]:
        """Return the cores with the start, the end and the parts they need, where the length allows it."""
        found: dict[str, None] = {}
        low, high = self.limits.shortest, self.limits.longest
        for core in cores:
            for text in self._dressed(core):
                if low <= len(text) and (high is None or len(text) <= high):
                    found[text] = None
        return list(found)

    def _dressed(self, core: str) -> Iterator[str]:
        start = max(self.limits.starts, key=len, default="")
        end = max(self.limits.ends, key=len, default="")
        parts = self.limits.contains if self.limits.matches else self.limits.contains[1:]
        middle = "".join(next(spelled(parsed(part)), "") for part in parts)
        head = "" if core.startswith(start) else start
        tail = "" if (core + middle).endswith(end) else end
        bare = head + core + middle + tail
        yield head + core + tail
        if middle:
            yield bare
        missing = self.limits.shortest - len(bare)
        if missing > 0:  # beyond a pattern without an end anything may follow
            yield head + core + middle + "a" * missing + tail

    def _words(self, count: int, chosen: random.Random) -> Offer:
        low = self.limits.shortest
        most = self.limits.longest
        start = max(self.limits.starts, key=len, default="")
        end = max(self.limits.ends, key=len, default="")
        overlap = next((size for size in range(min(len(start), len(end)), 0, -1) if start.endswith(end[:size])), 0)
        fixed = len(start) + len(end)
        least = max(0, low - fixed)
        room = (most if most is not None else max(low, fixed) + _ROOM) - fixed
        if room < 0 or (most is not None and low > most):
            lapped = start + end[overlap:]
            fits = overlap > 0 and most is not None and low <= len(lapped) <= most
            return Offer(ladder=[lapped] if fits else [], complete=True)

        def dressed(word: str) -> str:
            return start + word[:room].ljust(least, "a") + end

        width = max(1, least)
        while len(string.ascii_lowercase) ** min(width, 8) < count and width < room:
            width += 1
        rungs = itertools.product(string.ascii_lowercase, repeat=min(width, room, 8))
        ladder = [dressed("a" * (width - len(rung)) + "".join(rung)) for rung in itertools.islice(rungs, count)]
        lengths = [size for size in (least, least + 1, room - 1, room) if least <= size <= min(room, _LONG)]
        plain = string.ascii_letters + string.digits
        strange = plain + " _-.,;" + "éßİ中😀\u0301\u200b\xa0"
        longest = min(room, _LONG)
        return Offer(
            ladder=ladder if room else [dressed("")],
            edges=[*map(dressed, _NASTY), *(dressed("b" * size) for size in lengths)],
            ordinary=[dressed("".join(chosen.choices(plain, k=chosen.randint(1, 8)))) for _ in range(_NOISE)],
            wild=[dressed("".join(chosen.choices(strange, k=chosen.randint(0, longest)))) for _ in range(_NOISE)],
            complete=room == 0,
        )
