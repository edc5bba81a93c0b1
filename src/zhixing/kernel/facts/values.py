"""What one cell means: the careful path, used for every cell that is not plainly clean.

A reading is `Stated` (a typed value, or `value=None` for "there is none") or `Faulty`. The quick path in
`columns` must agree with it cell by cell; a property test holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from zhixing.foundation.issues import IssueCode
from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit, as_decimal, parse_exact
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import AMOUNT_WIDTH, decimals_of, near, unit_of
from zhixing.kernel.facts.folding import fold, fold_number, states_none, unit_word
from zhixing.kernel.facts.strands import ERROR_TEXTS, Cell
from zhixing.kernel.plan import Column

STORED_LIMIT: int = 10**AMOUNT_WIDTH
Value = str | int | Decimal | date | bool | None


@dataclass(frozen=True)
class Stated:
    """A cell that was understood; `value` None states that there is none."""

    value: Value
    rounded: bool = False
    repaired: bool = False


@dataclass(frozen=True)
class Faulty:
    """A cell that was not understood, and why."""

    kind: IssueCode
    values: Mapping[str, object] = field(default_factory=dict)


Reading = Stated | Faulty
Reader = Callable[[Cell], Reading]
NONE_STATED = Stated(None)

_NUMBER = re.compile(
    r"([-+]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|[-+]?\.\d+)(?:[eE]([-+]?\d{1,2}))?\s*(\D.*)?$"
)
_FULL_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})$")
_YEAR = re.compile(r"((?:19|20)\d{2})年?度?$")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = re.compile(r"(\d{4})年?第?([一二三四1-4])季度?$|(\d{4})-?[qQ]([1-4])$")
_YEARS = re.compile(r"(\d{4})年?(?:-{1,2}|—{1,2}|–|~|至|到)(\d{4})年?$")
_MONTH = re.compile(r"(\d{4})(?:年|-|/)(\d{1,2})月?$")
# Days outside are slips of a programme or of a key: Excel's day zero, the year 1, the year 20018.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
_FEW = 20
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(61, 73051)  # 1900-03-01 (after Excel's imagined leap day) to 2100-01-01


def text_of(cell: Cell) -> str:
    """A cell as a person sees it; a number to 15 significant digits, which is what Excel keeps."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != datetime.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if cell is None else str(cell)


def number_text(number: float) -> str:
    """The shortest decimal that names the same double to 15 significant digits, without an exponent."""
    if not isfinite(number):
        return str(number)
    shortest = Decimal(f"{number:.15g}")
    text = f"{shortest:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fault_of_form(column: Column, cell: Cell) -> Reading | None:
    """What holds for every type: stated none, and formula errors; None when the type must decide."""
    if isinstance(cell, str):
        if states_none(cell):
            return NONE_STATED
        if cell.strip().upper() in ERROR_TEXTS:
            return Faulty(codes.EXCEL_ERROR, {"text": cell.strip()})
    return None


def number_reader(column: Column, heading_unit: Unit | None) -> Reader:
    """Reads amounts and counts; `heading_unit` is the unit the heading names, when it differs."""
    unit = unit_of(column)
    bounds = Bounds.of(column)

    def read(cell: Cell) -> Reading:
        text = text_of(cell)
        wrong = {"text": text}
        if isinstance(cell, bool | date):
            return Faulty(codes.NOT_A_NUMBER, wrong)
        match = _NUMBER.fullmatch(fold_number(text))
        if not match:
            return Faulty(codes.NOT_A_NUMBER, wrong)
        found = _unit_of_text(match[3]) if match[3] else heading_unit or unit
        if found is None:
            return Faulty(codes.NOT_A_NUMBER, wrong)
        if not found.comparable(unit):
            return Faulty(codes.WRONG_UNIT, {"unit": unit.text, "found": found.text})
        number = parse_exact(match[1].replace(" ", "")) * Fraction(10) ** int(match[2] or 0)
        return bounds.settled(number * found.to(unit), text, converted=found.factor != unit.factor)

    return read


def _unit_of_text(text: str) -> Unit | None:
    try:
        return Unit.parse(unit_word(text))
    except ValueError:
        return None


