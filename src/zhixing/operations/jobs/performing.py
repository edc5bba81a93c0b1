"""Do one job: claim it, beat while it lasts, hear how far it is, keep how it ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, models
from django_tasks import TaskContext, task

from zhixing.foundation.issues import Refused
from zhixing.operations import trail
from zhixing.operations.accounts import Verdict
from zhixing.operations.jobs import codes
from zhixing.operations.jobs.kinds import kind_of
from zhixing.operations.jobs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobRow
from zhixing.operations.jobs.seen import job_from, person_from, plain, text_of
from zhixing.operations.office import Office

BEAT = 10.0
"""Seconds between two signs of life."""
_TOLD = 0.5
"""Progress told sooner than this after the last one, in seconds, is passed over, unless it is the end."""

office_here: ContextVar[Office] = ContextVar("office_here")
"""The office that the worker of this thread serves; set by the worker before its first job."""


class _Stopped(Exception):
    """Somebody has cancelled the job that is running."""


@dataclass
class _Attempt:
    """The attempt that runs in this thread."""

    office: Office
    job: int
    number: int
    told: float = field(default=-1.0)

    def mine(self) -> models.QuerySet[JobRow]:
        """The row, as long as this attempt is the latest one."""
        return JobRow.objects.filter(pk=self.job, attempts=self.number, state=RUNNING)


_attempt: ContextVar[_Attempt | None] = ContextVar("_attempt", default=None)


def progress(done: int, of: int, zh: str = "", en: str = "") -> None:
    """Say from inside a job how far it is; outside of one it says nothing to nobody.

    A job that was cancelled meanwhile ends here.
    """
    here = _attempt.get()
    now = time.monotonic()
    if here is None or (done < of and 0 <= now - here.told < _TOLD):
        return
    here.told = now
    kept = here.mine().update(
        done=done, of=of, said_zh=zh[:200], said_en=en[:200], heartbeat=here.office.clock()
    )
    if not kept or here.mine().filter(stop_asked=True).exists():
        raise _Stopped


def enqueued(row: JobRow) -> None:
    """Put the row's task in the queue; to be called in the transaction that makes the row wait."""
    row.task = str(perform.enqueue(row.pk).id)
    row.save(update_fields=["task"])


def subject_of_job(row: JobRow) -> str:
    """How the trail names a job."""
    return f"jobs/{row.pk}"


def role_of(verdict: Verdict) -> str:
    """The role that allows it, as the trail keeps it."""
    return verdict.grant.role if verdict.grant else ""


@task(takes_context=True)
def perform(context: TaskContext, job: int) -> None:
    """What the queue holds: do the job of this number, if it still waits for this task."""
    office = office_here.get()
    result = context.task_result
    claimed = JobRow.objects.filter(pk=job, state=WAITING, task=str(result.id)).update(
        state=RUNNING,
        attempts=models.F("attempts") + 1,
        worker=result.worker_ids[-1] if result.worker_ids else "",
        started_at=office.clock(),
        heartbeat=office.clock(),
    )
    if claimed:
        row = JobRow.objects.get(pk=job)
        _done(office, row, _Attempt(office, row.pk, row.attempts))


def _done(office: Office, row: JobRow, attempt: _Attempt) -> None:
    token = _attempt.set(attempt)
    try:
        with _beating(attempt):
            kind = kind_of(row.kind)
            found = plain(kind.work(office, person_from(row.person), job_from(row).arguments))
        _end(attempt, DONE, result=found)
    except _Stopped:
        _end(attempt, CANCELLED)
    except Refused as refused:
        _end(attempt, FAILED, issues=[issue.to_json() for issue in refused.issues])
    except Exception as error:
        issue = codes.BROKE.at(what=f"{type(error).__name__}: {error}")
        _end(attempt, FAILED, issues=[issue.to_json()])
        raise  # the queue keeps the traceback
    finally:
        _attempt.reset(token)


def _end(
    attempt: _Attempt, state: str, *, result: Any = None, issues: list[dict[str, object]] | None = None
) -> None:
    """Keep how it ended and say so in the trail, unless a later attempt has taken its place."""
    with trail.writing():
        row = attempt.mine().first()
        if row is not None:
            now = attempt.office.clock()
            row.state, row.ended_at, row.heartbeat = state, now, now
            row.result, row.issues = text_of(result), text_of(issues or [])
            if state == DONE and row.of:
                row.done = row.of
            row.save()
            noted_end(row, trail.moment(now))


def noted_end(row: JobRow, at: str) -> None:
    """The event of a job's end."""
    job = job_from(row)
    body: Mapping[str, Any] = {
        "kind": row.kind, "state": row.state, "attempts": row.attempts, "result": job.result,
        "issues": [str(issue["code"]) for issue in job.issues],
    }  # fmt: skip
    trail.append("system", "system", "end-job", subject_of_job(row), body, at)


@contextmanager
def _beating(attempt: _Attempt) -> Iterator[None]:
    """Signs of life from a thread of its own, so that work which is silent for long is not taken for dead."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(BEAT):
                try:
                    attempt.mine().update(heartbeat=attempt.office.clock())
                except OperationalError:
                    continue  # somebody holds the lock for long; the next beat tells
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"job-{attempt.job}-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(BEAT)
