"""The events of the trail, as rows that the database itself refuses to change."""

from __future__ import annotations

from django.db import models


class EventRow(models.Model):
    """One event; `body` is its canonical JSON, kept as text so that no database writes it differently."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    who = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    act = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        """Read by subject, by person and by act."""

        db_table = "trail_event"
        indexes = (
            models.Index(fields=["subject", "number"], name="trail_subject"),
            models.Index(fields=["who", "number"], name="trail_who"),
            models.Index(fields=["act", "number"], name="trail_act"),
        )
