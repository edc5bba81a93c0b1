"""Accounts, organisations and grants: each act by an administrator, recorded, never undone by deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from tests.operations.accounts.small_plan import DAY, SUBJECT, changed, reaching

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan
from zhixing.operations.accounts import (
    Desk,
    Grant,
    accounts,
    close_account,
    end_grant,
    grant,
    may,
    open_account,
    operator,
    organisations_on,
    person_of,
    renew_organisations,
    reset_password,
    rules_of,
)

pytestmark = pytest.mark.django_db
ANALYST = Grant("analyst", places=("330100",))
FIRM = "91330100MA0000001F"


@dataclass
class Kept:
    """A trail of nothing but a list."""

    acts: list[tuple[str, str, str]] = field(default_factory=list)

    def __call__(self, who: str, act: str, subject: str, body: Mapping[str, object]) -> None:
        self.acts.append((who, act, subject))


@pytest.fixture
def desk(small: CompiledPlan) -> Desk:
    renew_organisations(small, DAY)
    return Desk(small, operator("root"), DAY, Kept())


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [issue.code for issue in refused.value.issues]


def test_organisations_come_from_the_plan(desk: Desk) -> None:
    found = {one.code: one.parent for one in organisations_on(DAY)}
    assert found == {"office": "330000", "330000": "", "330100": "330000", "330102": "330100"}
    assert "old-office" in {one.code for one in organisations_on(date(2020, 6, 30))}


def test_renewing_keeps_what_stands_and_dates_what_changes(desk: Desk) -> None:
    later = DAY + timedelta(days=10)
    moved = replace(
        desk.plan,
        places={
            **desk.plan.places,
            "330102": desk.plan.places["330102"].model_copy(update={"parent": "330000"}),
        },
    )
    renew_organisations(desk.plan, later)
    renew_organisations(moved, later)
    parents = {day: {o.code: o.parent for o in organisations_on(day)}["330102"] for day in (DAY, later)}
    assert parents == {DAY: "330100", later: "330000"}


def test_a_person_carries_the_grants_given(desk: Desk) -> None:
    opened = open_account(desk, "wang", "王工", "office")
    given = grant(desk, "wang", ANALYST)
    person = person_of("wang", DAY)
    assert (person.display, person.organisation) == ("王工", "office")
    assert person.grants == (replace(ANALYST, since=DAY),) == (given.grant,)
    assert len(opened.password) == 19
    assert may(desk.plan, rules_of(desk.plan), person, "see-figures", SUBJECT, DAY).allowed
    assert isinstance(desk.record, Kept)
    assert desk.record.acts == [("@root", "accounts.open", "wang"), ("@root", "accounts.grant", "wang")]


def test_an_ended_grant_counts_until_the_day_before_and_stays(desk: Desk) -> None:
    open_account(desk, "wang", "王工")
    number = grant(desk, "wang", ANALYST).number
    later = replace(desk, on=DAY + timedelta(days=5))
    ended = end_grant(later, number)
    assert ended.grant.until == DAY + timedelta(days=4)
    assert (ended.ended_by, ended.ended_on) == ("@root", later.on)
    person = person_of("wang", later.on)
    assert person.holds(later.on - timedelta(days=1))
    assert not person.holds(later.on)
    with pytest.raises(Refused) as refused:
        end_grant(later, number)
    assert refusal(refused) == ["accounts.no-grant"]


def test_a_closed_account_is_nobody_and_its_name_is_spent(desk: Desk) -> None:
    open_account(desk, "wang", "王工")
    grant(desk, "wang", ANALYST)
    close_account(desk, "wang")
    for act in (
        lambda: person_of("wang", DAY),
        lambda: grant(desk, "wang", ANALYST),
        lambda: close_account(desk, "wang"),
        lambda: reset_password(desk, "wang"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refusal(refused) == ["accounts.no-account"]
    with pytest.raises(Refused) as refused:
        open_account(desk, "wang", "王工")
    assert refusal(refused) == ["accounts.name-taken"]
    (seen,) = accounts()
    assert seen.closed_on == DAY
    assert [one.ended_on for one in seen.grants] == [DAY]


def test_nobody_gives_a_role_to_themselves(desk: Desk) -> None:
    open_account(desk, "gong", "管理员")
    grant(desk, "gong", Grant("administrator"))
    own = replace(desk, by=person_of("gong", DAY))
    with pytest.raises(Refused) as refused:
        grant(own, "gong", Grant("auditor"))
    assert refusal(refused) == ["accounts.to-oneself"]
    open_account(own, "wang", "王工")
    grant(own, "wang", ANALYST)


def test_only_an_administrator_of_the_place_works_here(desk: Desk) -> None:
    for person in (reaching("analyst"), reaching("auditor")):
        with pytest.raises(Refused) as refused:
            open_account(replace(desk, by=person), "wang", "王工")
        assert refusal(refused) == ["accounts.not-allowed"]
    open_account(desk, "wang", "王工", "330102")
    local = replace(desk, by=changed(reaching("administrator"), places=("330102",), enterprises=()))
    grant(local, "wang", Grant("county-officer", places=("330102",)))
    with pytest.raises(Refused) as refused:
        grant(local, "wang", Grant("county-officer", places=("330104",)))
    assert refusal(refused) == ["accounts.not-allowed"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Grant("system"), "accounts.unknown-role"),
        (Grant("king"), "accounts.unknown-role"),  # type: ignore[arg-type]
        (Grant("analyst"), "accounts.limit-missing"),
        (Grant("enterprise"), "accounts.limit-missing"),
        (Grant("analyst", places=("999999",)), "accounts.unknown-place"),
        (Grant("analyst", places=("330100",), units=("nobody",)), "accounts.unknown-organisation"),
        (Grant("analyst", places=("330100",), industries=("tea",)), "accounts.unknown-industry"),
        (Grant("enterprise", enterprises=("91330100MA00000011",)), "accounts.bad-credit-code"),
        (Grant("auditor", since=DAY - timedelta(days=1)), "accounts.bad-days"),
        (Grant("auditor", until=DAY - timedelta(days=1)), "accounts.bad-days"),
    ],
)
def test_a_grant_that_says_nothing_sensible_is_refused(desk: Desk, given: Grant, code: str) -> None:
    open_account(desk, "wang", "王工")
    with pytest.raises(Refused) as refused:
        grant(desk, "wang", given)
    assert refusal(refused) == [code]
    grant(desk, "wang", Grant("enterprise", enterprises=(FIRM,)))


def test_administrators_and_auditors_hold_no_other_role(desk: Desk) -> None:
    open_account(desk, "wang", "王工")
    number = grant(desk, "wang", Grant("auditor")).number
    with pytest.raises(Refused) as refused:
        grant(desk, "wang", ANALYST)
    assert refusal(refused) == ["accounts.roles-apart"]
    end_grant(desk, number)
    grant(desk, "wang", ANALYST)


@pytest.mark.parametrize("name", ["W", "Wang", "@root", "system", "王", "a b", "a", ""])
def test_a_name_is_plain(desk: Desk, name: str) -> None:
    with pytest.raises(Refused) as refused:
        open_account(desk, name, "王工")
    assert refusal(refused) == ["accounts.bad-name"]


def test_an_unknown_organisation_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        open_account(desk, "wang", "王工", "nobody")
    assert refusal(refused) == ["accounts.unknown-organisation"]


def test_what_cannot_be_recorded_is_not_done(desk: Desk) -> None:
    def torn(who: str, act: str, subject: str, body: Mapping[str, object]) -> None:
        raise OSError(act)

    with pytest.raises(OSError, match=r"accounts\.open"):
        open_account(replace(desk, record=torn), "wang", "王工")
    assert accounts() == ()
