"""Read one column: clean cells all at once, the rest one by one, with the same result either way."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhixing.foundation.quantities import Unit
from zhixing.kernel.facts.contract import MEASURED, arrow_type, unit_of
from zhixing.kernel.facts.exact import Converted, convert, decimals_array, scaled, within
from zhixing.kernel.facts.identities import Gazetteer, read_industry, read_uscc
from zhixing.kernel.facts.strands import Cell, Mask, Places, Strand, known
from zhixing.kernel.facts.values import (
    FIRST_DAY,
    LAST_DAY,
    Bounds,
    Faulty,
    Reader,
    Stated,
    Value,
    choice_reader,
    fault_of_form,
    number_reader,
    read_date,
    read_flag,
    read_period,
    read_text,
    text_of,
    year_reader,
)
from zhixing.kernel.plan import Column

_USCC_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28], dtype=np.int64)
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Scales to try on a column that is converted: six decimals, and two for numbers too long for six.
_SCALES = (6, 2)
_DISTINCT = ("year", "period", "place", "industry", "choice", "flag", "date")


@dataclass
class ColumnReading:
    """What a column says: typed `values`, rows that `state none`, faults by row, and what was put right."""

    values: pa.Array
    none: set[int] = field(default_factory=set)
    faults: dict[int, Faulty] = field(default_factory=dict)
    rounded: set[int] = field(default_factory=set)
    repaired: set[int] = field(default_factory=set)
    example: tuple[str, str] = ("", "")

    def said(self) -> Mask:
        """Rows with a value, a stated none or a fault."""
        mask = known(self.values)
        for rows in (self.none, self.faults):
            if rows:
                mask[list(rows)] = True
        return mask


def reader_of(column: Column, gazetteer: Gazetteer, heading_unit: Unit | None = None) -> Reader:
    """The careful reader of a column's type; gives `Stated(None)` for a stated none."""
    inner = _typed_reader(column, gazetteer, heading_unit)

    def read(cell: Cell) -> Stated | Faulty:
        settled = fault_of_form(column, cell)
        return inner(cell) if settled is None else settled

    return read


def _typed_reader(column: Column, gazetteer: Gazetteer, heading_unit: Unit | None) -> Reader:
    if column.type in MEASURED:
        return number_reader(column, heading_unit)
    if column.type == "place":
        return gazetteer.reader(column)
    if column.type == "choice":
        return choice_reader(column)
    if column.type == "year":
        return year_reader(column)
    plain: dict[str, Reader] = {
        "uscc": read_uscc, "industry": read_industry, "date": read_date, "period": read_period,
        "flag": read_flag, "text": read_text,
    }  # fmt: skip
    return plain[column.type]


def read_column(
    column: Column,
    strand: Strand,
    gazetteer: Gazetteer,
    heading_unit: Unit | None = None,
    *,
    quick: bool = True,
) -> ColumnReading:
    """Read a column; `quick=False` sends every cell down the careful path (the tests compare both)."""
    reader = reader_of(column, gazetteer, heading_unit)
    reading = ColumnReading(pa.nulls(len(strand), arrow_type(column)))
    rest = strand.said()
    if quick:
        rest &= ~_quickly(column, strand, heading_unit, reading)
    if quick and column.type in _DISTINCT and not pa.types.is_date32(strand.array.type):
        in_array = rest.copy()
        in_array[list(strand.others)] = False
        _by_distinct(strand.array, in_array, reader, reading)
        rest &= ~in_array
    _one_by_one(strand, np.flatnonzero(rest), reader, reading)
    return reading


def _quickly(column: Column, strand: Strand, heading_unit: Unit | None, reading: ColumnReading) -> Mask:
    """Fill in what is plainly clean; return where."""
    none = np.zeros(len(strand), dtype=bool)
    if column.type in MEASURED:
        return _quick_numbers(column, strand.array, heading_unit, reading)
    kind = strand.array.type
    if column.type == "date" and pa.types.is_date32(kind):
        inside = pc.and_(pc.greater_equal(strand.array, FIRST_DAY), pc.less_equal(strand.array, LAST_DAY))
        reading.values = pc.if_else(inside, strand.array, pa.scalar(None, kind))
        return known(reading.values)
    if not pa.types.is_string(kind):
        return none
    if column.type == "uscc":
        sure = _valid_uscc(strand.array)
    elif column.type == "text":
        sure = _plain_texts(strand.array)
    else:
        return none
    reading.values = pc.if_else(pa.array(sure), strand.array, pa.scalar(None, pa.string()))
    return sure


