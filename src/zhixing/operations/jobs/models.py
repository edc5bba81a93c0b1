"""Jobs, as rows."""

from __future__ import annotations

from django.db import models

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)


class JobRow(models.Model):
    """One job. `person`, `arguments`, `result` and `issues` are JSON; `worker` names the process that does it.

    `attempts` is also what an older attempt is told apart by: only the latest one writes.
    """

    kind = models.CharField(max_length=40)
    who = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    person = models.TextField()
    arguments = models.TextField()
    state = models.CharField(max_length=10, default=WAITING)
    task = models.CharField(max_length=36)
    attempts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    said_zh = models.CharField(max_length=200, default="")
    said_en = models.CharField(max_length=200, default="")
    worker = models.CharField(max_length=64, default="")
    stop_asked = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(default="null")
    issues = models.TextField(default="[]")

    class Meta:
        """Listed by state and by person."""

        db_table = "job"
        indexes = (
            models.Index(fields=["state", "id"], name="job_state"),
            models.Index(fields=["who", "id"], name="job_who"),
        )
