"""What a form held when it was sent, kept inside the form itself so that the returned file tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhixing.foundation.issues import Refused, require
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import FactPlan, arrow_type, require_dataset
from zhixing.kernel.facts.headings import check_signature
from zhixing.kernel.facts.reading import Book, open_book
from zhixing.kernel.facts.values import Value
from zhixing.kernel.plan import Column, Dataset

SENT_SHEET = "_zhixing_sent"
Lines = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Sent:
    """The rows a form went out with: of which dataset, as known on which day, and how they were selected."""

    dataset: str
    known_on: date
    where: Mapping[str, tuple[str, ...]]
    rows: pa.Table


def read_sent(plan: FactPlan, file: Path) -> Sent:
    """What a returned form held when it was sent.

    Raises:
        Refused: `facts.sent-missing`, `facts.sent-altered`, `facts.other-plan`, `facts.old-template`, and what opening a
            file refuses.
    """
    book = open_book(file)
    said = next((row for row in book.signature if row[:1] == ("sent",) and len(row) > 3), None)
    lines = book.hidden_rows(SENT_SHEET)
    if said is None or lines is None:
        raise Refused([codes.SENT_MISSING.at(book.where())])
    dataset = require_dataset(plan, said[1])
    names = [name for name in lines[0] if name] if lines else []
    require(check_signature(plan, book, dataset, names))
    held = [line[: len(names)] for line in lines]
    if digest_of(held) != said[3]:
        raise Refused([codes.SENT_ALTERED.at(book.where())])
    return Sent(dataset.id, date.fromisoformat(said[2]), _where(book), _table(dataset, held))


def _where(book: Book) -> dict[str, tuple[str, ...]]:
    return {
        row[1]: tuple(json.loads(row[2])) for row in book.signature if row[:1] == ("where",) and len(row) > 2
    }


def sent_lines(dataset: Dataset, rows: pa.Table) -> list[list[str]]:
    """The rows as texts, under the ids of their columns."""
    written = [
        [kept_text(column, value) for value in rows[column.id].to_pylist()] for column in dataset.columns
    ]
    return [[column.id for column in dataset.columns], *(list(line) for line in zip(*written, strict=True))]


def signature_rows(sent: Sent, lines: Lines) -> list[tuple[str, ...]]:
    """The rows of the signature that vouch for what was sent."""
    where = [("where", name, json.dumps(values, ensure_ascii=False)) for name, values in sent.where.items()]
    return [("sent", sent.dataset, sent.known_on.isoformat(), digest_of(lines)), *where]


def digest_of(lines: Lines) -> str:
    """sha256 over the rows as texts."""
    written = json.dumps([list(line) for line in lines], ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def write_lines(sheet: Any, lines: Lines) -> None:
    """The rows into a sheet that no program shows."""
    for number, line in enumerate(lines):
        for index, text in enumerate(line):
            if text:
                sheet.write_string(number, index, text)
    sheet.very_hidden()


def kept_text(column: Column, value: Value) -> str:
    """A value as the text it is kept as; a text is quoted, so that line ends and blanks in it live."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False) if column.type == "text" else str(value)


def kept_value(column: Column, text: str) -> Value:
    """The value that `kept_text` wrote."""
    if not text:
        return None
    if column.type == "amount":
        return Decimal(text)
    if column.type in ("count", "year"):
        return int(text)
    if column.type == "flag":
        return text == "true"
    if column.type == "date":
        return date.fromisoformat(text)
    return str(json.loads(text)) if column.type == "text" else text


def _table(dataset: Dataset, lines: Lines) -> pa.Table:
    names = list(lines[0])
    columns: dict[str, pa.Array] = {}
    for column in dataset.columns:
        at = names.index(column.id) if column.id in names else None
        values = [None if at is None else kept_value(column, line[at]) for line in lines[1:]]
        columns[column.id] = pa.array(values, arrow_type(column))
    return pa.table(columns)
