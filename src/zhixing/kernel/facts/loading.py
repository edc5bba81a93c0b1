"""Load one received file: open, find the dataset, bind the columns, read, judge, keep."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
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


def load_file(
    plan: FactPlan,
    lake: Lake,
    file: Path,
    *,
    dataset: str | None = None,
    known_on: date,
    received_from: str = "",
    sheet: str | None = None,
) -> Receipt:
    """Load `file` into the lake as known on `known_on`; good rows are accepted, the others come back.

    Raises:
        Refused: the file as a whole cannot be taken; nothing is stored.
    """
    with without_collection():
        return _load(plan, lake, file, dataset, known_on, received_from, sheet)


def _load(
    plan: FactPlan,
    lake: Lake,
    file: Path,
    dataset: str | None,
    known_on: date,
    received_from: str,
    sheet: str | None,
) -> Receipt:
    book = open_book(file)
    digest = hash_of(file)
    found = _opened(plan, book, dataset, sheet)
    draft = _draft(plan, found, digest, file.stat().st_size, known_on, received_from)
    lake.require_new(draft)
    grid = book.grid(found.name)
    bound = found.heading.bound
    strands = grid.strands(found.heading.row, [b.index for b in bound])
    gazetteer = Gazetteer.of(plan.places)
    readings = {
        b.column.id: read_column(b.column, strand, gazetteer, b.unit)
        for b, strand in zip(bound, strands, strict=True)
    }
    first = grid.first_number(found.heading.row)
    absent = found.heading.absent
    unknown = newcomers(lake, found.dataset, readings, known_on) if absent else None
    verdict = judge(found.dataset, readings, gazetteer, first, absent, unknown)
    if verdict.blank.all():
        raise Refused([codes.NO_ROWS.at(book.where(found.name))])
    rows = _rows(found.dataset, readings, verdict.accepted, first)
    receipt = _filled(draft, found, readings, verdict, rows, first)
    refused = None
    if verdict.refused.any():
        refusals = gather_refusals(book.name, found.name, first, bound, strands, verdict.faults)
        refused = (workbook_writer(refusals, known_on), refusals.listed())
    return lake.store(receipt, file, rows, refused)


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
