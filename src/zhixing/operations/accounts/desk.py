"""The desk an act on accounts is done at: the plan, who does it, the day, and where it is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import CompiledPlan
from zhixing.operations.accounts import codes
from zhixing.operations.accounts.models import Account
from zhixing.operations.accounts.persons import Grant, Person, Subject
from zhixing.operations.accounts.policy import POLICY
from zhixing.operations.accounts.recording import Record
from zhixing.operations.accounts.verdict import require_allowed


@dataclass(frozen=True)
class Desk:
    """Where an administrator works."""

    plan: CompiledPlan
    by: Person
    on: date
    record: Record

    def require_administrator(self, places: Iterable[str] = ()) -> None:
        """Only an administrator of these places works here.

        Raises:
            Refused: `accounts.not-allowed`.
        """
        for place in tuple(places) or ("",):
            subject = Subject(place=place)
            require_allowed(self.plan, POLICY, self.by, "manage-accounts", subject, self.on)


def operator(login: str) -> Person:
    """Whoever works at the machine itself, under the name they have there; no account has a name that begins with @."""
    return Person(f"@{login}", f"@{login}", grants=(Grant("administrator"),))


def open_account_named(name: str) -> Account:
    """The account, for a change inside a transaction.

    Raises:
        Refused: `accounts.no-account`.
    """
    account = Account.objects.select_for_update().filter(username=name, closed_on=None).first()
    if account is None:
        raise Refused([codes.NO_ACCOUNT.at(NOWHERE, name=name)])
    return account
