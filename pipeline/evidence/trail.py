"""Audit trails of parallel workers, and the one order in which they are merged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from ..errors import LedgerError
from .canonical import Json, canonical_bytes, strict_json

__all__ = ["Event", "Trail", "TrailRecorder", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing a worker has to say: its shard, its place in the shard's trail (from 0), its kind and its body."""

    shard: int
    seq: int
    kind: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """All events of one shard in order, and the hash chain's head over them (64 hexadecimal digits)."""

    shard: int
    events: tuple[Event, ...]
    head: str


class TrailRecorder:
    """Collects the events of one shard in memory; workers write no files, so a retry leaves no duplicates.

    Parameters
    ----------
    shard
        The shard's number, unique in the run.
    """

    __slots__ = ("_events", "_head", "_shard")

    def __init__(self, shard: int) -> None:
        self._shard = shard
        self._events: list[Event] = []
        self._head = _genesis(shard)

    def record(self, kind: str, body: Mapping[str, object]) -> Event:
        """Append an event with a copy of ``body``.

        Raises
        ------
        LedgerError
            If the body holds what JSON cannot carry, such as NaN.
        """
        copy = cast("dict[str, object]", strict_json(body, what=f"the body of {kind!r}"))
        event = Event(shard=self._shard, seq=len(self._events), kind=kind, body=copy)
        self._head = _link(self._head, event)
        self._events.append(event)
        return event

    def trail(self) -> Trail:
        """Return what was recorded so far."""
        return Trail(shard=self._shard, events=tuple(self._events), head=self._head)


def merge(trails: Iterable[Trail]) -> tuple[Event, ...]:
    """Return the events of all trails ordered by (shard, seq), whatever order the trails arrived in.

    A trail that arrived twice counts once.

    Raises
    ------
    LedgerError
        If events of a trail are missing, out of place or altered, or two different trails claim one shard.
    """
    known: dict[int, Trail] = {}
    for trail in trails:
        _check(trail)
        other = known.setdefault(trail.shard, trail)
        if other.head != trail.head:
            msg = (
                f"two different trails claim shard {trail.shard} ({len(other.events)} events, head "
                f"{other.head[:12]}; {len(trail.events)} events, head {trail.head[:12]}): a shard is "
                "computed once and deterministically; give every shard a number of its own"
            )
            raise LedgerError(msg)
    return tuple(event for shard in sorted(known) for event in known[shard].events)


def _check(trail: Trail) -> None:
    head = _genesis(trail.shard)
    for seq, event in enumerate(trail.events):
        if (event.shard, event.seq) != (trail.shard, seq):
            msg = (
                f"trail of shard {trail.shard}: event (shard {event.shard}, seq {event.seq}) stands where "
                f"(shard {trail.shard}, seq {seq}) belongs; events were lost, moved or mixed up: run the shard again"
            )
            raise LedgerError(msg)
        head = _link(head, event)
    if head != trail.head:
        msg = (
            f"trail of shard {trail.shard}: its {len(trail.events)} events hash to {head[:12]}, its head says "
            f"{trail.head[:12]}; it was cut or altered on the way: run the shard again"
        )
        raise LedgerError(msg)


def _genesis(shard: int) -> str:
    return hashlib.sha256(f"toxiframe:trail:{shard}".encode()).hexdigest()


def _link(head: str, event: Event) -> str:
    what = f"event {event.seq} of shard {event.shard}"
    content: Json = [event.shard, event.seq, event.kind, strict_json(event.body, what=what)]
    return hashlib.sha256(head.encode() + b"\n" + canonical_bytes(content, what=what)).hexdigest()
