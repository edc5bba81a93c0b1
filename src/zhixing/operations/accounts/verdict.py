"""Whether a person may do something, by which rule and grant, or why not. What no rule allows is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import CompiledPlan, Role
from zhixing.operations.accounts import codes
from zhixing.operations.accounts.persons import Grant, Person, Subject
from zhixing.operations.accounts.policy import ACTIONS, POLICY
from zhixing.operations.accounts.reaching import unmet
from zhixing.operations.accounts.roles import ROLES, Words, named
from zhixing.operations.accounts.rules import Rule, register_rules


@dataclass(frozen=True)
class Verdict:
    """Allowed by `rule` through `grant`; or refused, both None, and the reason said."""

    allowed: bool
    rule: Rule | None
    grant: Grant | None
    why_zh: str
    why_en: str


def rules_of(plan: CompiledPlan) -> tuple[Rule, ...]:
    """The policy with the rows that the plan's registers add."""
    added = (rule for register in plan.registers.values() for rule in register_rules(register))
    return (*POLICY, *added)


def roles_for(rules: Sequence[Rule], action: str) -> tuple[Role, ...]:
    """The roles that some rule allows the action, in the order of the roles."""
    allowed = {rule.role for rule in rules if rule.action == action}
    return tuple(role for role in ROLES if role in allowed)


def may(
    plan: CompiledPlan,
    rules: Sequence[Rule],
    person: Person,
    action: str,
    subject: Subject,
    on: date,
    purpose: str = "",
) -> Verdict:
    """Whether the person may do the action to the subject on that day, for the purpose stated."""
    asked = [rule for rule in rules if rule.action == action]
    grants = person.holds(on)
    first: Words | None = None
    for rule in asked:
        for grant in (grant for grant in grants if grant.role == rule.role):
            wrong = unmet(plan, person, grant, rule, subject, on, purpose)
            if wrong is None:
                role = ROLES[grant.role]
                return Verdict(True, rule, grant, f"以{role.zh}身份", f"as {role.en}")
            first = first or wrong
    why = first or _no_role(grants)
    return Verdict(False, None, None, why.zh, why.en)


def _no_role(grants: tuple[Grant, ...]) -> Words:
    held = tuple(dict.fromkeys(grant.role for grant in grants))
    if not held:
        return Words("当日没有有效的授权", "no grant holds on that day")
    roles = named(held)
    return Words(f"{roles.zh}的职责不含此项", f"it is not among what these may do: {roles.en}")


def require_allowed(
    plan: CompiledPlan,
    rules: Sequence[Rule],
    person: Person,
    action: str,
    subject: Subject,
    on: date,
    purpose: str = "",
) -> Verdict:
    """The verdict that allows.

    Raises:
        Refused: `accounts.not-allowed`, with who, what, why and which role would be allowed.
    """
    verdict = may(plan, rules, person, action, subject, on, purpose)
    if not verdict.allowed:
        what, roles = action_words(plan, action), named(roles_for(rules, action))
        raise Refused(
            [
                codes.NOT_ALLOWED.at(
                    NOWHERE,
                    who=person.display or person.name,
                    what_zh=what.zh,
                    what_en=what.en,
                    why_zh=verdict.why_zh,
                    why_en=verdict.why_en,
                    roles_zh=roles.zh,
                    roles_en=roles.en,
                )
            ]
        )
    return verdict


def action_words(plan: CompiledPlan, action: str) -> Words:
    """What the action is called; for an act of a register, as the plan calls it."""
    if action in ACTIONS:
        return ACTIONS[action]
    register = plan.registers.get(action.split(".")[1]) if action.count(".") == 2 else None
    if register is None:
        return Words(action, action)
    name = action.rpartition(".")[2]
    act = next((act for act in register.acts if act.id == name), None)
    doing = Words(act.title, act.title_en or act.title) if act else Words("查看", "see")
    return Words(f"{register.title}：{doing.zh}", f"{register.title_en or register.title}: {doing.en}")
