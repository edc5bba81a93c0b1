"""Accounts are opened, closed, and given a new password; each by one act."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.operations.accounts import codes
from zhixing.operations.accounts.desk import Desk, open_account_named
from zhixing.operations.accounts.models import Account, Organisation
from zhixing.operations.accounts.persons import SYSTEM

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,63}")
# Without the letters and digits that are taken for each other when read from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Opened:
    """An account's name and the password that is said once and must be changed at the first sign-in."""

    name: str
    password: str


def open_account(desk: Desk, name: str, display: str, organisation: str = "") -> Opened:
    """Open an account without any role.

    Raises:
        Refused: `accounts.not-allowed`, `accounts.bad-name`, `accounts.name-taken`, `accounts.unknown-organisation`.
    """
    desk.require_administrator([organisation] if organisation in desk.plan.places else ())
    if not _NAME.fullmatch(name) or name == SYSTEM.name:
        raise Refused([codes.BAD_NAME.at(NOWHERE, name=name)])
    password = _password()
    with transaction.atomic():
        if Account.objects.filter(username=name).exists():
            raise Refused([codes.NAME_TAKEN.at(NOWHERE, name=name)])
        account = Account(
            username=name,
            display=display,
            organisation=_organisation(organisation),
            must_change_password=True,
            opened_on=desk.on,
        )
        account.set_password(password)
        account.save()
        desk.record(desk.by.name, "accounts.open", name, {"display": display, "organisation": organisation})
    return Opened(name, password)


def _organisation(code: str) -> Organisation | None:
    if not code:
        return None
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Refused([codes.UNKNOWN_ORGANISATION.at(NOWHERE, name=code)])
    return found


def reset_password(desk: Desk, name: str, *, second_factor: bool = False) -> Opened:
    """Give a new password that must be changed; with `second_factor` the second factor is set up anew too.

    Raises:
        Refused: `accounts.not-allowed`, `accounts.no-account`.
    """
    password = _password()
    with transaction.atomic():
        account = open_account_named(name)
        desk.require_administrator(_place_of(desk, account))
        account.set_password(password)
        account.must_change_password = True
        account.save()
        if second_factor:
            Authenticator.objects.filter(user=account).delete()
        _end_sessions(account)
        desk.record(desk.by.name, "accounts.reset-password", name, {"second_factor": second_factor})
    return Opened(name, password)


def close_account(desk: Desk, name: str) -> None:
    """Close an account: its grants end, its sessions end, it signs in no more. Its name is not given again.

    Raises:
        Refused: `accounts.not-allowed`, `accounts.no-account`.
    """
    with transaction.atomic():
        account = open_account_named(name)
        desk.require_administrator(_place_of(desk, account))
        account.is_active = False
        account.closed_on = desk.on
        account.set_unusable_password()
        account.save()
        account.role_grants.filter(ended_on=None).update(ended_on=desk.on, ended_by=desk.by.name)
        _end_sessions(account)
        desk.record(desk.by.name, "accounts.close", name, {})


def _place_of(desk: Desk, account: Account) -> tuple[str, ...]:
    code = account.organisation.code if account.organisation else ""
    return (code,) if code in desk.plan.places else ()


def _end_sessions(account: Account) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
