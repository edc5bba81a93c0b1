"""The effect `accept-file`: the kept file goes into the lake, once, and its receipt is noted."""

from __future__ import annotations

from collections.abc import Mapping

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell, Receipt, load_file
from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Entry
from zhixing.operations.accounts import Person
from zhixing.operations.intake import codes
from zhixing.operations.intake.differing import changed_since, named_by
from zhixing.operations.intake.records import FILE, Record, opened, receipt_of, record_of, source_of
from zhixing.operations.intake.reviewing import SEEN, standing_difference
from zhixing.operations.office import Office


def accept(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    """Load the file of the entry as known from today, unless this very file of this entry was loaded before.

    The difference must be the one that was seen: the one the approval names or, where accepting replaces nothing that was
    changed here meanwhile, the one said when the file came.

    Raises:
        Refused: `intake.not-examined`, `intake.difference-changed`, `intake.difference-unseen`,
            `intake.loaded-for-another`, and what reading and loading the file refuses.
    """
    record = record_of(register, entry)
    receipt = receipt_of(office, register, entry, record) or _loaded(office, register, entry, record)
    fields = {column.id for column in register.fields}
    said: dict[str, Cell] = {
        "receipt": receipt.id, "rows_accepted": str(receipt.counts.accepted), "rows_refused": str(receipt.counts.refused),
    }  # fmt: skip
    return {name: value for name, value in said.items() if name in fields}


def _loaded(office: Office, register: Register, entry: Entry, record: Record) -> Receipt:
    dataset = record.ask(office.plan).dataset.id
    _require_first(office, record, dataset)
    _require_seen(office, entry, record)
    with opened(office, record.papers[FILE], record.name) as file:
        return load_file(
            office.plan, office.workspace.lake, file, dataset=dataset, known_on=office.today(),
            received_from=source_of(register, entry, record), sheet=record.sheet or None,
        )  # fmt: skip


def _require_first(office: Office, record: Record, dataset: str) -> None:
    """The lake takes the same content once a day; whose it was is said, since it may not be what counts now."""
    for receipt in office.workspace.lake.receipts(dataset):
        if receipt.sha256 == record.papers[FILE] and receipt.known_on == office.today():
            other = receipt.received_from or receipt.file
            raise Refused([codes.LOADED_FOR_ANOTHER.at(NOWHERE, other=other, receipt=receipt.id)])


def _require_seen(office: Office, entry: Entry, record: Record) -> None:
    now = standing_difference(office, record)
    named = next((one.sha256 for one in entry.steps[-1].evidence if one.piece == SEEN), "")
    if named:
        if not named_by(now, named):
            raise changed_since(now, named)
        return
    if now.overwriting:
        raise Refused(
            [
                codes.DIFFERENCE_UNSEEN.at(
                    NOWHERE, summary=now.words(), summary_en=now.words(english=True), digest=now.digest[:12]
                )
            ]
        )  # fmt: skip
    if now.digest != record.difference:
        raise changed_since(now, record.difference)
