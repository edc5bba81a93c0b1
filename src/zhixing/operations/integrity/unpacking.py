"""Make a workspace from an archive: its files and settings; the tables come after, when the framework runs."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.plan import require_plan
from zhixing.operations.integrity import codes
from zhixing.operations.integrity.archive import Reader, reading_from
from zhixing.operations.workspace import SETTINGS, Workspace, open_workspace, plan_folder

_REPLACED = re.compile(r"^\s*(plan|database)\s*=")
_PLAN = "plan"


@dataclass(frozen=True)
class Unpacked:
    """A workspace whose files are in place and whose database is still to be loaded."""

    workspace: Workspace
    issues: tuple[Issue, ...]


def unpack(file: Path, root: Path, database: str = "") -> Unpacked:
    """Put the files of an archive into a new folder; its settings come last, so that half of it is no workspace.

    `database` is the address of an empty PostgreSQL database; without it the database lies in the folder. The plan is the
    one that ships under the same name where that is still the same, otherwise the one in the archive.

    Raises:
        Refused: `integrity.bad-archive`, `integrity.folder-in-use`.
    """
    if root.exists() and any(root.iterdir()):
        raise Refused([codes.FOLDER_IN_USE.at(NOWHERE, folder=root)])
    with reading_from(file) as archive:
        archive.require_intact()
        try:
            for part in ("lake", "runs", "files", _PLAN):
                for name in archive.names(part):
                    archive.extract(name, root / name)
            name, issues = _plan_of(archive, root)
            _settle(archive, root, name, database)
        except BaseException:
            discard(root)
            raise
    return Unpacked(open_workspace(root), issues)


def discard(root: Path) -> None:
    """Take away what an unfinished restoring put into the folder, which was new or empty."""
    for path in root.iterdir() if root.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _plan_of(archive: Reader, root: Path) -> tuple[str, tuple[Issue, ...]]:
    """What the settings are to name as plan."""
    name, wanted = archive.content["plan"]["name"], archive.content["plan"]["fingerprint"]
    if "/" in name or "\\" in name:
        return _PLAN, ()
    try:
        shipped = require_plan(plan_folder(name, root / ".none")).fingerprint
    except Refused:
        return _PLAN, ()
    if shipped == wanted:
        shutil.rmtree(root / _PLAN)
        return name, ()
    return _PLAN, (codes.OTHER_PLAN.at(NOWHERE, name=name),)


def _settle(archive: Reader, root: Path, plan: str, database: str) -> None:
    if archive.names("settings") != [f"settings/{SETTINGS}"]:
        key = root / "secret.key"
        with os.fdopen(
            os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as out:
            out.write(archive.text("settings/secret.key"))
    text = archive.text(f"settings/{SETTINGS}")
    # Only what stands before the first table is the workspace's own.
    head, bracket, tail = text.partition("\n[")
    kept = [line for line in head.splitlines() if not _REPLACED.match(line)]
    if database:
        kept.append(f'database = "{database}"')
    lines = [*kept, f'plan = "{plan}"']
    (root / SETTINGS).write_text("\n".join(lines) + "\n" + bracket + tail, encoding="utf-8")
