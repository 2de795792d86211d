"""The first door: properties as pytest tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, Unpack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .binding import Binding
from .budget import PHASES
from .drawn import note_case
from .errors import BindError, PropertyError
from .options import BindOptions

__all__ = ["bind"]

T = TypeVar("T")

_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")


def bind(label: str, **options: Unpack[BindOptions]) -> Callable[..., None]:
    """Bind subjects to properties; the result is a test, one item a property.

    Parameters
    ----------
    label
        Names the binding in test ids and in saved failures; unique in a suite. Failures that were saved survive
        moving the test to another file, as long as the label stays.
    **options
        Subjects and how they are tried: see ``BindOptions``.

    Returns
    -------
    Callable
        A test. Assign it to a module-level name that pytest collects: ``test_orders = bind("orders", ...)``.

    Raises
    ------
    BindError
        If the binding cannot be run as written.
    """
    return _test(Binding.of(_label(label), **options))


def _label(label: str) -> str:
    if not _LABEL.fullmatch(label):
        msg = f"label {label!r} names the binding in test ids and saved failures: use letters, digits, '.', '_' and '-'"
        raise BindError(msg)
    return label


def _test(binding: Binding) -> Callable[..., None]:
    @pytest.mark.property
    @pytest.mark.parametrize("holds", [_param(binding, entry.name) for entry in binding.properties])
    @settings(deadline=None, phases=PHASES, report_multiple_bugs=False)  # a subject's first call may import much
    @given(data=st.data())
    def test_properties(holds: str, data: st.DataObject) -> None:
        __tracebackhide__ = True

        def draw(strategy: SearchStrategy[T], /, label: object = None) -> T:
            case = data.draw(strategy, label=label)
            note_case(case)
            return case

        binding.judge(holds, draw)

    guarantees = "\n".join(f"{entry.name}: {entry.guarantee}" for entry in binding.properties)
    test_properties.__doc__ = f"{binding.label} holds every property bound to it.\n\n{guarantees}"
    test_properties.toxiframe_binding = binding  # type: ignore[attr-defined]
    return test_properties


def _param(binding: Binding, name: str) -> Any:
    marks: list[pytest.MarkDecorator] = []
    if name in binding.waivers:
        reason = f"waived: {binding.waivers[name]}"
        marks.append(pytest.mark.xfail(reason=reason, strict=False, raises=PropertyError))
    return pytest.param(name, id=f"{binding.label}-{name}", marks=marks)
