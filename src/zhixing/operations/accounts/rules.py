"""A rule allows a role an action within a reach; the plan's registers add rules of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhixing.kernel.plan import Act, Level, Register, Role


class Reach(StrEnum):
    """How far a rule goes.

    `public`: what is published, whatever the grant is limited to. `anywhere`: nothing need be stated, but limits that are stated hold.
    `place`: what lies in a granted place. `own`: the granted enterprise. `unit`: what the person's organisation answers
    for, itself or as the successor of the one named. `supplier`: what it supplied, in a granted place. `consent`: with
    a purpose, and with the firm's agreement.
    """

    PUBLIC = "public"
    ANYWHERE = "anywhere"
    PLACE = "place"
    OWN = "own"
    UNIT = "unit"
    SUPPLIER = "supplier"
    CONSENT = "consent"


@dataclass(frozen=True)
class Rule:
    """One row of the policy.

    `at` keeps it to granted places of these levels, `units` to people who speak for these organisations; `apart_from` are
    acts that whoever does this one must not have done on the same entry.
    """

    role: Role
    action: str
    reach: Reach
    at: tuple[Level, ...] = ()
    units: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()


_REACH: dict[Role, Reach] = {
    "analyst": Reach.PLACE,
    "county-officer": Reach.PLACE,
    "department-liaison": Reach.PLACE,
    "enterprise": Reach.OWN,
    "bank": Reach.CONSENT,
    "leader": Reach.PLACE,
    "auditor": Reach.ANYWHERE,
    "plan-author": Reach.ANYWHERE,
    "administrator": Reach.ANYWHERE,
    "system": Reach.ANYWHERE,
}
_READ_WHAT_IS_PUBLIC: tuple[Role, ...] = (
    "analyst", "county-officer", "department-liaison", "enterprise", "leader", "auditor", "plan-author",
)  # fmt: skip


def register_action(register: str, act: str) -> str:
    """The action of doing an act of a register; `see` is the one of reading it."""
    return f"registers.{register}.{act}"


def register_rules(register: Register) -> Iterator[Rule]:
    """What a register allows: each of its acts to the roles it names, reading it to those who act in it.

    The analyst of the place reads every register. What a register makes public is read by all whose role reads what is
    published.
    """
    acting: dict[Role, None] = {"analyst": None}
    for act in register.acts:
        for role in act.by:
            acting[role] = None
            yield Rule(
                role,
                register_action(register.id, act.id),
                _reach_of(register, act, role),
                act.at,
                act.units,
                act.apart_from,
            )
    see = register_action(register.id, "see")
    yield from (Rule(role, see, _REACH[role]) for role in acting)
    if register.public:
        yield from (Rule(role, see, Reach.PUBLIC) for role in _READ_WHAT_IS_PUBLIC)


def _reach_of(register: Register, act: Act, role: Role) -> Reach:
    """A department moves the entries it answers for, where the register says who answers and the act names nobody."""
    if act.answering or (role == "department-liaison" and register.unit and act.source and not act.units):
        return Reach.UNIT
    return _REACH[role]
