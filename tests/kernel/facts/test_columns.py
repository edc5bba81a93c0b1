"""The quick way and the careful way agree; a change of unit never changes a stored value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.facts.small_plan import PLACES, firm

from zhixing.foundation.quantities import Unit, as_decimal
from zhixing.kernel.facts.columns import ColumnReading, read_column
from zhixing.kernel.facts.identities import Gazetteer
from zhixing.kernel.facts.strands import Strand, strand_of
from zhixing.kernel.plan import Column, Place

GAZETTEER = Gazetteer.of({str(p["id"]): Place.model_validate(p) for p in PLACES})


def column(kind: str, **terms: object) -> Column:
    return Column.model_validate({"id": "c", "title": "列", "type": kind, **terms})


def told(reading: ColumnReading) -> object:
    faults = {row: (what.kind.code, dict(what.values)) for row, what in reading.faults.items()}
    return (
        reading.values.to_pylist(),
        reading.none,
        faults,
        reading.rounded,
        reading.repaired,
        reading.example,
    )


def both(wanted: Column, strand: Strand, unit: Unit | None = None) -> ColumnReading:
    quick = read_column(wanted, strand, GAZETTEER, unit)
    careful = read_column(wanted, strand, GAZETTEER, unit, quick=False)
    assert quick.values.type == careful.values.type
    assert told(quick) == told(careful)
    return quick


SPACES = st.sampled_from(["", " ", "　", "\t", "\n", "\x1f", "\u2003"])
NUMBERS = st.one_of(
    st.floats(allow_nan=True, width=64),
    st.integers(-(10**7), 10**7).map(float),
    st.decimals(-10000, 10000, places=4).map(float),
    st.decimals(-10000, 10000, places=7).map(float),
    st.tuples(st.decimals(-(10**8), 10**8, places=6).map(float), st.integers(-6, 6)).map(
        lambda pair: pair[0] + pair[1] * float(np.spacing(pair[0]))
    ),
)
WORDS = st.one_of(
    st.decimals(-(10**14), 10**14, places=3, allow_nan=False).map(str),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        [
            "/",
            "-",
            "——",
            "１２.５",
            "1,234.50",
            "12亩",
            "3万元",
            "5公顷",
            "#REF!",
            "#n/a",
            "1e3",
            "-0",
            "+5",
            "5.",
            ".5",
            "甲",
            "35%",
        ]
    ),
    st.text(max_size=4),
)
CELLS = st.one_of(NUMBERS, st.tuples(SPACES, WORDS, SPACES).map("".join), st.just(""), st.booleans())
MEASURED = [
    column("amount", unit="亩", decimals=4, minimum="0", maximum="100000"),
    column("amount", unit="万元", decimals=6),
    column("amount", decimals=8),
    column("amount", unit="%", decimals=4),
    column("count", unit="人", minimum="0"),
]


@given(st.lists(CELLS, max_size=12), st.sampled_from(MEASURED))
def test_numbers_quick_and_careful(cells: list[object], wanted: Column) -> None:
    both(wanted, strand_of(cells))


@given(st.lists(NUMBERS, max_size=12), st.lists(WORDS, max_size=12))
def test_numbers_in_another_unit_quick_and_careful(numbers: list[float], words: list[str]) -> None:
    for cells in (numbers, words):
        both(MEASURED[0], strand_of(cells), Unit.parse("平方米"))
        both(MEASURED[1], strand_of(cells), Unit.parse("元"))
        both(MEASURED[1], strand_of(cells), Unit.parse("亿元"))
        both(MEASURED[4], strand_of(cells), Unit.parse("万人"))


@given(st.lists(st.one_of(st.none(), st.decimals(-(10**8), 10**8, places=6)), max_size=8))
def test_typed_numbers_quick_and_careful(cells: list[Decimal | None]) -> None:
    for kind in (pa.decimal128(18, 6), pa.decimal128(30, 6), pa.decimal256(40, 6)):
        for wanted in MEASURED:
            both(wanted, Strand(pa.array(cells, kind)))
            both(wanted, Strand(pa.array(cells, kind).slice(1)))


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(-100, 10**6)), max_size=8))
def test_whole_numbers_quick_and_careful(cells: list[int | None]) -> None:
    for wanted in MEASURED:
        both(wanted, Strand(pa.array(cells, pa.int64())))


OTHER = [
    column("text"), column("uscc"), column("industry"), column("place", level="county"), column("place"),
    column("flag"), column("choice", choices={"large": "大型", "1": "一类"}), column("date"),
    column("year", minimum="2010", maximum="2035"), column("period"),
]  # fmt: skip
KNOWN = st.sampled_from(
    [firm(1), firm(2).lower(), firm(3)[:-1] + "0", "331003", "黄岩区", "331003.0", "331003000000", "1711", "C1711", "171", "711",
     "是", "规下", "大型", "large", "2018", "2018年", "2018-03-05", "2018/3/5", "20180305", "43164", "2018Q1", "TRUE", "/", "#REF!",
     '="0610"', "'0610", " ", "2018-03-05 10:20:30"]
)  # fmt: skip
MIXED = st.one_of(
    KNOWN,
    st.tuples(SPACES, KNOWN, SPACES).map("".join),
    st.text(max_size=5),
    st.sampled_from([331003.0, 1711.0, 2018.0, 1.0, 0.0, 43164.0, 20180305.0, 0.5]),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.dates(),
    st.booleans(),
)


@given(st.lists(MIXED, max_size=12), st.sampled_from(OTHER))
def test_other_cells_quick_and_careful(cells: list[object], wanted: Column) -> None:
    both(wanted, strand_of(cells))
    both(wanted, strand_of([cell for cell in cells if isinstance(cell, str)]))


PAIRS = [("元", "万元", 6), ("千元", "万元", 6), ("亿元", "万元", 6), ("千瓦时", "万千瓦时", 4), ("万吨标准煤", "吨标准煤", 4),
         ("公顷", "亩", 4), ("千克", "吨", 6)]  # fmt: skip


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(PAIRS))
def test_a_change_of_unit_never_changes_a_value(value: Decimal, pair: tuple[str, str, int]) -> None:
    found, kept, decimals = pair
    wanted = column("amount", unit=kept, decimals=decimals)
    there = as_decimal(Fraction(value) * Unit.parse(kept).to(Unit.parse(found)), 20)
    for strand in (strand_of([f"{there:f}"]), strand_of([f"{there:f}{found}", "1"])):
        unit = Unit.parse(found) if len(strand) == 1 else None
        assert both(wanted, strand, unit).values[0].as_py() == value


@given(st.decimals(0, 99999, places=4))
def test_square_metres_written_to_four_decimals_are_the_same_mu(value: Decimal) -> None:
    metres = as_decimal(Fraction(value) * Fraction(2000, 3), 4)
    reading = both(MEASURED[0], strand_of([float(metres), f"{metres:f}"]), Unit.parse("平方米"))
    assert reading.values.to_pylist() == [value, value]


def read(wanted: Column, *cells: object) -> Sequence[object]:
    reading = both(wanted, strand_of(cells))
    assert reading.faults == {}
    values: list[object] = reading.values.to_pylist()
    return values


def test_a_number_with_the_tail_of_a_double() -> None:
    assert read(MEASURED[0], 12.300000000000001, 0.1 + 0.2) == [Decimal("12.3"), Decimal("0.3")]


def test_halves_go_away_from_zero_when_converted() -> None:
    wanted = column("amount", unit="万元", decimals=2)
    reading = both(wanted, strand_of(["50", "150", "-50", "49.99"]), Unit.parse("元"))
    assert reading.values.to_pylist() == [Decimal("0.01"), Decimal("0.02"), Decimal("-0.01"), Decimal("0.00")]
    assert reading.rounded == {0, 1, 2, 3}


def test_dates_as_people_write_them() -> None:
    day = date(2018, 3, 5)
    serial = (day - date(1899, 12, 30)).days
    cells = [
        "2018-03-05",
        "2018/3/5",
        "2018年3月5日",
        "２０１８．３．５",
        "20180305",
        20180305.0,
        float(serial),
        day,
        "2018-3-5 08:30",
    ]
    assert read(column("date"), *cells) == [day] * len(cells)
    assert read(column("date"), 61.0) == [date(1900, 3, 1)]
    assert day - timedelta(serial) == date(1899, 12, 30)


def test_codes_are_repaired_and_said() -> None:
    reading = both(
        OTHER[3], strand_of(["331003.0", 331003.0, "331003000000", "浙江省台州市黄岩区", "黄岩区", "331003"])
    )
    assert reading.values.to_pylist() == ["331003"] * 6
    assert reading.example == ("331003.0", "331003")
    assert reading.repaired == {0, 2, 3, 4}
    assert read(column("industry"), "C1711", "１７１１", '="0610"', "17", "171") == [
        "1711",
        "1711",
        "0610",
        "17",
        "171",
    ]


@given(st.lists(st.one_of(st.none(), st.dates()), max_size=8))
def test_typed_days_quick_and_careful(cells: list[date | None]) -> None:
    both(column("date"), Strand(pa.array(cells, pa.date32())))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1", True), (0.0, False), ("true", True), (False, False), ("规上", True), ("否", False)],
)
def test_flags(cell: object, value: bool) -> None:
    assert read(column("flag"), cell) == [value]
