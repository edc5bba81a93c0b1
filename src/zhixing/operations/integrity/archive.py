"""The archive: a zip with a list of its parts and their sha256, written last."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from zhixing.foundation.issues import Refused, Where
from zhixing.operations.integrity import codes

LIST = "manifest.json"
FORM = "zhixing-backup/1"
_PART = 1 << 20


class Writer:
    """Puts parts into an archive and remembers what they are."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.parts: dict[str, dict[str, Any]] = {}

    def put(self, name: str, blocks: Iterable[bytes]) -> None:
        """One part, block by block."""
        digest, size = hashlib.sha256(), 0
        # Names and times do not depend on the machine; columns and evidence may be large.
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self._file.open(info, "w", force_zip64=True) as part:
            for block in blocks:
                digest.update(block)
                size += len(block)
                part.write(block)
        self.parts[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def put_file(self, name: str, path: Path) -> None:
        """A file as a part."""
        with path.open("rb") as source:
            self.put(name, iter(lambda: source.read(_PART), b""))

    def close(self, content: dict[str, Any]) -> None:
        """Write the list of parts, and with it what else is to be known."""
        whole = {"form": FORM, **content, "parts": self.parts}
        self._file.writestr(LIST, json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True))


@contextmanager
def writing_to(path: Path) -> Iterator[Writer]:
    """An archive under its name only when it is whole, and readable by its owner alone."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
                yield Writer(file)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class Reader:
    """Reads an archive whose parts are what its list says."""

    def __init__(self, path: Path, file: zipfile.ZipFile, content: dict[str, Any]) -> None:
        self.path = path
        self.content = content
        self._file = file

    def names(self, under: str) -> list[str]:
        """Parts below a folder."""
        return sorted(name for name in self.content["parts"] if name.startswith(f"{under}/"))

    def text(self, name: str) -> str:
        """A small part as text."""
        return b"".join(self._blocks(name)).decode("utf-8")

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a part."""
        with self._file.open(name) as part:
            yield from io.TextIOWrapper(part, encoding="utf-8", newline="\n")

    def extract(self, name: str, to: Path) -> None:
        """A part as a file."""
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("xb") as target:
            for block in self._blocks(name):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())

    def require_intact(self) -> None:
        """Every part is there, is what the list says, and lies inside.

        Raises:
            Refused: `integrity.bad-archive`.
        """
        found = set(self._file.namelist()) - {LIST}
        wanted: dict[str, dict[str, Any]] = self.content["parts"]
        if found != set(wanted):
            raise bad(self.path, f"parts: {', '.join(sorted(found ^ set(wanted)))}")
        for name, known in wanted.items():
            parts = PurePosixPath(name).parts
            if name.startswith("/") or "\\" in name or ".." in parts or ":" in name:
                raise bad(self.path, name)
            digest = hashlib.sha256()
            try:
                for block in self._blocks(name):
                    digest.update(block)
            except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
                raise bad(self.path, f"{name}: {error}") from error
            if digest.hexdigest() != known["sha256"]:
                raise bad(self.path, name)

    def _blocks(self, name: str) -> Iterator[bytes]:
        part: IO[bytes]
        with self._file.open(name) as part:
            yield from iter(lambda: part.read(_PART), b"")


@contextmanager
def reading_from(path: Path) -> Iterator[Reader]:
    """An archive to be read.

    Raises:
        Refused: `integrity.bad-archive`.
    """
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise bad(path, str(error)) from error
    with file:
        yield Reader(path, file, _list_of(path, file))


def _list_of(path: Path, file: zipfile.ZipFile) -> dict[str, Any]:
    try:
        content = json.loads(file.read(LIST))
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise bad(path, f"{LIST}: {error}") from error
    if not isinstance(content, dict) or content.get("form") != FORM:
        raise bad(path, f"{LIST}: form")
    return content


def bad(path: Path, why: str) -> Refused:
    """The refusal of an archive."""
    return Refused([codes.BAD_ARCHIVE.at(Where(path.name), file=path.name, why=why)])
