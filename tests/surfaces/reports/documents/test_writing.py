"""The three forms of one document: what they hold, how they are laid out, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import FORMATS, documents_due, write_document
from zhixing.surfaces.reports.documents.as_docx import as_docx
from zhixing.surfaces.reports.documents.as_html import as_html
from zhixing.surfaces.reports.documents.as_pdf import as_pdf, page_count
from zhixing.surfaces.reports.documents.blocks import Column, Document, Heading, Paragraph, Table
from zhixing.surfaces.reports.documents.blocks import Run as Words

ODD = '<script>alert(1)</script> #set $x$ *y* [z] \\ @a ~b "c"'
PLAIN = Document(
    id="plain", title="通报", number="甲〔2022〕1号", issuer="办公室", to="各县", on=date(2022, 9, 30), red_head=True,
    one_page=False, mark="合成数据，仅供演示", seal="0" * 64, notes=("出处一", "出处二"),
    blocks=(
        Heading(1, "一、", (Words("总体"),)),
        Paragraph((Words("有"), Words("七", bold=True), Words("", note=1), Words("项"), Words("", note=2), Words("", note=1))),
        Paragraph((Words(ODD),)),
        Table("分数", (Column("名", width=3), Column("数", "right")), (("甲", "1 000"), ("乙", "−2")), unit="个", number=1),
        Table("空的", (Column("名"),), (), number=2),
    ),
)  # fmt: skip


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_document_is_the_same_bytes(form: str) -> None:
    assert FORMATS[form](PLAIN) == FORMATS[form](PLAIN)


def test_the_page_needs_nothing_and_runs_nothing(bulletin: Document) -> None:
    page = as_html(bulletin)
    assert not re.search(r'(src|href)="(?!#)', page.replace('xlink:href="#', 'xlink:x="#'))
    assert "<script" not in page
    assert "合成数据，仅供演示" in page
    for words in ("一、", "表1", "图1", "公开发布的数", "数据来源", bulletin.seal):
        assert words in page


def test_words_cannot_become_markup() -> None:
    page = as_html(PLAIN)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert ODD in "\n".join(p.text for p in docx.Document(io.BytesIO(as_docx(PLAIN))).paragraphs)
    assert as_pdf(PLAIN).startswith(b"%PDF")


def test_the_word_file_is_laid_out_as_official_documents_are() -> None:
    file = docx.Document(io.BytesIO(as_docx(PLAIN)))
    section = file.sections[0]
    measures = [
        round(one.mm)
        for one in (section.page_width, section.top_margin, section.bottom_margin, section.left_margin)
    ]
    assert measures == [210, 37, 35, 28]
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == ["一、总体"]
    assert section.header.paragraphs[0].text == "合成数据，仅供演示"
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    [table] = file.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["名", "数"],
        ["甲", "1 000"],
        ["乙", "−2"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    body = next(p for p in file.paragraphs if p.text.startswith("有"))
    assert body.text == "有七[1]项[2][1]"
    assert [run.text for run in body.runs if run.font.superscript] == ["[1]", "[2]", "[1]"]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in body.runs}
    assert fonts == {"仿宋", "黑体"}
    said = [p.text for p in file.paragraphs]
    assert "[2] 出处二" in said
    assert "2022年9月30日　　" in said
    assert any("空的" in line for line in said)
    assert "没有。" in said


def test_charts_are_pictures_with_words(bulletin: Document) -> None:
    file = docx.Document(io.BytesIO(as_docx(bulletin)))
    assert file.inline_shapes
    for shape in file.inline_shapes:
        assert shape._inline.docPr.get("descr")
        assert shape.width <= Mm(156)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed: poppler-utils")
def test_the_pdf_says_what_the_document_says(tmp_path: Path) -> None:
    file = tmp_path / "plain.pdf"
    file.write_bytes(as_pdf(PLAIN))
    text = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    squeezed = re.sub(r"\s", "", text)
    for words in (
        "通报",
        "一、总体",
        "有七",
        "表1分数",
        "单位：个",
        "1000",
        "出处一",
        "2022年9月30日",
        "—1—",
        "合成数据，仅供演示",
    ):
        assert re.sub(r"\s", "", words) in squeezed, words
    assert squeezed.count("出处一") == 1


def test_documents_are_those_whose_cycle_ends_on_the_day(run: Run) -> None:
    """The run looks at the end of 2022: quarter, year and the brief; the mid-term was in 2020."""
    assert set(documents_due(run)) == {"quarterly-bulletin", "annual-evaluation", "leader-brief"}


def test_the_brief_is_one_page_and_a_longer_one_is_said(run: Run, lake: Lake, tmp_path: Path) -> None:
    [path], issues = write_document(run, lake, "leader-brief", tmp_path, ("pdf",))
    assert page_count(path.read_bytes()) == 1
    assert issues == ()
    long = Document(**{**vars(PLAIN), "one_page": True, "blocks": PLAIN.blocks * 12})
    assert page_count(as_pdf(long)) > 1
