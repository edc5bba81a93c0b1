"""What is kept: organisations and whom they belong to, people who sign in, the roles given to them.

Nothing here is deleted: an organisation, a belonging and a grant end, an account is closed.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from zhixing.operations.accounts.roles import ROLES


class Organisation(models.Model):
    """An organisation of the plan by its id, or the government of a place by the place's code."""

    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    short = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class Belonging(models.Model):
    """Which organisation stands above another, from a day until a day, both included."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="belongings")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="below")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ("organisation", "since")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=models.Q(until=None), name="one_parent_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} < {self.parent}"


class Account(AbstractUser):
    """A person who signs in."""

    display = models.CharField(max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="accounts"
    )
    must_change_password = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)


class RoleGrant(models.Model):
    """A role given to an account, with its limits and days; ended by setting its last day."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=24, choices=[(role, words.zh) for role, words in ROLES.items()])
    places = models.JSONField(default=list)
    units = models.JSONField(default=list)
    industries = models.JSONField(default=list)
    enterprises = models.JSONField(default=list)
    purpose = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    given_by = models.CharField(max_length=150)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.account} {self.role}"
