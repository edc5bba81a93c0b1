"""Accepting a file: once, whole, as it was examined, and only with the difference that was seen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.operations.conftest import Clock
from tests.operations.intake.conftest import SentFile, codes_of, firm_row, order, tax_of
from tests.operations.intake.small import A, B

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import load_file
from zhixing.kernel.registers import Entry
from zhixing.operations import registers, trail
from zhixing.operations.accounts import Person
from zhixing.operations.intake import Ask, difference_of, review, show, template, upload, write_standing
from zhixing.operations.intake.accepting import accept
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, acting

pytestmark = pytest.mark.django_db
ASK = Ask("firms-form", "2021", "330102")


def checked(office: Office, filer: Person, checker: Person, file: Path, ask: Ask = ASK) -> str:
    entry = upload(office, filer, file, ask).entry.id
    review(office, checker, order(entry, "check"))
    return entry


def known(office: Office, file: Path) -> None:
    """Figures that come into the lake another way."""
    load_file(office.plan, office.workspace.lake, file, dataset="firm-year", known_on=office.today())


def test_an_acceptance_cut_off_before_its_act_is_found_again(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile, monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:  # fmt: skip
    id = checked(office, filer, checker, sent("a.csv", firm_row(A)))

    def killed(*_: object) -> Entry:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(acting, "_kept", killed)
        with pytest.raises(KeyboardInterrupt):
            review(office, approver, order(id, "approve"))
    (receipt,) = office.workspace.lake.receipts()
    register = registers.register_of(office, "submissions")
    assert registers.entry_of(register, id).state == "checked"
    clock.to("2022-05-12")
    locked = review(office, approver, order(id, "approve"))
    assert (locked.state, locked.values["receipt"]) == ("locked", receipt.id)
    assert office.workspace.lake.receipts() == (receipt,)
    assert trail.check() == ()


def test_asked_twice_it_gives_the_same(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile
) -> None:
    id = checked(office, filer, checker, sent("a.csv", firm_row(A)))
    register = registers.register_of(office, "submissions")
    entry = registers.entry_of(register, id)
    assert accept(office, approver, register, entry) == accept(office, approver, register, entry)
    assert len(office.workspace.lake.receipts()) == 1


def test_what_changed_here_meanwhile_is_seen_before_it_is_overwritten(
    office: Office,
    filer: Person,
    checker: Person,
    approver: Person,
    sent: SentFile,
    tmp_path: Path,
    clock: Clock,
) -> None:
    known(office, sent("before.csv", firm_row(A), firm_row(B)))
    id = checked(office, filer, checker, sent("a.csv", firm_row(A, tax=20), firm_row(B)))
    first = difference_of(office, approver, id)
    clock.to("2022-05-10")
    known(office, sent("meanwhile.csv", firm_row(A, tax=15)))
    with pytest.raises(Refused) as caught:
        review(office, approver, order(id, "approve"))
    assert codes_of(caught) == {"intake.difference-unseen"}
    with pytest.raises(Refused) as caught:
        review(office, approver, order(id, "approve"), first.digest)
    now = difference_of(office, approver, id)
    assert codes_of(caught) == {"intake.difference-changed"}
    assert now.digest[:12] in str(caught.value)
    assert (now.overwriting, now.replaced, first.overwriting) == (1, 1, 0)
    assert write_standing(office, approver, id, tmp_path / "now.xlsx").stat().st_size > 0
    review(office, approver, order(id, "approve"), now.digest[:8])
    assert tax_of(office, A) == 20


def test_an_approval_must_name_what_is_no_more_what_was_said(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile, clock: Clock
) -> None:
    id = checked(office, filer, checker, sent("a.csv", firm_row(A, tax=20)))
    clock.to("2022-05-10")
    known(office, sent("meanwhile.csv", firm_row(A, tax=20), firm_row(B)))
    with pytest.raises(Refused) as caught:
        review(office, approver, order(id, "approve"))
    assert codes_of(caught) == {"intake.difference-changed"}


def test_other_columns_and_rows_that_came_meanwhile_do_not_matter(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile, clock: Clock
) -> None:
    known(office, sent("before.csv", firm_row(A)))
    id = checked(office, filer, checker, sent("a.csv", (A, 2021, 20), headings=("代码", "年度", "税收")))
    clock.to("2022-05-10")
    known(office, sent("meanwhile.csv", firm_row(A, land=5), firm_row(B)))
    review(office, approver, order(id, "approve"))
    assert tax_of(office, A) == 20


def test_a_form_that_went_out_tells_three_sides(
    office: Office,
    filer: Person,
    checker: Person,
    approver: Person,
    sent: SentFile,
    tmp_path: Path,
    clock: Clock,
) -> None:
    known(office, sent("before.csv", firm_row(A), firm_row(B)))
    form = tmp_path / "form.xlsx"
    assert template(office, approver, form, ASK) == 2
    clock.to("2022-05-10")
    known(office, sent("meanwhile.csv", firm_row(A, tax=15)))
    done = upload(office, filer, form, ASK)
    (put_back,) = [c for c in done.difference.changes if c.column == "tax"]
    assert (put_back.kind.value, put_back.returned, put_back.current) == ("here", Decimal(12), Decimal(15))
    assert done.difference.overwriting == 1
    review(office, checker, order(done.entry.id, "check"))
    with pytest.raises(Refused) as caught:
        review(office, approver, order(done.entry.id, "approve"))
    assert codes_of(caught) == {"intake.difference-unseen"}


def test_the_same_content_is_accepted_once_a_day(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile
) -> None:
    file = sent("a.csv", firm_row(A))
    first = checked(office, filer, checker, file)
    second = checked(office, filer, checker, file, Ask("firm-year", "2021", "330102"))
    review(office, approver, order(first, "approve"))
    with pytest.raises(Refused) as caught:
        review(office, approver, order(second, "approve"))
    assert codes_of(caught) == {"intake.loaded-for-another"}
    assert f"报送 {first}" in caught.value.issues[0].zh
    with pytest.raises(Refused) as caught:
        difference_of(office, approver, first)
    assert codes_of(caught) == {"intake.accepted-already"}


def test_a_file_that_came_past_the_intake_is_not_accepted(
    office: Office, filer: Person, checker: Person, approver: Person, sent: SentFile
) -> None:
    file = sent("a.csv", firm_row(A))
    id = upload(office, filer, file, ASK).entry.id
    review(office, checker, order(id, "return", "重报"))
    kept = registers.keep(office.workspace, sent("b.csv", firm_row(B)), "报送文件")
    registers.act(office, filer, Order("submissions", "upload-again", id, {"file": "b.csv"}, (kept,)))
    review(office, checker, order(id, "check"))
    with pytest.raises(Refused) as caught:
        review(office, approver, order(id, "approve"))
    assert codes_of(caught) == {"intake.not-examined"}
    with pytest.raises(Refused):
        show(office, approver, id)
    assert office.workspace.lake.receipts() == ()
