"""Shared meters and tenancies: what the registers of them hold, checked by the facts room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.facts import Holding, MeterPart, Tenancy, check_meters, check_tenancies
from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Entry
from zhixing.operations import registers
from zhixing.operations.intake.land import confirming
from zhixing.operations.office import Office


def check_shared(office: Office) -> tuple[Issue, ...]:
    """Every fault of the meters and tenancies in force; nothing where the plan keeps no such registers."""
    serving = {register.serves: register for register in office.plan.registers.values()}
    meters, lets = serving.get("meters"), serving.get("tenancies")
    found = check_meters(part for entry in _in_force(meters) for part in _parts(meters, entry))
    tenancies = [_tenancy(lets, entry) for entry in _in_force(lets)]
    return (*found, *check_tenancies(tenancies, _holdings(confirming(office.plan), tenancies)))


def _in_force(register: Register | None) -> list[Entry]:
    found = registers.entries_of(register) if register else []
    return [entry for entry in found if register and entry.state not in register.dropped]


def _parts(register: Register | None, entry: Entry) -> Iterator[MeterPart]:
    """The part of the account holder, then those of the firms that share the meter with it."""
    values, where = entry.values, _where(register, entry)
    meter = f"{values.get('meter')} ({values.get('from_on') or '—'})"
    owner = str(values.get((register.enterprise if register else None) or "") or "")
    if values.get("owner_part") is not None:
        yield MeterPart(meter, owner, Decimal(values["owner_part"]), where)
    for name, value in values.items():
        part = values.get(name.replace("tenant_", "part_", 1))
        if name.startswith("tenant_") and value and part is not None:
            yield MeterPart(meter, str(value), Decimal(part), where)


def _tenancy(register: Register | None, entry: Entry) -> Tenancy:
    values = entry.values
    return Tenancy(
        str(values.get("landlord") or ""), str(values.get("tenant") or ""), str(values.get("parcel") or ""),
        Decimal(values.get("area") or "0"), _day(values, "from_on") or entry.opened_on, _day(values, "until_on"),
        _where(register, entry),
    )  # fmt: skip


def _holdings(land: Register | None, tenancies: list[Tenancy]) -> Iterator[Holding]:
    """What each landlord holds: all its confirmed land, at each parcel it lets; as much as is let where none is known."""
    held = _confirmed(land)
    pairs = dict.fromkeys((one.landlord, one.parcel) for one in tenancies)
    for landlord, parcel in pairs:
        let = sum(Decimal(str(t.area)) for t in tenancies if (t.landlord, t.parcel) == (landlord, parcel))
        yield Holding(landlord, parcel, held.get(landlord, Decimal(let)))


def _confirmed(land: Register | None) -> dict[str, Decimal]:
    """The land of each firm by its latest entry about the first area asked for: as decided, as the firm says, else as supplied."""
    found: dict[str, Decimal] = {}
    column = next((c for c in land.fields if c.id == "column"), None) if land else None
    first = next(iter(column.choices), "") if column else ""
    for entry in _in_force(land):
        values = entry.values
        said = values.get("corrected") or values.get("claimed") or values.get("stated")
        if said is not None and land is not None and values.get("column") == first:
            found[str(values.get(land.enterprise or "") or "")] = Decimal(said)
    return found


def _day(values: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(values[name]) if values.get(name) else None


def _where(register: Register | None, entry: Entry) -> Where:
    return Where(f"{register.title if register else ''} {entry.id}")
