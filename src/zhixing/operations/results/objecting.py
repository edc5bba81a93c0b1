"""What the program does at acts on objections: judges a filing by the sealed run, turns what is accepted into facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.evaluation import entity_of
from zhixing.kernel.facts import Cell, history_of
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry
from zhixing.kernel.runs import Run, find_run
from zhixing.operations import registers
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.results import codes
from zhixing.operations.results.correcting import Spot, correct, take_back, text_of
from zhixing.operations.results.sealed import Row, plan_of, rows_of, sealed_run
from zhixing.operations.results.standing import (
    decided_grade,
    is_accepted,
    notice_of,
    on_notice,
    publications_of,
)

_FILING: tuple[str, ...] = ("enterprise", "county-officer")


def attend_objection(office: Office, register: Register, act: Act, entry: Entry) -> Mapping[str, Cell]:
    """An objection is filed while the notice runs, by the firm or its county, against a row of the list that is on notice.

    What was stated and the grade before are filled in from the sealed run. An acceptance that is taken back says again what
    was said before.

    Raises:
        Refused: `results.not-on-notice`, `results.not-the-firm`, `results.not-in-list`, `results.other-place`,
            `results.other-year`, `results.no-such-column`, `results.run-damaged`.
    """
    if not act.source:
        return _filed(office, register, entry)
    if entry.values.get("kind") == "data" and not _accepting(act) and not is_accepted(register, entry):
        publication = registers.entry_of(publications_of(office), str(entry.values["publication"]))
        take_back(office, register, entry, _spot(office, publication, entry))
        return {"receipt": "", "grade_after": ""} if entry.values.get("receipt") else {}
    if entry.values.get("kind") == "grade" and not _accepting(act) and not is_accepted(register, entry):
        return {"grade_after": ""} if entry.values.get("grade_after") else {}
    return {}


def _accepting(act: Act) -> bool:
    return act.effect in {"correct-fact", "correct-grade"}


def _filed(office: Office, register: Register, entry: Entry) -> dict[str, Cell]:
    against = publications_of(office)
    publication = registers.entry_of(against, str(entry.values.get("publication") or ""))
    if not on_notice(against, publication, office.today()):
        since, until = notice_of(publication)
        dates = {"since": since or "—", "until": until or "—"}
        raise Refused([codes.NOT_ON_NOTICE.at(NOWHERE, publication=publication.id, **dates)])
    run = sealed_run(office, str(publication.values["run"]))
    row = rows_of(run, *_list_of(publication)).get(str(entry.values.get("enterprise") or ""))
    if row is None:
        firm = entry.values.get("enterprise") or "—"
        raise Refused([codes.NOT_IN_LIST.at(NOWHERE, publication=publication.id, enterprise=firm)])
    issues = list(_unfit(register, entry, publication, row))
    if issues:
        raise Refused(issues)
    if entry.values.get("kind") == "grade":
        return {"stated": row.result, "grade_before": row.result}
    spot = _spot(office, publication, entry)
    known = {"dataset": spot.dataset} if "dataset" in _fields(register) else {}
    return {"stated": _stated(office, run, spot), "grade_before": row.result, **known}


def _list_of(publication: Entry) -> tuple[str, int, str]:
    values = publication.values
    return str(values["scheme"]), int(values["year"]), str(values["place"])


def _unfit(register: Register, entry: Entry, publication: Entry, row: Row) -> Iterator[Issue]:
    if entry.steps[-1].role not in _FILING:
        yield codes.NOT_THE_FIRM.at(NOWHERE)
    place = str(entry.values.get(register.place) or "")
    if place != row.place:
        yield codes.OTHER_PLACE.at(NOWHERE, enterprise=row.enterprise, listed=row.place, given=place or "—")
    year, given = int(publication.values["year"]), entry.values.get("year")
    if given is not None and int(given) != year:
        yield codes.OTHER_YEAR.at(NOWHERE, publication=publication.id, year=year, given=given)


def _fields(register: Register) -> set[str]:
    return {column.id for column in register.fields}


def _spot(office: Office, publication: Entry, entry: Entry) -> Spot:
    """Which value an objection about data is about: in the dataset it names, or in the one that the scheme looks at.

    Raises:
        Refused: `results.no-such-column`: no dataset of entities by year, no such column, or one of its key.
    """
    sealed = plan_of(find_run(office.workspace.runs, str(publication.values["run"])))
    scheme = sealed.schemes[str(publication.values["scheme"])]
    key: dict[str, str | int] = {
        entity_of(sealed, scheme): str(entry.values["enterprise"]),
        "year": int(publication.values["year"]),
    }
    name = str(entry.values.get("dataset") or scheme.population.dataset)
    dataset = office.plan.datasets.get(name)
    fitting = dataset is not None and set(dataset.key) == set(key)
    columns = [one.id for one in dataset.columns if one.id not in key] if dataset and fitting else []
    column = str(entry.values.get("column") or "")
    if column not in columns:
        known = "、".join(columns) or "—"
        raise Refused([codes.NO_SUCH_COLUMN.at(NOWHERE, dataset=name, column=column, known=known)])
    return Spot(name, key, column)


def _stated(office: Office, run: Run, spot: Spot) -> str:
    """The value that the run computed with: the latest word among the receipts sealed into it."""
    sealed = run.manifest["facts"]
    cells = history_of(office.workspace.lake, spot.dataset, spot.key, spot.column)
    said = [cell for cell in cells if cell.receipt in sealed]
    return text_of(said[-1].value) if said else ""


def correct_fact(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    """The corrected value becomes a new fact, known from today; the entry keeps its receipt.

    Raises:
        Refused: `results.wrong-kind`, `results.nothing-corrected`, and what is wrong with the value (`facts.*`).
    """
    _require_kind(entry, "data")
    text = str(entry.values.get("corrected") or "")
    if not text:
        raise Refused([codes.NOTHING_CORRECTED.at(NOWHERE, entry=entry.id)])
    publication = registers.entry_of(publications_of(office), str(entry.values["publication"]))
    receipt = correct(office, register, entry, _spot(office, publication, entry), text)
    return {"receipt": receipt.id}


def correct_grade(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    """The grade that was decided is kept in the entry, beside the computed one, which stays as it is in the run.

    It is no fact: what a scheme takes as facts that move grades are its own marks and guards, and none of them says just
    any grade. So the list that is published shows both grades with the reason, and what is computed from grades (measures)
    goes on from the computed one.

    Raises:
        Refused: `results.wrong-kind`, `results.nothing-corrected`, `results.no-such-grade`.
    """
    _require_kind(entry, "grade")
    grade = decided_grade(entry)
    if not grade:
        raise Refused([codes.NOTHING_CORRECTED.at(NOWHERE, entry=entry.id)])
    publication = registers.entry_of(publications_of(office), str(entry.values["publication"]))
    scheme = str(publication.values["scheme"])
    run = sealed_run(office, str(publication.values["run"]))
    grades = plan_of(run).schemes[scheme].grading.grades
    if grade not in grades:
        known = "、".join(grades)
        raise Refused([codes.NO_SUCH_GRADE.at(NOWHERE, scheme=scheme, grade=grade, known=known)])
    return {"grade_after": grade}


def _require_kind(entry: Entry, wanted: str) -> None:
    kind = str(entry.values.get("kind") or "")
    if kind != wanted:
        raise Refused([codes.WRONG_KIND.at(NOWHERE, entry=entry.id, kind=kind or "—")])
