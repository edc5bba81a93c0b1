"""Who acts, with which grants, and what the act is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zhixing.kernel.plan import Role


@dataclass(frozen=True)
class Grant:
    """A role given to a person, with its limits and its days, both included.

    Every limit that is stated holds. A limit that the reach of a rule needs and the grant does not state refuses: no places
    are no place, not all places. `places` are codes of GB/T 2260 and hold for what lies under them; `enterprises` are credit
    codes. `units` are the organisations the person speaks for in this role; where none is stated, their own.
    """

    role: Role
    places: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    purpose: str = ""
    since: date = date.min
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether the grant holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Person:
    """Somebody who acts: the name they sign in by, how they are shown, their organisation, their grants."""

    name: str
    display: str
    organisation: str = ""
    grants: tuple[Grant, ...] = ()

    def holds(self, day: date) -> tuple[Grant, ...]:
        """The grants that hold on that day."""
        return tuple(grant for grant in self.grants if grant.counts_on(day))


SYSTEM = Person("system", "系统 / system", grants=(Grant("system"),))
"""The plan's own rules, acting by themselves."""


@dataclass(frozen=True)
class Subject:
    """What an act is about: place, organisation that answers, firm, industry, department that supplied the datum.

    `published` says that it is open to everybody, `consented` that the firm agreed to be asked about. `done_by` names who did
    which act on the same entry before.
    """

    place: str = ""
    unit: str = ""
    enterprise: str = ""
    industry: str = ""
    supplier: str = ""
    published: bool = False
    consented: bool = False
    done_by: Mapping[str, str] = field(default_factory=dict, hash=False)
