"""Examine a received file: what is accepted and refused, whether it is theirs to file, and what it would change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.kernel.facts import (
    Examination,
    Returned,
    Sent,
    Unmatched,
    examine,
    write_difference,
    write_unmatched,
)
from zhixing.operations import registers
from zhixing.operations.accounts import Person, Reach, Verdict
from zhixing.operations.intake.asking import Asked
from zhixing.operations.intake.differing import (
    Difference,
    contract_schema,
    difference_from,
    empty_sent,
    known_now,
    sent_with,
)
from zhixing.operations.intake.firms import has_list, places_of_firms
from zhixing.operations.intake.matching import unmatched_of
from zhixing.operations.intake.records import BOOK, CODES, FILE, PAPERS, REFUSED, SIDES
from zhixing.operations.intake.scope import Homes, homes_of, require_theirs
from zhixing.operations.office import Office


@dataclass(frozen=True)
class Examined:
    """An examined file with its difference. `sent` is the side it is compared from; `papers` what is kept, by sha256."""

    found: Examination
    sent: Sent
    difference: Difference
    returned: Returned
    unmatched: Unmatched | None
    papers: dict[str, str]


@contextmanager
def examined(office: Office, ask: Asked, file: Path, sheet: str | None) -> Iterator[Examination]:
    """Read and judge the file; the workbook of refused rows lies there as long as this lasts."""
    with tempfile.TemporaryDirectory(prefix="zhixing-") as folder:
        yield examine(
            office.plan, office.workspace.lake, file, dataset=ask.dataset.id, known_on=office.today(), sheet=sheet,
            keep_in=Path(folder),
        )  # fmt: skip


def look_at(
    office: Office, person: Person, ask: Asked, file: Path, sheet: str | None, verdict: Verdict
) -> Examined:
    """Examine a file that somebody files, and keep it and what comes of it.

    Raises:
        Refused: the file as a whole cannot be taken, or some of it is not theirs to file.
    """
    papers = {FILE: registers.keep(office.workspace, file, PAPERS[FILE][0]).sha256}
    form = sent_with(office, ask, file)
    with examined(office, ask, file, sheet) as found:
        sent = form or empty_sent(office.plan, ask, office.today(), contract_schema(found.rows, ask.dataset))
        now = known_now(office, sent, found)
        require_theirs(office, person, ask, found, verdict, homes(office, ask, found, now))
        side = form.rows if form else now
        difference, returned = difference_from(office, ask, side, found, now)
        lists = _by_code(ask, found, verdict)
        missed = unmatched_of(office, ask, found) if lists and has_list(office.plan) else None
        if found.refused_workbook is not None:
            papers[REFUSED] = registers.keep(
                office.workspace, found.refused_workbook, PAPERS[REFUSED][0]
            ).sha256
    papers |= _written(office, ask, difference, returned, side, missed)
    return Examined(found, sent, difference, returned, missed, papers)


def homes(office: Office, ask: Asked, found: Examination, now: pa.Table) -> Homes:
    """Where the rows of a file belong."""
    lists = ask.place_column is None and ask.firm_column is not None
    listed = places_of_firms(office, ask.period.end.year) if lists else {}
    return homes_of(ask, now, found.rows, listed)


def _by_code(ask: Asked, found: Examination, verdict: Verdict) -> bool:
    """Whether the file is a department's own columns, to be held against the list of firms."""
    supplies = verdict.rule is not None and verdict.rule.reach is Reach.SUPPLIER
    partial = any(c.required and c.id not in found.receipt.columns for c in ask.dataset.columns)
    return ask.firm_column is not None and (supplies or partial)


def _written(
    office: Office, ask: Asked, difference: Difference, returned: Returned, side: pa.Table, missed: Unmatched | None
) -> dict[str, str]:  # fmt: skip
    """Keep the workbooks, and the side the file was compared from."""
    today, papers = office.today(), {}
    with tempfile.TemporaryDirectory(prefix="zhixing-") as folder:
        book, sides, lists = (
            Path(folder) / name for name in ("difference.xlsx", "sent.parquet", "codes.xlsx")
        )
        write_difference(
            office.plan, ask.dataset.id, difference.changes, book, returned=returned, made_on=today
        )
        pq.write_table(side, sides)
        written = {BOOK: book, SIDES: sides}
        if missed is not None:
            write_unmatched(missed, lists, made_on=today)
            written[CODES] = lists
        for name, path in written.items():
            papers[name] = registers.keep(office.workspace, path, PAPERS[name][0]).sha256
    return papers
