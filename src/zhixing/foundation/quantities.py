"""Quantities: units as Chinese offices write them, exact factors between them.

`万元/亩`, `吨标准煤`, `万平方米`, `%`. Factors are exact fractions (1 亩 is 2000/3 m²), so that a change of
unit never changes a result. The algebra is pint's; the units are defined here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pint

_DEFINITIONS = """
yuan = [money] = 元
万元 = 10000 * yuan
亿元 = 100000000 * yuan
千元 = 1000 * yuan
百万元 = 1000000 * yuan
万亿元 = 1000000000000 * yuan
metre = [length] = 米
m2 = metre * metre = 平方米
万平方米 = 10000 * m2
亩 = 2000 / 3 * m2
公顷 = 15 * 亩
平方公里 = 1500 * 亩
t = [mass] = 吨
万吨 = 10000 * t
千克 = 1 / 1000 * t
tce = [standard_coal] = 吨标准煤
万吨标准煤 = 10000 * tce
千克标准煤 = 1 / 1000 * tce
kWh = [electricity] = 千瓦时
万千瓦时 = 10000 * kWh
亿千瓦时 = 100000000 * kWh
m3 = metre * metre * metre = 立方米
万立方米 = 10000 * m3
persons = [person] = 人
万人 = 10000 * persons
enterprises = [enterprise] = 家
万家 = 10000 * enterprises
items = [item] = 个
standards = [standard] = 项
machines = [machine] = 台
places = [place] = 县
percent = 1 / 100 = 百分之
percentage_points = [percentage_point] = 百分点
points = [score_point] = 分
year = [time] = 年
"""

_NAMES = {
    "[money]": "yuan",
    "[length] ** 2": "m2",
    "[length] ** 3": "m3",
    "[mass]": "t",
    "[standard_coal]": "tce",
    "[electricity]": "kWh",
    "[person]": "persons",
    "[enterprise]": "enterprises",
    "[item]": "items",
    "[standard]": "standards",
    "[machine]": "machines",
    "[place]": "places",
    "[percentage_point]": "percentage_points",
    "[score_point]": "points",
    "[time]": "year",
}


@cache
def _registry() -> pint.UnitRegistry[Fraction]:
    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(None, non_int_type=Fraction, cache_folder=None)
    for line in _DEFINITIONS.strip().splitlines():
        registry.define(line)
    return registry


@dataclass(frozen=True)
class Unit:
    """A unit: `text` as written, `factor` to base units of `dimension` (exact).

    Two units are the same when dimension and factor agree, however they are written.
    """

    text: str
    dimension: str
    factor: Fraction

    @classmethod
    @cache
    def parse(cls, text: str) -> Unit:
        """Read a unit such as `万元/亩`; an empty text or `1` is a plain number.

        Raises:
            ValueError: an unknown unit, or a product sign whose reach would be ambiguous.
        """
        plain = text.strip()
        if plain in ("", "1"):
            return NUMBER
        if "·" in plain or "*" in plain:
            raise ValueError(f"ambiguous product in unit: {text!r}")
        known = plain.replace("%", "percent")
        if not re.fullmatch(r"[^\W\d_]\w*(/[^\W\d_]\w*)*", known):
            raise ValueError(f"not a unit: {text!r}")
        try:
            quantity = _registry().parse_expression(known)
            base = (quantity * 1).to_base_units()
        except (pint.PintError, AttributeError, TypeError) as error:
            raise ValueError(f"unknown unit: {text!r}") from error
        return cls(plain, _dimension_text(base), Fraction(base.magnitude))

    @property
    def base_name(self) -> str:
        """Name of the base unit of the same dimension: yuan, m2, tce, enterprises, %, yuan/m2, ..."""
        if self.dimension == "":
            return "%" if self.text == "%" else "1"
        if self.dimension in _NAMES:
            return _NAMES[self.dimension]
        powers = _powers(self.dimension)
        above = "*".join(_base_word(name, power) for name, power in powers.items() if power > 0)
        below = "*".join(_base_word(name, -power) for name, power in powers.items() if power < 0)
        return f"{above or '1'}/{below}" if below else above

    def same(self, other: Unit) -> bool:
        """Whether a number in one is the same number in the other."""
        return self.dimension == other.dimension and self.factor == other.factor

    def comparable(self, other: Unit) -> bool:
        """Whether one can be converted into the other."""
        return self.dimension == other.dimension

    def to(self, other: Unit) -> Fraction:
        """Exact factor that turns a number in this unit into a number in `other`.

        Raises:
            ValueError: the units measure different things.
        """
        if not self.comparable(other):
            raise ValueError(f"{self.text} cannot be turned into {other.text}")
        return self.factor / other.factor

    def times(self, other: Unit) -> Unit:
        """Unit of a product."""
        return _combined(self, other, 1)

    def over(self, other: Unit) -> Unit:
        """Unit of a quotient."""
        return _combined(self, other, -1)


NUMBER = Unit("1", "", Fraction(1))


def _dimension_text(quantity: pint.Quantity) -> str:  # type: ignore[type-arg]
    powers = sorted((name, int(str(power))) for name, power in dict(quantity.dimensionality).items() if power)
    return " * ".join(name if power == 1 else f"{name} ** {power}" for name, power in powers)


def _powers(dimension: str) -> dict[str, int]:
    powers: dict[str, int] = {}
    for part in filter(None, dimension.split(" * ")):
        name, _, power = part.partition(" ** ")
        powers[name] = int(power or 1)
    return powers


def _base_word(name: str, power: int) -> str:
    """Base unit of one dimension raised to a power: `m2`, `yuan`."""
    whole = _NAMES.get(f"{name} ** {power}")
    return whole or _NAMES.get(name, name.strip("[]")) + (str(power) if power > 1 else "")


def _combined(left: Unit, right: Unit, sign: int) -> Unit:
    powers = _powers(left.dimension)
    for name, power in _powers(right.dimension).items():
        powers[name] = powers.get(name, 0) + sign * power
    dimension = " * ".join(
        name if power == 1 else f"{name} ** {power}" for name, power in sorted(powers.items()) if power
    )
    factor = left.factor * right.factor if sign > 0 else left.factor / right.factor
    return Unit(_text_of(left, right, sign), dimension, factor)


def _text_of(left: Unit, right: Unit, sign: int) -> str:
    if right.dimension == "" and right.factor == 1:
        return left.text
    return f"{left.text}{'×' if sign > 0 else '/'}{right.text}"


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％（）／", "0123456789.,-+%()/")
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?$|[-+]?\.\d+$")


def parse_exact(text: str) -> Fraction:
    """Read a number exactly: `240.97`, `1,000`, full-width digits, `35%`, `1/3`.

    Raises:
        ValueError: the text is not a number.
    """
    plain = text.strip().translate(_FULL_WIDTH)
    if plain.endswith("%"):
        return parse_exact(plain[:-1]) / 100
    if re.fullmatch(r"-?\d+/0*[1-9]\d*", plain):
        return Fraction(plain)
    if not _NUMBER.match(plain):
        raise ValueError(f"not a number: {text!r}")
    return Fraction(plain.replace(",", ""))


def parse_quantity(text: str) -> tuple[Fraction, Unit]:
    """Read a number with its unit: `240.97 万元`, `10亩`, `3`.

    Raises:
        ValueError: no number, or an unknown unit.
    """
    plain = text.strip().translate(_FULL_WIDTH)
    match = re.match(r"([-+]?[\d.,]+(?:/\d+)?)\s*(.*)$", plain)
    if not match:
        raise ValueError(f"not a quantity: {text!r}")
    number, unit = match.groups()
    return parse_exact(number), Unit.parse(unit)


def as_decimal(value: Fraction, places: int = 12) -> Decimal:
    """The decimal of an exact number, exact where it ends within `places`, else rounded half up."""
    scaled = value * 10**places
    whole = (2 * abs(scaled).numerator + scaled.denominator) // (2 * scaled.denominator)
    result = Decimal(whole if scaled >= 0 else -whole).scaleb(-places)
    return result.normalize() if result == result.to_integral_value() and not result else _plain(result)


def _plain(value: Decimal) -> Decimal:
    trimmed = value.normalize()
    return trimmed.quantize(Decimal(1)) if trimmed.as_tuple().exponent > 0 else trimmed  # type: ignore[operator]
