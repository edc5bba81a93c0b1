"""Roles are given and end; each by one act. Nobody gives a role to themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db import transaction

from zhixing.foundation.codes import uscc_fault
from zhixing.foundation.issues import NOWHERE, Issue, Refused, require
from zhixing.operations.accounts import codes
from zhixing.operations.accounts.desk import Desk, open_account_named
from zhixing.operations.accounts.models import RoleGrant
from zhixing.operations.accounts.persons import Grant
from zhixing.operations.accounts.reading import GrantSeen, grant_of, seen
from zhixing.operations.accounts.roles import ROLES

_NEED_PLACES = ("analyst", "county-officer", "department-liaison", "leader")
_ALONE = ("administrator", "auditor")


def grant(desk: Desk, name: str, given: Grant) -> GrantSeen:
    """Give a role to an account, from the day on where it does not say since when.

    Raises:
        Refused: `accounts.not-allowed`, `accounts.no-account`, `accounts.to-oneself`, `accounts.roles-apart`, or what is
            wrong with the grant.
    """
    desk.require_administrator(given.places)
    if desk.by.name == name:
        raise Refused([codes.TO_ONESELF.at(NOWHERE, name=name)])
    given = replace(given, since=desk.on) if given.since == date.min else given
    require(_faults(desk, given))
    with transaction.atomic():
        account = open_account_named(name)
        held = (grant_of(row) for row in account.role_grants.all())
        require(_apart(given, [one for one in held if _overlap(one, given)]))
        row = RoleGrant.objects.create(
            account=account,
            role=given.role,
            places=list(given.places),
            units=list(given.units),
            industries=list(given.industries),
            enterprises=list(given.enterprises),
            purpose=given.purpose,
            since=given.since,
            until=given.until,
            given_by=desk.by.name,
        )
        desk.record(desk.by.name, "accounts.grant", name, {"grant": row.pk, **vars(given)})
    return seen(row)


def end_grant(desk: Desk, number: int) -> GrantSeen:
    """End a grant: from the day on it no longer counts.

    Raises:
        Refused: `accounts.not-allowed`, `accounts.no-grant`.
    """
    with transaction.atomic():
        row = RoleGrant.objects.select_for_update().filter(pk=number, ended_on=None).first()
        if row is None:
            raise Refused([codes.NO_GRANT.at(NOWHERE, number=number)])
        desk.require_administrator(row.places)
        row.ended_on = desk.on
        row.ended_by = desk.by.name
        row.save()
        name = row.account.username
        desk.record(desk.by.name, "accounts.end-grant", name, {"grant": row.pk})
    return seen(row)


def _faults(desk: Desk, given: Grant) -> Iterator[Issue]:
    plan = desk.plan
    if given.role not in ROLES or given.role == "system":
        yield codes.UNKNOWN_ROLE.at(NOWHERE, role=given.role, known="、".join(ROLES))
    yield from (codes.UNKNOWN_PLACE.at(NOWHERE, name=one) for one in given.places if one not in plan.places)
    yield from (
        codes.UNKNOWN_ORGANISATION.at(NOWHERE, name=one)
        for one in given.units
        if one not in plan.organisations and one not in plan.places
    )
    yield from (
        codes.UNKNOWN_INDUSTRY.at(NOWHERE, name=one) for one in given.industries if one not in plan.industries
    )
    yield from (codes.BAD_CREDIT_CODE.at(NOWHERE, code=one) for one in given.enterprises if uscc_fault(one))
    if given.role in _NEED_PLACES and not given.places:
        yield codes.LIMIT_MISSING.at(NOWHERE, role=given.role, limit_zh="地区", limit_en="places")
    if given.role == "enterprise" and not given.enterprises:
        yield codes.LIMIT_MISSING.at(NOWHERE, role=given.role, limit_zh="企业", limit_en="enterprises")
    if given.since < desk.on or (given.until is not None and given.until < given.since):
        yield codes.BAD_DAYS.at(NOWHERE, since=given.since, until=given.until or "—")


def _overlap(one: Grant, other: Grant) -> bool:
    ends = (one.until or date.max, other.until or date.max)
    return max(one.since, other.since) <= min(ends)


def _apart(given: Grant, held: list[Grant]) -> Iterator[Issue]:
    """Who opens accounts and who audits do nothing else at the same time, or they would watch over themselves."""
    for one in held:
        if one.role != given.role and (one.role in _ALONE or given.role in _ALONE):
            yield codes.ROLES_APART.at(NOWHERE, role=given.role, other=one.role)
