"""Review submissions: the acts of the register, with the difference that whoever approves has seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Returned, Sent, write_difference
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry, Evidence, possible
from zhixing.operations import registers
from zhixing.operations.accounts import Person, register_action
from zhixing.operations.intake import codes
from zhixing.operations.intake.differing import (
    Difference,
    changed_since,
    difference_from,
    known_now,
    named_by,
)
from zhixing.operations.intake.examining import examined, homes
from zhixing.operations.intake.records import FILE, SIDES, Record, opened, receipt_of, record_of
from zhixing.operations.intake.scope import require_inside, sees_figures
from zhixing.operations.office import Office
from zhixing.operations.registers import Order

SEEN = "所见差异"
"""The piece of evidence by which an approval names the difference it saw."""


def review(office: Office, person: Person, order: Order, seen_difference: str = "") -> Entry:
    """Do an act of the register on a submission; the order's register goes without saying.

    `order.act` is the act's id, or how it begins (`approve`): then it is the first such act that the person may do now.
    `seen_difference` is the digest of the difference that was looked at, or at least its first eight letters.

    Raises:
        Refused: `intake.no-such-act`, `intake.difference-changed`, and what the act and its effect refuse.
    """
    register = registers.serving(office, "submissions")
    before = registers.entry_of(register, order.entry or "")
    wanted = _act(office, person, register, before, order.act)
    order = replace(order, register=register.id, act=wanted.id)
    if seen_difference:
        about = registers.subject_about(register, before)
        office.require(person, register_action(register.id, wanted.id), about)
        now = standing_difference(office, record_of(register, before))
        if not named_by(now, seen_difference):
            raise changed_since(now, seen_difference)
        order = replace(order, evidence=(*order.evidence, Evidence(SEEN, "difference", now.digest)))
    return registers.act(office, person, order)


def _act(office: Office, person: Person, register: Register, entry: Entry, word: str) -> Act:
    named = [act for act in register.acts if act.id == word or act.id.startswith(f"{word}-")]
    if not named:
        known = "、".join(act.id for act in register.acts)
        raise Refused([codes.NO_SUCH_ACT.at(NOWHERE, register=register.title, act=word, known=known)])
    about = registers.subject_about(register, entry)
    open_now = [act for act in possible(register, entry) if act in named]
    allowed = (a for a in open_now if office.may(person, register_action(register.id, a.id), about).allowed)
    # Where none is allowed or possible the register itself says why, of the act nearest to the person's role.
    roles = {grant.role for grant in person.holds(office.today())}
    nearest = sorted(open_now or named, key=lambda a: not roles & set(a.by))
    return next(allowed, nearest[0])


def difference_of(office: Office, person: Person, entry: str) -> Difference:
    """The difference of a submission from what is known today. Its figures go to whoever may check, approve or file them.

    Raises:
        Refused: `accounts.not-allowed`, `registers.no-entry`, `intake.not-examined`, `intake.accepted-already`.
    """
    record = _waiting(office, person, entry)
    now = standing_difference(office, record)
    return now if sees_figures(office, person, record.ask(office.plan)) else replace(now, changes=())


def write_standing(office: Office, person: Person, entry: str, out: Path) -> Path:
    """Write the difference from what is known today as a workbook.

    Raises:
        Refused: `intake.no-paper` where its figures are not the person's to see; what `difference_of` refuses.
    """
    record = _waiting(office, person, entry)
    ask = record.ask(office.plan)
    if not sees_figures(office, person, ask):
        raise Refused([codes.NO_PAPER.at(NOWHERE, entry=entry, paper="difference", known="—")])
    now, returned = _compared(office, record)
    write_difference(office.plan, ask.dataset.id, now.changes, out, returned=returned, made_on=office.today())
    return out


def _waiting(office: Office, person: Person, entry: str) -> Record:
    """The record of a submission that the person sees and that was not accepted yet."""
    register = registers.serving(office, "submissions")
    found = registers.seen(office, person, register, entry)
    record = record_of(register, found)
    receipt = receipt_of(office, register, found, record)
    if receipt is not None:
        raise Refused([codes.ACCEPTED_ALREADY.at(NOWHERE, entry=entry, receipt=receipt.id)])
    return record


def standing_difference(office: Office, record: Record) -> Difference:
    """The difference of a kept file from what is known today, with its rows looked at once more.

    Raises:
        Refused: rows outside the place and period of the submission, and what reading the file refuses.
    """
    return _compared(office, record)[0]


def _compared(office: Office, record: Record) -> tuple[Difference, Returned]:
    ask = record.ask(office.plan)
    where = {name: tuple(values) for name, values in record.sent_where.items()}
    side = pq.read_table(registers.path_of(office.workspace, record.papers[SIDES]))
    sent = Sent(ask.dataset.id, date.fromisoformat(record.sent_on), where, side)
    with (
        opened(office, record.papers[FILE], record.name) as file,
        examined(office, ask, file, record.sheet or None) as found,
    ):
        now = known_now(office, sent, found)
        require_inside(office, ask, found, homes(office, ask, found, now))
        return difference_from(office, ask, side, found, now)
