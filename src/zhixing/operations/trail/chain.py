"""Append to the trail, read it, hand it out, check it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from zhixing.foundation.issues import Issue
from zhixing.kernel.registers import FIRST, Event, check_trail
from zhixing.operations.trail.models import EventRow

_LOCK = 0x7A68_7869  # one number for all who append, "zhxi"
_AT_ONCE = 2000


@contextmanager
def writing() -> Iterator[None]:
    """One writer at a time, from the first thing it reads to the commit; what is written inside stands whole or not at all.

    SQLite takes its lock when the transaction begins, PostgreSQL by a lock of its own that ends with the transaction.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def append(who: str, role: str, act: str, subject: str, body: Mapping[str, Any], at: str) -> Event:
    """Seal one more event; to be called inside `writing`."""
    last = EventRow.objects.order_by("-number").values_list("number", "seal").first()
    number, previous = last or (0, FIRST)
    event = Event(number + 1, at, who, role, act, subject, body, previous).sealed()
    EventRow.objects.create(
        number=event.number, at=at, who=who, role=role, act=act, subject=subject, body=_json(body),
        previous=previous, seal=event.seal,
    )  # fmt: skip
    return event


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(now: datetime) -> str:
    """How the trail writes a moment: UTC, to the microsecond."""
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def events(
    *, subject: str = "", under: str = "", who: str = "", act: str = "", after: int = 0
) -> Iterator[Event]:
    """Events in their order, of one subject or of all `under` a prefix, of one person, of one act."""
    rows = EventRow.objects.filter(number__gt=after).order_by("number")
    if subject:
        rows = rows.filter(subject=subject)
    if under:
        rows = rows.filter(subject__startswith=under)
    if who:
        rows = rows.filter(who=who)
    if act:
        rows = rows.filter(act=act)
    for row in rows.iterator(_AT_ONCE):
        yield Event(
            row.number,
            row.at,
            row.who,
            row.role,
            row.act,
            row.subject,
            json.loads(row.body),
            row.previous,
            row.seal,
        )


def last() -> tuple[int, str]:
    """Number and seal of the last event: what to write down elsewhere, so that a cut end is noticed too."""
    found = EventRow.objects.order_by("-number").values_list("number", "seal").first()
    return found or (0, FIRST)


def check() -> tuple[Issue, ...]:
    """Every break of the chain."""
    return tuple(check_trail(events()))


def export(path: Path) -> int:
    """Write the whole trail, one event a line, for `scripts/verify-trail`; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for event in events():
            file.write(json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    return count
