"""Forms filled in with what is known, to be corrected, completed and sent back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import FactPlan, require_dataset
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.pages import shown
from zhixing.kernel.facts.reading import SIGNATURE_SHEET
from zhixing.kernel.facts.selection import Where, chosen_values, known_rows, rows_of, rows_with_keys, said_of
from zhixing.kernel.facts.sent import SENT_SHEET, Sent, sent_lines, signature_rows, write_lines
from zhixing.kernel.facts.template import (
    DATA_ROWS,
    EXPLANATION,
    HEADING_ROW,
    Formats,
    form_book,
    sheet_names,
    write_explanation,
    write_form,
    write_signature,
)
from zhixing.kernel.facts.values import Value
from zhixing.kernel.plan import Dataset

_SHEET_ROWS = 1_000_000
_CELL_TEXT = 32_767


def write_current(
    plan: FactPlan, lake: Lake, dataset: str, out: Path, *, where: Where, known_on: date
) -> Sent:
    """Write the form of `dataset` with the rows that `where` selects, as known on a day; keys are locked.

    The form keeps what it was sent with in a hidden sheet; `read_sent` reads it back from the returned file.

    Raises:
        Refused: `facts.nothing-known`, `facts.form-full`, and what `known_rows` refuses.
    """
    contract = require_dataset(plan, dataset)
    chosen = chosen_values(plan, contract, where)
    rows = rows_of(plan, lake, contract, chosen, known_on)
    if not rows.num_rows:
        said = said_of(chosen.items())
        raise Refused([codes.NOTHING_KNOWN.at(dataset=dataset, known_on=known_on, selection=said)])
    _require_room(rows)
    kept = {name: tuple(map(str, values)) for name, values in chosen.items()}
    sent = Sent(dataset, known_on, kept, rows)
    lines = sent_lines(contract, rows)
    names = sheet_names([contract])
    with form_book(out, known_on) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(names[dataset])
        write_form(sheet, plan, contract, formats, rows.num_rows + DATA_ROWS)
        sheet.write_string(0, 0, _title(plan, contract, known_on), formats.title)
        _fill(sheet, contract, rows, formats)
        write_explanation(book.add_worksheet(EXPLANATION), [contract], formats)
        signed = signature_rows(sent, lines)
        write_signature(book.add_worksheet(SIGNATURE_SHEET), plan, [contract], names, signed)
        write_lines(book.add_worksheet(SENT_SHEET), lines)
    return sent


def current_rows(plan: FactPlan, lake: Lake, sent: Sent, returned: pa.Table, *, known_on: date) -> pa.Table:
    """What is known now of a form that came back: the rows of its selection, and of every key it was sent or came with.

    Raises:
        Refused: what `known_rows` refuses.
    """
    contract = require_dataset(plan, sent.dataset)
    selected = known_rows(plan, lake, sent.dataset, where=sent.where, known_on=known_on)
    names = list(contract.key)
    keys = pa.concat_tables([sent.rows.select(names), returned.select(names)])
    named = rows_with_keys(plan, lake, contract, keys, known_on)
    further = named.join(selected.select(names), names, join_type="left anti", use_threads=False)
    found = pa.concat_tables([selected, further.select(selected.column_names)])
    return found.sort_by([(name, "ascending") for name in names])


def _require_room(rows: pa.Table) -> None:
    """The writer leaves out what does not fit without a word."""
    if rows.num_rows > _SHEET_ROWS:
        raise Refused([codes.FORM_FULL.at(size=f"{rows.num_rows:,} rows", limit=f"{_SHEET_ROWS:,} rows")])
    for name in rows.column_names:
        if pa.types.is_string(rows.schema.field(name).type):
            longest = max((len(text) for text in rows[name].to_pylist() if text), default=0)
            # A text is kept quoted beside; its quotes and line ends need room too.
            if longest > _CELL_TEXT // 2:
                raise Refused(
                    [codes.FORM_FULL.at(size=f"{name}: {longest:,} characters", limit=f"{_CELL_TEXT // 2:,}")]
                )


def _title(plan: FactPlan, dataset: Dataset, known_on: date) -> str:
    advice = "灰色的格不改，新增的行写在下面，空白不改原值"
    return f"{dataset.title}（{plan.head.title}）截至 {known_on.isoformat()}；{advice}"


def _fill(sheet: Any, dataset: Dataset, rows: pa.Table, formats: Formats) -> None:
    for index, column in enumerate(dataset.columns):
        form = formats.filled(column, locked=column.id in dataset.key)
        for number, value in enumerate(rows[column.id].to_pylist(), start=HEADING_ROW + 1):
            if value is not None:
                _write_cell(sheet, number, index, shown(column, value), form)


def _write_cell(sheet: Any, row: int, index: int, value: Value, form: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, index, value, form)
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, form)
    else:
        sheet.write_number(row, index, value, form)
