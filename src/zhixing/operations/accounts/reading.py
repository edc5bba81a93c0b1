"""Accounts as others see them: people with their grants, and the list of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import Role
from zhixing.operations.accounts import codes
from zhixing.operations.accounts.models import Account, RoleGrant
from zhixing.operations.accounts.persons import Grant, Person


@dataclass(frozen=True)
class GrantSeen:
    """A grant with its number, who gave it and, once it was ended before its time, who ended it and when."""

    number: int
    grant: Grant
    given_by: str
    ended_by: str = ""
    ended_on: date | None = None


@dataclass(frozen=True)
class AccountSeen:
    """An account with its organisation, its days and every grant it ever had."""

    name: str
    display: str
    organisation: str
    opened_on: date | None
    closed_on: date | None
    must_change_password: bool
    grants: tuple[GrantSeen, ...]


def grant_of(row: RoleGrant) -> Grant:
    """The grant a row keeps; one that was ended counts until the day before."""
    last = row.until
    if row.ended_on is not None:
        before = row.ended_on - timedelta(days=1)
        last = before if last is None else min(last, before)
    return Grant(
        cast(Role, row.role),
        tuple(row.places),
        tuple(row.units),
        tuple(row.industries),
        tuple(row.enterprises),
        row.purpose,
        row.since,
        last,
    )


def seen(row: RoleGrant) -> GrantSeen:
    """The row as others see it."""
    return GrantSeen(row.pk, grant_of(row), row.given_by, row.ended_by, row.ended_on)


def person_of(name: str, on: date) -> Person:
    """The person of an account that is open on that day, with every grant and its days.

    Raises:
        Refused: `accounts.no-account`.
    """
    account = Account.objects.select_related("organisation").filter(username=name).first()
    if account is None or not account.is_active or (account.closed_on and account.closed_on <= on):
        raise Refused([codes.NO_ACCOUNT.at(NOWHERE, name=name)])
    return _person(account)


def _person(account: Account) -> Person:
    return Person(
        account.username,
        account.display or account.username,
        account.organisation.code if account.organisation else "",
        tuple(grant_of(row) for row in account.role_grants.all()),
    )


def accounts() -> tuple[AccountSeen, ...]:
    """Every account ever opened, by name."""
    rows = Account.objects.select_related("organisation").prefetch_related("role_grants").order_by("username")
    return tuple(
        AccountSeen(
            row.username,
            row.display,
            row.organisation.code if row.organisation else "",
            row.opened_on,
            row.closed_on,
            row.must_change_password,
            tuple(seen(one) for one in row.role_grants.all()),
        )
        for row in rows
    )