def _quick_numbers(
    column: Column, array: pa.Array, heading_unit: Unit | None, reading: ColumnReading
) -> Mask:
    bounds = Bounds.of(column)
    factor = heading_unit.to(unit_of(column)) if heading_unit else Fraction(1)
    done = np.zeros(len(array), dtype=bool)
    stored = np.zeros(len(array), dtype=np.int64)
    for scale in (bounds.decimals,) if factor == 1 else _SCALES:
        source = scaled(array, scale)
        if source is None:
            break
        found = convert(source, scale, factor, bounds.decimals)
        sure = found.sure & within(found.k, bounds) & ~done
        if factor == 1 or bounds.whole:
            sure &= ~found.rounded
        _count_rounded(found, sure, reading)
        stored = np.where(sure, found.k, stored)
        done |= sure
    values = decimals_array(stored, done, bounds.decimals)
    reading.values = values if column.type == "amount" else pa.array(stored, pa.int64(), mask=~done)
    return done


def _count_rounded(found: Converted, sure: Mask, reading: ColumnReading) -> None:
    reading.rounded.update(np.flatnonzero(found.rounded & sure).tolist())


def _valid_uscc(array: pa.Array) -> Mask:
    """Texts that are valid unified social credit codes as they stand (GB 32100-2015)."""
    shaped = pc.fill_null(pc.match_substring_regex(array, r"^[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}$"), False)
    sure = np.array(shaped.to_numpy(zero_copy_only=False), dtype=bool)
    codes = array.filter(pa.array(sure))
    if not len(codes):
        return sure
    letters = np.frombuffer("".join(codes.to_pylist()).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    worth = np.zeros(128, dtype=np.int64)
    for value, letter in enumerate(_USCC_LETTERS):
        worth[ord(letter)] = value
    digits = worth[letters]
    check = (31 - (digits[:, :17] @ _USCC_WEIGHTS) % 31) % 31
    sure[np.flatnonzero(sure)] = check == digits[:, 17]
    return sure


def _plain_texts(array: pa.Array) -> Mask:
    """Texts that need no care: long enough to be no sign for none, no outer space, no formula error."""
    odd = r"^[\s\p{Z}\p{C}#]|[\s\p{Z}\p{C}]$|^.{0,2}$"
    found = pc.fill_null(pc.match_substring_regex(array, odd), True)
    return ~np.array(found.to_numpy(zero_copy_only=False), dtype=bool)


def _by_distinct(array: pa.Array, rows: Mask, reader: Reader, reading: ColumnReading) -> None:
    """Judge each distinct cell once."""
    if not rows.any():
        return
    coded = pc.if_else(pa.array(rows), array, pa.scalar(None, array.type)).dictionary_encode()
    verdicts = [_judged(cell, reader) for cell in coded.dictionary.to_pylist()]
    values = pa.array([_value(v) for v in verdicts], reading.values.type)
    taken = pc.take(values, coded.indices)
    reading.values = pc.if_else(pa.array(rows), taken, reading.values)
    special = np.array(
        [not isinstance(v, Stated) or v.value is None or v.repaired for v in verdicts], dtype=bool
    )
    if not special.any():
        return
    indices = np.asarray(pc.fill_null(coded.indices, 0))
    for row in np.flatnonzero(rows & special[indices]):
        _note(int(row), verdicts[indices[row]], array[int(row)].as_py(), reading)


def _one_by_one(strand: Strand, rows: Places, reader: Reader, reading: ColumnReading) -> None:
    if not len(rows):
        return
    seen: dict[tuple[type, Cell], Stated | Faulty | None] = {}
    found: list[Value] = []
    for row in rows:
        cell = strand.cell(int(row))
        key = (type(cell), cell)
        if key not in seen:
            seen[key] = _judged(cell, reader)
        found.append(_value(seen[key]))
        _note(int(row), seen[key], cell, reading)
    mask = np.zeros(len(strand), dtype=bool)
    mask[rows] = True
    reading.values = pc.replace_with_mask(
        reading.values, pa.array(mask), pa.array(found, reading.values.type)
    )


def _judged(cell: Cell, reader: Reader) -> Stated | Faulty | None:
    """The reader's verdict; None for a cell of nothing but spaces."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return reader(cell)


def _value(verdict: Stated | Faulty | None) -> Value:
    return verdict.value if isinstance(verdict, Stated) else None


def _note(row: int, verdict: Stated | Faulty | None, cell: Cell, reading: ColumnReading) -> None:
    if verdict is None:
        return
    if isinstance(verdict, Faulty):
        reading.faults[row] = verdict
    elif verdict.value is None:
        reading.none.add(row)
    elif verdict.rounded:
        reading.rounded.add(row)
    elif verdict.repaired:
        if not reading.repaired:
            reading.example = (text_of(cell), str(verdict.value))
        reading.repaired.add(row)
