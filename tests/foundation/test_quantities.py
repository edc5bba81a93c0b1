"""Quantities: exact numbers as people write them, units whose conversion loses nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.quantities import NUMBER, Unit, as_decimal, parse_exact, parse_quantity

MONEY = ["yuan", "元", "千元", "万元", "百万元", "亿元", "万亿元"]
LAND = ["平方米", "万平方米", "亩", "公顷", "平方公里"]
ENERGY = ["吨标准煤", "万吨标准煤", "千克标准煤"]
ALIKE = [MONEY, LAND, ENERGY]
FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
pairs = st.sampled_from(ALIKE).flatmap(
    lambda units: st.tuples(st.sampled_from(units), st.sampled_from(units))
)


@given(number=st.fractions(), pair=pairs)
def test_a_conversion_and_its_way_back_change_nothing(number: Fraction, pair: tuple[str, str]) -> None:
    first, second = (Unit.parse(text) for text in pair)
    assert number * first.to(second) * second.to(first) == number


@given(pair=pairs, other=st.sampled_from(["亩", "人", "吨标准煤"]))
def test_the_factor_of_a_quotient_is_the_quotient_of_the_factors(pair: tuple[str, str], other: str) -> None:
    first, second = (Unit.parse(text) for text in pair)
    below = Unit.parse(other)
    assert first.over(below).to(second.over(below)) == first.to(second)


@given(number=decimals)
def test_thousands_separators_and_full_width_digits_do_not_change_a_number(number: Decimal) -> None:
    grouped = f"{number:,f}"
    assert parse_exact(grouped) == Fraction(number)
    assert parse_exact(grouped.translate(FULL_WIDTH)) == Fraction(number)


@given(number=decimals, unit=st.sampled_from([*MONEY, *LAND, *ENERGY, "%", "万元/亩", "台"]))
def test_a_quantity_is_its_number_and_its_unit(number: Decimal, unit: str) -> None:
    value, found = parse_quantity(f"{number:,f} {unit}")
    assert value == Fraction(number)
    assert found == Unit.parse(unit)


@given(number=decimals)
def test_a_decimal_keeps_a_number_that_ends(number: Decimal) -> None:
    assert Fraction(as_decimal(Fraction(number))) == Fraction(number)


@given(above=st.integers(-(10**9), 10**9), below=st.integers(1, 10**6), places=st.integers(0, 8))
def test_a_decimal_rounds_halves_away_from_zero(above: int, below: int, places: int) -> None:
    with localcontext(prec=60):
        wanted = (Decimal(above) / Decimal(below)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert as_decimal(Fraction(above, below), places) == wanted


@given(whole=st.integers(-(10**9), 10**9), places=st.integers(0, 8))
def test_a_half_is_rounded_away_from_zero(whole: int, places: int) -> None:
    away = whole + 1 if whole >= 0 else whole
    half = (Fraction(whole) + Fraction(1, 2)) / 10**places
    assert Fraction(as_decimal(half, places)) * 10**places == away


def test_a_mu_is_two_thousand_thirds_of_a_square_metre() -> None:
    assert Unit.parse("亩").to(Unit.parse("平方米")) == Fraction(2000, 3)
    assert Unit.parse("公顷").to(Unit.parse("亩")) == 15
    assert Unit.parse("万元/亩").to(Unit.parse("元/亩")) == 10_000


@pytest.mark.parametrize(
    ("unit", "base"),
    [
        ("万亿元", "yuan"),
        ("万平方米", "m2"),
        ("亩", "m2"),
        ("万吨标准煤", "tce"),
        ("万家", "enterprises"),
        ("%", "%"),
        ("百分点", "percentage_points"),
        ("1", "1"),
        ("台", "machines"),
        ("万元/亩", "yuan/m2"),
        ("吨标准煤/万元", "tce/yuan"),
        ("立方米/万元", "m3/yuan"),
    ],
)
def test_the_base_unit_of_each_dimension_has_a_name(unit: str, base: str) -> None:
    assert Unit.parse(unit).base_name == base


def test_per_cent_and_percentage_points_are_not_the_same_thing() -> None:
    assert parse_exact("35%") == Fraction(35, 100)
    assert Unit.parse("%").comparable(NUMBER)
    assert not Unit.parse("%").comparable(Unit.parse("百分点"))


@pytest.mark.parametrize("text", ["", "1,00", "1.2.3", "abc", "1e3", "1,2345", "--1", "1/0", "1/00", "1/-2"])
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_exact(text)


@pytest.mark.parametrize("text", ["万块", "元·亩", "元*亩", "元//亩", "元/"])
def test_what_is_not_a_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unit"):
        Unit.parse(text)


def test_different_things_are_not_converted() -> None:
    with pytest.raises(ValueError, match="cannot be turned into"):
        Unit.parse("万元").to(Unit.parse("亩"))
