"""Take one received file as far as the verdict: open, find the dataset, bind the columns, read, judge.

Nothing is kept here: loading and trial reading begin with the same steps and so cannot differ.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhixing.foundation.issues import Issue, Refused, Where, errors
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.acceptance import Verdict, judge
from zhixing.kernel.facts.columns import ColumnReading, read_column
from zhixing.kernel.facts.contract import (
    FactPlan,
    arrow_type,
    column_terms,
    decimals_of,
    signature_of,
    unit_of,
)
from zhixing.kernel.facts.headings import Heading, bind_columns, check_signature, find_sheet
from zhixing.kernel.facts.identities import Gazetteer
from zhixing.kernel.facts.lake import Lake, hash_of
from zhixing.kernel.facts.partial import newcomers
from zhixing.kernel.facts.reading import Book, open_book
from zhixing.kernel.facts.receipts import Conversion, Counts, Receipt, SourceColumn
from zhixing.kernel.facts.refusal import gather_refusals, workbook_writer
from zhixing.kernel.facts.strands import Strand
from zhixing.kernel.facts.values import text_of
from zhixing.kernel.plan import Dataset


@contextmanager
def without_collection() -> Iterator[None]:
    """Do not look for cycles while millions of cells are alive: none are made, and looking takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True)
class _Sheet:
    """One sheet of an opened file, bound to its contract."""

    book: Book
    name: str
    dataset: Dataset
    heading: Heading
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class Taken:
    """A judged file: its receipt without what the lake adds, the accepted rows, the refused ones and their workbook.

    `as_came` gives the refused rows, each cell as the text that came, under the ids of the contract's columns.
    """

    receipt: Receipt
    dataset: Dataset
    rows: pa.Table
    as_came: Callable[[], pa.Table]
    issues: tuple[Issue, ...]
    write_refused: Callable[[Path], None] | None


def take(
    plan: FactPlan,
    lake: Lake,
    file: Path,
    *,
    dataset: str | None,
    known_on: date,
    received_from: str,
    sheet: str | None,
) -> Taken:
    """Read and judge `file`; the lake is only looked at.

    Raises:
        Refused: the file as a whole cannot be taken.
    """
    with without_collection():
        book = open_book(file)
        found = _opened(plan, book, dataset, sheet)
        draft = _draft(plan, found, hash_of(file), file.stat().st_size, known_on, received_from)
        lake.require_new(draft)
        return _judged(plan, lake, found, draft)


def _judged(plan: FactPlan, lake: Lake, found: _Sheet, draft: Receipt) -> Taken:
    book, bound, absent = found.book, found.heading.bound, found.heading.absent
    grid = book.grid(found.name)
    strands = grid.strands(found.heading.row, [b.index for b in bound])
    gazetteer = Gazetteer.of(plan.places)
    readings = {
        b.column.id: read_column(b.column, strand, gazetteer, b.unit)
        for b, strand in zip(bound, strands, strict=True)
    }
    first = grid.first_number(found.heading.row)
    unknown = newcomers(lake, found.dataset, readings, draft.known_on) if absent else None
    verdict = judge(found.dataset, readings, gazetteer, first, absent, unknown)
    if verdict.blank.all():
        raise Refused([codes.NO_ROWS.at(book.where(found.name))])
    rows = _rows(found.dataset, readings, verdict.accepted, first)
    receipt = _filled(draft, found, readings, verdict, rows, first)
    as_came = partial(_as_came, found, strands, verdict, first)
    if not verdict.refused.any():
        return Taken(receipt, found.dataset, rows, as_came, (), None)
    refusals = gather_refusals(book.name, found.name, first, bound, strands, verdict.faults)
    writer = workbook_writer(refusals, draft.known_on)
    return Taken(receipt, found.dataset, rows, as_came, tuple(refusals.listed()), writer)


def _as_came(found: _Sheet, strands: Sequence[Strand], verdict: Verdict, first: int) -> pa.Table:
    chosen = np.flatnonzero(verdict.refused).tolist()
    columns: dict[str, pa.Array] = {
        b.column.id: pa.array([text_of(cell) for cell in strand.cells(chosen)], pa.string())
        for b, strand in zip(found.heading.bound, strands, strict=True)
    }
    columns["_row"] = pa.array([row + first for row in chosen], pa.int32())
    return pa.table(columns)


def _opened(plan: FactPlan, book: Book, dataset: str | None, sheet: str | None) -> _Sheet:
    wanted, name = find_sheet(plan, book, dataset, sheet)
    early = check_signature(plan, book, wanted, ())
    if errors(early):
        raise Refused(early)
    heading = bind_columns(book, name, book.grid(name), wanted)
    signed = check_signature(plan, book, wanted, [bound.column.id for bound in heading.bound])
    if errors(signed):
        raise Refused(signed)
    if not book.grid(name).has_rows(heading.row):
        raise Refused([codes.NO_ROWS.at(book.where(name))])
    return _Sheet(book, name, wanted, heading, (*signed, *heading.issues))


