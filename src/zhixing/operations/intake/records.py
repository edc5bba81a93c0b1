"""What the intake remembers of a file that it examined: an event of the trail beside the act that filed it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel.facts import Receipt
from zhixing.kernel.plan import CompiledPlan, Register
from zhixing.kernel.registers import Entry
from zhixing.operations import registers, trail
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import Asked
from zhixing.operations.office import Office

RECEIVED = "received"
FILE, REFUSED, BOOK, SIDES, CODES = "file", "refused", "difference", "sent", "unmatched"
PAPERS: Mapping[str, tuple[str, str]] = {
    FILE: ("报送文件", "file"),
    REFUSED: ("退回的行", "refused rows"),
    BOOK: ("三方比对", "difference"),
    CODES: ("对不上的代码", "codes that do not meet"),
    SIDES: ("收到时所知", "what was known when it came"),
}
"""What is kept of a submission, by name; each is a file under its sha256."""


@dataclass(frozen=True)
class Record:
    """One examined file of a submission. `step` is the event that filed it, `papers` the sha256 of what is kept of it.

    `left_out` counts rows that the file before it would have brought and it does not.
    `sent_where` and `sent_on` are the selection that the file answers and the day its other side was known on.
    """

    step: int
    name: str
    sheet: str
    form: str
    period: str
    place: str
    unit: str
    enterprise: str
    rows_accepted: int
    rows_refused: int
    left_out: int
    difference: str
    sent_on: str
    sent_where: Mapping[str, Sequence[str]]
    papers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, plan: CompiledPlan) -> Asked:
        """What the file answers."""
        asked = plan.forms.get(self.form)
        dataset = plan.datasets[asked.dataset if asked else self.form]
        title = asked.title if asked else dataset.title
        period = Period.parse(self.period)
        return Asked(self.form, title, dataset, period, self.place, self.unit, self.enterprise)


def subject_of(register: Register, entry: str) -> str:
    """How the trail names what the intake knows of an entry."""
    return f"intake/{register.id}/{entry}"


def remember(office: Office, who: str, role: str, register: Register, entry: str, record: Record) -> None:
    """Put the record into the trail; to be called inside `trail.writing`."""
    trail.append(
        who, role, RECEIVED, subject_of(register, entry), asdict(record), trail.moment(office.clock())
    )


def record_of(register: Register, entry: Entry) -> Record:
    """The record of the file that an entry stands on now.

    Raises:
        Refused: `intake.not-examined`, also when the entry was given another file past the intake.
    """
    record = last_record(register, entry.id)
    if record is None or _changed_since(register, entry, record):
        raise Refused([codes.NOT_EXAMINED.at(NOWHERE, entry=entry.id)])
    return record


def last_record(register: Register, entry: str) -> Record | None:
    """The record of the last file of an entry that was examined."""
    events = list(trail.events(subject=subject_of(register, entry), act=RECEIVED))
    return Record(**events[-1].body) if events else None


def source_of(register: Register, entry: Entry, record: Record) -> str:
    """Whom the receipt names as the sender: the step that filed the file, which no other load shares."""
    return f"{register.title} {entry.id}#{record.step}"


def receipt_of(office: Office, register: Register, entry: Entry, record: Record) -> Receipt | None:
    """The receipt by which this file of this entry was accepted, also when its act was cut off; None before that."""
    dataset, source = record.ask(office.plan).dataset.id, source_of(register, entry, record)
    for receipt in office.workspace.lake.receipts(dataset):
        if receipt.sha256 == record.papers[FILE] and receipt.received_from == source:
            return receipt
    return None


def _changed_since(register: Register, entry: Entry, record: Record) -> bool:
    """Whether a later step named another file, or another thing that the file answers."""
    named = {"file", "sha256", "form", "period", register.place, register.enterprise, register.unit}
    return any(named & set(step.values) for step in entry.steps if step.number > record.step)


@contextmanager
def opened(office: Office, digest: str, name: str) -> Iterator[Path]:
    """A kept file under the name it came with, which says how to read it; gone again afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhixing-") as folder:
        path = Path(folder) / Path(name).name
        shutil.copyfile(registers.path_of(office.workspace, digest), path)
        yield path
