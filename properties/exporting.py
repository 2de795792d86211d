"""Moving saved failures between machines, as one archive."""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .errors import BindError
from .saved import DATABASE, NOTES, examples_folder, seen_from_here

__all__ = ["export_examples", "import_examples"]

_MEMBER = re.compile(rf"(?:\./)*(?:{DATABASE}/)?([0-9a-f]{{16}}/[0-9a-f]{{16}}|{NOTES}/[0-9a-f]{{8}}\.json)")
"""A saved failure as Hypothesis names it, by hashes, or its note: with this rule no path leaves the folder."""

_LARGEST = 1_000_000  # bytes of one saved failure; those of properties have some hundred
_MOST = 100_000  # files


def export_examples(file: Path) -> str:
    """Write every saved failure of the suite to an archive; return what was done, in words.

    Raises
    ------
    BindError
        If there is nothing to write, or the name ends in neither ``.tar.gz`` nor ``.zip``.
    """
    kind = _kind(file)
    folder = examples_folder(Path.cwd())
    names = [] if folder is None else sorted(str(found.relative_to(folder).as_posix()) for found in folder.rglob("*"))
    names = [name for name in names if _MEMBER.fullmatch(name)]
    if folder is None or not names:
        msg = f"nothing is saved in {DATABASE}/ here or above, so there is nothing to export: run the properties first"
        raise BindError(msg)
    with tempfile.NamedTemporaryFile(dir=file.resolve().parent, prefix=".", suffix=".part", delete=False) as part:
        place = Path(part.name)
        if kind == "zip":
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in names:
                    archive.writestr(name, (folder / name).read_bytes())
        else:
            with tarfile.open(fileobj=part, mode="w:gz") as archive:
                for name in names:
                    content = (folder / name).read_bytes()
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = len(content), 0o644
                    archive.addfile(member, io.BytesIO(content))
    place.chmod(0o644)
    place.replace(file)
    return f"{len(names)} files of {seen_from_here(folder)} are in {file}"


def import_examples(file: Path) -> str:
    """Add the saved failures of an archive to those of the suite; return what was done, in words.

    What is there already stays as it is. Nothing is written unless everything in the archive is what an export, or
    an artifact of CI, holds.

    Raises
    ------
    BindError
        If it cannot be read, or holds anything else.
    """
    kind = _kind(file)
    try:
        members = list(_from_zip(file) if kind == "zip" else _from_tar(file))
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile) as error:
        msg = f"{file} cannot be read as {kind}: {error or type(error).__name__}"
        raise BindError(msg) from error
    folder = examples_folder(Path.cwd()) or Path.cwd() / DATABASE
    new = [(folder / name, content) for name, content in members if not (folder / name).exists()]
    for place, content in new:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.part")
        part.write_bytes(content)
        part.replace(place)
    shown = seen_from_here(folder)
    return f"{len(new)} files of {file} were added to {shown}, {len(members) - len(new)} were there"


def _kind(file: Path) -> str:
    if file.name.endswith((".tar.gz", ".tgz")):
        return "tar.gz"
    if file.suffix == ".zip":
        return "zip"
    msg = f"FILE={str(file)!r}: end its name in .tar.gz or .zip, which says what it is"
    raise BindError(msg)


def _from_tar(file: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(file, "r:gz") as archive:
        for count, member in enumerate(archive):
            if member.isdir():
                continue
            name = _checked(file, member.name, member.size, count, plain=member.isfile())
            content = archive.extractfile(member)
            yield name, b"" if content is None else content.read()


def _from_zip(file: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        for count, member in enumerate(archive.infolist()):
            if not member.is_dir():
                yield _checked(file, member.filename, member.file_size, count, plain=True), archive.read(member)


def _checked(file: Path, name: str, size: int, count: int, *, plain: bool) -> str:
    found = _MEMBER.fullmatch(name)
    if found is None or not plain:
        msg = f"{file} holds {name!r}, which is no saved failure: nothing was imported"
        raise BindError(msg)
    if size > _LARGEST or count > _MOST:
        msg = f"{file} is larger than saved failures are, at {name!r} of {size} bytes: nothing was imported"
        raise BindError(msg)
    return found[1]
