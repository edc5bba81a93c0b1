"""What a document is made of, before anybody decides how it looks: blocks of text, tables, charts, and their notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class Run:
    """Words in one style; `note` is the number of the note they carry, 0 for none."""

    text: str
    bold: bool = False
    note: int = 0


@dataclass(frozen=True)
class Heading:
    """A heading; `number` is what stands before it (一、 （一） 1.)."""

    level: int
    number: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` stands before an item of a list."""

    runs: tuple[Run, ...]
    lead: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, how it is aligned, how wide it is among the others."""

    title: str
    align: Align = "left"
    width: int = 1


@dataclass(frozen=True)
class Table:
    """A table with its caption, the unit of its figures and the note of its source; cells are words."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    number: int = 0
    note: int = 0


@dataclass(frozen=True)
class Chart:
    """A picture as SVG, with what it shows in words."""

    caption: str
    svg: str
    words: str
    number: int = 0
    width: float = 1.0
    note: int = 0


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Table | Chart | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole document. `notes` say where figures come from, in the order of their numbers from 1 on.

    `on` is the day it is signed: the day up to which figures were known. `mark` stands on every page.
    """

    id: str
    title: str
    kind: str
    number: str
    issuer: str
    to: str
    copies: str
    on: date
    red_head: bool
    one_page: bool
    mark: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    run: str = ""
    seal: str = ""
    annexes: tuple[str, ...] = ()

    @property
    def annex_lines(self) -> tuple[str, ...]:
        """The annexes as the document lists them after its text."""
        if len(self.annexes) == 1:
            return (f"附件：{self.annexes[0]}",)
        return tuple(
            f"{'附件：' if at == 1 else '　　　'}{at}. {title}" for at, title in enumerate(self.annexes, 1)
        )

    @property
    def seal_line(self) -> str:
        """Which run it was filled from, and how anybody can check it."""
        return f"运行 {self.run}，封印 {self.seal}。用方案和数据复算（zhixing verify {self.run}）应得到逐字节相同的结果。"


_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """A number below a hundred in Chinese.

    >>> [chinese_number(n) for n in (1, 10, 12, 20, 34)]
    ['一', '十', '十二', '二十', '三十四']
    """
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "" if tens == 1 else _DIGITS[tens]
    return f"{head}十{_DIGITS[ones] if ones else ''}"


def chinese_day(day: date) -> str:
    """A day as documents write it.

    >>> chinese_day(date(2021, 9, 30))
    '2021年9月30日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def heading_number(level: int, count: int) -> str:
    """What stands before the heading: 一、 （一） 1. （1）."""
    if level == 1:
        return f"{chinese_number(count)}、"
    if level == 2:
        return f"（{chinese_number(count)}）"
    return f"{count}." if level == 3 else f"（{count}）"
