"""Start a run: who may, and in the trail when it began and what it gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from zhixing.foundation.issues import Refused
from zhixing.kernel.runs import Kind, Request, Run, execute, request_for
from zhixing.operations import trail
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office

Progress = Callable[[str, float], None]


def _silent(label: str, share: float) -> None:
    return None


def start_run(
    office: Office,
    person: Person,
    kind: Kind,
    years: Sequence[int],
    schemes: Sequence[str] = (),
    known_on: date | None = None,
    *,
    as_of: date | None = None,
    progress: Progress = _silent,
) -> Run:
    """Compute and seal a run over facts as known on a day (all that is known, where none is given).

    The trail has its begin, with the request, and its end, with id and seal, or why it was refused: a begin without an end
    is a run that was stopped. The same inputs are the same run.

    Raises:
        Refused: `accounts.not-allowed`, and what the rooms of the kernel refuse.
    """
    plan, lake = office.plan, office.workspace.lake
    request = request_for(plan, lake, kind, years, schemes=schemes, as_known_on=known_on, as_of=as_of)
    role = _require(office, person, request)
    asked = {"request": request.to_json(), "plan": plan.fingerprint}
    begun = _noted(office, person, role, "start-run", "runs", asked)
    try:
        run = execute(plan, lake, office.workspace.runs, request, progress=progress)
    except Refused as refused:
        codes = [issue.code for issue in refused.issues]
        _noted(office, person, role, "refuse-run", "runs", {"begun": begun, "codes": codes})
        raise
    done = {"begun": begun, "request": request.to_json(), "run": run.id, "seal": run.seal}
    _noted(office, person, role, "end-run", f"runs/{run.id}", done)
    return run


def _require(office: Office, person: Person, request: Request) -> str:
    """The role in which the person may; for every place whose scheme is computed, and the whole where targets are watched."""
    places = {office.plan.schemes[name].place for name in request.schemes}
    if request.kind != "evaluate":
        places = {office.plan.head.province}
    role = ""
    for place in sorted(places):
        verdict = office.require(person, "start-run", Subject(place=place))
        role = verdict.grant.role if verdict.grant else ""
    return role


def _noted(
    office: Office, person: Person, role: str, act: str, subject: str, body: Mapping[str, object]
) -> int:
    with trail.writing():
        return trail.append(person.name, role, act, subject, body, trail.moment(office.clock())).number
