"""A bank asks for a grade: with a purpose, with the firm's consent, and every look is in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.registers import Entry
from zhixing.operations import trail
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office
from zhixing.operations.results import codes
from zhixing.operations.results.listing import Listed, listed, published_entries
from zhixing.operations.results.sealed import Row, plan_of, rows_of, sealed_run
from zhixing.operations.results.standing import decided_of

_GIVEN, _ENDED, _ASKED, _DENIED = "give-consent", "end-consent", "ask-grade", "refuse-grade"


@dataclass(frozen=True)
class Answer:
    """A published grade, both where it was moved, and under which seal it stands."""

    enterprise: str
    name: str
    year: int
    scheme: str
    grade: str
    computed: str
    published_on: date
    run: str
    seal: str


def give_consent(
    office: Office,
    person: Person,
    enterprise: str,
    purpose: str,
    *,
    asker: str = "",
    until: date | None = None,
) -> None:
    """The firm agrees that its grade is told for a purpose: to one account or organisation (`asker`), or to any bank.

    The consent is an event of the trail, by the firm itself; the latest word about a purpose and an asker stands.

    Raises:
        Refused: `accounts.not-allowed`.
    """
    body = {"purpose": purpose.strip(), "asker": asker, "until": until.isoformat() if until else None}
    _by_the_firm(office, person, enterprise, _GIVEN, body)


def end_consent(office: Office, person: Person, enterprise: str, purpose: str, *, asker: str = "") -> None:
    """The firm takes its consent back, from now on.

    Raises:
        Refused: `accounts.not-allowed`.
    """
    body = {"purpose": purpose.strip(), "asker": asker, "until": None}
    _by_the_firm(office, person, enterprise, _ENDED, body)


def _by_the_firm(office: Office, person: Person, enterprise: str, act: str, body: dict[str, Any]) -> None:
    verdict = office.require(person, "confirm-own-figures", Subject(enterprise=enterprise))
    role = verdict.grant.role if verdict.grant else ""
    with trail.writing():
        trail.append(person.name, role, act, _consents(enterprise), body, trail.moment(office.clock()))


def _consents(enterprise: str) -> str:
    return f"consents/{enterprise}"


def has_consented(office: Office, enterprise: str, person: Person, purpose: str) -> bool:
    """Whether the firm has agreed, for this purpose, that this person or their organisation be told today."""
    last: dict[str, bool] = {}
    for event in trail.events(subject=_consents(enterprise)):
        body = event.body
        if body["purpose"] == purpose.strip():
            holds = body["until"] is None or office.today() <= date.fromisoformat(body["until"])
            last[body["asker"]] = event.act == _GIVEN and holds
    return any(last.get(asker, False) for asker in {"", person.name, person.organisation})


def ask_grade(office: Office, person: Person, enterprise: str, purpose: str, year: int) -> Answer:
    """The published grade of a firm for a year. Every look is in the trail, and so is every one that was refused.

    Raises:
        Refused: `accounts.not-allowed` (no purpose, no consent), `results.no-grade`.
    """
    found = _published_row(office, enterprise, year)
    about = Subject(
        place=found[1].place if found else "",
        enterprise=enterprise,
        consented=has_consented(office, enterprise, person, purpose),
    )
    verdict = office.may(person, "see-grade", about, purpose)
    role = verdict.grant.role if verdict.grant else ""
    _noted(office, person, role, _ASKED if verdict.allowed else _DENIED, enterprise, purpose, year)
    office.require(person, "see-grade", about, purpose)
    if found is None:
        raise Refused([codes.NO_GRADE.at(NOWHERE, enterprise=enterprise, year=year)])
    return _answer(office, *found)


def _noted(
    office: Office, person: Person, role: str, act: str, enterprise: str, purpose: str, year: int
) -> None:
    body = {"purpose": purpose.strip(), "year": year}
    with trail.writing():
        trail.append(person.name, role, act, f"grades/{enterprise}", body, trail.moment(office.clock()))


def _published_row(office: Office, enterprise: str, year: int) -> tuple[Entry, Row] | None:
    """The row of the firm in the list published last for the year."""
    entries = [entry for entry in published_entries(office) if int(entry.values["year"]) == year]
    for entry in sorted(entries, key=lambda one: str(one.values["published_on"]), reverse=True):
        run = sealed_run(office, str(entry.values["run"]))
        row = rows_of(run, str(entry.values["scheme"]), year, str(entry.values["place"])).get(enterprise)
        if row is not None:
            return entry, row
    return None


def _answer(office: Office, entry: Entry, row: Row) -> Answer:
    run = sealed_run(office, str(entry.values["run"]))
    scheme = plan_of(run).schemes[str(entry.values["scheme"])]
    shown: Listed = listed(office, scheme, row, decided_of(office, entry.id).get(row.enterprise))
    return Answer(
        row.enterprise, row.name, int(entry.values["year"]), scheme.id, shown.grade, shown.computed,
        date.fromisoformat(str(entry.values["published_on"])), run.id, run.seal,
    )  # fmt: skip