@dataclass(frozen=True)
class Bounds:
    """What a measured column may hold: decimals kept, least and greatest value."""

    whole: bool
    decimals: int
    minimum: Fraction | None
    maximum: Fraction | None

    @classmethod
    def of(cls, column: Column) -> Bounds:
        """The bounds that a contract sets."""
        return cls(column.type == "count", decimals_of(column), column.minimum, column.maximum)

    @property
    def limit(self) -> int:
        """The scaled whole number that is too large to be stored."""
        return STORED_LIMIT

    def settled(self, number: Fraction, text: str, *, converted: bool) -> Reading:
        """The number as it is stored, or why it may not be.

        A number that was converted is rounded half away from zero; one that was not must fit as it stands.
        """
        scaled = number * 10**self.decimals
        exact = scaled.denominator == 1
        if not exact and (self.whole or not converted):
            kind = codes.NOT_WHOLE if self.whole else codes.TOO_MANY_DECIMALS
            return Faulty(kind, {"text": text, "decimals": self.decimals})
        stored = half_away(scaled)
        if abs(stored) >= self.limit:
            return Faulty(codes.NUMBER_TOO_LARGE, {"text": text})
        kept = Fraction(stored, 10**self.decimals)
        if self.minimum is not None and kept < self.minimum:
            return Faulty(codes.BELOW_MINIMUM, {"text": text, "bound": as_decimal(self.minimum)})
        if self.maximum is not None and kept > self.maximum:
            return Faulty(codes.ABOVE_MAXIMUM, {"text": text, "bound": as_decimal(self.maximum)})
        value = stored if self.whole else Decimal(stored).scaleb(-self.decimals)
        return Stated(value, rounded=not exact)


def half_away(number: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return whole if number >= 0 else -whole


def read_date(cell: Cell) -> Reading:
    """A day: typed dates, the usual written forms, and Excel's serial numbers."""
    wrong = Faulty(codes.NOT_A_DATE, {"text": text_of(cell)})
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return Stated(day) if FIRST_DAY <= day <= LAST_DAY else wrong
    if isinstance(cell, bool) or cell is None:
        return wrong
    text = fold_number(text_of(cell))
    match = _FULL_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match:
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return Stated(day) if FIRST_DAY <= day <= LAST_DAY else wrong
        except ValueError:
            return wrong
    if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) in _SERIALS:
        return Stated(_EXCEL_EPOCH + timedelta(days=int(text)))
    return wrong


def year_reader(column: Column) -> Reader:
    """Reads four-digit years inside the contract's bounds."""
    bounds = Bounds(True, 0, column.minimum, column.maximum)

    def read(cell: Cell) -> Reading:
        text = text_of(cell)
        match = _YEAR.fullmatch(fold(text))
        if not match or isinstance(cell, date):
            return Faulty(codes.NOT_A_YEAR, {"text": text})
        return bounds.settled(Fraction(match[1]), text, converted=False)

    return read


def read_period(cell: Cell) -> Reading:
    """A period in the foundation's short form, also from 2018年, 2018年一季度, 2018年3月, 2018—2022年."""
    text = text_of(cell)
    folded = fold(text)
    quarter, month, year = _QUARTER.fullmatch(folded), _MONTH.fullmatch(folded), _YEAR.fullmatch(folded)
    years = _YEARS.fullmatch(folded)
    short = folded.upper()
    if isinstance(cell, bool):
        return Faulty(codes.NOT_A_PERIOD, {"text": text})
    if year:
        short = year[1]
    elif quarter:
        short = f"{quarter[1] or quarter[3]}Q{_QUARTERS[quarter[2] or quarter[4]]}"
    elif month:
        short = f"{month[1]}-{int(month[2]):02d}"
    elif years:
        short = f"{years[1]}..{years[2]}"
    try:
        return Stated(str(Period.parse(short)))
    except ValueError:
        return Faulty(codes.NOT_A_PERIOD, {"text": text})


_FLAGS = {
    "是": True, "1": True, "true": True, "yes": True, "y": True, "规上": True, "√": True,
    "否": False, "0": False, "false": False, "no": False, "n": False, "规下": False, "×": False,
}  # fmt: skip


def read_flag(cell: Cell) -> Reading:
    """Yes or no in the words people use."""
    word = fold(text_of(cell))
    return Stated(_FLAGS[word]) if word in _FLAGS else Faulty(codes.NOT_A_FLAG, {"text": text_of(cell)})


def choice_reader(column: Column) -> Reader:
    """Reads a choice by id or title."""
    known = {fold(word): name for name, title in column.choices.items() for word in (name, title)}
    every = "、".join(column.choices.values())

    def read(cell: Cell) -> Reading:
        word = fold(text_of(cell))
        if word in known:
            return Stated(known[word])
        # Of very many, those that look like it; all of them would hide the sentence.
        listed = every if len(column.choices) <= _FEW else f"{near(word, known)}……"
        return Faulty(codes.NOT_A_CHOICE, {"text": text_of(cell), "choices": listed})

    return read


def read_text(cell: Cell) -> Reading:
    """A text without outer spaces; inner spaces and full-width forms are the writer's own."""
    return Stated(text_of(cell).strip())
