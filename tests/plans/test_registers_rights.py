"""Every act of the plan's registers can be done by somebody, and nobody checks what they did themselves."""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.kernel.plan import Act, CompiledPlan, Register, Role
from zhixing.operations.accounts import SYSTEM, Grant, Person, Subject, may, register_action, rules_of

DAY = date(2019, 6, 3)
COUNTY, FIRM = "331003", "91331003MA00000025"
PLACES = {"province": "330000", "prefecture": "331000", "county": COUNTY}


def person_for(plan: CompiledPlan, register: Register, act: Act, role: Role) -> tuple[Person, Subject]:
    """Somebody of that role in the right place and organisation, and an entry in their county."""
    if role == "system":
        return SYSTEM, Subject(place=COUNTY, enterprise=FIRM)
    unit = act.units[0] if act.units else "statistics"
    place = PLACES[act.at[0]] if act.at else COUNTY
    firms = (FIRM,) if role == "enterprise" else ()
    grant = Grant(
        role, places=() if role == "enterprise" else (place,), units=_today(plan, unit), enterprises=firms
    )
    return Person("chen", "陈", grants=(grant,)), Subject(place=COUNTY, enterprise=FIRM, unit=unit)


def _today(plan: CompiledPlan, unit: str) -> tuple[str, ...]:
    """The organisation, or those that took over in the reform of 2018."""
    followed = tuple(one.id for one in plan.organisations[unit].successors)
    return followed or (unit,)


@pytest.fixture(scope="session")
def acts(plan: CompiledPlan) -> list[tuple[Register, Act]]:
    return [(register, act) for register in plan.registers.values() for act in register.acts]


def test_every_act_is_open_to_each_of_its_roles(plan: CompiledPlan, acts: list[tuple[Register, Act]]) -> None:
    rules = rules_of(plan)
    for register, act in acts:
        for role in act.by:
            if role == "bank":
                continue  # only with the firm's consent, which an entry does not state
            person, subject = person_for(plan, register, act, role)
            verdict = may(plan, rules, person, register_action(register.id, act.id), subject, DAY)
            assert verdict.allowed, (register.id, act.id, role, verdict.why_en)


def test_nobody_does_what_must_be_done_apart(plan: CompiledPlan, acts: list[tuple[Register, Act]]) -> None:
    rules = rules_of(plan)
    for register, act in acts:
        for earlier in act.apart_from:
            role = next(role for role in act.by if role not in ("bank", "system"))
            person, subject = person_for(plan, register, act, role)
            done = Subject(subject.place, subject.unit, subject.enterprise, done_by={earlier: person.name})
            action = register_action(register.id, act.id)
            assert not may(plan, rules, person, action, done, DAY).allowed, (register.id, act.id, earlier)


def test_a_county_does_not_approve_for_the_province(plan: CompiledPlan) -> None:
    analyst = Person("chen", "陈", grants=(Grant("analyst", places=(COUNTY,)),))
    for register, act in (("submissions", "approve-province"), ("submissions", "reopen")):
        verdict = may(
            plan, rules_of(plan), analyst, register_action(register, act), Subject(place=COUNTY), DAY
        )
        assert not verdict.allowed


def test_a_firm_sees_and_moves_its_own_entries_only(
    plan: CompiledPlan, acts: list[tuple[Register, Act]]
) -> None:
    rules = rules_of(plan)
    firm = Person("wang", "王", grants=(Grant("enterprise", enterprises=(FIRM,)),))
    other = Subject(place=COUNTY, enterprise="91331003MA00000012")
    for register, act in acts:
        assert not may(plan, rules, firm, register_action(register.id, act.id), other, DAY).allowed
        see = register_action(register.id, "see")
        assert not may(plan, rules, firm, see, other, DAY).allowed
        published = Subject(place=COUNTY, enterprise=other.enterprise, published=True)
        assert may(plan, rules, firm, see, published, DAY).allowed == (register.public is not None)
