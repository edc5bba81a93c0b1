"""Files as counties really send them: a messy workbook of corrections, and a department's CSV in gb18030."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from zhixing.foundation.quantities import Unit, as_decimal
from zhixing.kernel.plan import Column, Dataset
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, stream
from zhixing.kernel.synthesis.models import Calibration, Dirt

Cell = str | int | float | None
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_PARTS = 10**6
_NO_PLACE = "339999"
_PLAIN = ("enterprise", "name", "year", "county", "industry", "above_scale")
_SAVED = datetime(2023, 3, 31, tzinfo=UTC).replace(tzinfo=None)


def write_workbook(
    plan: PlanView,
    calibration: Calibration,
    dataset: Dataset,
    table: pa.Table,
    path: Path,
    label: str,
    seed: int,
) -> int:
    """Write the corrections of one county; returns how many rows."""
    dirt = calibration.dirt
    rng = stream(seed, Purpose.DIRT, 1)
    columns = {column.id: column for column in dataset.columns}
    heads = [columns[name] for name in (*_PLAIN, *dirt.workbook.columns)]
    soiler = _Soiler(plan, calibration, rng)
    rows: list[list[Cell]] = []
    for record in _records(table, dirt, dirt.workbook.rows, rng):
        row = soiler.row(record, heads)
        rows.append(row)
        if soiler.happens("duplicate"):
            rows.append(soiler.again(row, heads))
    titles = [_heading(column, dirt.workbook.columns) for column in heads]
    _write(path, f"{dirt.workbook.title}（{label}）", titles, rows, dirt)
    return len(rows)


def write_department(dataset: Dataset, dirt: Dirt, table: pa.Table, path: Path, seed: int) -> int:
    """Write key, name and one column of one department; returns how many rows."""
    columns = {column.id: column for column in dataset.columns}
    chosen = [columns[name] for name in (*dataset.key, "name", dirt.department.column)]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_heading(column, {}) for column in chosen)
    records = _records(table, dirt, dirt.department.rows, stream(seed, Purpose.DIRT, 2))
    for record in records:
        cells = [record[column.id] for column in chosen]
        writer.writerow("" if cell is None else _text(cell) for cell in cells)
    path.write_bytes(text.getvalue().encode(dirt.department.encoding))
    return len(records)


def _records(table: pa.Table, dirt: Dirt, most: int, rng: np.random.Generator) -> list[dict[str, object]]:
    here = table.filter(pc.equal(table["county"], dirt.county))
    chosen = np.sort(rng.permutation(here.num_rows)[:most])
    found: list[dict[str, object]] = here.take(pa.array(chosen)).to_pylist()
    return found


def _heading(column: Column, units: Mapping[str, str]) -> str:
    unit = units.get(column.id, column.unit.text if column.unit else "")
    return f"{column.title}（{unit}）" if unit else column.title


@dataclass
class _Soiler:
    """Turns a clean record into the cells of a messy row."""

    plan: PlanView
    calibration: Calibration
    rng: np.random.Generator

    def happens(self, kind: str) -> bool:
        """Whether this kind of dirt falls on the row."""
        rate = getattr(self.calibration.dirt.rates, kind)
        return int(self.rng.integers(0, _PARTS)) < int(rate * _PARTS)

    def row(self, record: Mapping[str, object], heads: list[Column]) -> list[Cell]:
        """One row of cells."""
        cells: list[Cell] = [self._plain(record, column) for column in heads[: len(_PLAIN)]]
        measured = heads[len(_PLAIN) :]
        return cells + [self._soiled(self._number(record[c.id], c), c) for c in measured]

    def again(self, row: list[Cell], heads: list[Column]) -> list[Cell]:
        """The same firm once more, with another number in the last column that has one."""
        copy = list(row)
        for position in range(len(heads) - 1, len(_PLAIN) - 1, -1):
            if isinstance(copy[position], int):
                copy[position] = int(copy[position] or 0) + 1
                break
        return copy

    def _plain(self, record: Mapping[str, object], column: Column) -> Cell:
        value = str(record[column.id])
        if column.id == "enterprise" and self.happens("bad_check_digit"):
            return value[:-1] + ("1" if value[-1] != "1" else "2")
        if column.id == "county":
            return self._county(value)
        if column.id == "above_scale":
            return "是" if record[column.id] else "否"
        if column.id == "name" and self.happens("spaces"):
            return f" {value}　"
        return value

    def _county(self, value: str) -> Cell:
        if self.happens("unknown_county"):
            return _NO_PLACE
        if self.happens("retired_county"):
            year = self.calibration.dirt.year
            until = {p.id: p.valid.until for p in self.plan.places.values()}
            return next((code for code, day in until.items() if day and day.year < year), _NO_PLACE)
        # Excel turns a code into a number whenever it can.
        return int(value) if self.happens("text_number") else value

    def _number(self, value: object, column: Column) -> Fraction | None:
        if value is None:
            return None
        given = Fraction(Decimal(str(value)))
        if int(self.rng.integers(0, _PARTS)) < int(self.calibration.dirt.workbook.changed * _PARTS):
            given = given * 101 / 100
        wanted = Unit.parse(self.calibration.dirt.workbook.columns[column.id])
        if column.unit is not None and not column.unit.same(wanted):
            # Whole 元 and whole 平方米 turn back into the contract's unit without a rest.
            return Fraction(round(given * column.unit.to(wanted)))
        return Fraction(as_decimal(given, min(2, column.decimals)))

    def _soiled(self, number: Fraction | None, column: Column) -> Cell:
        if number is None or self.happens("blank"):
            return None
        if self.happens("slash"):
            return "/"
        if self.happens("text_in_number"):
            return "待核实"
        plain = format(as_decimal(number, 2), "f")
        dressed: list[tuple[str, Callable[[], str]]] = [
            ("full_width", lambda: plain.translate(_FULL_WIDTH)),
            ("thousands", lambda: format(as_decimal(number, 2), ",f")),
            ("unit_in_cell", lambda: plain + self.calibration.dirt.workbook.columns[column.id]),
            ("spaces", lambda: f" {plain} "),
            ("text_number", lambda: plain),
        ]
        for kind, dress in dressed:
            if self.happens(kind):
                return dress()
        return int(number) if number.denominator == 1 else float(plain)


def _text(value: object) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _write(path: Path, title: str, titles: list[str], rows: list[list[Cell]], dirt: Dirt) -> None:
    workbook = xlsxwriter.Workbook(str(path), {"in_memory": True})
    # A fixed date: the file must be the same bytes whenever it is made.
    workbook.set_properties({"title": title, "created": _SAVED})
    sheet = workbook.add_worksheet(f"{dirt.year}年更正")
    bold = workbook.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, len(titles), title, bold)
    sheet.merge_range(1, 0, 1, len(titles), f"填报地区：{dirt.county}　　年度：{dirt.year}　　金额单位见表头")
    for position, heading in enumerate(["序号", *titles]):
        sheet.write_string(2, position, heading, bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number + 2, 0, number)
        for position, cell in enumerate(row, start=1):
            if isinstance(cell, str):
                sheet.write_string(number + 2, position, cell)
            elif cell is not None:
                sheet.write_number(number + 2, position, cell)
    workbook.close()
