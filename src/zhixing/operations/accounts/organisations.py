"""Organisations are seeded from the plan and renewed when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from zhixing.kernel.plan import CompiledPlan
from zhixing.operations.accounts.models import Belonging, Organisation


@dataclass(frozen=True)
class OrganisationSeen:
    """An organisation and the one above it."""

    code: str
    title: str
    title_en: str
    kind: str
    parent: str


_Row = tuple[str, dict[str, object], str]


def renew_organisations(plan: CompiledPlan, on: date) -> None:
    """Make the organisations what the plan says; where one now stands under another, from that day on.

    An organisation that the plan no longer has stays, since accounts and records name it; it belongs to nobody from then.
    """
    rows = tuple(_rows(plan))
    with transaction.atomic():
        for code, values, _ in rows:
            Organisation.objects.update_or_create(code=code, defaults=values)
        known = {row.code: row for row in Organisation.objects.all()}
        wanted = {code: parent for code, _, parent in rows if parent in known}
        standing = {
            row.organisation.code: row
            for row in Belonging.objects.select_related("organisation", "parent").filter(until=None)
        }
        for code, row in standing.items():
            if wanted.get(code) == row.parent.code:
                del wanted[code]
            else:
                row.until = on - timedelta(days=1)
                row.save()
        Belonging.objects.bulk_create(
            Belonging(organisation=known[code], parent=known[parent], since=on)
            for code, parent in wanted.items()
        )


def _rows(plan: CompiledPlan) -> Iterator[_Row]:
    """The plan's organisations stand under the province, the governments of places under the place around them."""
    for unit in plan.organisations.values():
        values: dict[str, object] = {
            "title": unit.title,
            "title_en": unit.title_en,
            "short": unit.short,
            "kind": unit.kind,
            "since": unit.valid.since,
            "until": unit.valid.until,
        }
        yield unit.id, values, plan.head.province
    for place in plan.places.values():
        values = {
            "title": place.title,
            "title_en": place.title_en,
            "short": "",
            "kind": "government",
            "since": place.valid.since,
            "until": place.valid.until,
        }
        yield place.id, values, place.parent or ""


def organisations_on(on: date) -> tuple[OrganisationSeen, ...]:
    """The organisations that exist on that day, by code, each with the one above it."""
    above = {
        row.organisation_id: row.parent.code
        for row in Belonging.objects.select_related("parent").filter(since__lte=on).order_by("since")
        if row.until is None or on <= row.until
    }
    return tuple(
        OrganisationSeen(row.code, row.title, row.title_en, row.kind, above.get(row.pk, ""))
        for row in Organisation.objects.all()
        if (row.since is None or row.since <= on) and (row.until is None or on <= row.until)
    )
