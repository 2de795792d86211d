"""One property on one case: a failure of yesterday as a test of its own."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Unpack

from ..strategies import Schedule
from .binding import Binding
from .drawn import always
from .errors import PropertyError
from .options import BindOptions
from .searching import pinned

__all__ = ["hold"]


def hold(name: str, case: object, *, schedule: Schedule | str | None = None, **subject: Unpack[BindOptions]) -> None:
    """Judge a subject by one property on one case; the failure of a race ends with such a call, ready to paste.

    Parameters
    ----------
    name
        The property.
    case
        What it draws: a ``Program``, an ``Encounter`` or a ``Rush`` of settings, a ``Writing`` of a ledger or the
        ``Processes`` that write it, a ``Race``.
    schedule
        The only one that is tried, such as ``"0:0@12>1,1@9>0"``; as many as the property tries where left out.
    **subject
        As for ``bind``.

    Raises
    ------
    PropertyError
        If the property does not hold; its note is the time line.
    BindError
        If the subject cannot be tried as given.
    ValueError
        If the text stands for no schedule.
    """
    binding = Binding.of("hold", **{**subject, "properties": [name]})
    one = Schedule.parse(schedule) if isinstance(schedule, str) else schedule
    with nullcontext() if one is None else pinned(one):
        try:
            binding.judge(name, always(case))
        except PropertyError as error:
            error.add_note("\n".join(error.failure.case))
            raise
