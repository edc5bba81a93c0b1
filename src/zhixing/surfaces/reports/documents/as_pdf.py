"""A document as PDF, set by Typst with fonts that travel along: the same bytes wherever it is made."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

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
from zhixing.surfaces.reports.documents.widths import column_widths, font_size, kept_together

_SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~=+\-/\"'])")
_ALIGN = {"left": "left", "right": "right", "centre": "center"}
_NUMBER = re.compile(r"[\u2212-]?\d{1,3}(?:\u2009\d{3})+(?:\.\d+)?")
"""A number with thin spaces, at which no line may end."""


def as_pdf(document: Document) -> bytes:
    """The PDF.

    Raises:
        RuntimeError: Typst warns, for instance of a font it does not have; a document is never printed in another.
    """
    import typst  # noqa: PLC0415 (eighty megabytes, only where a PDF is made)
    from pylopdf_fonts_zh_cn import sans_path, serif_path  # noqa: PLC0415

    look = files("zhixing.surfaces.reports.documents").joinpath("document.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="zhixing-pdf-") as place:
        folder = Path(place)
        (folder / "document.typ").write_text(look, encoding="utf-8")
        (folder / "main.typ").write_text("\n".join(_lines(document, folder)), encoding="utf-8")
        made, warnings = typst.compile_with_warnings(
            str(folder / "main.typ"), root=str(folder),
            font_paths=[str(sans_path().parent), str(serif_path().parent)], ignore_system_fonts=True,
        )  # fmt: skip
    if warnings:
        raise RuntimeError("; ".join(str(warning) for warning in warnings))
    return bytes(made)


def page_count(pdf: bytes) -> int:
    """How many pages a PDF made here has."""
    return max((int(number) for number in re.findall(rb"/Count\s+(\d+)", pdf)), default=0)


def _lines(document: Document, folder: Path) -> Iterator[str]:
    on = document.on
    small = "true" if document.one_page else "false"
    yield '#import "document.typ": *'
    yield (
        f'#set document(title: "{_quoted(document.title)}", author: "{_quoted(document.issuer)}", '
        f"date: datetime(year: {on.year}, month: {on.month}, day: {on.day}))"
    )
    yield f"#show: official.with(mark: [{_text(document.mark)}], small: {small})"
    if document.red_head:
        yield f"#red-head([{_text(document.issuer)}], [{_text(document.number)}])"
    yield f"#title({18 if document.one_page else 22}pt, {2 if document.one_page else 6}mm)[{_text(document.title)}]"
    if document.to:
        yield f"#flat[{_text(document.to)}：]\n"
    for at, block in enumerate(document.blocks):
        yield _block(block, document, folder, at)
    gap = 3 if document.one_page else 12
    lines = "".join(f"[{_text(line)}], " for line in document.annex_lines)
    yield f"#sign({gap}mm, ({lines}), [{_text(document.issuer)}], [{_text(chinese_day(on))}])"
    if document.copies:
        issued = f"[{_text(document.issuer)}], [{_text(chinese_day(on))}印发]"
        yield f"#distribution([抄送：{_text(document.copies)}。], {issued})"
    yield f"#seal[{_text(document.seal_line)}]"


def _block(block: Block, document: Document, folder: Path, at: int) -> str:
    if isinstance(block, Heading):
        return f"#head({block.level}, [{_text(block.number)}{_words(block.runs, document)}])"
    if isinstance(block, Paragraph):
        return f"{_text(block.lead)}{_words(block.runs, document)}\n"
    if isinstance(block, Table):
        return _table(block, document)
    if isinstance(block, Chart):
        name = f"chart-{at}.svg"
        (folder / name).write_text(block.svg, encoding="utf-8")
        caption = f"[{_text(block.caption)}{_note(block.note, document)}]"
        words = _quoted(block.words or block.caption)
        return f'#picture({block.number}, "{name}", {block.width * 100:.0f}%, {caption}, "{words}")'
    return "#pagebreak(weak: true)"


def _table(table: Table, document: Document) -> str:
    caption = f"{_text(table.caption)}{_note(table.note, document)}"
    if not table.rows:
        return f"表{table.number}　{caption}：没有。\n"
    size = font_size(table, small=document.one_page)
    chosen = column_widths(table, size)
    widths = ", ".join(f"{width:.2f}mm" for width in chosen)
    aligns = ", ".join(_ALIGN[column.align] for column in table.columns)
    heads = ", ".join(f"[{_text(column.title)}]" for column in table.columns)
    cells = ",\n".join(", ".join(f"[{_text(cell)}]" for cell in row) for row in table.rows)
    together = "true" if kept_together(table, chosen, size) else "false"
    return (
        f"#sheet({table.number}, [{caption}], [{_text(table.unit)}], {size}pt, ({widths},), ({aligns},),\n"
        f"({heads},),\n({cells},), {together})"
    )


def _words(runs: tuple[Run, ...], document: Document) -> str:
    return "".join(_run(run, document) for run in runs)


def _run(run: Run, document: Document) -> str:
    if run.note:
        return _note(run.note, document)
    return f"#strong-words[{_text(run.text)}]" if run.bold else _text(run.text)


def _note(number: int, document: Document) -> str:
    return f"#noted({number}, [{_text(document.notes[number - 1])}])" if number else ""


def _text(text: str) -> str:
    """Words as Typst prints them, none of them a sign of its language."""
    plain = _SPECIAL.sub(r"\\\1", text).replace("\n", " ")
    return _NUMBER.sub(lambda found: f"#box[{found[0]}]", plain)


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace('"', "”").replace("\n", " ")
