"""Put the tables of an archive into an empty database: as they were made, then brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.operations import trail
from zhixing.operations.integrity import codes
from zhixing.operations.integrity.archive import Reader, bad, reading_from
from zhixing.operations.integrity.tables import go_on_counting, kept_models, put_back


def load(file: Path) -> tuple[Issue, ...]:
    """Load the tables into the database of this process, which must be empty; all of them or none.

    The tables are made as they were when the archive was, filled, and migrated from there.

    Raises:
        Refused: `integrity.bad-archive`, `integrity.newer-archive`, `integrity.database-in-use`.
    """
    with reading_from(file) as archive:
        targets = _targets(archive)
        _require_empty()
        executor = MigrationExecutor(connection)
        state = executor.migrate(targets)
        kept = kept_models(state.apps)
        labels = {f"tables/{model._meta.label}.jsonl" for model in kept}
        if labels != set(archive.names("tables")):
            raise bad(file, f"tables: {', '.join(sorted(labels ^ set(archive.names('tables'))))}")
        with transaction.atomic():
            for model in kept:
                count = put_back(model, archive.lines(f"tables/{model._meta.label}.jsonl"))
                if count != archive.content["tables"][model._meta.label]:
                    raise bad(file, model._meta.label)
            go_on_counting(kept)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        return _same_end(archive.content["trail"])


def _targets(archive: Reader) -> list[tuple[str, str]]:
    """The last migration of each app that had been applied."""
    applied = [(str(app), str(name)) for app, name in archive.content["migrations"]]
    graph = MigrationExecutor(connection).loader.graph
    unknown = [f"{app}.{name}" for app, name in applied if (app, name) not in graph.nodes]
    if unknown:
        raise Refused([codes.NEWER_ARCHIVE.at(NOWHERE, missing="、".join(unknown))])
    followed = {
        parent.key for key in applied for parent in graph.node_map[key].parents if parent.key[0] == key[0]
    }
    return [key for key in applied if key not in followed]


def _require_empty() -> None:
    names = connection.introspection.table_names()
    if names:
        raise Refused([codes.DATABASE_IN_USE.at(NOWHERE, table=sorted(names)[0])])


def _same_end(wanted: dict[str, Any]) -> tuple[Issue, ...]:
    number, seal = trail.last()
    if (number, seal) == (wanted["number"], wanted["seal"]):
        return ()
    values = {"number": number, "seal": seal, "wanted": wanted["number"], "wanted_seal": wanted["seal"]}
    return (codes.TRAIL_DIFFERS.at(NOWHERE, **values),)
