"""A department's file beside the list of firms: codes that do not meet, both ways."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Examination, Unmatched, examine, unmatched, write_unmatched
from zhixing.operations.accounts import Person
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import Ask, Asked, read_ask
from zhixing.operations.intake.firms import firm_list, firms_of
from zhixing.operations.intake.scope import require_may_file
from zhixing.operations.office import Office


@dataclass(frozen=True)
class Matching:
    """What does not meet, and the workbook that says so."""

    found: Unmatched
    book: Path | None


def match(office: Office, person: Person, file: Path, wanted: Ask, out: Path | None = None) -> Matching:
    """Compare the codes of a file with the firms of the place and year; nothing is filed.

    Raises:
        Refused: `intake.no-list`, `accounts.not-allowed`, what `read_ask` refuses, and a file that cannot be read.
    """
    ask = read_ask(office, person, wanted)
    require_may_file(office, person, ask)
    with tempfile.TemporaryDirectory(prefix="zhixing-") as folder:
        found = examine(
            office.plan, office.workspace.lake, file, dataset=ask.dataset.id, known_on=office.today(),
            keep_in=Path(folder),
        )  # fmt: skip
        compared = unmatched_of(office, ask, found)
    if out is not None:
        write_unmatched(compared, out, made_on=office.today())
    return Matching(compared, out)


def unmatched_of(office: Office, ask: Asked, found: Examination) -> Unmatched:
    """The codes of an examined file, refused rows included, against the list.

    Raises:
        Refused: `intake.no-list`.
    """
    firm = ask.firm_column
    if firm is None:
        raise Refused([codes.NO_LIST.at(NOWHERE, dataset=ask.dataset.title)])
    listed = firm_list(office.plan)
    rows = firms_of(office, listed, ask.place, ask.period.end.year)
    names = (c.id for c in ask.dataset.columns if c.type == "text" and c.id not in ask.dataset.key)
    return unmatched(
        _named(rows, listed.firm, listed.name), _came(found, firm.id, next(names, None)), "code", name="name"
    )


def _named(rows: pa.Table, code: str, name: str | None) -> pa.Table:
    called = rows[name] if name else pa.nulls(rows.num_rows, pa.string())
    return pa.table({"code": rows[code], "name": called})


def _came(found: Examination, code: str, name: str | None) -> pa.Table:
    """Codes and names of all rows of the file, of the refused ones as they came."""
    parts = []
    for rows in (found.rows, found.refused):
        there = name is not None and name in rows.column_names
        called = rows[name].cast(pa.string()) if there else pa.nulls(rows.num_rows, pa.string())
        parts.append(pa.table({"code": rows[code].cast(pa.string()), "name": called, "_row": rows["_row"]}))
    return pa.concat_tables(parts)
