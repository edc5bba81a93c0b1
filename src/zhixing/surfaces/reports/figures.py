"""Figures as reports print them: rounded half away from zero, thin spaces for thousands, a true minus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zhixing.foundation.quantities import as_decimal

THIN, MINUS, NONE = "\u2009", "\u2212", "—"
Number = Decimal | Fraction | int | float
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?$")


def exact(value: Number) -> Fraction:
    """The number as people read it: a double stands for its shortest decimal."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def figure(value: Number | None, places: int = 4, *, sign: bool = False, fixed: bool = False) -> str:
    """A number with at most `places` decimals (exactly so many when `fixed`); a dash where there is none."""
    if value is None:
        return NONE
    rounded = as_decimal(exact(value), places)
    text = f"{rounded:,.{places}f}" if fixed else f"{rounded:,f}"
    plus = "+" if sign and rounded > 0 else ""
    return plus + text.replace(",", THIN).replace("-", MINUS)


def share(part: Number, whole: Number, places: int = 1) -> str:
    """A part of a whole in per cent, without the sign; a dash where there is no whole."""
    return figure(exact(part) * 100 / exact(whole), places, fixed=True) if whole else NONE


def figure_text(text: str) -> str:
    """A number that came as text, written like the others; any other text stays."""
    return figure(Fraction(text), 12) if _PLAIN.fullmatch(text) else text


def spaced(text: str) -> str:
    """A sentence whose numbers carry a true minus."""
    return re.sub(r"(?<![\w.-])-(?=\d)", MINUS, text)


def day(value: date | str | None) -> str:
    """A date as ISO text."""
    return NONE if value is None else str(value)


def span_text(text: str | None) -> str:
    """A period as people read it: `2018–2022`, also where it was written with its days."""
    if not text:
        return NONE
    first, dots, last = text.partition("..")
    if dots and first.endswith("-01-01") and last.endswith("-12-31"):
        first, last = first[:4], last[:4]
    return first if first == last or not dots else f"{first}–{last}"


def years_text(years: Sequence[int]) -> str:
    """Years as one span: `2018–2022`."""
    if not years:
        return NONE
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
