"""Where names may lead when they become paths."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from .failing import failed
from .hostile_names import INSIDE, LINK, OUTSIDE, ROOT, hostile_names
from .outcomes import Outcome
from .pipeline_subject import Write
from .pipeline_trial import PipelineTrial

__all__ = ["Name", "contained_paths", "names"]

_SHOWN = 8  # characters of a long name that a refusal must repeat
_PLAIN = ("run1", "canary", "a", "run2")
_ROOT = "runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name for a run; a plain one must be accepted."""

    text: str
    plain: bool = False


def names(trial: PipelineTrial) -> st.SearchStrategy[Name]:
    """Draw names, plain and hostile."""
    del trial
    plain = st.builds(Name, text=st.sampled_from(_PLAIN), plain=st.just(value=True))
    return st.one_of(plain, st.builds(Name, text=hostile_names()), st.builds(Name, text=hostile_names()))


def contained_paths(trial: PipelineTrial, case: Name) -> Outcome:
    """Check that nothing outside of the root changes, that refusals are clear, and that plain names are accepted."""
    if trial.write is None:
        return Outcome(reached=False)
    with tempfile.TemporaryDirectory(prefix="toxiframe-") as sandbox, _at_home(Path(sandbox)):
        return _judged(trial.write, case, Path(sandbox).resolve())


def _judged(write: Write, case: Name, sandbox: Path) -> Outcome:
    outside = sandbox / "deep" / "deeper" / "outside"  # so that no drawn path climbs out of the sandbox
    root = outside.with_name(_ROOT)
    for directory in (outside, root):
        directory.mkdir(parents=True)
    (outside / "kept").write_text("as it was", encoding="utf-8")
    (root / LINK).symlink_to(outside, target_is_directory=True)
    name = case.text.replace(OUTSIDE, str(outside)).replace(INSIDE, str(root)).replace(ROOT, _ROOT)
    before, inside = _state(sandbox, root), _state(root, None)
    refusal: Exception | None = None
    try:
        write(name, root)
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is judged as such
        refusal = error
    wrong = _changed(before, _state(sandbox, root))
    if wrong is not None:
        how = " and refused the name afterwards" if refusal is not None else ""
        return _failure(case, f"nothing outside of {_ROOT}/ changes", f"{wrong}{how}")
    if refusal is None:
        if case.plain and inside == _state(root, None):
            return _failure(case, f"a plain name leaves something in {_ROOT}/", "nothing there")
        return Outcome()
    if case.plain:
        return _failure(case, "a plain name is accepted", _told(refusal, sandbox))
    if not _is_clear(refusal, name):
        return _failure(case, "a refusal that repeats the name, before anything is tried", _told(refusal, sandbox))
    return Outcome()


def _is_clear(refusal: Exception, name: str) -> bool:
    if isinstance(refusal, OSError) and refusal.errno is not None:
        return False  # the system's refusal: somebody tried
    said = str(refusal)
    shown = repr(name)[1:-1][:_SHOWN]
    return bool(said.strip()) and (name[:_SHOWN] in said or shown in said)


def _told(refusal: Exception, sandbox: Path) -> str:
    # Each case has a directory of its own, and a failure that reads otherwise each time looks like another one.
    return f"{type(refusal).__name__}: {refusal}".replace(str(sandbox), "…")


def _state(folder: Path, root: Path | None) -> dict[str, bytes | None]:
    """Return all that is in a directory, but what is below the root; links are not followed."""
    found: dict[str, bytes | None] = {}
    for where, folders, files in os.walk(folder):
        here = Path(where)
        if here == root:
            folders.clear()
            continue
        for each in (*folders, *files):
            path = here / each
            is_file = path.is_file() and not path.is_symlink()
            found[str(path.relative_to(folder))] = path.read_bytes() if is_file else None
    return found


def _changed(before: dict[str, bytes | None], after: dict[str, bytes | None]) -> str | None:
    for path in sorted({*before, *after}):
        if path not in after:
            return f"it removed {path}"
        if path not in before:
            return f"it wrote {path}"
        if before[path] != after[path]:
            return f"it changed {path}"
    return None


@contextmanager
def _at_home(sandbox: Path) -> Generator[None]:
    """Make the sandbox the home of this process, for names that begin with ``~``."""
    before = os.environ.get("HOME")
    os.environ["HOME"] = str(sandbox / "home")
    try:
        yield
    finally:
        if before is None:
            del os.environ["HOME"]
        else:
            os.environ["HOME"] = before


def _failure(case: Name, wanted: str, got: str) -> Outcome:
    shown = case.text if len(case.text) <= 40 else f"{case.text[:40]}…"  # noqa: PLR2004 - a line's worth
    return failed(wanted, got, (f"name    {shown!r}",))
