"""A document as PDF, set by Typst with fonts that travel along: the same bytes wherever it is made."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

from zhixing.surfaces.reports.documents.blocks import (
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    chinese_day,
)

_SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~=+\-/\"'])")
_ALIGN = {"left": "left", "right": "right", "centre": "center"}
_WIDE = 7
"""Tables with more columns are set smaller."""


def as_pdf(document: Document) -> bytes:
    """The PDF."""
    import typst  # noqa: PLC0415 (eighty megabytes, only where a PDF is made)

    look = files("zhixing.surfaces.reports.documents").joinpath("document.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="zhixing-pdf-") as place:
        folder = Path(place)
        (folder / "document.typ").write_text(look, encoding="utf-8")
        (folder / "main.typ").write_text("\n".join(_lines(document, folder)), encoding="utf-8")
        made = typst.compile(
            str(folder / "main.typ"), root=str(folder),
            font_paths=[str(sans_path().parent), str(serif_path().parent)], ignore_system_fonts=True,
        )  # fmt: skip
    return bytes(made)


def page_count(pdf: bytes) -> int:
    """How many pages a PDF made here has."""
    return max((int(number) for number in re.findall(rb"/Count\s+(\d+)", pdf)), default=0)


def _lines(document: Document, folder: Path) -> Iterator[str]:
    on = document.on
    small = "true" if document.one_page else "false"
    yield '#import "document.typ": *'
    yield (
        f'#set document(title: "{_quoted(document.title)}", '
        f"date: datetime(year: {on.year}, month: {on.month}, day: {on.day}))"
    )
    yield f"#show: official.with(mark: [{_text(document.mark)}], small: {small})"
    if document.red_head:
        yield f"#red-head([{_text(document.issuer)}], [{_text(document.number)}])"
    yield f"#title(size: {18 if document.one_page else 22}pt)[{_text(document.title)}]"
    if document.to:
        yield f"#flat[{_text(document.to)}：]\n"
    for at, block in enumerate(document.blocks):
        yield _block(block, document, folder, at)
    gap = 4 if document.one_page else 12
    yield f"#sign({gap}mm, [{_text(document.issuer)}], [{_text(chinese_day(on))}])"
    yield f"#seal[封印 {document.seal}]"


def _block(block: Block, document: Document, folder: Path, at: int) -> str:
    if isinstance(block, Heading):
        return f"#head({block.level}, [{_text(block.number)}{_words(block.runs, document)}])"
    if isinstance(block, Paragraph):
        return f"{'——' if block.bullet else ''}{_words(block.runs, document)}\n"
    if isinstance(block, Table):
        return _table(block, document)
    if isinstance(block, Chart):
        name = f"chart-{at}.svg"
        (folder / name).write_text(block.svg, encoding="utf-8")
        return f'#picture({block.number}, "{name}", {block.width * 100:.0f}%, [{_text(block.caption)}])'
    return "#pagebreak()"


def _table(table: Table, document: Document) -> str:
    if not table.rows:
        return f"{_text(table.caption)}：没有。\n"
    size = 8.5 if document.one_page or len(table.columns) > _WIDE else 9.5
    widths = ", ".join(f"{column.width}fr" for column in table.columns)
    aligns = ", ".join(_ALIGN[column.align] for column in table.columns)
    heads = ", ".join(f"[{_text(column.title)}]" for column in table.columns)
    cells = ",\n".join(", ".join(f"[{_text(cell)}]" for cell in row) for row in table.rows)
    return (
        f"#sheet({table.number}, [{_text(table.caption)}], [{_text(table.unit)}], {size}pt, ({widths},), ({aligns},),\n"
        f"({heads},),\n({cells},))"
    )


def _words(runs: tuple[Run, ...], document: Document) -> str:
    return "".join(_run(run, document) for run in runs)


def _run(run: Run, document: Document) -> str:
    if run.note:
        return f"#noted({run.note}, [{_text(document.notes[run.note - 1])}])"
    return f"#strong-words[{_text(run.text)}]" if run.bold else _text(run.text)


def _text(text: str) -> str:
    """Words as Typst prints them, none of them a sign of its language."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " ")


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace('"', "”")
