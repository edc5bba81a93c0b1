"""What is overdue, by whom, what the plan's rules do about it; what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.operations.conftest import Clock

from zhixing.foundation.issues import Refused
from zhixing.operations import registers
from zhixing.operations.accounts import SYSTEM, Grant, Person
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act
from zhixing.operations.supervision import agenda, escalate, open_by_hand, overdue

pytestmark = pytest.mark.django_db
GIVEN = {
    "place": "330100", "lead_unit": "office", "ask": "说明进展", "why": "来信", "deadline": "2022-05-20",
}  # fmt: skip
PLANT = {"name": "一号厂房", "county": "330102", "floor": "1200"}


@pytest.fixture
def two(office: Office, analyst: Person, county: Person) -> Office:
    """A follow-up (three working days) and a plant proposed (ten), both of Monday the 9th of May 2022."""
    open_by_hand(office, analyst, GIVEN)
    act(office, county, Order("plants", "propose", given=PLANT))
    return office


def test_late_entries_of_any_register_by_the_unit_that_answers(
    two: Office, county: Person, clock: Clock
) -> None:
    assert overdue(two) == {}
    clock.to("2022-05-12")
    assert overdue(two) == {}
    clock.to("2022-05-13")
    assert [(u, [(x.register, x.due) for x in ones]) for u, ones in overdue(two).items()] == [
        ("office", [("follow-ups", date(2022, 5, 12))])
    ]
    clock.to("2022-05-24")
    assert [x.register for x in overdue(two)["office"]] == ["follow-ups", "plants"]
    assert [x.register for x in overdue(two, seen_by=county)["office"]] == ["plants"]
    assert [x.register for x in overdue(two, date(2022, 5, 13))["office"]] == ["follow-ups"]


def test_the_system_escalates_once_what_it_alone_may(two: Office, clock: Clock) -> None:
    clock.to("2022-05-24")
    first = escalate(two, date(2022, 5, 24))
    assert [(x.register, x.state, x.moved) for x in first.late] == [
        ("follow-ups", "open", "escalate"),
        ("plants", "proposed", ""),
    ]
    entry = registers.entry_of(registers.serving(two, "follow-ups"), "000001")
    assert (entry.state, entry.steps[-1].who) == ("escalated", "system")
    again = escalate(two, date(2022, 5, 24))
    assert [(x.register, x.moved) for x in again.late] == [("plants", "")]
    assert len(registers.entry_of(registers.serving(two, "follow-ups"), "000001").steps) == 2


def test_what_others_may_do_too_is_left_to_them(two: Office, unit: Person, clock: Clock) -> None:
    act(two, unit, Order("follow-ups", "answer", "000001", {"answer": "已办"}))
    clock.to("2022-06-30")
    late = escalate(two, date(2022, 6, 30)).late
    assert ("follow-ups", "answered", "") in [(x.register, x.state, x.moved) for x in late]


def test_what_was_recorded_late_is_not_escalated_before_it_could_be_known(
    office: Office, clock: Clock
) -> None:
    given = {**GIVEN, "rule": "red-twice"}
    act(office, SYSTEM, Order("follow-ups", "open", given=given, day=date(2022, 3, 31)))
    (late,) = escalate(office, date(2022, 5, 9)).late
    assert (late.due, late.moved) == (date(2022, 4, 6), "")
    clock.to("2022-05-13")
    (late,) = escalate(office, date(2022, 5, 13)).late
    assert late.moved == "escalate"


def test_no_day_ahead(office: Office) -> None:
    with pytest.raises(Refused, match="day-ahead"):
        escalate(office, date(2022, 5, 10))


def test_what_waits_for_whom(
    two: Office, unit: Person, county: Person, analyst: Person, clock: Clock
) -> None:
    (waiting,) = [one for one in agenda(two, unit) if one.register == "follow-ups"]
    assert (waiting.due, waiting.overdue) == (date(2022, 5, 12), False)
    assert [name for name, _, _ in waiting.acts] == ["answer"]
    assert agenda(two, analyst) == ()
    assert agenda(two, county) == ()
    stranger = Person("zhao", "赵", "old-office", (Grant("department-liaison", places=("330000",)),))
    assert "follow-ups" not in {one.register for one in agenda(two, stranger)}
    act(two, unit, Order("follow-ups", "answer", "000001", {"answer": "已办"}))
    (waiting,) = agenda(two, analyst)
    assert [name for name, _, _ in waiting.acts] == ["close"]
    clock.to("2022-05-17")
    (waiting,) = agenda(two, analyst)
    assert (waiting.due, waiting.overdue) == (date(2022, 5, 16), True)


def test_a_date_that_was_set_is_known_by_itself(two: Office, clock: Clock) -> None:
    register = registers.serving(two, "follow-ups")
    states = tuple(state.model_copy(update={"due_on": ("deadline",)}) for state in register.states)
    changed = {**two.plan.registers, "follow-ups": register.model_copy(update={"states": states})}
    dated = replace(two, plan=replace(two.plan, registers=changed))
    clock.to("2022-05-20")
    assert [one.moved for one in escalate(dated, date(2022, 5, 20)).late] == []
    clock.to("2022-05-21")
    (late,) = escalate(dated, date(2022, 5, 21)).late
    assert (late.due, late.moved) == (date(2022, 5, 20), "escalate")


def test_without_a_deadline_only_when_all_is_asked_for(
    office: Office, county: Person, department: Person
) -> None:
    act(office, county, Order("plants", "propose", given=PLANT))
    assert [one.register for one in agenda(office, department, near=None)] == ["plants"]
    assert agenda(office, department, near=1) == ()
