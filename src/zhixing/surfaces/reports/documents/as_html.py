"""A document as one HTML page that needs nothing but itself and prints on A4."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from zhixing.surfaces.reports.documents.blocks import (
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    chinese_day,
)
from zhixing.surfaces.reports.documents.widths import WHOLE_MM, column_widths, font_size, kept_together

_THIN, _NARROW = "\u2009", "\u202f"
"""A thin space, and the one at which no line may end."""


def as_html(document: Document) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("zhixing.surfaces.reports.documents", "templates"), autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals |= {"shares": _shares, "together": _together}
    kinds = {Heading: "heading", Paragraph: "paragraph", Table: "table", Chart: "chart", PageBreak: "break"}
    style = files("zhixing.surfaces.reports.documents").joinpath("document.css").read_text(encoding="utf-8")
    return (
        environment.get_template("document.html.j2")
        .render(
            document=document,
            blocks=[(kinds[type(block)], block) for block in document.blocks],
            day=chinese_day(document.on),
            style=Markup(style),
            mark=_css_text(document.mark),
            first=_First(),
        )
        .replace(_THIN, _NARROW)
    )


def _shares(table: Table, small: bool) -> list[str]:
    """Widths of columns in per cent."""
    return [f"{width / WHOLE_MM * 100:.2f}%" for width in column_widths(table, font_size(table, small=small))]


def _together(table: Table, small: bool) -> bool:
    size = font_size(table, small=small)
    return kept_together(table, column_widths(table, size), size)


def _css_text(text: str) -> Markup:
    """A text inside a style sheet."""
    return Markup('"' + "".join(f"\\{ord(sign):x} " for sign in text) + '"')


class _First:
    """Which reference to a note is its first: the note leads back to that one."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def __call__(self, note: int) -> bool:
        if note in self._seen:
            return False
        self._seen.add(note)
        return True
