"""Laws of a grant: outside its days, its places, its firms it allows nothing, whatever the action."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.operations.accounts.small_plan import DAY, FIRM, OTHER_FIRM, SUBJECT, reaching

from zhixing.kernel.plan import CompiledPlan, Role
from zhixing.operations.accounts import ROLES, Grant, Person, Reach, covers, may, rules_of

PLACES = ("330000", "330100", "330102", "330104", "330105", "")
roles: SearchStrategy[Role] = st.sampled_from(tuple(ROLES))
days = st.dates(date(2015, 1, 1), date(2030, 1, 1))


def allowed_by(plan: CompiledPlan, person: Person, place: str, firm: str, on: date) -> set[Reach]:
    """The reaches of the rules that allow something."""
    subject = replace(SUBJECT, place=place, enterprise=firm)
    rules = rules_of(plan)
    verdicts = (may(plan, rules, person, action, subject, on, "x") for action in {r.action for r in rules})
    return {verdict.rule.reach for verdict in verdicts if verdict.rule}


@given(role=roles, since=days, length=st.integers(0, 900) | st.none(), on=days)
def test_a_grant_counts_on_its_days_alone(
    small: CompiledPlan, role: Role, since: date, length: int | None, on: date
) -> None:
    until = None if length is None else since + timedelta(days=length)
    grant = replace(reaching(role).grants[0], since=since, until=until)
    person = replace(reaching(role), grants=(grant,))
    holds = since <= on and (until is None or on <= until)
    found = allowed_by(small, person, "330102", FIRM, on)
    assert not found or holds


@given(role=roles, granted=st.sets(st.sampled_from(PLACES[:5]), min_size=1), place=st.sampled_from(PLACES))
def test_a_grant_allows_nothing_outside_its_places(
    small: CompiledPlan, role: Role, granted: set[str], place: str
) -> None:
    grant = replace(reaching(role).grants[0], places=tuple(sorted(granted)))
    found = allowed_by(small, replace(reaching(role), grants=(grant,)), place, FIRM, DAY)
    inside = any(covers(small, one, place) for one in granted)
    assert found <= {Reach.PUBLIC} or inside


@given(role=roles, firms=st.sets(st.sampled_from((FIRM, OTHER_FIRM)), min_size=1))
def test_a_grant_allows_nothing_outside_its_firms(small: CompiledPlan, role: Role, firms: set[str]) -> None:
    grant = replace(reaching(role).grants[0], enterprises=tuple(sorted(firms)))
    person = replace(reaching(role), grants=(grant,))
    for firm in (FIRM, OTHER_FIRM, ""):
        assert allowed_by(small, person, "330102", firm, DAY) <= {Reach.PUBLIC} or firm in firms


@given(first=roles, second=roles)
def test_a_second_grant_never_takes_away(small: CompiledPlan, first: Role, second: Role) -> None:
    person = reaching(first)
    more = replace(person, grants=(*person.grants, Grant(second)))
    assert allowed_by(small, person, "330102", FIRM, DAY) <= allowed_by(small, more, "330102", FIRM, DAY)
