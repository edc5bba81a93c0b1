"""How wide the columns of a table are: figures never wrap, words share what is left, short words no more than they need."""

from __future__ import annotations

import unicodedata
from math import ceil

from zhixing.surfaces.reports.documents.blocks import Table

WHOLE_MM = 156.0
"""Width of the text of a page."""
_MM_PER_POINT = 0.3528
_PADDING_MM = 2.6
_FIXED_MOST = 0.72
_NARROW_AT = 8
_TOGETHER_MM = 72.0
_WIDE = "%—■▲●✓○◆（）"


def font_size(table: Table, *, small: bool = False) -> float:
    """Points in which a table is set: smaller with many columns or on a one-page document."""
    return 8.5 if small or len(table.columns) >= _NARROW_AT else 9.5


def display_width(text: str) -> float:
    """Half-widths a text takes on one line; letters and figures are a little wider than half a Chinese character.

    >>> round(display_width("目标A 1"), 2), display_width("1\u2009000") < display_width("1,000")
    (7.45, True)
    """
    return sum(_sign_width(sign) for sign in text)


def _sign_width(sign: str) -> float:
    if sign in _WIDE:
        return 2.0
    if sign == "\u2009":
        return 0.4
    return 2.0 if unicodedata.east_asian_width(sign) in "WF" else 1.15


def table_height(table: Table, widths: tuple[float, ...], size: float) -> float:
    """Millimetres the rows take, as near as can be told before they are set."""
    per, line = size * _MM_PER_POINT / 2, (size + 2.5) * _MM_PER_POINT
    lines = 0
    for row in (tuple(column.title for column in table.columns), *table.rows):
        lines += max(
            ceil(display_width(cell) * per / max(width - _PADDING_MM, per))
            for cell, width in zip(row, widths, strict=True)
        )
    return lines * line + len(table.rows) * 1.0


def kept_together(table: Table, widths: tuple[float, ...], size: float) -> bool:
    """Whether a table is short enough to stand on one page with its caption."""
    return table_height(table, widths, size) <= _TOGETHER_MM


def column_widths(table: Table, size: float) -> tuple[float, ...]:
    """Millimetres of each column, together the width of a page's text."""
    per = size * _MM_PER_POINT / 2
    natural = [
        max(display_width(column.title), *(display_width(row[at]) for row in table.rows), 2) * per
        + _PADDING_MM
        for at, column in enumerate(table.columns)
    ]
    tight = [at for at, column in enumerate(table.columns) if column.align != "left"]
    fixed = sum(natural[at] for at in tight)
    shrunk = min(1.0, WHOLE_MM * _FIXED_MOST / fixed) if fixed and len(tight) < len(natural) else 1.0
    found = {at: natural[at] * shrunk for at in tight}
    free, left = {at for at in range(len(natural)) if at not in found}, WHOLE_MM - sum(found.values())
    while free:
        share = {
            at: left * table.columns[at].width / sum(table.columns[other].width for other in free)
            for at in free
        }
        short = {at for at in free if natural[at] <= share[at]}
        if not short:
            found |= share
            break
        found |= {at: natural[at] for at in short}
        left -= sum(natural[at] for at in short)
        free -= short
    spare = WHOLE_MM / sum(found.values())
    return tuple(found[at] * spare for at in range(len(natural)))
