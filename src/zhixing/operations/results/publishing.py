"""What the program does at acts on publications: trusts the run, recomputes it, makes it public and read-only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry
from zhixing.kernel.runs import Request, Run, execute
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.results import codes
from zhixing.operations.results.correcting import brought_by
from zhixing.operations.results.noting import note_grades
from zhixing.operations.results.sealed import (
    make_read_only,
    plan_of,
    require_verified,
    rows_of,
    sealed_run,
)
from zhixing.operations.results.standing import is_accepted, is_open, notice_of, objections_of, objections_to


def attend_publication(office: Office, register: Register, act: Act, entry: Entry) -> Mapping[str, Cell]:
    """At every act the run must be intact; where it is named anew it must be recomputed and hold scheme, year and place.

    An act that ends a publication is never kept back: a damaged run can be withdrawn. Nor is what the system notes beside,
    which says nothing about the run. The run is written by its whole id.

    Raises:
        Refused: `results.run-needed`, `runs.unknown-run`, `results.run-damaged`, `results.not-in-run`,
            `results.nothing-of-place`, `results.published-stands`.
    """
    noted = act.effect is None and entry.steps[-1].role == "system"
    if noted or entry.state in register.dropped:
        return {}
    changed = {"run", "scheme", "year", "place"} & set(entry.steps[-1].values)
    _require_unpublished(entry, changed)
    run = sealed_run(office, str(entry.values.get("run") or ""))
    if changed:
        rows_of(run, *_list_of(entry))
        require_verified(office, run)
    return {"run": run.id}


def _require_unpublished(entry: Entry, changed: set[str]) -> None:
    on = entry.values.get("published_on")
    if on and changed and "published_on" not in entry.steps[-1].values:
        raise Refused([codes.PUBLISHED_STANDS.at(NOWHERE, entry=entry.id, on=on)])


def _list_of(entry: Entry) -> tuple[str, int, str]:
    values = entry.values
    return str(values.get("scheme") or ""), int(values.get("year") or 0), str(values.get("place") or "")


def compute(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    """Recompute: a new run over facts as known today, by the rules sealed with the run before it.

    `run_before` is the run that was on notice, however often it is recomputed: what firms objected to. The objections that
    were accepted get their grade after it. Nothing new known gives the run that stands there.

    Raises:
        Refused: `results.published-stands`, `results.grades-not-noted`, and what the rooms of the kernel refuse.
    """
    if entry.values.get("published_on"):
        on = entry.values["published_on"]
        raise Refused([codes.PUBLISHED_STANDS.at(NOWHERE, entry=entry.id, on=on)])
    run = recomputed(office, entry)
    note_grades(office, entry.id, rows_of(run, *_list_of(entry)))
    return {"run": run.id, "run_before": entry.values.get("run_before") or entry.values["run"]}


def recomputed(office: Office, entry: Entry) -> Run:
    """The run that recomputing a publication gives today; computed once, found afterwards."""
    before = sealed_run(office, str(entry.values.get("run") or ""))
    request = Request.from_json(before.manifest["request"])
    known_on = max(request.as_known_on, office.today())
    workspace = office.workspace
    return execute(plan_of(before), workspace.lake, workspace.runs, replace(request, as_known_on=known_on))


def publish(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    """Make a result public for good: after its notice, with every objection closed and every correction in the run.

    From then on the folders of its run and of the run that was on notice are read-only.

    Raises:
        Refused: `results.not-noticed`, `results.notice-running`, `results.objections-open`, `results.not-recomputed`.
    """
    run = sealed_run(office, str(entry.values.get("run") or ""))
    issues = [*_too_early(office, entry), *_unsettled(office, entry, run)]
    if issues:
        raise Refused(issues)
    make_read_only(run.folder)
    if entry.values.get("run_before"):
        make_read_only(sealed_run(office, str(entry.values["run_before"])).folder)
    return {"published_on": office.today().isoformat()}


def _too_early(office: Office, entry: Entry) -> Iterator[Issue]:
    _, until = notice_of(entry)
    today = office.today()
    if until is None:
        yield codes.NOT_NOTICED.at(NOWHERE, entry=entry.id)
    elif today <= until:
        yield codes.NOTICE_RUNNING.at(NOWHERE, entry=entry.id, until=until, today=today)


def _unsettled(office: Office, entry: Entry, run: Run) -> Iterator[Issue]:
    objections = objections_to(office, entry.id)
    if not objections:
        return
    register = objections_of(office)
    still = [one.id for one in objections if is_open(register, one)]
    if still:
        yield codes.OBJECTIONS_OPEN.at(NOWHERE, entry=entry.id, open="、".join(still))
    lacking = [one.id for one in objections if _behind(office, register, one, run)]
    if lacking:
        yield codes.NOT_RECOMPUTED.at(NOWHERE, entry=entry.id, accepted="、".join(lacking), run=run.id)


def _behind(office: Office, register: Register, objection: Entry, run: Run) -> bool:
    """Whether the run lacks the last fact of an objection that it should know: one accepted, or one taken back after it."""
    brought = [receipt.id in run.manifest["facts"] for receipt in brought_by(office, register, objection)]
    return bool(brought) and not brought[-1] and (is_accepted(register, objection) or any(brought))
