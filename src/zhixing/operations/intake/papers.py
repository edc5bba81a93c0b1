"""A submission as somebody may see it, and the papers that are kept of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Deadline, Entry, deadline_of
from zhixing.operations import registers
from zhixing.operations.accounts import Person
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import Asked
from zhixing.operations.intake.records import PAPERS, SIDES, record_of
from zhixing.operations.intake.scope import sees_figures
from zhixing.operations.office import Office


@dataclass(frozen=True)
class Shown:
    """A submission with every step. `file` is the name it came by.

    `papers` names what may be handed out; it is empty where the figures are not the person's to see.
    """

    register: Register
    entry: Entry
    ask: Asked
    file: str
    deadline: Deadline | None
    rows_accepted: int
    rows_refused: int
    left_out: int
    difference: str
    papers: Mapping[str, str]


def show(office: Office, person: Person, entry: str) -> Shown:
    """The submission.

    Raises:
        Refused: `registers.no-entry`, `accounts.not-allowed`, `intake.not-examined`.
    """
    register = registers.serving(office, "submissions")
    found = registers.seen(office, person, register, entry)
    record = record_of(register, found)
    ask = record.ask(office.plan)
    papers = {
        name: digest
        for name, digest in record.papers.items()
        if name != SIDES and sees_figures(office, person, ask)
    }
    return Shown(
        register, found, ask, record.name, deadline_of(register, found, office.today()), record.rows_accepted,
        record.rows_refused, record.left_out, record.difference, papers,
    )  # fmt: skip


def hand_out(office: Office, person: Person, entry: str, paper: str, out: Path) -> Path:
    """Copy a paper of the submission to `out`: its `file`, the `refused` rows, the `difference`, the `unmatched` codes.

    Raises:
        Refused: `intake.no-paper`, and what `show` refuses.
    """
    shown = show(office, person, entry)
    if paper not in shown.papers:
        known = "、".join(f"{name}（{PAPERS[name][0]}）" for name in shown.papers) or "—"
        raise Refused([codes.NO_PAPER.at(NOWHERE, entry=entry, paper=paper, known=known)])
    shutil.copyfile(registers.path_of(office.workspace, shown.papers[paper]), out)
    return out
