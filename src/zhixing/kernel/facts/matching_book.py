"""The codes that do not meet, as a workbook for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from zhixing.kernel.facts.matching import Unmatched
from zhixing.kernel.facts.pages import Cell, Heading, Page, Styles
from zhixing.kernel.facts.template import form_book

_FAULTS: Mapping[str, tuple[str, str]] = {
    "length": ("长度不是 18 位", "not 18 characters"),
    "format": ("有不该出现的字符", "a character that may not stand there"),
    "component": ("登记机关不对", "no such registering office"),
    "checksum": ("校验位不符", "the check digit is wrong"),
}
_REASONS: Mapping[str, tuple[str, str, str]] = {
    "one-character": ("代码差一个字符", "the codes differ by one character", "#F4B6AE"),
    "swapped": ("代码有两个相邻字符颠倒", "two neighbouring characters are swapped", "#F4B6AE"),
    "same-name": ("名称相同", "the same name", "#FFF2CC"),
    "near-name": ("名称相近", "the names are alike", "#CFE2F3"),
}
_CODE, _NAME = Heading("统一社会信用代码", "Credit code", 22), Heading("名称", "Name", 34)
_FAULT = Heading("代码的毛病", "Fault of the code", 40)


def write_unmatched(found: Unmatched, out: Path, *, made_on: date) -> None:
    """Write the workbook: guesses first, then who is only in the file and who is only in the list."""
    guesses = [
        Heading("文件中的代码", "Code in the file", 22), Heading("文件中的名称", "Name in the file", 34),
        Heading("行号", "Row", 8), Heading("名录中的代码", "Code in the list", 22),
        Heading("名录中的名称", "Name in the list", 34), Heading("为何可能是同一家", "Why they may be one", 50),
        Heading("名称相似度", "Likeness of names", 12),
    ]  # fmt: skip
    returned = [_CODE, _NAME, Heading("行号", "Row", 8), _FAULT]
    with form_book(out, made_on) as book:
        styles = Styles(book)
        Page("可能是同一家 Guesses", guesses, _guess_lines(found), 2).write(book, styles)
        Page("文件有名录无 Only in file", returned, _side_lines(found.only_returned.to_pylist(), True)).write(
            book, styles
        )
        Page(
            "名录有文件无 Only in list",
            [_CODE, _NAME, _FAULT],
            _side_lines(found.only_listed.to_pylist(), False),
        ).write(book, styles)


def _guess_lines(found: Unmatched) -> Iterator[Sequence[Cell]]:
    for row in found.guesses.to_pylist():
        zh, en, colour = _REASONS[row["reason"]]
        yield [
            Cell(row["returned_code"]), Cell(row["returned_name"]), Cell(row["row"]), Cell(row["listed_code"]),
            Cell(row["listed_name"]), Cell(f"{zh} {en}", colour=colour), Cell(f"{row['likeness']:.2f}"),
        ]  # fmt: skip


def _side_lines(rows: Sequence[Mapping[str, object]], numbered: bool) -> Iterator[Sequence[Cell]]:
    for row in rows:
        fault = str(row["fault"] or "")
        why = f"{_FAULTS[fault][0]} {_FAULTS[fault][1]}" if fault else ""
        number = row["row"] if isinstance(row["row"], int) else None
        line = [Cell(str(row["code"])), Cell(str(row["name"])), Cell(why, colour="#F4B6AE" if fault else "")]
        yield [*line[:2], Cell(number), line[2]] if numbered else line
