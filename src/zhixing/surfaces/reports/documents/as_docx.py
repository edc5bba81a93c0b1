"""A document as Word file, laid out like the PDF, with real headings, footnotes and repeated table heads."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from zhixing.surfaces.reports.documents.blocks import (
    Block,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    chinese_day,
)
from zhixing.surfaces.reports.documents.docx_notes import add_notes, note_styles, refer
from zhixing.surfaces.reports.documents.docx_styles import (
    BODY,
    HEAD,
    KAI,
    SONG,
    bordered,
    page_numbers,
    red_head,
    ruled,
    say,
    styles,
)
from zhixing.surfaces.reports.documents.widths import WHOLE_MM, column_widths, font_size, kept_together

_TIME = (1980, 1, 1, 0, 0, 0)
_DPI = 220
_ENDS = 3
"""So many rows at either end of a long table stay together."""


def as_docx(document: Document) -> bytes:
    """The Word file; the same document gives the same bytes."""
    return _Writer(document).bytes()


@dataclass
class _Writer:
    """One Word file while it is written; `noted` are the notes that stand somewhere already."""

    document: Document
    noted: set[int] = field(default_factory=set)
    _turned: bool = False

    @property
    def points(self) -> float:
        """Size of the body."""
        return 13 if self.document.one_page else 16

    def bytes(self) -> bytes:
        """The whole file."""
        import docx  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

        document, file = self.document, docx.Document()
        self.file = file
        section = file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        styles(file, self.points)
        note_styles(file)
        page_numbers(file, section, document.mark)
        if document.red_head:
            red_head(file, document.issuer, document.number)
        title = file.add_paragraph(style="Title")
        say(title, document.title, SONG, 18 if document.one_page else 22, align="centre")
        if document.to:
            self._plain(f"{document.to}：", indent=False)
        for block in document.blocks:
            self._block(block)
        self._end()
        add_notes(file, document.notes)
        self._properties()
        return _fixed(file)

    def _new(self, style: str | None = None) -> Any:
        """A new paragraph, at the top of a page if the page was turned."""
        paragraph = self.file.add_paragraph(style=style)
        if self._turned:
            paragraph.paragraph_format.page_break_before, self._turned = True, False
        return paragraph

    def _plain(self, text: str, *, indent: bool = True) -> Any:
        paragraph = self._new()
        self._runs(paragraph, (Run(text),), indent=indent)
        return paragraph

    def _runs(self, paragraph: Any, runs: tuple[Run, ...], *, indent: bool = True, font: str = BODY) -> None:
        from docx.shared import Pt  # noqa: PLC0415

        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * self.points)
        for run in runs:
            if run.note:
                refer(paragraph, run.note, self.noted)
            else:
                say(paragraph, run.text, HEAD if run.bold else font, self.points)

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            paragraph = self._new(style=f"Heading {block.level}")
            font = {1: HEAD, 2: KAI}.get(block.level, BODY)
            self._runs(paragraph, (Run(block.number), *block.runs), font=font)
        elif isinstance(block, Paragraph):
            self._runs(self._new(), (Run(block.lead), *block.runs) if block.lead else block.runs)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self._chart(block)
        elif isinstance(block, PageBreak):
            self._turned = True

    # --- tables and charts ----------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT  # noqa: PLC0415
        from docx.shared import Mm, Pt  # noqa: PLC0415

        size = font_size(table, small=self.document.one_page)
        self._caption(f"表{table.number}　{table.caption}", table.note, above=10)
        if not table.rows:
            self._plain("没有。")
            return
        if table.unit:
            unit = self._new()
            say(unit, f"单位：{table.unit}", HEAD, 9, align="right")
            unit.paragraph_format.keep_with_next, unit.paragraph_format.line_spacing = True, Pt(14)
        made = self.file.add_table(rows=0, cols=len(table.columns))
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        widths = column_widths(table, size)
        for held, width in zip(made.columns, widths, strict=True):
            held.width = Mm(width)
        together = kept_together(table, widths, size)
        lines = (tuple(column.title for column in table.columns), *table.rows)
        for at, line in enumerate(lines):
            row = made.add_row()
            keep = at + 1 < len(lines) and (together or at < _ENDS or at >= len(lines) - _ENDS)
            for cell, text, column, width in zip(row.cells, line, table.columns, widths, strict=True):
                cell.width = Mm(width)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.line_spacing = Pt(size + 4)
                paragraph.paragraph_format.keep_with_next = keep
                say(paragraph, text, HEAD if at == 0 else SONG, size, align=column.align)
        ruled(made)
        self._new().paragraph_format.line_spacing = Pt(8)

    def _caption(
        self, text: str, note: int, *, above: float = 0, size: float = 12, keep: bool = True
    ) -> None:
        from docx.shared import Pt  # noqa: PLC0415

        caption = self._new()
        caption.paragraph_format.keep_with_next = keep
        caption.paragraph_format.line_spacing = Pt(18)
        caption.paragraph_format.space_before = Pt(above)
        say(caption, text, HEAD, size, align="centre")
        if note:
            refer(caption, note, self.noted)

    def _chart(self, chart: Chart) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.shared import Mm, Pt  # noqa: PLC0415

        picture = self._new()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        picture.paragraph_format.line_spacing, picture.paragraph_format.keep_with_next = 1, True
        picture.paragraph_format.space_before = Pt(6)
        width = WHOLE_MM * chart.width
        shape = picture.add_run().add_picture(io.BytesIO(as_png(chart.svg, width)), width=Mm(width))
        shape._inline.docPr.set("descr", chart.words or chart.caption)
        self._caption(f"图{chart.number}　{chart.caption}", chart.note, size=10.5, keep=False)

    # --- the end ------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        """Annexes, signature, distribution, and which run it was."""
        from docx.shared import Pt  # noqa: PLC0415

        document = self.document
        for line in document.annex_lines:
            paragraph = self._plain(line)
            paragraph.paragraph_format.space_before = Pt(8 if line.startswith("附件") else 0)
            paragraph.paragraph_format.keep_with_next = True
        for at, line in enumerate((document.issuer, chinese_day(document.on))):
            paragraph = self._new()
            say(paragraph, f"{line}　　", BODY, self.points, align="right")
            paragraph.paragraph_format.keep_with_next = at == 0
            paragraph.paragraph_format.space_before = Pt((6 if document.one_page else 20) * (at == 0))
        if document.copies:
            copied = self._new()
            say(copied, f"抄送：{document.copies}。", BODY, 14)
            copied.paragraph_format.space_before = Pt(16)
            issued = self._new()
            say(issued, f"{document.issuer}　　{chinese_day(document.on)}印发", BODY, 14)
            for paragraph, edges in ((copied, ("top", "bottom")), (issued, ("bottom",))):
                bordered(paragraph, edges)
        seal = self._new()
        seal.paragraph_format.line_spacing, seal.paragraph_format.space_before = Pt(11), Pt(6)
        say(seal, document.seal_line, SONG, 7.5, colour="5C6773")

    def _properties(self) -> None:
        on = self.document.on
        when = datetime(on.year, on.month, on.day)  # noqa: DTZ001 (Word keeps no zone)
        core = self.file.core_properties
        core.title, core.author, core.language = self.document.title, self.document.issuer, "zh-CN"
        core.category, core.keywords = self.document.kind, self.document.mark
        core.created = core.modified = when
        core.last_modified_by, core.revision, core.comments = self.document.issuer, 1, ""


def as_png(svg: str, width_mm: float) -> bytes:
    """The picture as it is pasted into the file, fine enough for print at this width."""
    import vl_convert  # noqa: PLC0415

    from zhixing.surfaces.reports.drawing import fonts_known  # noqa: PLC0415

    fonts_known()
    found = re.search(r'viewBox="[\d.\-]+ [\d.\-]+ ([\d.]+)', svg)
    pixels = float(found[1]) if found else 400.0
    return bytes(vl_convert.svg_to_png(svg, scale=ceil(width_mm / 25.4 * _DPI / pixels * 10) / 10))


def _fixed(file: Any) -> bytes:
    """The file with all its parts dated alike."""
    written = io.BytesIO()
    file.save(written)
    out = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        # Word wants to read what kinds of parts there are before anything else.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            target.writestr(zipfile.ZipInfo(name, _TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
