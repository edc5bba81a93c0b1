"""Acts on registers: who may, what they make, and that all of it stands or none of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.operations.conftest import Clock

from zhixing.foundation.issues import Refused
from zhixing.operations import registers, trail
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act
from zhixing.operations.registers.models import EntryRow

pytestmark = pytest.mark.django_db

PLANT = {"name": "一号厂房", "county": "丙区", "floor": "1,200平方米"}


def propose(office: Office, who: Person, **given: str) -> str:
    return act(office, who, Order("plants", "propose", given={**PLANT, **given})).id


def codes_of(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {issue.code for issue in caught.value.issues}


def test_an_entry_is_opened_listed_and_dropped(
    tiny_office: Office, county: Person, department: Person, tmp_path: Path, clock: Clock
) -> None:
    id = propose(tiny_office, county)
    paper = tmp_path / "验收.txt"
    paper.write_text("合格", encoding="utf-8")
    proof = registers.keep(tiny_office.workspace, paper, "验收表")
    clock.to("2022-05-12")
    order = Order("plants", "list", id, {"opened_on": "2022年4月30日"}, (proof,))
    entry = act(tiny_office, department, order)
    assert (entry.state, entry.values["floor"], entry.values["opened_on"]) == (
        "listed",
        "1200.00",
        "2022-04-30",
    )
    assert entry.values["county"] == "330102"
    assert registers.path_of(tiny_office.workspace, proof.sha256).read_text(encoding="utf-8") == "合格"
    dropped = act(tiny_office, department, Order("plants", "drop", id, reason="拆除"))
    assert [step.number for step in dropped.steps] == [1, 2, 3]
    assert [step.role for step in dropped.steps] == [
        "county-officer",
        "department-liaison",
        "department-liaison",
    ]
    assert trail.check() == ()
    assert registers.entry_of(registers.register_of(tiny_office, "plants"), id) == dropped


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(
    tiny_office: Office, county: Person, department: Person
) -> None:
    id = propose(tiny_office, county, floor="900")
    with pytest.raises(Refused) as caught:
        act(tiny_office, department, Order("plants", "list", id, {"name": "二号"}, day=date(2022, 6, 1)))
    assert codes_of(caught) == {
        "registers.field-not-set", "registers.field-needed", "registers.evidence-needed", "registers.day-out-of-order",
        "facts.rule-failed",
    }  # fmt: skip
    assert EntryRow.objects.get().state == "proposed"
    assert trail.last()[0] == 1


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order("plant", "propose"), "registers.no-register"),
        (Order("plants", "proposes"), "registers.unknown-act"),
        (Order("plants", "list", "000009"), "registers.no-entry"),
        (Order("plants", "propose", given={**PLANT, "name": "一号厂房"}), "registers.key-taken"),
        (Order("plants", "propose", "000001"), "registers.wrong-state"),
    ],
)
def test_orders_that_cannot_be(tiny_office: Office, county: Person, order: Order, code: str) -> None:
    propose(tiny_office, county)
    with pytest.raises(Refused) as caught:
        act(tiny_office, county, order)
    assert code in codes_of(caught)


def test_a_reason_is_asked_for(tiny_office: Office, county: Person, department: Person) -> None:
    id = propose(tiny_office, county)
    with pytest.raises(Refused) as caught:
        act(tiny_office, department, Order("plants", "drop", id, reason=" "))
    assert codes_of(caught) == {"registers.reason-needed"}


def test_a_key_is_free_again_when_its_entry_is_dropped(
    tiny_office: Office, county: Person, department: Person
) -> None:
    id = propose(tiny_office, county)
    act(tiny_office, department, Order("plants", "drop", id, reason="重报"))
    assert propose(tiny_office, county) == "000002"


def test_another_county_may_not_and_learns_nothing(tiny_office: Office, county: Person) -> None:
    stranger = Person("zhao", "赵", grants=(Grant("county-officer", places=("330104",)),))
    propose(tiny_office, county)
    for order in (
        Order("plants", "propose", given={**PLANT, "floor": "坏"}),
        Order("plants", "propose", given={}),
    ):
        with pytest.raises(Refused) as caught:
            act(tiny_office, stranger, order)
        assert codes_of(caught) == {"accounts.not-allowed"}
    register = registers.register_of(tiny_office, "plants")
    assert list(registers.lines(tiny_office, stranger, register)) == []
    with pytest.raises(Refused):
        registers.seen(tiny_office, stranger, register, "000001")


def test_whoever_proposed_does_not_list(tiny_office: Office) -> None:
    both = Person(
        "sun", "孙", "office",
        (Grant("county-officer", places=("330102",)), Grant("department-liaison", places=("330000",))),
    )  # fmt: skip
    id = propose(tiny_office, both)
    with pytest.raises(Refused) as caught:
        act(tiny_office, both, Order("plants", "list", id))
    assert codes_of(caught) == {"accounts.not-allowed"}


def test_what_changed_since_it_was_seen_is_not_acted_on(
    tiny_office: Office, county: Person, department: Person
) -> None:
    id = propose(tiny_office, county)
    act(tiny_office, department, Order("plants", "drop", id, reason="错"))
    with pytest.raises(Refused) as caught:
        act(tiny_office, department, Order("plants", "drop", id, reason="错", seen=1))
    assert codes_of(caught) == {"registers.changed-meanwhile"}


def test_evidence_must_be_there(tiny_office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        registers.keep(tiny_office.workspace, tmp_path / "没有.pdf", "验收表")
    assert codes_of(caught) == {"registers.no-evidence"}


def test_lists_show_the_state_of_a_day_and_what_is_due(
    tiny_office: Office, county: Person, department: Person, clock: Clock
) -> None:
    id = propose(tiny_office, county)
    clock.to("2022-05-24")
    register = registers.register_of(tiny_office, "plants")
    (line,) = registers.lines(tiny_office, county, register, place="330100")
    assert line.deadline is not None
    assert (line.deadline.due, line.deadline.overdue, line.deadline.answers) == (
        date(2022, 5, 23),
        True,
        "office",
    )
    act(tiny_office, department, Order("plants", "drop", id, reason="错"))
    (then,) = registers.lines(tiny_office, county, register, as_of_day=date(2022, 5, 10))
    assert then.state == "proposed"
    assert list(registers.lines(tiny_office, county, register, as_of_day=date(2022, 5, 8))) == []


def test_the_public_sees_public_fields_of_public_states(
    tiny_office: Office, county: Person, department: Person, tmp_path: Path
) -> None:
    firm = Person("wu", "吴", grants=(Grant("enterprise", enterprises=("91331003MA00000025",)),))
    register = registers.register_of(tiny_office, "plants")
    id = propose(tiny_office, county)
    assert list(registers.lines(tiny_office, firm, register)) == []
    paper = tmp_path / "验收.txt"
    paper.write_text("合格", encoding="utf-8")
    proof = registers.keep(tiny_office.workspace, paper, "验收表")
    act(tiny_office, department, Order("plants", "list", id, {"opened_on": "2022-04-30"}, (proof,)))
    (line,) = registers.lines(tiny_office, firm, register)
    assert line.values == {"name": "一号厂房", "county": "330102"}
    entry = registers.seen(tiny_office, firm, register, id)
    assert [(step.who, step.evidence, step.values) for step in entry.steps] == [("", (), {})]


def test_the_table_can_be_drawn_anew_from_the_trail(
    tiny_office: Office, county: Person, department: Person
) -> None:
    for name in ("一号", "二号", "三号"):
        propose(tiny_office, county, name=name)
    act(tiny_office, department, Order("plants", "drop", "000002", reason="错"))
    before = list(EntryRow.objects.order_by("number").values())
    EntryRow.objects.filter(number=1).update(state="listed", key="")
    assert registers.redraw(tiny_office) == 3
    again = list(EntryRow.objects.order_by("number").values())
    assert [{**row, "id": 0} for row in again] == [{**row, "id": 0} for row in before]


@pytest.mark.parametrize("sql", ["UPDATE trail_event SET who = 'x'", "DELETE FROM trail_event"])
def test_the_database_refuses_to_change_the_trail(tiny_office: Office, county: Person, sql: str) -> None:
    propose(tiny_office, county)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert trail.check() == ()


def test_an_effect_that_fails_leaves_nothing(
    tiny_office: Office, county: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*asked: object) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr("zhixing.operations.registers.acting.draw", broken)
    with pytest.raises(RuntimeError):
        propose(tiny_office, county)
    assert trail.last()[0] == 0
