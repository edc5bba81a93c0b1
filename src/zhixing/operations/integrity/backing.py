"""One archive of an office: tables as they were at one moment, then the files that they and the lake name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import zhixing
from zhixing.kernel.plan import CompiledPlan
from zhixing.operations import trail
from zhixing.operations.integrity.archive import Writer, writing_to
from zhixing.operations.integrity.tables import kept_models, lines_of, snapshot
from zhixing.operations.office import Office
from zhixing.operations.workspace import SETTINGS, Workspace

SECRET = "secret.key"


@dataclass(frozen=True)
class Backup:
    """What was put away. `number` and `seal` are of the last event: write them down elsewhere."""

    path: Path
    number: int
    seal: str
    rows: int
    receipts: int
    runs: int
    files: int
    bytes: int


def backup(office: Office, path: Path) -> Backup:
    """Put the office into one archive, while others go on working.

    Everything an event names was on the disk before the event was written. So the tables are read first, as of one moment,
    and the files after them: nothing that the tables name can be lacking.
    """
    place = office.workspace
    with writing_to(path) as archive:
        with snapshot():
            number, seal = trail.last()
            rows = {model._meta.label: _table(archive, model._meta.label) for model in kept_models(apps)}
            applied = sorted(MigrationRecorder(connection).applied_migrations())
        receipts = _lake(archive, place)
        runs = _runs(archive, place)
        files = _files(archive, place)
        _settings(archive, place, office.plan)
        archive.close(
            {
                "made_at": trail.moment(office.clock()),
                "version": zhixing.__version__,
                "trail": {"number": number, "seal": seal},
                "tables": rows,
                "migrations": [list(one) for one in applied],
                "plan": {"name": place.plan_name, "fingerprint": office.plan.fingerprint},
            }
        )
        total = sum(int(part["bytes"]) for part in archive.parts.values())
    return Backup(path, number, seal, sum(rows.values()), receipts, runs, files, total)


def _table(archive: Writer, label: str) -> int:
    count = 0

    def blocks() -> Iterator[bytes]:
        nonlocal count
        for line in lines_of(apps.get_model(label)):
            count += 1
            yield line.encode("utf-8")

    archive.put(f"tables/{label}.jsonl", blocks())
    return count


def _lake(archive: Writer, place: Workspace) -> int:
    """Receipts and what they name. What is loaded meanwhile, or was left half done, is not among it."""
    lake = place.lake
    receipts = lake.receipts()
    kept: dict[Path, None] = {}
    for receipt in receipts:
        kept[lake.rows_path(receipt)] = kept[lake.received_path(receipt)] = None
        refused = lake.refused_path(receipt)
        if refused is not None:
            kept[refused] = kept[refused.with_suffix(".json")] = None
    named = {receipt.id for receipt in receipts}
    for path in (*kept, *(paper for paper in lake.papers() if paper.stem in named)):
        archive.put_file(f"lake/{path.relative_to(lake.root).as_posix()}", path)
    return len(receipts)


def _runs(archive: Writer, place: Workspace) -> int:
    found = sorted(paper.parent for paper in place.runs.glob("[!.]*/manifest.json"))
    for folder in found:
        _folder(archive, folder, f"runs/{folder.name}")
    return len(found)


def _files(archive: Writer, place: Workspace) -> int:
    found = sorted(path for path in place.files.glob("*/[!.]*") if path.is_file())
    for path in found:
        archive.put_file(f"files/{path.relative_to(place.files).as_posix()}", path)
    return len(found)


def _settings(archive: Writer, place: Workspace, plan: CompiledPlan) -> None:
    archive.put_file(f"settings/{SETTINGS}", place.root / SETTINGS)
    if (place.root / SECRET).exists():
        archive.put_file(f"settings/{SECRET}", place.root / SECRET)
    _folder(archive, Path(plan.root), "plan")


def _folder(archive: Writer, folder: Path, name: str) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            archive.put_file(f"{name}/{path.relative_to(folder).as_posix()}", path)
