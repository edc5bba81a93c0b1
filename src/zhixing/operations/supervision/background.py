"""Watching as a job: a monitoring run of the day, the follow-ups it finds, and what is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.kernel.runs import Run, execute, request_for
from zhixing.operations import jobs
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office
from zhixing.operations.supervision.late import escalate
from zhixing.operations.supervision.opening import open_by_rules, require_past

_STEPS = 100


def offer_watching() -> None:
    """Offer the work to the jobs."""
    jobs.offer("watch", watch, zh="监测并开出督办", en="watch targets and open follow-ups")


def watch(office: Office, person: Person, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Run the monitoring as of a day, open what it found, escalate what is late.

    Sealed runs, openings and escalations find what they did before, so this may be stopped anywhere and asked for again.
    """
    office.require(person, "start-run", Subject(place=office.plan.head.province))
    day = date.fromisoformat(arguments["as_of"]) if arguments.get("as_of") else office.today()
    require_past(office, day)
    run = _watched(office, day)
    opening = open_by_rules(office, day, run=run)
    late = escalate(office, day)
    issues = [issue.to_json() for issue in (*opening.refused, *late.refused)]
    return {
        "run": run.id,
        "opened": [entry.id for entry in opening.opened],
        "known": opening.known,
        "late": len(late.late),
        "escalated": sum(1 for one in late.late if one.moved),
        "refused": [str(issue["code"]) for issue in issues],
    }


def _watched(office: Office, day: date) -> Run:
    plan, place = office.plan, office.workspace
    request = request_for(plan, place.lake, "monitor", tuple(plan.head.term.years), as_of=day)

    def tell(label: str, share: float) -> None:
        jobs.progress(int(share * (_STEPS - 1)), _STEPS, label, label)

    return execute(plan, place.lake, place.runs, request, progress=tell)
