"""A fifth of the province meets the published figures, restated here as their sources give them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.kernel.synthesis.conftest import Made

SCALE = 0.2


def above(made: Made, year: int) -> pa.Table:
    return made.year(year).filter(pc.field("above_scale"))


def amount(table: pa.Table, *columns: str) -> float:
    return float(sum(Decimal(pc.sum(table[column]).as_py() or 0) for column in columns))


def land(table: pa.Table) -> float:
    return amount(table, "land_registered", "land_rented_in", "land_untitled") - amount(
        table, "land_rented_out"
    )


def test_size_distribution_of_2021(fifth: Made) -> None:
    """1,303 firms over 1 billion yuan hold 45.1 % of 111,253 亿元; above scale 97,968 亿元."""
    table = above(fifth, 2021)
    big = table.filter(pc.field("revenue") >= Decimal(100000))
    assert big.num_rows == pytest.approx(1303 * SCALE, abs=1)
    assert amount(big, "revenue") / 10000 == pytest.approx(111253 * 0.451 * SCALE, rel=0.005)
    assert amount(table, "revenue") / 10000 == pytest.approx(97968 * SCALE, rel=0.005)


@pytest.mark.parametrize(("year", "published"), [(2017, 25.5), (2020, 28.1)])
def test_tax_per_mu(fifth: Made, year: int, published: float) -> None:
    table = above(fifth, year)
    assert amount(table, "tax") / land(table) == pytest.approx(published, rel=0.02)


def test_levels_of_2020(fifth: Made) -> None:
    """136 万元 value added per mu, 23.5 万元 per person, R&D 2.8 %, new products 42.4 %, ratio 22.3 %."""
    table = above(fifth, 2020)
    added = amount(table, "value_added")
    assert added / land(table) == pytest.approx(136, rel=0.02)
    assert added / amount(table, "employees") == pytest.approx(23.5, rel=0.02)
    assert amount(table, "rd_expense") / amount(table, "revenue") == pytest.approx(0.028, rel=0.02)
    assert amount(table, "new_product_output") / amount(table, "output") == pytest.approx(0.424, rel=0.02)
    assert added / amount(table, "output") == pytest.approx(0.223, rel=0.02)


def test_energy_per_value_added_falls_by_4_2_per_cent_a_year(fifth: Made) -> None:
    intensity = [
        amount(t, "energy") / amount(t, "value_added") for t in (above(fifth, 2017), above(fifth, 2020))
    ]
    assert (intensity[1] / intensity[0]) ** (1 / 3) == pytest.approx(1 - 0.042, abs=0.005)


def test_growth_slows_in_2020_and_returns_in_2021(fifth: Made) -> None:
    revenue = [amount(above(fifth, year), "revenue") for year in range(2017, 2023)]
    growth = [later / earlier - 1 for earlier, later in pairwise(revenue)]
    assert growth[2] == min(growth)
    assert growth[3] == pytest.approx(0.245, abs=0.01)


def test_ningbo_and_yueqing_are_ahead_as_published(fifth: Made) -> None:
    """2018: Ningbo 43.2 万元 per mu; about 2020: Yueqing 1.97 times the province."""
    table = above(fifth, 2018)
    ningbo = table.filter(pc.starts_with(table["county"], "3302"))
    assert amount(ningbo, "tax") / land(ningbo) == pytest.approx(43.2, rel=0.15)
    table = above(fifth, 2020)
    yueqing = table.filter(pc.field("county") == "330382")
    ratio = amount(yueqing, "tax") / land(yueqing) / (amount(table, "tax") / land(table))
    assert ratio == pytest.approx(1.97, rel=0.1)


def test_larger_firms_pay_more_and_employ_more(fifth: Made) -> None:
    table = above(fifth, 2020).sort_by("revenue")
    half = table.num_rows // 2
    low, high = table.slice(0, half), table.slice(half)
    for column in ("tax", "employees", "energy", "rd_expense", "value_added"):
        assert amount(high, column) > 2 * amount(low, column), column
    assert land(high) > 2 * land(low)


def test_firms_below_scale_report_less(fifth: Made) -> None:
    table = fifth.year(2020).filter(~pc.field("above_scale"))
    assert table["value_added"].null_count == table.num_rows
    assert table["tax"].null_count < 0.01 * table.num_rows
    assert table["electricity"].null_count < 0.02 * table.num_rows
