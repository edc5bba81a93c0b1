"""Fonts, styles and page furniture of a Word file laid out as official documents are."""

from __future__ import annotations

from typing import Any

BODY, HEAD, KAI, SONG = "仿宋", "黑体", "楷体", "宋体"
_INK, _RED, _MARK = "1B2430", "C0141B", "8A6D00"


def say(
    paragraph: Any,
    text: str,
    font: str,
    size: float,
    *,
    colour: str = "",
    align: str = "",
    bold: bool = False,
) -> None:
    """Words at the end of a paragraph: Latin letters and figures in Times, Chinese in `font`."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    run = paragraph.add_run(text.replace("\u2009", "\u202f"))  # no line may end inside a number
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold or None
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if align:
        paragraph.alignment = {
            "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "left": WD_ALIGN_PARAGRAPH.LEFT,
        }[align]  # fmt: skip


def styles(file: Any, points: float) -> None:
    """Body, title and four levels of headings."""
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    _chinese(file)
    normal = file.styles["Normal"]
    _font(normal, BODY, points)
    normal.paragraph_format.line_spacing = Pt(28 if points > 14 else 21)
    normal.paragraph_format.space_after = Pt(0)
    title = file.styles["Title"]
    _font(title, SONG, 22)
    title.font.color.rgb = RGBColor.from_string(_INK)
    title.paragraph_format.line_spacing, title.paragraph_format.space_after = (
        Pt(34),
        Pt(16 if points > 14 else 8),
    )
    for border in title.element.pPr.xpath("w:pBdr"):
        title.element.pPr.remove(border)
    for level, name in ((1, HEAD), (2, KAI), (3, BODY), (4, BODY)):
        style = file.styles[f"Heading {level}"]
        _font(style, name, points)
        style.font.bold = style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(_INK)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.first_line_indent = Pt(2 * points)
        style.paragraph_format.keep_with_next = True


def _chinese(file: Any) -> None:
    """The language of the file, by which shapes of signs such as commas are chosen."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    for language in file.styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")


def _font(style: Any, name: str, size: float) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    style.font.name, style.font.size = "Times New Roman", Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)


def red_head(file: Any, issuer: str, number: str) -> None:
    """The issuing organisation in red, the number, and a red line."""
    from docx.shared import Pt  # noqa: PLC0415

    head = file.add_paragraph()
    head.paragraph_format.line_spacing = Pt(42)
    say(head, issuer, SONG, 28, colour=_RED, align="centre", bold=True)
    below = file.add_paragraph()
    say(below, number, BODY, 16, align="centre")
    bordered(below, ("bottom",), size=12, colour=_RED)
    below.paragraph_format.space_after = Pt(24)


def bordered(paragraph: Any, edges: tuple[str, ...], *, size: int = 6, colour: str = "000000") -> None:
    """Lines above or below a paragraph; Word wants what a paragraph has in one order."""
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.oxml.ns import nsdecls  # noqa: PLC0415

    lines = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="4" w:color="{colour}"/>' for edge in edges
    )
    made = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    paragraph._p.get_or_add_pPr().insert_element_before(made, *_AFTER_BORDERS)


_AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
        "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
        "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr",
        "sectPr", "pPrChange",
    )
)  # fmt: skip


def page_numbers(file: Any, section: Any, mark: str) -> None:
    """— 1 — at the outer foot, and what every page says at its head."""
    file.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        _page_number(footer.paragraphs[0], align)
    for header in (section.header, section.even_page_header):
        paragraph = header.paragraphs[0]
        if mark:
            say(paragraph, mark, HEAD, 10, colour=_MARK, align="centre")


def _page_number(paragraph: Any, align: str) -> None:
    """Counted by Word."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    say(paragraph, "— ", SONG, 14, align=align)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.name = "Times New Roman"
        run.font.size = paragraph.runs[0].font.size
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)
    say(paragraph, " —", SONG, 14)


def ruled(table: Any) -> None:
    """Three strong lines, thin ones between rows, none upright; the head is repeated, no row is cut."""
    from docx.oxml import OxmlElement, parse_xml  # noqa: PLC0415
    from docx.oxml.ns import nsdecls, qn  # noqa: PLC0415

    edges = (("top", 12, "1B2430"), ("bottom", 12, "1B2430"), ("insideH", 4, "C3CAD2"))
    lines = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for edge, size, colour in edges
    )
    own = table._tbl.tblPr
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    own.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    own.insert_element_before(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"), "w:tblLook"
    )
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(head)
            for cell in row.cells:
                under = f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="0" w:color="1B2430"/></w:tcBorders>'
                cell._tc.get_or_add_tcPr().append(parse_xml(under))
