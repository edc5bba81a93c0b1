"""Forms handed out: filled in with what is known where all of it is the person's to see, else empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import write_current, write_template
from zhixing.kernel.plan import Dataset, Place, PlanHead
from zhixing.operations.accounts import Person
from zhixing.operations.intake.asking import Ask, Asked, read_ask
from zhixing.operations.intake.differing import selection
from zhixing.operations.office import Office

_HANDED = ("file-figures", "export")
_PRIVATE = ("see-firm-tax", "see-firm-energy")


@dataclass(frozen=True)
class _Narrowed:
    """The parts of a plan that a form is made from, with only the columns that its filer fills in."""

    head: PlanHead
    datasets: Mapping[str, Dataset]
    places: Mapping[str, Place]


def template(office: Office, person: Person, out: Path, wanted: Ask) -> int:
    """Write the form for a place and period, and return how many known rows it was filled with.

    Whoever files there gets it, and whoever hands it out to them. A filled form keeps what it was sent with, so that the
    returned one tells three sides apart. Figures of firms are filled in for those alone who may see firms' tax and energy; a
    department gets the columns that it supplies.

    Raises:
        Refused: `accounts.not-allowed`, what `read_ask` refuses.
    """
    ask = read_ask(office, person, wanted)
    if not office.may(person, "file-figures", ask.subject()).allowed:
        office.require(person, "export", ask.subject())
    theirs = _theirs(office, person, ask)
    whole = len(theirs.columns) == len(ask.dataset.columns)
    if whole and _sees(office, person, ask):
        filled = _filled(office, ask, out)
        if filled:
            return filled
    plan = _Narrowed(office.plan.head, {theirs.id: theirs}, office.plan.places)
    write_template(plan, (theirs.id,), out)
    return 0


def _theirs(office: Office, person: Person, ask: Asked) -> Dataset:
    kept = tuple(
        column
        for column in ask.dataset.columns
        if column.id in ask.dataset.key
        or column.supplier is None
        or any(office.may(person, act, ask.subject(column.supplier)).allowed for act in _HANDED)
    )
    return ask.dataset.model_copy(update={"columns": kept})


def _sees(office: Office, person: Person, ask: Asked) -> bool:
    if ask.dataset.entity != "enterprise":
        return True
    return all(
        office.may(person, action, ask.subject(column.supplier or "")).allowed
        for action in _PRIVATE
        for column in ask.dataset.columns
    )


def _filled(office: Office, ask: Asked, out: Path) -> int:
    where = {name: list(values) for name, values in selection(office.plan, ask).items()}
    firm = ask.firm_column
    if ask.enterprise and firm is not None:
        where[firm.id] = [ask.enterprise]
    try:
        sent = write_current(
            office.plan, office.workspace.lake, ask.dataset.id, out, where=where, known_on=office.today()
        )
    except Refused as refused:
        if {issue.code for issue in refused.issues} == {"facts.nothing-known"}:
            return 0
        raise
    return int(sent.rows.num_rows)
