"""Numbers as reports print them: thin spaces between thousands, a true minus, no digit invented or lost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from zhixing.foundation.quantities import as_decimal

_THIN = "\u2009"
_MINUS = "\u2212"


def numeral(value: Fraction | Decimal | int) -> str:
    """The number in full; a fraction that never ends as `1/3`."""
    exact = Fraction(value)
    decimal = as_decimal(exact)
    if Fraction(decimal) != exact:
        return str(exact).replace("-", _MINUS)
    return f"{decimal:,f}".replace(",", _THIN).replace("-", _MINUS)
