"""What a program is expected to see is what its subject declares, and no more than that."""

from __future__ import annotations

import pytest
from toxiframe.properties import Program
from toxiframe.properties.programs import expected

from tests.mutants.config_subjects import correct_but

SET = "scope 0 job 0 act 1"


@pytest.mark.parametrize(
    ("inherits", "away"),
    [
        ({"to_thread": True}, (SET,)),
        ({"to_thread": False}, ("default",)),
        ({"thread": False}, (SET, "default")),
        (None, (SET, "default")),
    ],
    ids=["inherits", "does not", "of another way", "undeclared"],
)
def test_a_worker_thread_sees_what_is_declared(inherits, away):
    """It sees its task's settings, or the default, as declared; only where nothing is, either of them will do."""
    program = Program(carrier="asyncio", scopes=(("stwl",),))
    seen = expected(program, "default", correct_but(inherits=inherits))
    assert [(step.kind, labels) for step, labels in seen.items()] == [
        ("^", ("default",)),
        ("s", (SET,)),
        ("t", away),
        ("w", ("scope 0 job 0 act 3",)),
        ("l", (SET,)),
    ]
