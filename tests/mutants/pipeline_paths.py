"""Names that become paths, with the checks that are usually made, and with the right one."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

__all__ = ["LEADING_OUT", "write_safely"]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def _refuse(name: str) -> None:
    message = f"the name {name!r} is refused"
    raise ValueError(message)


def _leave(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text("{}", encoding="utf-8")


def write_safely(name: str, root: Path) -> None:
    """Write below the root, for names on a whitelist that are no links."""
    folder = root / name if _PLAIN.fullmatch(name) else root
    if folder == root or folder.is_symlink():
        _refuse(name)
    _leave(folder)


def _by_text(name: str, root: Path) -> None:
    """Let a neighbour pass whose name begins like the root's."""
    folder = Path(os.path.realpath(root / name)) if "\x00" not in name else None
    if folder is None or not str(folder).startswith(str(root)):
        _refuse(name)
    _leave(folder)


def _links_unseen(name: str, root: Path) -> None:
    """Take the dots out, and follow links afterwards."""
    folder = Path(os.path.normpath(root / name))
    if not folder.is_relative_to(root):
        _refuse(name)
    _leave(folder)


def _stripped_once(name: str, root: Path) -> None:
    """Take every ../ out, and see no new one appear."""
    cleaned = name.replace("../", "").lstrip("/")
    if cleaned in {"..", "."} or cleaned.split("/")[0] == "link":
        _refuse(name)
    _leave(root / cleaned)


def _absolute(name: str, root: Path) -> None:
    """Look for dots alone; an absolute path replaces the root."""
    if ".." in name or name.startswith("link"):
        _refuse(name)
    _leave(root / name)


def _made_first(name: str, root: Path) -> None:
    """Make the directory, then look where it is."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.resolve().is_relative_to(root):
        _refuse(name)
    _leave(folder)


def _decoded_late(name: str, root: Path) -> None:
    """Check the name as it was sent."""
    if ".." in name or name.startswith(("/", "link")) or "\x00" in name:
        _refuse(name)
    _leave(root / unquote(name))


def _expanded_late(name: str, root: Path) -> None:
    """Check the name as it was typed."""
    if ".." in name or name.startswith(("/", "link")) or "\x00" in name:
        _refuse(name)
    _leave(root / Path(name).expanduser())


def _first_part(name: str, root: Path) -> None:
    """Check that the path begins well."""
    parts = Path(name).parts
    if not parts or not _PLAIN.fullmatch(parts[0]) or parts[0] == "link":
        _refuse(name)
    _leave(root / name)


def _line_by_line(name: str, root: Path) -> None:
    """Match the start of the name, where the whole was meant."""
    if not re.match(r"[A-Za-z0-9]", name):
        _refuse(name)
    _leave(root / name)


def _silent(name: str, root: Path) -> None:
    """Refuse without saying what."""
    if not _PLAIN.fullmatch(name) or (root / name).is_symlink():
        message = "invalid argument"
        raise ValueError(message)
    _leave(root / name)


def _left_to_the_system(name: str, root: Path) -> None:
    """Refuse what leads out, and try the rest whatever its length."""
    if "\x00" in name or not (root / name).resolve().is_relative_to(root):
        _refuse(name)
    _leave(root / name)


def _letters_only(name: str, root: Path) -> None:
    """Refuse digits with everything else."""
    if not name.isalpha() or (root / name).is_symlink():
        _refuse(name)
    _leave(root / name)


def _cleaned_up(name: str, root: Path) -> None:
    """Refuse, and remove what was in the way."""
    if _PLAIN.fullmatch(name) and not (root / name).is_symlink():
        _leave(root / name)
        return
    if "\x00" not in name:
        for left in (root / name).glob("*"):
            if left.is_file():
                left.unlink()
    _refuse(name)


LEADING_OUT = {
    "the root by its text": _by_text,
    "links followed after the check": _links_unseen,
    "../ stripped once": _stripped_once,
    "absolute paths": _absolute,
    "made before the check": _made_first,
    "decoded after the check": _decoded_late,
    "expanded after the check": _expanded_late,
    "the first part alone": _first_part,
    "match for fullmatch": _line_by_line,
    "refused without the name": _silent,
    "length left to the system": _left_to_the_system,
    "plain names refused": _letters_only,
    "cleans up next door": _cleaned_up,
}
"""Name -> what writes."""
