"""The table of assessments keeps its contract."""

from decimal import Decimal
from fractions import Fraction

from tests.kernel.monitoring.given import reading, stand, target, yearly

from zhixing.foundation.quantities import parse_exact
from zhixing.kernel.monitoring import SCHEMA, to_table

LEVEL = target("level-by", id="b-level", at_least=10, unit="个")
FLOW = target("annual-flow", id="a-flow", at_least=3, unit="个")


def test_table_has_the_contract_and_its_order() -> None:
    table = to_table(
        [
            stand(LEVEL, yearly(2017, 4, 5, 6, 8), "2020-12-31"),
            stand(FLOW, [reading("2018Q1", 1)], "2018-03-31"),
        ]
    )
    assert table.schema.equals(SCHEMA, check_metadata=True)
    assert table.column("target").to_pylist() == ["a-flow", "b-level"]


def test_numbers_are_decimals_and_the_deciding_ones_exact_too() -> None:
    """Progress 2/3 is 0.666666666667 as a decimal; the text is the fraction itself."""
    row = to_table([stand(LEVEL, yearly(2017, 4, 5, 6, 8), "2020-12-31")]).to_pylist()[0]
    assert row["progress"] == Decimal("0.666666666667")
    assert (row["progress_exact"], row["expected_exact"], row["observed_exact"]) == ("2/3", "38/5", "8")
    assert parse_exact(row["progress_exact"]) == Fraction(2, 3)
    assert (row["light"], row["reason"], row["observed_period"]) == ("green", "on-path", "2020")
    assert [point["expected"] for point in row["path"]][-1] == 10


def test_gaps_are_null() -> None:
    row = to_table([stand(LEVEL, [], "2020-12-31")]).to_pylist()[0]
    assert row["observed"] is row["observed_exact"] is row["needed"] is row["observed_period"] is None
    assert row["years"] == row["levels"] == []


def test_years_of_a_flow_are_in_the_row() -> None:
    row = to_table([stand(FLOW, [reading(2018, 3)], "2018-12-31")]).to_pylist()[0]
    assert [(y["year"], y["light"]) for y in row["years"]][:2] == [(2018, "reached"), (2019, "none")]


def test_large_numbers_keep_every_digit() -> None:
    """26 digits before the point is what the contract holds; thirds are rounded at the twelfth decimal."""
    big = Fraction(10**25 * 3 + 1, 3)
    row = to_table([stand(LEVEL, [reading(2018, big)], "2018-12-31")]).to_pylist()[0]
    assert row["observed"] == Decimal("10000000000000000000000000.333333333333")


def test_no_assessment_is_an_empty_table() -> None:
    assert to_table([]).schema.equals(SCHEMA)
