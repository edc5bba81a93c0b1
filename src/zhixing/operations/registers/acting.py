"""Do an act: who may, what it makes, its effect, the event in the trail and the entry as it stands, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Max

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import (
    Deed,
    Entry,
    Evidence,
    act_of,
    body_of,
    filled,
    identified,
    key_of,
    moved,
    subject_of,
)
from zhixing.operations import trail
from zhixing.operations.accounts import Person, Verdict, register_action
from zhixing.operations.office import Office
from zhixing.operations.registers import codes
from zhixing.operations.registers.effects import attendances_of, effect_of
from zhixing.operations.registers.models import EntryRow
from zhixing.operations.registers.reading import (
    entry_of,
    every_entry,
    holder_of,
    id_text,
    key_text,
    register_of,
    subject_about,
)


@dataclass(frozen=True)
class Order:
    """What somebody asks for: an act, on an entry or (None) to open one. `seen` is the last event they saw of it."""

    register: str
    act: str
    entry: str | None = None
    given: Mapping[str, Cell] = field(default_factory=dict)
    evidence: Sequence[Evidence] = ()
    reason: str = ""
    day: date | None = None
    seen: int | None = None


def act(office: Office, person: Person, order: Order) -> Entry:
    """Do it, and give the entry as it stands after it.

    Raises:
        Refused: `registers.no-register`, `.no-entry`, `.unknown-act`, `.changed-meanwhile`, `.no-effect`,
            `accounts.not-allowed`, and everything that is wrong with the act.
    """
    register = register_of(office, order.register)
    wanted = act_of(register, order.act)
    with trail.writing():
        before = entry_of(register, order.entry) if order.entry else None
        _require_unchanged(order, wanted, before)
        verdict = _allowed(office, person, register, wanted, before, order)
        id = order.entry or _next(register)
        after = _moved(office, person, register, wanted, before, order, verdict, id)
        return _kept(register, after)


def _allowed(
    office: Office, person: Person, register: Register, wanted: Act, before: Entry | None, order: Order
) -> Verdict:
    """Who may act is asked first, so that nobody learns from faults what they may not see."""
    about = identified(office.plan, register, before, order.given, order.entry or "")
    return office.require(person, register_action(register.id, wanted.id), subject_about(register, about))


def _require_unchanged(order: Order, wanted: Act, before: Entry | None) -> None:
    if before is None or order.seen is None or before.steps[-1].number == order.seen:
        return
    last = before.steps[-1]
    raise Refused([codes.CHANGED_MEANWHILE.at(NOWHERE, entry=before.id, who=last.who, act=last.act)])


def _moved(
    office: Office, person: Person, register: Register, wanted: Act, before: Entry | None, order: Order,
    verdict: Verdict, id: str,
) -> Entry:  # fmt: skip
    today = office.today()
    deed = Deed(
        who=person.name, role=verdict.grant.role if verdict.grant else "", at=trail.moment(office.clock()),
        day=order.day or today, today=today, given=order.given, evidence=tuple(order.evidence), reason=order.reason,
    )  # fmt: skip
    after = moved(
        office.plan, register, wanted, before, deed, id=id, holder=lambda key: holder_of(register, key)
    )
    for attendance in attendances_of(register):
        after = filled(office.plan, register, after, attendance(office, register, wanted, after))
    effect = effect_of(register, wanted)
    if effect is None:
        return after
    return filled(office.plan, register, after, effect(office, person, register, after))


def _next(register: Register) -> str:
    last = EntryRow.objects.filter(register=register.id).aggregate(last=Max("number"))["last"]
    return id_text((last or 0) + 1)


def _kept(register: Register, after: Entry) -> Entry:
    """Seal the last step into the trail and draw the entry anew."""
    step = after.steps[-1]
    event = trail.append(
        step.who, step.role, step.act, subject_of(register.id, after.id), body_of(step), step.at
    )
    kept = replace(after, steps=(*after.steps[:-1], replace(step, number=event.number)))
    draw(register, kept)
    return kept


def draw(register: Register, entry: Entry) -> None:
    """Write the entry into the table that is searched."""
    EntryRow.objects.update_or_create(
        register=register.id, number=int(entry.id), defaults=_columns(register, entry)
    )


def _columns(register: Register, entry: Entry) -> dict[str, Any]:
    """What the table holds of an entry beside its register and number."""
    about = subject_about(register, entry)
    final = entry.state in register.dropped
    return {
        "state": entry.state,
        "values": json.dumps(dict(entry.values), ensure_ascii=False, sort_keys=True),
        "done_by": json.dumps(dict(entry.done_by), ensure_ascii=False, sort_keys=True),
        "place": about.place,
        "enterprise": about.enterprise,
        "unit": about.unit,
        "key": "" if final else key_text(key_of(register, entry.values)),
        "opened_on": entry.opened_on,
        "since": entry.since,
        "event": entry.steps[-1].number,
    }


def astray(office: Office) -> tuple[str, ...]:
    """Entries that the table has otherwise than the trail tells, too many or not at all, as the trail names them."""
    told: dict[tuple[str, int], dict[str, Any] | None] = {}
    for name, entries in every_entry().items():
        register = office.plan.registers.get(name)
        for entry in entries:
            # What a plan of today has no register for cannot be drawn; that it is there is all that can be asked.
            told[(name, int(entry.id))] = _columns(register, entry) if register else None
    found: list[tuple[str, int]] = []
    for row in EntryRow.objects.order_by("register", "number").iterator(2000):
        at = (row.register, row.number)
        if at not in told:
            found.append(at)
            continue
        wanted = told.pop(at)
        if wanted is not None and any(getattr(row, name) != value for name, value in wanted.items()):
            found.append(at)
    return tuple(subject_of(name, id_text(number)) for name, number in sorted([*found, *told]))


def redraw(office: Office) -> int:
    """Draw every entry anew from the trail; return how many. What the table held before does not matter."""
    with trail.writing():
        EntryRow.objects.all().delete()
        found = every_entry()
        for name, entries in found.items():
            for entry in entries:
                draw(register_of(office, name), entry)
    return sum(map(len, found.values()))
