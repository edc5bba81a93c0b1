"""Where the operational database lies: SQLite in the workspace, or PostgreSQL where one setting says so."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import Any

from zhixing.foundation.issues import Refused, Where
from zhixing.operations.workspace import codes
from zhixing.operations.workspace.folder import SETTINGS, Workspace

_POSTGRES = ("postgresql://", "postgres://")
_ENGINE_KEYS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_of(workspace: Workspace | None, override: str = "") -> dict[str, Any]:
    """Django's description of the database.

    A write of SQLite takes its lock when its transaction begins, so that two writers wait for each other instead of one
    of them failing half way; the journal is written ahead, so that readers never wait.

    Raises:
        Refused: `workspace.bad-settings`, an address that is not one of PostgreSQL.
    """
    address = override or (workspace.database if workspace else "")
    if not address:
        return _sqlite(":memory:" if workspace is None else str(workspace.root / "db.sqlite3"))
    if not address.startswith(_POSTGRES):
        file = str(workspace.root / SETTINGS) if workspace else "ZHIXING_DATABASE"
        raise Refused([codes.BAD_SETTINGS.at(Where(file), why="database: postgresql://…")])
    return _postgres(address)


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgres(address: str) -> dict[str, Any]:
    # The driver is half a second of importing; a workspace on SQLite never needs it.
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    parts = conninfo_to_dict(address)
    named = {word: str(parts.pop(key)) for key, word in _ENGINE_KEYS.items() if parts.get(key) is not None}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": dict(parts)}


def secret_key(workspace: Workspace) -> str:
    """The key that signs sessions, made when it is first asked for and readable by its owner alone."""
    path = workspace.root / "secret.key"
    if not path.exists():
        made = workspace.root / f".secret.{os.getpid()}.key"
        with os.fdopen(
            os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(secrets.token_urlsafe(50) + "\n")
        # Of two processes that start at once the first one's key stands; linking never shows half a file.
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text(encoding="ascii").strip()
