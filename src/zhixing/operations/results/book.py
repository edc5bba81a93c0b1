"""A published list as a workbook, with its seal and how to verify it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from zhixing.operations.results.listing import Published

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}
_HEADINGS = ("序号", "企业名称", "地区", "等次", "调整前等次", "调整理由")
_WIDTHS = (6, 36, 16, 10, 12, 40)


def write_published(listed: Published, path: Path) -> Path:
    """Write the list; the same list gives the same bytes."""
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        on = listed.published_on
        book.set_properties({"created": datetime(on.year, on.month, on.day, tzinfo=UTC)})
        heading = book.add_format({"bold": True, "border": 1, "bg_color": "#E7EEF7"})
        sheet = book.add_worksheet("名单")
        sheet.freeze_panes(1, 0)
        for at, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write(0, at, name, heading)
        for at, row in enumerate(listed.rows, 1):
            sheet.write_row(at, 0, (at, row.name, row.place, row.grade, row.computed, row.why))
        seal = book.add_worksheet("封印")
        seal.set_column(0, 0, 14)
        seal.set_column(1, 1, 80)
        for at, line in enumerate(seal_lines(listed)):
            seal.write_row(at, 0, line)
    return path


def seal_lines(listed: Published) -> tuple[tuple[str, str], ...]:
    """What stands under a published list."""
    notice = f"{listed.notice_from} 至 {listed.notice_until}"
    return (
        ("名称", listed.title),
        ("数据年度", str(listed.year)),
        ("地区", listed.place),
        ("公示", notice),
        ("公布", listed.published_on.isoformat()),
        ("运行", listed.run),
        ("封印", listed.seal),
        (
            "核对",
            f"zhixing verify {listed.run}：从封存的方案和数据复算，逐字节比较，并给出封印；应与上面的相同",
        ),
    )
