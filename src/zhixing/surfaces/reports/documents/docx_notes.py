"""Real footnotes in a Word file, which its library cannot write: the part, its styles, the references.

A note that is needed again further on is referred to by a field, so that Word keeps the number right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
TEXT_STYLE, TEXT_STYLE_ID = "footnote text", "footnotetext"


def note_styles(file: Any) -> None:
    """The style of the words of notes: small, close together."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    style = file.styles.add_style(TEXT_STYLE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.font.name, style.font.size = "Times New Roman", Pt(9)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.line_spacing, style.paragraph_format.space_after = Pt(13), Pt(0)


def add_notes(file: Any, notes: Sequence[str]) -> None:
    """The part that holds the notes, numbered from 1 on."""
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415

    words = "".join(_note(at, note) for at, note in enumerate(notes, start=1))
    body = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes {_W}>{_LINES}{words}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), _KIND, body.encode(), file.part.package)
    file.part.relate_to(part, _RELATION)


_LINES = "".join(
    f'<w:footnote w:type="{kind}" w:id="{at}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
    for at, kind, mark in (
        (-1, "separator", "separator"),
        (0, "continuationSeparator", "continuationSeparator"),
    )
)


def _note(at: int, note: str) -> str:
    return (
        f'<w:footnote w:id="{at}"><w:p><w:pPr><w:pStyle w:val="{TEXT_STYLE_ID}"/></w:pPr>'
        f"<w:r>{_RAISED}<w:footnoteRef/></w:r>"
        f'<w:r><w:t xml:space="preserve"> {escape(note)}</w:t></w:r></w:p></w:footnote>'
    )


def refer(paragraph: Any, number: int, used: set[int]) -> None:
    """A raised [n] that carries the note; where the note stands already, a field that points to it."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    if number in used:
        marks = (
            f"<w:r>{_RAISED}<w:t>[</w:t></w:r>"
            f'<w:r>{_RAISED}<w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r>{_RAISED}<w:instrText xml:space="preserve"> NOTEREF _note{number} \\h </w:instrText></w:r>'
            f'<w:r>{_RAISED}<w:fldChar w:fldCharType="separate"/></w:r>'
            f"<w:r>{_RAISED}<w:t>{number}</w:t></w:r>"
            f'<w:r>{_RAISED}<w:fldChar w:fldCharType="end"/></w:r>'
            f"<w:r>{_RAISED}<w:t>]</w:t></w:r>"
        )
    else:
        used.add(number)
        marks = (
            f"<w:r>{_RAISED}<w:t>[</w:t></w:r>"
            f'<w:bookmarkStart w:id="{number}" w:name="_note{number}"/>'
            f'<w:r>{_RAISED}<w:footnoteReference w:id="{number}"/></w:r>'
            f'<w:bookmarkEnd w:id="{number}"/>'
            f"<w:r>{_RAISED}<w:t>]</w:t></w:r>"
        )
    for element in parse_xml(f"<w:p {_W}>{marks}</w:p>"):
        paragraph._p.append(element)
