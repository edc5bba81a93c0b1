"""Entries as they stand now: drawn from the trail, to be searched quickly; the trail alone is the truth."""

from __future__ import annotations

from django.db import models


class EntryRow(models.Model):
    """One entry of one register. `values` and `done_by` are JSON; `key` is empty where none is in force."""

    register = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=80)
    values = models.TextField()
    done_by = models.TextField(default="{}")
    place = models.CharField(max_length=12, default="")
    enterprise = models.CharField(max_length=18, default="")
    unit = models.CharField(max_length=80, default="")
    key = models.TextField(default="")
    opened_on = models.DateField()
    since = models.DateField()
    event = models.BigIntegerField()

    class Meta:
        """A number once in a register; a key in force once."""

        constraints = (
            models.UniqueConstraint(fields=["register", "number"], name="entry_number"),
            models.UniqueConstraint(
                fields=["register", "key"], name="entry_key", condition=~models.Q(key="")
            ),
        )
        indexes = (
            models.Index(fields=["register", "state", "since"], name="entry_state"),
            models.Index(fields=["register", "place"], name="entry_place"),
            models.Index(fields=["enterprise"], name="entry_enterprise"),
        )
