"""A document as Word file, laid out like the PDF; notes stand at the end, for Word's own notes cannot be written here."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
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

_BODY, _HEAD, _KAI = "仿宋", "黑体", "楷体"
_SONG = "宋体"
_WIDTH_MM = 156
_TIME = (1980, 1, 1, 0, 0, 0)


def as_docx(document: Document) -> bytes:
    """The Word file; the same document gives the same bytes."""
    import docx  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _styles(file)
    _page_number(section)
    if document.mark:
        _say(section.header.paragraphs[0], document.mark, _HEAD, 10, colour="8A6D00", align="centre")
    if document.red_head:
        _red_head(file, document)
    size = 18 if document.one_page else 22
    title = file.add_paragraph(style="Title")
    _say(title, document.title, _SONG, size, align="centre")
    if document.to:
        _plain(file.add_paragraph(), f"{document.to}：", document, indent=False)
    for block in document.blocks:
        _block(file, block, document)
    for line in (document.issuer, chinese_day(document.on)):
        _say(file.add_paragraph(), f"{line}　　", _BODY, _points(document), align="right")
    _notes(file, document)
    _properties(file, document)
    return _fixed(file)


def _red_head(file: Any, document: Document) -> None:
    """The issuing organisation in red, the number, and a red line."""
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.oxml.ns import nsdecls  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    head = file.add_paragraph()
    head.paragraph_format.line_spacing = Pt(42)
    _say(head, document.issuer, _SONG, 28, colour="C0141B", align="centre")
    number = file.add_paragraph()
    _say(number, document.number, _BODY, 16, align="centre")
    line = (
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="4" w:color="C0141B"/></w:pBdr>'
    )
    number._p.get_or_add_pPr().append(parse_xml(line))
    number.paragraph_format.space_after = Pt(24)


def _points(document: Document) -> float:
    return 13 if document.one_page else 16


def _styles(file: Any) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    normal = file.styles["Normal"]
    _font(normal, _BODY, 16)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    title = file.styles["Title"]
    _font(title, _SONG, 22)
    title.font.color.rgb = RGBColor(0x1B, 0x24, 0x30)
    title.paragraph_format.line_spacing, title.paragraph_format.space_after = Pt(34), Pt(16)
    for border in title.element.pPr.xpath("w:pBdr"):
        title.element.pPr.remove(border)
    for level, name in ((1, _HEAD), (2, _KAI), (3, _BODY), (4, _BODY)):
        style = file.styles[f"Heading {level}"]
        _font(style, name, 16)
        style.font.bold = False
        style.font.color.rgb = RGBColor(0x1B, 0x24, 0x30)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.first_line_indent = Pt(32)
        style.paragraph_format.keep_with_next = True


def _font(style: Any, name: str, size: float) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _say(
    paragraph: Any, text: str, font: str, size: float, *, colour: str = "", align: str = "", bold: bool = False, up: bool = False
) -> None:  # fmt: skip
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
    run.font.superscript = up or None
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if align:
        paragraph.alignment = {
            "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "left": WD_ALIGN_PARAGRAPH.LEFT,
        }[align]  # fmt: skip


def _plain(paragraph: Any, text: str, document: Document, *, indent: bool = True) -> None:
    _runs(paragraph, (Run(text),), document, indent=indent)


def _runs(
    paragraph: Any, runs: tuple[Run, ...], document: Document, *, indent: bool = True, font: str = _BODY
) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    size = _points(document)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    if document.one_page:
        paragraph.paragraph_format.line_spacing = Pt(21)
    for run in runs:
        if run.note:
            _say(paragraph, f"[{run.note}]", _BODY, size, up=True)
        else:
            _say(paragraph, run.text, _HEAD if run.bold else font, size)


def _block(file: Any, block: Block, document: Document) -> None:
    if isinstance(block, Heading):
        paragraph = file.add_paragraph(style=f"Heading {block.level}")
        font = {1: _HEAD, 2: _KAI}.get(block.level, _BODY)
        _runs(paragraph, (Run(block.number), *block.runs), document, font=font)
    elif isinstance(block, Paragraph):
        runs = (Run("——"), *block.runs) if block.bullet else block.runs
        _runs(file.add_paragraph(), runs, document)
    elif isinstance(block, Table):
        _table(file, block, document)
    elif isinstance(block, Chart):
        _chart(file, block)
    elif isinstance(block, PageBreak):
        file.add_page_break()


def _table(file: Any, table: Table, document: Document) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    caption = file.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.line_spacing = Pt(20)
    unit = f"　（单位：{table.unit}）" if table.unit else ""
    _say(caption, f"表{table.number}　{table.caption}{unit}", _HEAD, 12, align="centre")
    if not table.rows:
        _plain(file.add_paragraph(), "没有。", document)
        return
    made = file.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.width for column in table.columns)
    size = 8.5 if document.one_page or len(table.columns) > 7 else 9.5
    for held, column in zip(made.columns, table.columns, strict=True):
        held.width = Mm(_WIDTH_MM * column.width / whole)
    rows = (tuple(column.title for column in table.columns), *table.rows)
    for at, row in enumerate(rows):
        cells = (made.rows[0] if at == 0 else made.add_row()).cells
        for cell, text, column in zip(cells, row, table.columns, strict=True):
            cell.width = Mm(_WIDTH_MM * column.width / whole)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(size + 4)
            _say(paragraph, text, _SONG, size, align=column.align)
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(head)
    for each in made.rows:
        whole_row = OxmlElement("w:cantSplit")
        each._tr.get_or_add_trPr().append(whole_row)
    file.add_paragraph().paragraph_format.line_spacing = Pt(10)


def _chart(file: Any, chart: Chart) -> None:
    import vl_convert  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    picture = file.add_paragraph()
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.line_spacing = 1
    picture.paragraph_format.keep_with_next = True
    png = vl_convert.svg_to_png(chart.svg, scale=3)
    shape = picture.add_run().add_picture(io.BytesIO(png), width=Mm(_WIDTH_MM * chart.width))
    shape._inline.docPr.set("descr", chart.words or chart.caption)
    caption = file.add_paragraph()
    caption.paragraph_format.line_spacing = Pt(18)
    _say(caption, f"图{chart.number}　{chart.caption}", _HEAD, 10.5, align="centre")


def _notes(file: Any, document: Document) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    lines = [f"[{at}] {note}" for at, note in enumerate(document.notes, start=1)]
    for line in (["数据来源", *lines] if lines else []) + [f"封印 {document.seal}"]:
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.line_spacing = Pt(14)
        _say(paragraph, line, _SONG, 9, colour="46525F")


def _page_number(section: Any) -> None:
    """— 1 — at the foot, counted by Word."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    paragraph = section.footer.paragraphs[0]
    _say(paragraph, "— ", _SONG, 14, align="right")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    _say(paragraph, " —", _SONG, 14)


def _properties(file: Any, document: Document) -> None:
    when = datetime(document.on.year, document.on.month, document.on.day)  # noqa: DTZ001 (Word keeps no zone)
    core = file.core_properties
    core.title, core.author, core.language = document.title, document.issuer, "zh-CN"
    core.created = core.modified = when
    core.last_modified_by, core.revision = document.issuer, 1


def _fixed(file: Any) -> bytes:
    """The file with all its parts dated alike."""
    written = io.BytesIO()
    file.save(written)
    out = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, _TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
