"""The integrity room: whether an office is whole, one archive of all of it, and an office made from an archive.

Receives: an office or a workspace, an archive. Gives: everything found wrong; an archive that is consistent while others
write; a workspace with the same trail, entries, facts, runs and files, on SQLite or PostgreSQL. May touch: every table as
rows without meaning, the files of the workspace. Must not touch: what anything means; a workspace that is in use, for
restoring.
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.integrity.backing import Backup, backup
    from zhixing.operations.integrity.checking import check
    from zhixing.operations.integrity.loading import load
    from zhixing.operations.integrity.unpacking import Unpacked, discard, unpack

__all__ = ["Backup", "Unpacked", "backup", "check", "discard", "load", "unpack"]


def __getattr__(name: str) -> object:
    return opened(__name__, ("unpacking", "backing", "loading", "checking"), name)
