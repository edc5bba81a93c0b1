"""Find jobs whose worker died, and put them in the queue again, so many times and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhixing.foundation.issues import Issue
from zhixing.operations import trail
from zhixing.operations.jobs import codes
from zhixing.operations.jobs.models import FAILED, RUNNING, WAITING, JobRow
from zhixing.operations.jobs.performing import enqueued, noted_end
from zhixing.operations.jobs.processes import gone
from zhixing.operations.jobs.seen import Job, job_from, text_of
from zhixing.operations.office import Office

MOST_ATTEMPTS = 3
SILENT = timedelta(minutes=10)
"""A job that gave no sign of life for so long is taken for dead although its process seems to live."""


@dataclass(frozen=True)
class TakenUp:
    """What the start of a worker found: jobs queued again, and jobs given up after too many attempts."""

    again: tuple[Job, ...]
    given_up: tuple[Job, ...]

    def issues(self) -> tuple[Issue, ...]:
        """What to say of it."""
        named = "、".join(f"{job.id}（{job.zh} / {job.en}）" for job in self.again)
        again = [codes.TAKEN_UP.at(count=len(self.again), which=named)] if self.again else []
        return (*again, *(codes.GIVEN_UP.at(attempts=job.attempts) for job in self.given_up))


def take_up(office: Office) -> TakenUp:
    """Queue again what a worker left that was killed or gives no sign of life."""
    again: list[Job] = []
    given_up: list[Job] = []
    with trail.writing():
        now = office.clock()
        for row in list(_left(now)):
            _close_task(row)
            if row.attempts < MOST_ATTEMPTS:
                row.state, row.worker = WAITING, ""
                row.save(update_fields=["state", "worker"])
                enqueued(row)
                again.append(job_from(row))
            else:
                issue = codes.GIVEN_UP.at(attempts=row.attempts)
                row.state, row.ended_at, row.issues = FAILED, now, text_of([issue.to_json()])
                row.save(update_fields=["state", "ended_at", "issues"])
                noted_end(row, trail.moment(now))
                given_up.append(job_from(row))
    return TakenUp(tuple(again), tuple(given_up))


def unfinished(office: Office) -> tuple[Issue, ...]:
    """Jobs whose worker is gone; nothing is changed."""
    return tuple(
        codes.UNFINISHED.at(id=job.id, what_zh=job.zh, what_en=job.en)
        for job in map(job_from, _left(office.clock()))
    )


def _left(now: datetime) -> Iterator[JobRow]:
    for row in JobRow.objects.filter(state__in=(WAITING, RUNNING)).order_by("pk"):
        task = DBTaskResult.objects.filter(pk=row.task).first()
        if row.state == WAITING and task is not None and task.status == TaskResultStatus.READY:
            continue
        # A worker that died between claiming the task and the job has its name in the task alone.
        worker = row.worker or (task.worker_ids[-1] if task and task.worker_ids else "")
        lost = row.state == WAITING and (task is None or task.status != TaskResultStatus.RUNNING)
        dead = gone(worker)
        seen = row.heartbeat or row.submitted_at
        if lost or dead or (now - seen > SILENT):
            yield row


def _close_task(row: JobRow) -> None:
    DBTaskResult.objects.filter(pk=row.task).exclude(status=TaskResultStatus.SUCCESSFUL).update(
        status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback="the worker is gone"
    )
