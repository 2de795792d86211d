"""What a digest must not tell apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from .digest_checks import Place, change_cases
from .digest_subject import DigestSubject
from .digesting import digest_of, first_failure, short
from .outcomes import Failure, Outcome, Sight, Sighting
from .representations import REPRESENTATIONS

__all__ = ["Held", "canonical", "canonical_cases"]

_MOST = 8  # representations in one case: each costs two digests


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A frame, a place in it, and the ways to hold it that are compared."""

    place: Place
    ways: tuple[str, ...]


def canonical_cases(subject: DigestSubject) -> st.SearchStrategy[Held]:
    """Draw frames, a place in each, and ways to hold them that must not count."""
    names = [name for name in REPRESENTATIONS if name in subject.equivalent]
    if not names:
        return st.builds(Held, place=change_cases(subject), ways=st.just(()))
    ways = st.lists(st.sampled_from(names), min_size=1, max_size=_MOST, unique=True).map(tuple)
    return st.builds(Held, place=change_cases(subject), ways=ways)


def canonical(subject: DigestSubject, case: Held) -> Outcome:
    """Check that the same content has one digest, whichever way it is held."""
    sightings: list[Sighting] = []
    failure: Failure | None = None
    place = case.place
    for entry in map(REPRESENTATIONS.__getitem__, case.ways):
        pair = None if failure is not None else entry.pair(place.frame, place.row, place.column)
        if pair is None:
            continue
        first, second = (digest_of(subject, frame, deep=False) for frame in pair)
        held = f"held    {entry.name}: {entry.says}"
        refused = first_failure(first, second)
        if refused is not None:
            failure = replace(refused, blamed=entry.name, case=(held,))
        elif first != second:
            policy = f"policy  say equivalent=EQUIVALENT - {{{entry.name!r}}} of the digest if it is meant to count"
            failure = Failure(
                wanted="one digest for the same content",
                got=f"{short(first)} and {short(second)}",
                frame=pair[0],
                blamed=entry.name,
                case=(held, policy),
            )
        sightings.append((entry.name, Sight.PASSED if failure is None else Sight.FALSE_ALARM))
    return Outcome(failure=failure, sightings=tuple(sightings), reached=bool(sightings))
