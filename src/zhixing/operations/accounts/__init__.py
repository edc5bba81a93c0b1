"""The accounts: organisations, people, their roles and grants, and what a role may see and do.

Receives: a plan, a person with grants, an action and what it is about; acts of an administrator on accounts. Gives: a
verdict with its reason; people with the grants that hold. May touch: its own tables, the sessions of the people it closes.
Must not touch: facts, runs, registers; the clock, for a verdict: the day is an argument.
"""

from zhixing.operations.accounts.persons import SYSTEM, Grant, Person, Subject
from zhixing.operations.accounts.policy import ACTIONS, POLICY
from zhixing.operations.accounts.reaching import answering, covers
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

__all__ = [
    "ACTIONS",
    "DECIDING",
    "POLICY",
    "ROLES",
    "SYSTEM",
    "Grant",
    "Person",
    "Reach",
    "Rule",
    "Subject",
    "Verdict",
    "Words",
    "action_words",
    "answering",
    "covers",
    "may",
    "register_action",
    "require_allowed",
    "roles_for",
    "rules_of",
]
