"""Every action for every role: refused unless a row of the table allows it, and only within the row's reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.operations.accounts.small_plan import DAY, FIRM, SUBJECT, changed, reaching

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan, Role
from zhixing.operations.accounts import (
    ACTIONS,
    POLICY,
    ROLES,
    SYSTEM,
    Person,
    Reach,
    Rule,
    Subject,
    answering,
    may,
    require_allowed,
    rules_of,
)

REGISTER_ACTIONS = (
    "registers.lists.propose", "registers.lists.confirm", "registers.lists.advise", "registers.lists.see",
    "registers.answers.ask", "registers.answers.answer", "registers.answers.see",
)  # fmt: skip
EVERY = [(action, role) for action in (*ACTIONS, *REGISTER_ACTIONS) for role in ROLES]
FIRMS = {action for action in ACTIONS if action.startswith("see-firm")}


def verdict(plan: CompiledPlan, person: Person, action: str, subject: Subject = SUBJECT) -> bool:
    return may(plan, rules_of(plan), person, action, subject, DAY, "贷前调查").allowed


def row(plan: CompiledPlan, action: str, role: Role) -> Rule | None:
    """The row that allows it to what is not published; seeing what is published has no other."""
    found = (rule for rule in rules_of(plan) if (rule.action, rule.role) == (action, role))
    return next((rule for rule in found if action == "see-published" or rule.reach is not Reach.PUBLIC), None)


def about(action: str) -> Subject:
    return replace(SUBJECT, published=action == "see-published")


@pytest.mark.parametrize(("action", "role"), EVERY, ids=lambda part: part)
def test_only_the_table_allows(small: CompiledPlan, action: str, role: Role) -> None:
    assert verdict(small, reaching(role), action, about(action)) == (row(small, action, role) is not None)


@pytest.mark.parametrize(("action", "role"), EVERY, ids=lambda part: part)
def test_nothing_is_allowed_outside_the_reach(small: CompiledPlan, action: str, role: Role) -> None:
    rule, person = row(small, action, role), reaching(role)
    if rule is None or rule.reach is Reach.PUBLIC:
        return
    outside = {
        Reach.ANYWHERE: (changed(person, places=("330104",)), SUBJECT),
        Reach.PLACE: (person, replace(SUBJECT, place="330000")),
        Reach.OWN: (person, replace(SUBJECT, enterprise="")),
        Reach.UNIT: (person, replace(SUBJECT, unit="")),
        Reach.SUPPLIER: (person, replace(SUBJECT, supplier="")),
        Reach.CONSENT: (person, replace(SUBJECT, consented=False)),
    }[rule.reach]
    assert not verdict(small, outside[0], action, outside[1])


@pytest.mark.parametrize(("action", "role"), EVERY, ids=lambda part: part)
def test_a_grant_without_limits_is_no_grant_without_end(small: CompiledPlan, action: str, role: Role) -> None:
    rule = row(small, action, role)
    bare = replace(changed(reaching(role), places=(), units=(), enterprises=()), organisation="")
    needs_nothing = (Reach.PUBLIC, Reach.ANYWHERE, Reach.CONSENT)
    expected = rule is not None and rule.reach in needs_nothing and not rule.at and not rule.units
    assert verdict(small, bare, action, about(action)) == expected


@pytest.mark.parametrize("role", ROLES)
def test_what_is_published_is_seen_by_all_but_those_who_see_nothing(small: CompiledPlan, role: Role) -> None:
    bare = replace(changed(reaching(role), places=(), units=(), enterprises=()), organisation="")
    for action in ("see-published", "registers.answers.see"):
        seen = verdict(small, bare, action, replace(SUBJECT, published=True))
        assert seen == (
            role not in ("bank", "administrator", "system") or (role == "system" and "." in action)
        )
        assert not verdict(small, bare, action) or role == "system"


def test_every_fixed_action_has_a_row_and_every_row_an_action() -> None:
    assert {rule.action for rule in POLICY} == set(ACTIONS)


def test_what_each_office_must_never_see() -> None:
    seen = {role: {rule.action for rule in POLICY if rule.role == role} for role in ROLES}
    assert seen["administrator"] == {"manage-accounts"}
    assert seen["bank"] == {"see-grade"}
    assert seen["auditor"] == {"read-trail", "see-published"}
    assert not seen["leader"] & (FIRMS | {"see-grade", "see-personal"})
    assert not seen["county-officer"] & {"see-firm-tax", "see-firm-energy"}
    for action in ("see-firm-tax", "see-firm-energy"):
        reaches = {rule.role: rule.reach for rule in POLICY if rule.action == action}
        assert reaches == {
            "analyst": Reach.PLACE,
            "department-liaison": Reach.SUPPLIER,
            "enterprise": Reach.OWN,
        }


def test_a_level_asks_for_a_granted_place_of_that_level(small: CompiledPlan) -> None:
    confirms = "registers.lists.confirm"
    assert verdict(small, changed(reaching("analyst"), places=("330100",)), confirms)
    assert not verdict(small, changed(reaching("analyst"), places=("330102",)), confirms)
    assert not verdict(small, changed(reaching("analyst"), places=("330000",)), confirms)


def test_the_province_covers_what_lies_under_it(small: CompiledPlan) -> None:
    assert verdict(small, changed(reaching("analyst"), places=("330000",)), "see-figures")
    assert not verdict(small, changed(reaching("analyst"), places=("330104",)), "see-figures")


def test_a_successor_answers_for_the_one_that_ended(small: CompiledPlan) -> None:
    asked = replace(SUBJECT, unit="old-office")
    assert verdict(small, reaching("department-liaison"), "registers.answers.answer", asked)
    assert answering(small, "old-office", date(2020, 6, 30)) == {"old-office"}
    assert answering(small, "old-office", date(2020, 7, 1)) == {"office"}
    former = changed(reaching("department-liaison"), units=("old-office",))
    assert not verdict(small, former, "registers.answers.answer", asked)
    assert answering(small, "nobody", DAY) == frozenset()


def test_whoever_proposed_does_not_confirm(small: CompiledPlan) -> None:
    person = reaching("analyst")
    for action, before in (
        ("registers.lists.confirm", "propose"),
        ("approve-figures", "file-figures"),
        ("publish-run", "start-run"),
    ):
        assert not verdict(small, person, action, replace(SUBJECT, done_by={before: person.name}))
        assert verdict(small, person, action, replace(SUBJECT, done_by={before: "somebody-else"}))


def test_a_bank_states_its_purpose(small: CompiledPlan) -> None:
    rules, bank = rules_of(small), changed(reaching("bank"), purpose="贷前调查")
    assert not may(small, rules, bank, "see-grade", SUBJECT, DAY).allowed
    assert not may(small, rules, bank, "see-grade", SUBJECT, DAY, "  ").allowed
    assert not may(small, rules, bank, "see-grade", SUBJECT, DAY, "营销").allowed
    assert may(small, rules, bank, "see-grade", SUBJECT, DAY, "贷前调查").allowed


def test_a_stated_industry_holds(small: CompiledPlan) -> None:
    assert verdict(small, changed(reaching("analyst"), industries=("rice",)), "see-firm")
    assert not verdict(small, changed(reaching("analyst"), industries=("wheat",)), "see-firm")


def test_a_verdict_names_its_rule_and_grant(small: CompiledPlan) -> None:
    person = reaching("enterprise")
    found = may(small, rules_of(small), person, "see-firm-tax", Subject(place="330102", enterprise=FIRM), DAY)
    assert (found.rule, found.grant) == (row(small, "see-firm-tax", "enterprise"), person.grants[0])


def test_the_system_acts_by_the_rules_of_the_plan_alone(small: CompiledPlan) -> None:
    allowed = {rule.action for rule in rules_of(small) if verdict(small, SYSTEM, rule.action)}
    assert allowed == {"start-run", "registers.answers.ask", "registers.answers.see"}


def test_a_refusal_says_who_what_why_and_who_else(small: CompiledPlan) -> None:
    with pytest.raises(Refused) as refused:
        require_allowed(small, rules_of(small), reaching("leader"), "registers.lists.confirm", SUBJECT, DAY)
    (issue,) = refused.value.issues
    assert issue.code == "accounts.not-allowed"
    assert issue.zh.startswith("领导不得名单：确认：领导的职责不含此项")
    assert "analyst" in issue.en


def test_an_unknown_action_is_refused(small: CompiledPlan) -> None:
    for action in ("fly", "registers.nothing.see", "a.b.c.d"):
        with pytest.raises(Refused):
            require_allowed(small, rules_of(small), reaching("analyst"), action, SUBJECT, DAY)
