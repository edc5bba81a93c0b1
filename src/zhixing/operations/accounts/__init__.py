"""The accounts: organisations, people, their roles and grants, and what a role may see and do.

Receives: a plan, a person with grants, an action and what it is about; acts of an administrator on accounts. Gives: a
verdict with its reason; people with the grants that hold. May touch: its own tables, the sessions of the people it closes.
Must not touch: facts, runs, registers; the clock, for a verdict: the day is an argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhixing.operations.accounts.persons import SYSTEM, Grant, Person, Subject
from zhixing.operations.accounts.policy import ACTIONS, POLICY
from zhixing.operations.accounts.reaching import answering, covers
from zhixing.operations.accounts.recording import Record, record_in_log, recorder
from zhixing.operations.accounts.roles import DECIDING, ROLES, Words
from zhixing.operations.accounts.rules import Reach, Rule, register_action
from zhixing.operations.accounts.verdict import (
    Verdict,
    action_words,
    may,
    require_allowed,
    roles_for,
    rules_of,
)
from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.accounts.desk import Desk, operator
    from zhixing.operations.accounts.granting import end_grant, grant
    from zhixing.operations.accounts.opening import Opened, close_account, open_account, reset_password
    from zhixing.operations.accounts.organisations import (
        OrganisationSeen,
        organisations_on,
        renew_organisations,
    )
    from zhixing.operations.accounts.proving import proven
    from zhixing.operations.accounts.reading import AccountSeen, GrantSeen, accounts, person_of

__all__ = [
    "ACTIONS",
    "DECIDING",
    "POLICY",
    "ROLES",
    "SYSTEM",
    "AccountSeen",
    "Desk",
    "Grant",
    "GrantSeen",
    "Opened",
    "OrganisationSeen",
    "Person",
    "Reach",
    "Record",
    "Rule",
    "Subject",
    "Verdict",
    "Words",
    "accounts",
    "action_words",
    "answering",
    "close_account",
    "covers",
    "end_grant",
    "grant",
    "may",
    "open_account",
    "operator",
    "organisations_on",
    "person_of",
    "proven",
    "record_in_log",
    "recorder",
    "register_action",
    "renew_organisations",
    "require_allowed",
    "reset_password",
    "roles_for",
    "rules_of",
]


def __getattr__(name: str) -> object:
    return opened(__name__, ("desk", "granting", "opening", "organisations", "proving", "reading"), name)
