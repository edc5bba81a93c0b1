"""Ask for a job, look at jobs, have one done again or given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhixing.foundation.issues import Refused
from zhixing.operations import trail
from zhixing.operations.accounts import Person, Verdict
from zhixing.operations.jobs import codes
from zhixing.operations.jobs.kinds import kind_of
from zhixing.operations.jobs.models import CANCELLED, FAILED, RUNNING, WAITING, JobRow
from zhixing.operations.jobs.performing import enqueued, role_of, subject_of_job
from zhixing.operations.jobs.seen import STATES, Job, job_from, person_text, plain, text_of
from zhixing.operations.office import Office


def submit(office: Office, person: Person, kind: str, arguments: Mapping[str, Any]) -> Job:
    """Put work in the queue. What the same person asked for already and is not done yet is given back, not done twice.

    Raises:
        Refused: `jobs.unknown-kind`, `jobs.bad-argument`, `accounts.not-allowed`.
    """
    wanted = kind_of(kind)
    kept = _kept(arguments)
    verdict = office.require(person, wanted.action, wanted.about(office, kept))
    with trail.writing():
        underway = JobRow.objects.filter(
            kind=kind, who=person.name, arguments=text_of(kept), state__in=(WAITING, RUNNING)
        ).first()
        if underway is not None:
            return job_from(underway)
        now = office.clock()
        row = JobRow.objects.create(
            kind=kind, who=person.name, role=role_of(verdict), person=person_text(person), arguments=text_of(kept),
            submitted_at=now,
        )  # fmt: skip
        enqueued(row)
        body = {"kind": kind, "arguments": kept}
        trail.append(person.name, row.role, "submit-job", subject_of_job(row), body, trail.moment(now))
        return job_from(row)


def _kept(arguments: Mapping[str, Any]) -> dict[str, Any]:
    found, issues = {}, []
    for name, value in arguments.items():
        try:
            found[name] = plain(value)
        except TypeError:
            issues.append(codes.BAD_ARGUMENT.at(name=name, value=repr(value)))
    if issues:
        raise Refused(issues)
    return found


def jobs(office: Office, person: Person, *, states: tuple[str, ...] = (), most: int = 100) -> tuple[Job, ...]:
    """Jobs that the person may see, the newest first: their own, and those they could have asked for."""
    rows = JobRow.objects.order_by("-pk")
    if states:
        rows = rows.filter(state__in=states)
    found: list[Job] = []
    for row in rows.iterator(200):
        if len(found) == most:
            break
        if _concerns(office, person, row):
            found.append(job_from(row))
    return tuple(found)


def job_of(office: Office, person: Person, id: int) -> Job:
    """One job that the person may see.

    Raises:
        Refused: `jobs.no-job`, also where it is not theirs to see.
    """
    return job_from(_row(office, person, id))


def _concerns(office: Office, person: Person, row: JobRow) -> bool:
    if row.who == person.name:
        return True
    return _verdict(office, person, row).allowed


def _verdict(office: Office, person: Person, row: JobRow) -> Verdict:
    """Whether the person might have asked for it; of a kind that nobody offers any more nobody may."""
    try:
        kind = kind_of(row.kind)
    except Refused:
        return Verdict(False, None, None, "没有这种工作", "there is no such work")
    return office.may(person, kind.action, kind.about(office, job_from(row).arguments))


def _row(office: Office, person: Person, id: int) -> JobRow:
    row = JobRow.objects.filter(pk=id).first()
    if row is None or not _concerns(office, person, row):
        raise Refused([codes.NO_JOB.at(id=id)])
    return row


def retry(office: Office, person: Person, id: int) -> Job:
    """Queue a job again that failed or was cancelled, counting its attempts anew.

    Raises:
        Refused: `jobs.no-job`, `jobs.wrong-state`, `accounts.not-allowed`.
    """
    with trail.writing():
        row = _row(office, person, id)
        kind = kind_of(row.kind)
        verdict = office.require(person, kind.action, kind.about(office, job_from(row).arguments))
        _require_state(row, (FAILED, CANCELLED), "重做", "tried again")
        row.state, row.attempts, row.stop_asked, row.ended_at = WAITING, 0, False, None
        row.done, row.of, row.said_zh, row.said_en = 0, 0, "", ""
        row.result, row.issues, row.person, row.who = "null", "[]", person_text(person), person.name
        row.role = role_of(verdict)
        row.save()
        enqueued(row)
        _noted(office, person, row, "retry-job")
        return job_from(row)


def cancel(office: Office, person: Person, id: int) -> Job:
    """Give a job up: at once where it waits; where it runs, as soon as it next tells how far it is.

    Raises:
        Refused: `jobs.no-job`, `jobs.wrong-state`.
    """
    with trail.writing():
        row = _row(office, person, id)
        _require_state(row, (WAITING, RUNNING), "取消", "cancelled")
        if row.state == WAITING:
            row.state, row.ended_at = CANCELLED, office.clock()
        row.stop_asked = True
        row.save(update_fields=["state", "ended_at", "stop_asked"])
        _noted(office, person, row, "cancel-job")
        return job_from(row)


def _require_state(row: JobRow, states: tuple[str, ...], zh: str, en: str) -> None:
    if row.state not in states:
        state_zh, state_en = STATES[row.state]
        raise Refused(
            [codes.WRONG_STATE.at(id=row.pk, state_zh=state_zh, state_en=state_en, what_zh=zh, what_en=en)]
        )


def _noted(office: Office, person: Person, row: JobRow, act: str) -> None:
    verdict = _verdict(office, person, row)
    at = trail.moment(office.clock())
    trail.append(person.name, role_of(verdict) or row.role, act, subject_of_job(row), {"kind": row.kind}, at)
