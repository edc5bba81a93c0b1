"""Prove who somebody is where no browser is at hand."""

from __future__ import annotations

from datetime import date

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.operations.accounts import codes
from zhixing.operations.accounts.models import Account
from zhixing.operations.accounts.persons import Person
from zhixing.operations.accounts.reading import person_of


def proven(name: str, password: str, on: date) -> Person:
    """The person of an open account whose password this is.

    An unknown name takes as long as a wrong password and is refused with the same words.

    Raises:
        Refused: `accounts.not-proven`.
    """
    account = Account.objects.filter(username=name, closed_on=None).first()
    right = account.check_password(password) if account else _waste(password)
    if not right:
        raise Refused([codes.NOT_PROVEN.at(NOWHERE, name=name)])
    return person_of(name, on)


def _waste(password: str) -> bool:
    Account().set_password(password)
    return False
