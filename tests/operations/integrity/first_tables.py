"""A program of its own: an office whose database was made at the first migrations, filled, and brought up to date.

Prints as JSON what became of it. With a second argument it also writes an archive of the office as it was at first.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

APPS = ("trail", "accounts", "registers", "jobs")
DAY = date(2022, 5, 9)
AT = "2022-05-09T02:00:00.123456+00:00"


def made_at_first() -> Any:
    """The state of the models after the first migration of each app."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    first = [next(key for key in sorted(executor.loader.graph.nodes) if key[0] == app) for app in APPS]
    return executor.migrate(first)


def filled(models: Any) -> None:
    """An account, an entry with its event, a job that is done."""
    from zhixing.kernel.registers import FIRST, Event

    values = {"name": "一号", "county": "330102", "floor": "1200.00"}
    body = {
        "day": "2022-05-09", "from": "", "to": "proposed", "values": values, "evidence": [], "reason": "",
    }  # fmt: skip
    event = Event(1, AT, "chen", "county-officer", "propose", "registers/plants/000001", body, FIRST).sealed()
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    models.get_model("trail", "EventRow").objects.create(**{**event.to_json(), "body": text})
    models.get_model("registers", "EntryRow").objects.create(
        register="plants", number=1, state="proposed", values=json.dumps(values, ensure_ascii=False, sort_keys=True),
        done_by='{"propose": "chen"}', place="330102", key='["一号"]', opened_on=DAY, since=DAY, event=1,
    )  # fmt: skip
    models.get_model("accounts", "Account").objects.create(
        username="chen", password="!", date_joined=moment()
    )
    models.get_model("jobs", "JobRow").objects.create(
        kind="snapshot", who="chen", role="analyst", person="{}", arguments="{}", state="done", submitted_at=moment(),
        task="", result='{"receipts": []}',
    )  # fmt: skip


def moment() -> datetime:
    """The moment of all of it."""
    return datetime.fromisoformat(AT).astimezone(UTC)


def archived(models: Any, office: Any, path: Path) -> None:
    """The archive that the program of that day would have made."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from zhixing.operations import trail
    from zhixing.operations.integrity.archive import writing_to
    from zhixing.operations.integrity.tables import kept_models, lines_of

    number, seal = trail.last()
    with writing_to(path) as archive:
        rows = {}
        for model in kept_models(models):
            lines = [line.encode() for line in lines_of(model)]
            archive.put(f"tables/{model._meta.label}.jsonl", lines)
            rows[model._meta.label] = len(lines)
        archive.put_file("settings/zhixing.toml", office.workspace.root / "zhixing.toml")
        for file in sorted(Path(office.plan.root).rglob("*.yaml")):
            archive.put_file(f"plan/{file.relative_to(office.plan.root).as_posix()}", file)
        archive.close(
            {
                "trail": {"number": number, "seal": seal},
                "tables": rows,
                "migrations": [list(key) for key in MigrationRecorder(connection).applied_migrations()],
                "plan": {"name": office.workspace.plan_name, "fingerprint": office.plan.fingerprint},
            }
        )


def main() -> None:
    """Make, fill, migrate, look."""
    os.environ["ZHIXING_WORKSPACE"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhixing.project.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import DatabaseError, connection, transaction

    from zhixing.operations import integrity, jobs, registers, trail
    from zhixing.operations.accounts import SYSTEM, person_of
    from zhixing.operations.office import open_office
    from zhixing.operations.workspace import open_workspace

    office = open_office(open_workspace(Path(sys.argv[1])))
    state = made_at_first()
    filled(state.apps)
    if len(sys.argv) > 2:
        archived(state.apps, office, Path(sys.argv[2]))
    call_command("migrate", interactive=False, verbosity=0)
    refused = False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE trail_event SET who = 'x'")
    except DatabaseError:
        refused = True
    told = {
        "issues": [issue.code for issue in integrity.check(office, deep=True)],
        "refused": refused,
        "trail": trail.last(),
        "entry": registers.entry_of(registers.register_of(office, "plants"), "000001").values,
        "person": person_of("chen", office.today()).name,
        "jobs": [job.state for job in jobs.jobs(office, SYSTEM)],
    }
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
