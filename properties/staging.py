"""A stage: threads that wait for their programs, in code that is traced and whose locks are known."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import Any

from .grains import Grain, Points, points_of
from .managing import managing
from .reaching import classes_of, functions_of
from .stepping import Crew, crew

__all__ = ["Stage", "staged"]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The threads, and the code in which they can be stopped."""

    hands: Crew
    functions: tuple[FunctionType, ...]

    @cached_property
    def gil(self) -> Points:
        """Where an interpreter with a GIL could stop them."""
        return points_of(self.functions, "gil")


@contextmanager
def staged(
    code: Iterable[Any], threads: int, *, grain: Grain = "shared", makers: Iterable[Any] = ()
) -> Generator[Stage]:
    """Keep a stage for the block.

    Parameters
    ----------
    code
        The functions and classes in which threads may be stopped, and whose modules' locks are managed.
    makers
        Further callables whose modules' locks are managed: they make objects before the threads start.
    """
    code = list(code)
    functions = tuple(functions_of(code))
    points = points_of(functions, grain)
    with managing([*functions, *functions_of(makers)], classes_of(code)), crew(threads, points) as hands:
        yield Stage(hands=hands, functions=functions)