def _draft(
    plan: FactPlan, found: _Sheet, digest: str, size: int, known_on: date, received_from: str
) -> Receipt:
    terms = column_terms(found.dataset)
    return Receipt(
        id="",
        sequence=0,
        plan=plan.head.id,
        dataset=found.dataset.id,
        file=found.book.name,
        sha256=digest,
        size=size,
        kind=found.book.kind,
        encoding=found.book.encoding,
        sheet=found.name,
        known_on=known_on,
        received_from=received_from,
        first_row=0,
        columns={b.column.id: SourceColumn(b.heading, b.letter) for b in found.heading.bound},
        conversions=(),
        counts=Counts(0, 0, 0, 0),
        notes=(),
        signature=signature_of(terms),
        terms=terms,
        ranges={},
        none=(),
        parquet_sha256="",
    )


def _filled(
    draft: Receipt,
    found: _Sheet,
    readings: Mapping[str, ColumnReading],
    verdict: Verdict,
    rows: pa.Table,
    first: int,
) -> Receipt:
    accepted = verdict.accepted
    counts = Counts(
        len(accepted),
        int(accepted.sum()),
        int(verdict.refused.sum()),
        int((verdict.blank | verdict.repeats).sum()),
    )
    conversions = tuple(
        Conversion(
            b.column.id,
            b.unit.text,
            unit_of(b.column).text,
            str(b.unit.to(unit_of(b.column))),
            _accepted(readings[b.column.id].rounded, verdict),
        )
        for b in found.heading.bound
        if b.unit is not None
    )
    notes = [*found.issues, *_notes(found, readings, verdict)]
    none = tuple(name for name, reading in readings.items() if _accepted(reading.none, verdict))
    return replace(
        draft,
        first_row=first,
        conversions=conversions,
        counts=counts,
        notes=tuple(issue.to_json() for issue in notes),
        ranges=_ranges(found.dataset, rows),
        none=none,
    )


def _accepted(rows: set[int], verdict: Verdict) -> int:
    return int(verdict.accepted[list(rows)].sum()) if rows else 0


def _notes(found: _Sheet, readings: Mapping[str, ColumnReading], verdict: Verdict) -> list[Issue]:
    notes: list[Issue] = []
    for bound in found.heading.bound:
        column, reading = bound.column, readings[bound.column.id]
        where = Where(found.book.name, sheet=found.name, cell=bound.letter)
        if bound.unit is not None:
            unit = unit_of(column)
            values = {"found": bound.unit.text, "unit": unit.text, "factor": bound.unit.to(unit)}
            notes.append(codes.UNIT_CONVERTED.at(where, title=column.title, **values))
        rounded, repaired = _accepted(reading.rounded, verdict), _accepted(reading.repaired, verdict)
        if rounded:
            notes.append(
                codes.ROUNDED.at(where, title=column.title, count=rounded, decimals=decimals_of(column))
            )
        if repaired:
            example, value = reading.example
            values = {"title": column.title, "count": repaired, "example": example, "value": value}
            notes.append(codes.CODE_REPAIRED.at(where, **values))
    if verdict.repeats.any():
        where = Where(found.book.name, sheet=found.name)
        notes.append(codes.SAME_ROW_TWICE.at(where, count=int(verdict.repeats.sum())))
    return notes


def _rows(
    dataset: Dataset, readings: Mapping[str, ColumnReading], accepted: np.ndarray, first: int
) -> pa.Table:
    """The accepted rows with every contract column, their row numbers and the columns they state none in."""
    chosen = np.flatnonzero(accepted)
    taken = pa.array(chosen, pa.int64())
    columns: dict[str, pa.Array] = {}
    for column in dataset.columns:
        kind = arrow_type(column)
        if column.id in readings:
            values = readings[column.id].values
            columns[column.id] = values if len(chosen) == len(values) else values.take(taken)
        else:
            columns[column.id] = pa.nulls(len(chosen), kind)
    columns["_row"] = pa.array(chosen + first, pa.int32())
    columns["_said"] = _stated_none(readings, chosen)
    return pa.table(columns)


def _stated_none(readings: Mapping[str, ColumnReading], chosen: np.ndarray) -> pa.Array:
    by_row: dict[int, list[str]] = {}
    for name, reading in readings.items():
        for row in reading.none:
            by_row.setdefault(row, []).append(name)
    if not by_row:
        return pa.nulls(len(chosen), pa.list_(pa.string()))
    return pa.array([by_row.get(int(row)) for row in chosen], pa.list_(pa.string()))


def _ranges(dataset: Dataset, rows: pa.Table) -> dict[str, tuple[str, str]]:
    """Least and greatest of each key column, as text; empty when nothing was accepted."""
    if not rows.num_rows:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for name in dataset.key:
        bounds = pc.min_max(pc.cast(rows[name], pa.string())).as_py()
        found[name] = (bounds["min"], bounds["max"])
    return found
