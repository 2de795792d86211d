"""What a subject raised, told without the insides of pandas, numpy or Hypothesis."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

__all__ = ["crash", "headline", "is_users"]

_OURS = Path(__file__).parent
_INSTALLED = tuple(Path(sysconfig.get_paths()[name]) for name in ("purelib", "platlib", "stdlib"))
_FRAMES = 4


def crash(error: BaseException) -> str:
    """Return what was raised and the lines of the user's own code that led there, innermost last."""
    text = _text(error).strip().splitlines()
    told = f"raised {type(error).__name__}" + (f": {text[0]}" if text else "")
    lines = [
        f"{frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if is_users(frame.filename)
    ]
    return "\n".join([told, *lines[-_FRAMES:]])


def headline(text: str) -> tuple[str, str | None]:
    """Return the first line of what was raised or got, and the lines after it, None if there are none."""
    first, *rest = text.splitlines()
    return first, "\n".join(rest) or None


def is_users(filename: str) -> bool:
    """Return whether a file is the user's own: neither ours, nor installed, nor made up by the interpreter."""
    file = Path(filename)
    # A compiled module names its source as it was built, relative to a folder that is not here.
    ours = filename.startswith("<") or file.suffix in (".pyx", ".pxi") or file.is_relative_to(_OURS)
    return not ours and not any(file.is_relative_to(place) for place in _INSTALLED)


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an error that cannot say what it is must not hide which one it is
        return ""
    return text.encode(errors="backslashreplace").decode()  # a terminal cannot print a lone surrogate
