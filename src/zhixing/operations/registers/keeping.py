"""Keep evidence: each file under its sha256, whole before anything names it."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.registers import Evidence
from zhixing.operations.registers import codes
from zhixing.operations.workspace import Workspace

_PART = 1 << 20


def keep(workspace: Workspace, file: Path, piece: str) -> Evidence:
    """Keep a file as evidence of `piece`; the same content is kept once.

    The file is copied, forced to the disk and only then given its name, so that no act can name half of it.

    Raises:
        Refused: `registers.no-evidence`.
    """
    if not file.is_file():
        raise Refused([codes.NO_EVIDENCE.at(NOWHERE, name=file.name)])
    digest = _digest(file)
    kept = path_of(workspace, digest)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f".{digest}.{os.getpid()}")
        with file.open("rb") as source, part.open("wb") as target:
            shutil.copyfileobj(source, target, _PART)
            target.flush()
            os.fsync(target.fileno())
        part.replace(kept)
    return Evidence(piece, file.name, digest)


def path_of(workspace: Workspace, digest: str) -> Path:
    """Where content of this sha256 is kept."""
    return workspace.files / digest[:2] / digest


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as source:
        while part := source.read(_PART):
            found.update(part)
    return found.hexdigest()
