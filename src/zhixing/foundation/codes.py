"""Codes that identify firms, places and industries.

Sources: GB 32100-2015 (unified social credit code, checked by python-stdnum), GB/T 2260 (divisions), GB/T 4754-2017
(industries).
"""

from __future__ import annotations

import re

from stdnum.cn import uscc as _uscc
from stdnum.exceptions import ValidationError

_PLACE = re.compile(r"\d{6}$")
_INDUSTRY = re.compile(r"\d{2,4}$")


def uscc_fault(code: str) -> str:
    """Why `code` is not a valid unified social credit code; an empty text when it is.

    One of `length`, `format`, `component`, `checksum`, or empty.
    """
    try:
        _uscc.validate(code)
    except ValidationError as fault:
        return type(fault).__name__.removeprefix("Invalid").lower()
    return ""


def uscc_complete(body: str) -> str:
    """The 18-character code of a 17-character body, with its check character."""
    return body + _uscc.calc_check_digit(body)


def is_place_code(code: str) -> bool:
    """Whether `code` has the shape of a GB/T 2260 code (six digits)."""
    return bool(_PLACE.match(code))


def place_level(code: str) -> str:
    """Level that the shape of a GB/T 2260 code says: province, prefecture or county."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def is_industry_code(code: str) -> bool:
    """Whether `code` has the shape of a GB/T 4754-2017 code without its section letter (2 to 4 digits)."""
    return bool(_INDUSTRY.match(code))
