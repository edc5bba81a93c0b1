"""The calendar of what is due, land confirmed before any score, shared meters and tenancies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.operations.conftest import Clock
from tests.operations.intake.conftest import SentFile, codes_of, firm_row, order
from tests.operations.intake.small import ELSEWHERE, A, B, C

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import load_file
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.intake import (
    Ask,
    calendar,
    check_shared,
    land_seen,
    land_state,
    require_confirmed,
    review,
    upload,
)
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act

pytestmark = pytest.mark.django_db
ASK = Ask("firms-form", "2021", "330102")
END = date(2021, 12, 31)


def test_the_calendar_says_who_owes_what_and_where_it_stands(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile, clock: Clock
) -> None:
    def mine() -> tuple[str, bool, str]:
        (row,) = calendar(office, filer, END, date(2021, 1, 1))
        assert (row.form, row.place, row.period) == ("firms-form", "330102", "2021")
        return row.state, row.late, row.entry

    clock.to("2022-03-01")
    assert mine() == ("upcoming", False, "")
    clock.to("2022-05-09")
    assert mine() == ("overdue", True, "")
    clock.to("2022-03-01")
    id = upload(office, filer, sent("a.csv", firm_row(A)), ASK).entry.id
    assert mine() == ("received", False, id)
    review(office, checker, order(id, "return", "改"))
    assert mine() == ("returned", False, id)
    upload(office, filer, sent("b.csv", firm_row(A, tax=9)), ASK)
    review(office, checker, order(id, "check"))
    review(office, approver, order(id, "approve"))
    (row,) = calendar(office, filer, END, date(2021, 1, 1))
    assert (row.state, row.state_zh, row.late, row.received_on) == (
        "locked",
        "已锁定",
        False,
        date(2022, 3, 1),
    )
    assert row.receipt == office.workspace.lake.receipts()[0].id
    seen = {(row.form, row.place) for row in calendar(office, approver, END, date(2021, 1, 1))}
    assert seen == {("pilots-form", "330000"), ("firms-form", "330102"), ("firms-form", "330106")}


def test_a_plan_without_submissions_still_has_its_calendar(
    office_without: Callable[..., Office], filer: Person
) -> None:
    office = office_without({"registers/submissions.yaml": None})
    assert [row.state for row in calendar(office, filer, END, date(2021, 1, 1))] == ["overdue"]


def loaded(office: Office, file: SentFile) -> None:
    path = file("firms.csv", firm_row(A), firm_row(B), firm_row(C), firm_row(ELSEWHERE, "戊区"))
    load_file(office.plan, office.workspace.lake, path, dataset="firm-year", known_on=office.today())


def asked(office: Office, who: Person, *firms: str) -> list[str]:
    given = {"county": "330102", "year": "2021", "column": "用地", "stated": "3"}
    return [
        act(office, who, Order("land-confirmations", "send", given={**given, "enterprise": firm})).id
        for firm in firms
    ]


def test_land_is_confirmed_by_an_answer_or_by_silence_and_not_while_disputed(
    office: Office, filer: Person, firm: Person, sent: SentFile, clock: Clock
) -> None:
    loaded(office, sent)
    first, second = asked(office, filer, A, B)
    other = Person("firm-b", "乙厂", grants=(Grant("enterprise", enterprises=(B,)),))
    answers = {row.enterprise: (row.answer, bool(row.entry)) for row in land_state(office, 2021, "330102")}
    assert answers == {A: ("not-answered", True), B: ("not-answered", True), C: ("not-answered", False)}
    with pytest.raises(Refused) as caught:
        require_confirmed(office, 2021, "330102")
    assert codes_of(caught) == {"intake.land-not-confirmed"}
    assert "3 家" in caught.value.issues[0].zh
    assert C in caught.value.issues[0].zh

    act(office, firm, Order("land-confirmations", "agree", first))
    act(office, other, Order("land-confirmations", "dispute", second, {"claimed": "2"}))
    asked(office, filer, C)
    rows = {row.enterprise: row for row in land_seen(office, filer, 2021, "丙区")}
    assert {row.answer for row in (rows[A], rows[B], rows[C])} == {"confirmed", "disputed", "not-answered"}
    clock.to("2022-05-23")
    assert rows[C].due == date(2022, 5, 23)
    assert {row.enterprise: row.answer for row in land_state(office, 2021, "330102")}[C] == "not-answered"
    clock.to("2022-05-24")
    late = {row.enterprise: row for row in land_state(office, 2021, "330102")}
    assert (late[C].answer, late[C].by_silence) == ("confirmed", True)
    with pytest.raises(Refused) as caught:
        require_confirmed(office, 2021, "330102")
    assert "1 家" in caught.value.issues[0].zh


def test_land_is_asked_of_whom_the_plan_asks(
    office: Office, office_without: Callable[..., Office], filer: Person, neighbour: Person, sent: SentFile
) -> None:
    loaded(office, sent)
    require_confirmed(office, 2020, "330102")
    with pytest.raises(Refused) as caught:
        land_seen(office, neighbour, 2021, "330102")
    assert codes_of(caught) == {"accounts.not-allowed"}
    with pytest.raises(Refused) as caught:
        land_seen(office, filer, 2021, "己区")
    assert codes_of(caught) == {"intake.no-place"}
    without = office_without({"registers/land.yaml": None})
    require_confirmed(without, 2021, "330102")
    assert land_state(without, 2021, "330102") == ()
    assert check_shared(without) == ()


def test_shared_meters_and_tenancies_are_checked(office: Office, filer: Person) -> None:
    meter = {"enterprise": A, "county": "330102", "from_on": "2021-01-01", "tenant_1": B}
    for name, part in (("sound", "0.5"), ("short", "0.4")):
        given = {**meter, "meter": name, "owner_part": "0.5", "part_1": part}
        act(office, filer, Order("shared-meters", "file", given=given))
    asked(office, filer, A)
    lease = {"landlord": A, "county": "330102", "parcel": "甲-1", "from_on": "2021-01-01"}
    for tenant, area in ((B, "2"), (C, "2")):
        act(office, filer, Order("tenancies", "file", given={**lease, "tenant": tenant, "area": area}))
    # B holds no land that is known, so nothing is said of how much it may let.
    act(
        office,
        filer,
        Order(
            "tenancies", "file", given={**lease, "parcel": "乙-1", "landlord": B, "tenant": C, "area": "9"}
        ),
    )
    assert [issue.code for issue in check_shared(office)] == ["facts.meter-parts", "facts.let-too-much"]
