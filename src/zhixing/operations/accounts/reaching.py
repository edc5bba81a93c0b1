"""Whether a grant reaches a subject: one condition after another, the first one that is not met is the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhixing.kernel.plan import CompiledPlan, Organisation, Place
from zhixing.operations.accounts.persons import Grant, Person, Subject
from zhixing.operations.accounts.roles import Words
from zhixing.operations.accounts.rules import Reach, Rule

_NEED_PLACE = (Reach.PLACE, Reach.SUPPLIER)
_Conditions = Iterator[tuple[bool, Words]]


def unmet(
    plan: CompiledPlan, person: Person, grant: Grant, rule: Rule, subject: Subject, on: date, purpose: str
) -> Words | None:
    """What keeps the grant from carrying the rule to the subject; None where nothing does."""
    conditions = (
        *_limits(plan, grant, rule, subject),
        *_organisations(plan, person, grant, rule, subject, on),
        *_consent(grant, rule, subject, purpose),
        *_apart(person, rule, subject),
    )
    return next((why for met, why in conditions if not met), None)


def _limits(plan: CompiledPlan, grant: Grant, rule: Rule, subject: Subject) -> _Conditions:
    """The grant's places, firms and industries: they hold where they are stated or the reach needs them."""
    if rule.reach is Reach.PUBLIC:
        yield subject.published, Words("还没有公开", "it is not published")
        return
    if grant.places or rule.at or rule.reach in _NEED_PLACE:
        level = [place for place in grant.places if not rule.at or _level(plan, place) in rule.at]
        yield bool(level or not rule.at), Words("授权地区的层级不符", "granted places are of another level")
        yield (
            any(covers(plan, place, subject.place) for place in level),
            Words(
                f"授权地区不含 {subject.place or '未注明的地区'}",
                f"the granted places do not cover {subject.place or 'a place not named'}",
            ),
        )
    if grant.enterprises or rule.reach is Reach.OWN:
        yield (
            bool(subject.enterprise) and subject.enterprise in grant.enterprises,
            Words("不是授权的企业", "it is not a granted enterprise"),
        )
    if grant.industries:
        yield subject.industry in grant.industries, Words("不是授权的行业", "it is not a granted industry")


def _organisations(
    plan: CompiledPlan, person: Person, grant: Grant, rule: Rule, subject: Subject, on: date
) -> _Conditions:
    own = {unit for unit in grant.units or (person.organisation,) if unit}
    if rule.reach is Reach.UNIT:
        yield (
            bool(own & answering(plan, subject.unit, on)),
            Words("不是该事项的责任单位", "the person's organisation does not answer for it"),
        )
    if rule.reach is Reach.SUPPLIER:
        yield (
            bool(own & answering(plan, subject.supplier, on)),
            Words("数据不是本单位提供的", "the person's organisation did not supply it"),
        )
    if rule.units:
        named = {unit for listed in rule.units for unit in answering(plan, listed, on)}
        yield bool(own & named), Words("所在单位不在规定单位之列", "it is left to other organisations")


def _consent(grant: Grant, rule: Rule, subject: Subject, purpose: str) -> _Conditions:
    if rule.reach is Reach.CONSENT:
        stated = purpose.strip()
        yield bool(stated), Words("没有说明用途", "no purpose was stated")
        yield (
            grant.purpose in ("", stated),
            Words("用途与授权的用途不同", "the purpose is not the granted one"),
        )
        yield subject.consented, Words("企业没有同意", "the enterprise has not consented")


def _apart(person: Person, rule: Rule, subject: Subject) -> _Conditions:
    did = [act for act in rule.apart_from if subject.done_by.get(act) == person.name]
    yield (
        not did,
        Words(
            "同一事项的前一步是本人办的，须由他人办理",
            "the same person did an earlier act that this one checks",
        ),
    )


def covers(plan: CompiledPlan, granted: str, place: str) -> bool:
    """Whether the place is the granted one or lies under it; a place that the plan does not know lies under none."""
    seen: set[str] = set()
    at: str | None = place
    while at and at in plan.places and at not in seen:
        if at == granted:
            return True
        seen.add(at)
        at = plan.places[at].parent
    return False


def _level(plan: CompiledPlan, place: str) -> str:
    return plan.places[place].level if place in plan.places else ""


def answering(plan: CompiledPlan, unit: str, on: date) -> frozenset[str]:
    """The organisations that answer on that day for one named in the plan: itself, or its successors once it has ended.

    The government of a place goes by the place's code.
    """
    found: set[str] = set()
    ahead, seen = [unit], set()
    while ahead:
        name = ahead.pop()
        named: Organisation | Place | None = plan.organisations.get(name) or plan.places.get(name)
        if named is None or name in seen:
            continue
        seen.add(name)
        ended = named.valid.until is not None and named.valid.until < on
        begun = named.valid.since is None or named.valid.since <= on
        if ended:
            ahead += [successor.id for successor in named.successors]
        elif begun:
            found.add(name)
    return frozenset(found)
