"""Whether an office is whole: its trail, the table drawn from it, evidence, receipts, runs, jobs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from zhixing.foundation.issues import NOWHERE, Issue, Refused, Where
from zhixing.kernel.facts import Receipt, check_facts
from zhixing.kernel.registers import Event
from zhixing.kernel.runs import Run, check_intact, leftovers
from zhixing.operations import jobs, registers, trail
from zhixing.operations.integrity import codes
from zhixing.operations.office import Office


def check(office: Office, *, deep: bool = False) -> tuple[Issue, ...]:
    """Everything found wrong; nothing is changed.

    `deep` also reads every file: evidence against its sha256, the lake against its receipts, runs against their seals.
    """
    found = [
        *trail.check(),
        *(codes.ENTRY_ASTRAY.at(NOWHERE, entry=entry) for entry in registers.astray(office)),
        *_files(office, deep),
        *jobs.unfinished(office),
        *leftovers(office.workspace.runs),
    ]
    if deep:
        found += check_facts(office.plan, office.workspace.lake)
        for paper in sorted(office.workspace.runs.glob("[!.]*/manifest.json")):
            run = Run.read(paper.parent)
            found += (issue.moved(file=run.id) for issue in check_intact(run, office.workspace.lake))
    return tuple(found)


def _files(office: Office, deep: bool) -> Iterator[Issue]:
    """What events name and the disk must have; what the lake has and no event names."""
    readable = True
    receipts: dict[str, Receipt] = {}
    try:
        receipts = {receipt.id: receipt for receipt in office.workspace.lake.receipts()}
    except Refused as refused:
        yield from refused.issues
        readable = False
    untold = dict(receipts)
    seen: dict[str, bool] = {}
    for event in trail.events():
        yield from _evidence(office, event, seen, deep)
        for name in _named_receipts(event.body):
            untold.pop(name, None)
            if readable and name not in receipts:
                yield codes.NO_RECEIPT.at(NOWHERE, number=event.number, receipt=name)
    if untold:
        first = next(iter(untold.values()))
        yield codes.UNTOLD_RECEIPT.at(Where(first.file), count=len(untold), receipt=first.id, file=first.file)


def _evidence(office: Office, event: Event, seen: dict[str, bool], deep: bool) -> Iterator[Issue]:
    for piece in event.body.get("evidence") or ():
        digest = str(piece["sha256"])
        values = {"number": event.number, "name": piece["name"], "sha256": digest}
        path = registers.path_of(office.workspace, digest)
        if not path.is_file():
            yield codes.NO_EVIDENCE.at(NOWHERE, **values)
            continue
        if deep and digest not in seen:
            with path.open("rb") as file:
                seen[digest] = hashlib.file_digest(file, "sha256").hexdigest() == digest
        if not seen.get(digest, True):
            yield codes.EVIDENCE_CHANGED.at(NOWHERE, **values)


def _named_receipts(content: Any) -> Iterator[str]:
    """Receipts that an event names, under `receipt` or `receipts` at any depth."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("receipt", "receipts"):
                yield from _texts(value)
            else:
                yield from _named_receipts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _named_receipts(value)


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str) and content:
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
