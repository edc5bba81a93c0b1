"""The way of a county's figures: refused, returned, corrected, approved by others, locked, reopened, replaced."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.operations.conftest import Clock
from tests.operations.intake.conftest import SentFile, codes_of, firm_row, order, tax_of
from tests.operations.intake.small import ELSEWHERE, A, B, C

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Kind
from zhixing.operations import registers, trail
from zhixing.operations.accounts import Person
from zhixing.operations.intake import Ask, difference_of, hand_out, review, show, upload
from zhixing.operations.office import Office
from zhixing.operations.registers import Order

pytestmark = pytest.mark.django_db
ASK = Ask("firms-form", "2021", "330102")


def test_a_countys_figures_go_all_the_way(
    office: Office,
    filer: Person,
    checker: Person,
    approver: Person,
    sent: SentFile,
    tmp_path: Path,
    clock: Clock,
) -> None:
    wrong = sent("firms.csv", firm_row(A), firm_row(ELSEWHERE, "戊区"))
    with pytest.raises(Refused) as caught:
        upload(office, filer, wrong, ASK)
    assert codes_of(caught) == {"intake.row-elsewhere"}
    assert "D3" in str(caught.value)

    faulty = sent("firms.csv", firm_row(A), firm_row(B, tax="约8"))
    first = upload(office, filer, faulty, ASK)
    id = first.entry.id
    assert (first.entry.state, first.rows_accepted, first.rows_refused) == ("received", 1, 1)
    assert first.entry.values["rows_refused"] == 1
    assert first.entry.values["unit"] == "330102"
    back = hand_out(office, filer, id, "refused", tmp_path / "back.xlsx")
    cells = [cell for row in load_workbook(back).active.iter_rows(values_only=True) for cell in row]
    assert any("约8" in str(cell) for cell in cells)
    assert office.workspace.lake.receipts() == ()

    with pytest.raises(Refused) as caught:
        review(office, checker, order(id, "check"))
    assert codes_of(caught) == {"facts.rule-failed"}
    review(office, checker, order(id, "return", "乙厂税收不是数"))

    corrected = sent("firms-corrected.csv", firm_row(A), firm_row(B, tax=8))
    second = upload(office, filer, corrected, ASK)
    assert (second.entry.id, second.entry.state, second.rows_refused, second.notes) == (id, "received", 0, ())
    assert [change.kind for change in second.difference.changes if not change.column] == [Kind.ROW_ADDED] * 2

    with pytest.raises(Refused) as caught:
        review(office, filer, order(id, "check"))
    assert codes_of(caught) == {"accounts.not-allowed"}
    review(office, checker, order(id, "check"))
    assert tax_of(office, B) is None
    clock.to("2022-05-10")
    locked = review(office, approver, order(id, "approve"))
    (receipt,) = office.workspace.lake.receipts()
    assert (locked.state, locked.values["receipt"], locked.values["rows_accepted"]) == (
        "locked",
        receipt.id,
        2,
    )
    assert (tax_of(office, B), receipt.known_on, receipt.file) == (8, office.today(), "firms-corrected.csv")


def test_what_is_locked_is_reopened_with_a_reason_and_shows_what_changes(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile, clock: Clock
) -> None:
    id = upload(office, filer, sent("firms.csv", firm_row(A), firm_row(B, tax=8)), ASK).entry.id
    review(office, checker, order(id, "check"))
    review(office, approver, order(id, "approve"))
    with pytest.raises(Refused) as caught:
        upload(office, filer, sent("firms-2.csv", firm_row(A, tax=99)), ASK)
    assert codes_of(caught) == {"intake.under-way"}
    with pytest.raises(Refused) as caught:
        review(office, approver, order(id, "reopen"))
    assert codes_of(caught) == {"registers.reason-needed"}
    with pytest.raises(Refused) as caught:
        review(office, checker, order(id, "reopen", "错"))
    assert codes_of(caught) == {"accounts.not-allowed"}
    review(office, approver, order(id, "reopen", "乙厂税收有误"))

    clock.to("2022-05-11")
    third = upload(office, filer, sent("firms-3.csv", firm_row(A), firm_row(B, tax=9), firm_row(C)), ASK)
    changed = {
        (c.key[0], c.column): (c.kind, c.sent, c.returned) for c in third.difference.changes if c.key[0] == B
    }
    assert changed == {(B, "tax"): (Kind.BY_SENDER, Decimal(8), Decimal(9))}
    assert (third.difference.replaced, third.difference.overwriting) == (1, 0)
    assert tax_of(office, B) == 8
    review(office, checker, order(id, "check"))
    seen = difference_of(office, approver, id)
    assert seen == third.difference
    review(office, approver, order(id, "approve"), seen.digest)
    assert (tax_of(office, B), tax_of(office, A)) == (9, 12)
    assert trail.check() == ()
    shown = show(office, approver, id)
    assert shown.ask.title == "企业年报"
    assert set(shown.papers) == {"file", "difference"}


def test_a_returned_file_that_brings_only_the_corrected_rows_is_said(
    office: Office, filer: Person, checker: Person, sent: SentFile
) -> None:
    first = upload(office, filer, sent("a.csv", firm_row(A), firm_row(B, tax="?")), ASK)
    review(office, checker, order(first.entry.id, "return", "改"))
    second = upload(office, filer, sent("b.csv", firm_row(B, tax=8)), ASK)
    assert [issue.code for issue in second.notes] == ["intake.rows-left-out"]
    assert second.notes[0].values["count"] == 1


def test_a_dropped_submission_makes_room_for_another(office: Office, filer: Person, sent: SentFile) -> None:
    first = upload(office, filer, sent("a.csv", firm_row(A)), ASK)
    registers.act(office, filer, Order("submissions", "withdraw", first.entry.id, reason="报错了表"))
    second = upload(office, filer, sent("a.csv", firm_row(A)), ASK)
    assert second.entry.id != first.entry.id
