"""Whose figures are whose to file: places, departments, firms, periods, forms sent to others; and rows of a page."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.operations.intake.conftest import HEADINGS, SentFile, codes_of, firm_row, order, tax_of
from tests.operations.intake.small import ELSEWHERE, A, B

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import load_file, write_current
from zhixing.operations import trail
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.intake import (
    Ask,
    difference_of,
    hand_out,
    match,
    review,
    show,
    template,
    upload,
    upload_rows,
)
from zhixing.operations.office import Office
from zhixing.operations.registers import path_of

pytestmark = pytest.mark.django_db
ASK = Ask("firms-form", "2021", "330102")
TAX = Ask("firm-year", "2021", "330000")
TAX_HEADINGS = ("代码", "年度", "税收（万元）")


def known(office: Office, file: Path) -> None:
    load_file(office.plan, office.workspace.lake, file, dataset="firm-year", known_on=office.today())


def test_all_that_cannot_be_read_is_said_at_once(office: Office, filer: Person, sent: SentFile) -> None:
    with pytest.raises(Refused) as caught:
        upload(office, filer, sent("a.csv", firm_row(A)), Ask("firms", "21年", "己区"))
    assert codes_of(caught) == {"intake.no-form", "intake.no-period", "intake.no-place"}


def test_another_place_is_refused_before_anything_is_kept(
    office: Office, neighbour: Person, sent: SentFile
) -> None:
    with pytest.raises(Refused) as caught:
        upload(office, neighbour, sent("a.csv", firm_row(A)), ASK)
    assert codes_of(caught) == {"accounts.not-allowed"}
    assert not office.workspace.files.exists()


def test_a_refused_file_is_kept_as_it_came(office: Office, filer: Person, sent: SentFile) -> None:
    file = sent("a.csv", firm_row(ELSEWHERE, "戊区"))
    with pytest.raises(Refused):
        upload(office, filer, file, ASK)
    (kept,) = [path for path in office.workspace.files.rglob("*") if path.is_file()]
    assert kept.read_bytes() == file.read_bytes()
    assert trail.last()[0] == 0


def test_every_row_elsewhere_is_named_with_its_cell(office: Office, filer: Person, sent: SentFile) -> None:
    file = sent("a.csv", firm_row(ELSEWHERE, "戊区"), firm_row(A), firm_row(B, "戊区"))
    with pytest.raises(Refused) as caught:
        upload(office, filer, file, ASK)
    assert [(issue.code, issue.where.cell) for issue in caught.value.issues] == [
        ("intake.row-elsewhere", "D2"),
        ("intake.row-elsewhere", "D4"),
    ]


def test_a_row_known_elsewhere_cannot_be_taken_over_by_writing_another_place(
    office: Office, filer: Person, sent: SentFile
) -> None:
    known(office, sent("before.csv", firm_row(ELSEWHERE, "戊区")))
    for row in (firm_row(ELSEWHERE, "丙区"), (ELSEWHERE, 2021)):
        headings = HEADINGS if len(row) > 2 else HEADINGS[:2]
        with pytest.raises(Refused) as caught:
            upload(office, filer, sent("a.csv", row, headings=headings), ASK)
        assert codes_of(caught) == {"intake.row-elsewhere"}


def test_rows_of_another_period_are_refused(office: Office, filer: Person, sent: SentFile) -> None:
    with pytest.raises(Refused) as caught:
        upload(office, filer, sent("a.csv", firm_row(A), firm_row(B, year=2020)), ASK)
    assert [(issue.code, issue.where.cell) for issue in caught.value.issues] == [
        ("intake.row-of-other-period", "B3")
    ]


def test_a_department_files_its_own_columns(
    office: Office, tax_liaison: Person, approver: Person, sent: SentFile, tmp_path: Path
) -> None:
    known(office, sent("before.csv", firm_row(A), firm_row(B), firm_row(ELSEWHERE, "戊区")))
    wrong = sent("tax.csv", (A, 2021, 13, 4), headings=(*TAX_HEADINGS, "用地（亩）"))
    with pytest.raises(Refused) as caught:
        upload(office, tax_liaison, wrong, TAX)
    assert [(issue.code, issue.where.cell) for issue in caught.value.issues] == [
        ("intake.column-of-others", "D")
    ]

    slipped = A[:8] + A[9] + A[8] + A[10:]
    file = sent("tax.csv", (B, 2021, 13), (slipped, 2021, 1), headings=TAX_HEADINGS)
    done = upload(office, tax_liaison, file, TAX)
    assert (done.entry.values["unit"], done.rows_accepted, done.rows_refused) == ("tax-office", 1, 1)
    assert done.unmatched is not None
    assert done.unmatched.matched == 1
    assert done.unmatched.only_listed["code"].to_pylist() == sorted([A, ELSEWHERE])
    assert done.unmatched.only_returned["code"].to_pylist() == [slipped]
    book = load_workbook(hand_out(office, tax_liaison, done.entry.id, "unmatched", tmp_path / "codes.xlsx"))
    assert len(book.sheetnames) == 3
    assert match(office, tax_liaison, file, TAX, tmp_path / "again.xlsx").found.matched == 1
    assert (tmp_path / "again.xlsx").is_file()


def test_what_is_not_by_firm_cannot_be_matched(office: Office, approver: Person, sent: SentFile) -> None:
    person = Person("zu", "祖", "office", (Grant("department-liaison", places=("330000",)),))
    file = sent("people.csv", ("丙区", 2021, 100), headings=("县", "年度", "人口"))
    with pytest.raises(Refused) as caught:
        match(office, person, file, Ask("pilots-form", "2021", "330000"))
    assert codes_of(caught) == {"intake.no-list"}


def test_a_firm_files_its_own_figures_only(office: Office, firm: Person, sent: SentFile) -> None:
    mine = Ask("firms-form", "2021", "330102", enterprise=A)
    done = upload(office, firm, sent("a.csv", firm_row(A)), mine)
    assert (done.entry.values["enterprise"], done.entry.values["unit"]) == (A, A)
    with pytest.raises(Refused) as caught:
        upload(office, firm, sent("b.csv", firm_row(B)), mine)
    assert codes_of(caught) == {"intake.row-of-others"}
    for ask in (Ask("firms-form", "2021", "330102", enterprise=B), ASK):
        with pytest.raises(Refused) as caught:
            upload(office, firm, sent("b.csv", firm_row(B)), ask)
        assert codes_of(caught) == {"accounts.not-allowed"}


def test_a_form_made_for_others_tells_nothing(
    office: Office, filer: Person, sent: SentFile, tmp_path: Path
) -> None:
    known(office, sent("before.csv", firm_row(A), firm_row(ELSEWHERE, "戊区")))
    form = tmp_path / "form.xlsx"
    where = {"county": ["330102", "330106"]}
    write_current(office.plan, office.workspace.lake, "firm-year", form, where=where, known_on=office.today())
    with pytest.raises(Refused) as caught:
        upload(office, filer, form, ASK)
    assert codes_of(caught) == {"intake.sent-elsewhere"}


def test_a_form_of_another_dataset_is_refused(
    office: Office, filer: Person, sent: SentFile, tmp_path: Path
) -> None:
    people = sent("people.csv", ("丙区", 2021, 100), headings=("县", "年度", "人口"))
    load_file(office.plan, office.workspace.lake, people, dataset="county-year", known_on=office.today())
    form = tmp_path / "form.xlsx"
    assert template(office, filer, form, Ask("county-year", "2021", "330102")) == 1
    with pytest.raises(Refused) as caught:
        upload(office, filer, form, ASK)
    assert codes_of(caught) == {"intake.other-dataset"}


def test_forms_are_filled_in_for_those_who_may_see_them(
    office: Office, filer: Person, approver: Person, tax_liaison: Person, neighbour: Person, sent: SentFile, tmp_path: Path
) -> None:  # fmt: skip
    known(office, sent("before.csv", firm_row(A), firm_row(ELSEWHERE, "戊区")))
    out = tmp_path / "form.xlsx"
    assert template(office, approver, out, ASK) == 1
    assert template(office, filer, out, ASK) == 0
    assert template(office, tax_liaison, out, TAX) == 0
    heads = [
        str(cell) for cell in next(load_workbook(out).worksheets[0].iter_rows(min_row=2, values_only=True))
    ]
    assert any("税收" in head for head in heads)
    assert not any("用地" in head for head in heads)
    with pytest.raises(Refused) as caught:
        template(office, neighbour, out, ASK)
    assert codes_of(caught) == {"accounts.not-allowed"}


def test_rows_of_a_page_go_the_same_way(
    office: Office, filer: Person, checker: Person, approver: Person
) -> None:
    rows = [
        {"enterprise": A, "year": 2021, "name": "甲", "county": "丙区", "large": "是", "tax": "120,000元"},
        {"enterprise": B, "year": "2021", "county": "丙区", "large": "否", "tax": "不详", "land": None},
    ]
    done = upload_rows(office, filer, rows, ASK)
    assert (done.rows_accepted, done.rows_refused) == (1, 1)
    review(office, checker, order(done.entry.id, "return", "改"))
    again = upload_rows(office, filer, [{**rows[0]}, {**rows[1], "tax": "8"}], ASK)
    assert again.entry.id == done.entry.id
    review(office, checker, order(done.entry.id, "check"))
    review(office, approver, order(done.entry.id, "approve"))
    assert (tax_of(office, A), tax_of(office, B)) == (Decimal(12), Decimal(8))
    with pytest.raises(Refused) as caught:
        upload_rows(office, filer, [{"enterprise": ""}], ASK)
    assert codes_of(caught) == {"intake.no-rows"}


def test_papers_are_for_those_who_work_on_the_figures(
    office: Office, filer: Person, neighbour: Person, sent: SentFile, tmp_path: Path
) -> None:
    known(office, sent("before.csv", firm_row(A)))
    done = upload(office, filer, sent("a.csv", firm_row(A, tax=13)), ASK)
    id = done.entry.id
    stranger = Person("shi", "施", "land-office", (Grant("department-liaison", places=("330000",)),))
    assert show(office, stranger, id).papers == {}
    hidden = difference_of(office, stranger, id)
    assert (hidden.changes, hidden.digest, hidden.replaced) == ((), done.difference.digest, 1)
    with pytest.raises(Refused) as caught:
        hand_out(office, stranger, id, "file", tmp_path / "a")
    assert codes_of(caught) == {"intake.no-paper"}
    with pytest.raises(Refused) as caught:
        show(office, neighbour, id)
    assert codes_of(caught) == {"accounts.not-allowed"}
    assert path_of(office.workspace, str(done.entry.values["sha256"])).is_file()


@pytest.mark.parametrize("act", ["check", "approve", "return", "reopen", "withdraw"])
def test_no_act_is_done_from_another_place(
    office: Office, filer: Person, neighbour: Person, sent: SentFile, act: str
) -> None:
    id = upload(office, filer, sent("a.csv", firm_row(A)), ASK).entry.id
    with pytest.raises(Refused) as caught:
        review(office, neighbour, order(id, act, "因为"))
    assert codes_of(caught) == {"accounts.not-allowed"}


def test_an_act_that_the_register_lacks(office: Office, filer: Person, sent: SentFile) -> None:
    id = upload(office, filer, sent("a.csv", firm_row(A)), ASK).entry.id
    with pytest.raises(Refused) as caught:
        review(office, filer, order(id, "publish"))
    assert codes_of(caught) == {"intake.no-such-act"}
