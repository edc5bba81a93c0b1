"""The three forms of one document: what they hold, how they are laid out, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import lxml.etree
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import FORMATS, Contents, contents_of, documents_due, write_documents
from zhixing.surfaces.reports.documents.as_docx import as_docx, as_png
from zhixing.surfaces.reports.documents.as_html import as_html
from zhixing.surfaces.reports.documents.as_pdf import as_pdf, page_count
from zhixing.surfaces.reports.documents.blocks import (
    Chart,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from zhixing.surfaces.reports.documents.blocks import Run as Words
from zhixing.surfaces.reports.documents.reading import fill
from zhixing.surfaces.reports.documents.widths import WHOLE_MM, column_widths, font_size

ODD = '<script>alert(1)</script> #set $x$ *y* [z] \\ @a ~b "c" {{ d }}'
PLAIN = Document(
    id="plain", title="通报", kind="通报", number="甲〔2022〕1号", issuer="办公室", to="各县", copies="有关单位",
    on=date(2022, 9, 30), red_head=True, one_page=False, mark="合成数据，仅供演示", run="run-1", seal="0" * 64,
    notes=("出处一", "出处二 <&>"), annexes=("清单", "分布表"),
    blocks=(
        Heading(1, "一、", (Words("总体"),)),
        Paragraph((Words("有"), Words("七", bold=True), Words("", note=1), Words("项"), Words("", note=2), Words("", note=1))),
        Paragraph((Words(ODD),)),
        Paragraph((Words("甲"),), "——"),
        Table("分数", (Column("名", width=3), Column("数", "right")), (("甲", "1\u2009000"), ("乙", "−2")), unit="个", number=1, note=2),
        PageBreak(),
        Heading(2, "（一）", (Words("下页"),)),
        Table("空的", (Column("名"),), (), number=2),
    ),
)  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_document_is_the_same_bytes(form: str, bulletin: Document, run: Run, lake: Lake) -> None:
    """Also when everything is read, drawn and filled again."""
    again = contents_of(run, lake)
    filled = fill(again, again.plan.reports["quarterly-bulletin"])
    assert filled == bulletin
    assert FORMATS[form](filled) == FORMATS[form](bulletin)


def test_annexes_and_documents_are_the_same_files(run: Run, lake: Lake, tmp_path: Path) -> None:
    first, second = (
        [
            path
            for one in write_documents(run, lake, ["annual-evaluation"], tmp_path / name, ("html",))
            for path in one.paths
        ]
        for name in ("a", "b")
    )
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.suffix for path in first] == [".html", *[".xlsx"] * 4]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_annexes_hold_what_the_document_names(
    run: Run, lake: Lake, contents: Contents, tmp_path: Path
) -> None:
    [written] = write_documents(run, lake, ["quarterly-bulletin"], tmp_path, ("html",))
    page = written.paths[0].read_text(encoding="utf-8")
    targets, follow_ups = written.paths[1:]
    assert "附件：1. 目标清单（含灯号和路径）" in page
    assert "2. 督办和应报清单" in page
    book = openpyxl.load_workbook(targets)
    assert book.sheetnames == ["说明", "目标", "目标路径", "历次灯号"]
    listed = [row[0].value for row in book["目标"].iter_rows(min_row=4)]
    assert listed == [one.target.title for one in contents.standings]
    assert any("合成数据" in str(row[0].value) for row in book["说明"].iter_rows())
    assert openpyxl.load_workbook(follow_ups).sheetnames == ["说明", "督办", "应报"]


# --- HTML ---------------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_and_runs_nothing(bulletin: Document) -> None:
    page = as_html(bulletin)
    assert not re.search(r'(src|href)="(?!#)', page.replace('xlink:href="#', 'xlink:x="#'))
    assert "<script" not in page
    assert "url(http" not in page
    for words in ("一、", "表1", "图1", "公开发布的数", "数据来源", bulletin.seal):
        assert words in page


def test_notes_of_the_page_lead_there_and_back(bulletin: Document) -> None:
    page = as_html(bulletin)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#((?:note|at)-\d+)"', page)) <= set(ids)


def test_every_printed_page_is_marked_as_synthetic() -> None:
    page = as_html(PLAIN)
    said = "".join(f"\\{ord(sign):x} " for sign in PLAIN.mark)
    assert f'@top-center {{ content: "{said}"; }}' in page
    assert "@top-center { content" not in as_html(replace(PLAIN, mark=""))


def test_words_cannot_become_markup() -> None:
    page = as_html(PLAIN)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert ODD in "\n".join(p.text for p in docx.Document(io.BytesIO(as_docx(PLAIN))).paragraphs)
    assert as_pdf(PLAIN).startswith(b"%PDF")


# --- Word ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file() -> Any:
    return docx.Document(io.BytesIO(as_docx(PLAIN)))


def test_the_word_file_is_laid_out_as_official_documents_are(file: Any) -> None:
    section = file.sections[0]
    measures = [
        round(one.mm)
        for one in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
            section.right_margin,
        )
    ]  # fmt: skip
    assert measures == [210, 297, 37, 35, 28, 26]
    assert [p.text for p in file.paragraphs if p.style.name.startswith("Heading")] == [
        "一、总体",
        "（一）下页",
    ]
    assert file.styles["Normal"].paragraph_format.line_spacing.pt == 28
    assert file.styles["Normal"].font.size.pt == 16
    for place in (section.header, section.even_page_header):
        assert place.paragraphs[0].text == PLAIN.mark
    for place in (section.footer, section.even_page_footer):
        assert "PAGE" in place.paragraphs[0]._p.xml
    said = [p.text for p in file.paragraphs]
    for words in (
        "2022年9月30日　　",
        "附件：1. 清单",
        "　　　2. 分布表",
        "抄送：有关单位。",
        "没有。",
        "——甲",
    ):
        assert words in said
    assert any("空的" in line for line in said)


def test_words_have_their_chinese_fonts(file: Any) -> None:
    body = next(p for p in file.paragraphs if p.text.startswith("有"))
    fonts = {
        run._element.rPr.rFonts.get(qn("w:eastAsia"))
        for run in body.runs
        if run.text and run._element.rPr.rFonts is not None
    }
    assert fonts == {"仿宋", "黑体"}
    languages = {one.get(qn("w:eastAsia")) for one in file.styles.element.xpath("w:docDefaults//w:lang")}
    assert languages == {"zh-CN"}


def test_tables_repeat_their_head_and_align_figures(file: Any) -> None:
    [table] = file.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["名", "数"],
        ["甲", "1\u202f000"],
        ["乙", "−2"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [row.cells[1].paragraphs[0].alignment for row in table.rows] == [2, 2, 2]
    assert [p.text for p in file.paragraphs if p.text.startswith("单位")] == ["单位：个"]


def test_notes_are_real_footnotes_and_a_second_reference_points_to_the_first() -> None:
    parts = parts_of(as_docx(PLAIN))
    notes = lxml.etree.fromstring(parts["word/footnotes.xml"])
    said = [
        "".join(note.itertext()).strip()
        for note in notes.findall(f"{W}footnote")
        if note.get(f"{W}type") is None
    ]
    assert said == list(PLAIN.notes)
    body = lxml.etree.fromstring(parts["word/document.xml"])
    assert [one.get(f"{W}id") for one in body.iter(f"{W}footnoteReference")] == ["1", "2"]
    marks = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    pointed = [one.text.split()[1] for one in body.iter(f"{W}instrText") if "NOTEREF" in one.text]
    assert pointed == ["_note1", "_note2"]
    assert set(pointed) <= marks
    assert b"footnotes+xml" in parts["[Content_Types].xml"]
    assert b"footnotes.xml" in parts["word/_rels/document.xml.rels"]


def test_what_a_paragraph_has_stands_in_words_own_order(bulletin: Document) -> None:
    """Word refuses a file whose properties stand in another order than its schema says."""
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "pBdr", "spacing", "ind", "jc"]
    for document in (PLAIN, bulletin):
        body = lxml.etree.fromstring(parts_of(as_docx(document))["word/document.xml"])
        for properties in body.iter(f"{W}pPr"):
            names = [child.tag.removeprefix(W) for child in properties if child.tag.removeprefix(W) in order]
            assert names == sorted(names, key=order.index)


def test_charts_are_pictures_with_words_fine_enough_for_print(bulletin: Document) -> None:
    made = docx.Document(io.BytesIO(as_docx(bulletin)))
    charts = [block for block in bulletin.blocks if isinstance(block, Chart)]
    assert len(made.inline_shapes) == len(charts) >= 2
    for shape in made.inline_shapes:
        assert shape._inline.docPr.get("descr")
        assert shape.width <= Mm(156)
    for chart in charts:
        png = as_png(chart.svg, WHOLE_MM * chart.width)
        pixels = int.from_bytes(png[16:20], "big")
        assert pixels / (WHOLE_MM * chart.width / 25.4) >= 200


# --- PDF ----------------------------------------------------------------------------------------------------------


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "made.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    return re.sub(r"[^\S\f]", "", said)


needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed: poppler-utils"
)


@needs_pdftotext
def test_the_pdf_says_what_the_document_says(tmp_path: Path) -> None:
    text = text_of(as_pdf(PLAIN), tmp_path)
    for words in ("通报", "一、总体", "有七", "表1分数", "单位：个", "1000", "出处一", "2022年9月30日", "—1—", "—2—", "附件：1.清单",
                  "抄送：有关单位。", "表2空的：没有。"):  # fmt: skip
        assert words in text, words
    assert text.count("出处一") == 1
    pages = text.strip("\f").split("\f")
    assert len(pages) == 2
    assert all("合成数据，仅供演示" in page for page in pages)
    assert pages[1].index("（一）下页") >= 0


@needs_pdftotext
def test_all_three_forms_say_the_same(bulletin: Document, tmp_path: Path) -> None:
    """Every paragraph and heading of the document stands in every form."""
    pdf = text_of(as_pdf(bulletin), tmp_path)
    page = re.sub(r"<[^>]+>|\s", "", as_html(bulletin))
    word = re.sub(
        r"\s", "", "\n".join(p.text for p in docx.Document(io.BytesIO(as_docx(bulletin))).paragraphs)
    )
    for block in bulletin.blocks:
        if isinstance(block, Heading):
            words = re.sub(r"\s", "", block.number + "".join(run.text for run in block.runs))
            assert words in pdf
            assert words in page
            assert words in word
        if isinstance(block, Table | Chart):
            assert re.sub(r"\s", "", block.caption) in page
            assert re.sub(r"\s", "", block.caption) in word


def test_the_brief_is_one_page_and_a_longer_one_is_said(run: Run, lake: Lake, tmp_path: Path) -> None:
    [written] = write_documents(run, lake, ["leader-brief"], tmp_path, ("pdf",))
    assert page_count(written.paths[0].read_bytes()) == 1
    assert written.issues == ()
    long = replace(PLAIN, one_page=True, blocks=PLAIN.blocks * 12)
    assert page_count(as_pdf(long)) > 1


def test_a_brief_that_runs_over_is_reported(
    run: Run, lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhixing.surfaces.reports.documents import writing

    monkeypatch.setattr(writing, "fill", lambda *_: replace(PLAIN, one_page=True, blocks=PLAIN.blocks * 12))
    [written] = write_documents(run, lake, ["leader-brief"], tmp_path, ("pdf",))
    [issue] = written.issues
    assert issue.code == "reports.too-long"
    assert issue.where.file == "reports/leader-brief.md"


# --- which documents ----------------------------------------------------------------------------------------------


def test_documents_are_those_whose_cycle_ends_on_the_day(run: Run) -> None:
    """The run looks at the end of 2022: quarter, year and the brief; the mid-term was in 2020."""
    assert set(documents_due(run)) == {"quarterly-bulletin", "annual-evaluation", "leader-brief"}


def test_unknown_documents_are_refused_before_anything_is_written(
    run: Run, lake: Lake, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        list(write_documents(run, lake, ["leader-brief", "leader-brif", "x"], tmp_path / "out"))
    assert [issue.code for issue in refused.value.issues] == ["reports.unknown-report"] * 2
    assert "leader-brief" in refused.value.issues[0].zh
    assert not (tmp_path / "out").exists()


# --- widths -------------------------------------------------------------------------------------------------------


def test_columns_fill_the_page_and_figures_are_never_squeezed() -> None:
    table = Table("甲", (Column("目标", width=8), Column("数", "right"), Column("灯", width=2)),
                  (("很长" * 40, "1\u2009234\u2009567.89", "告警"), ("短", "1", "正常")))  # fmt: skip
    widths = column_widths(table, font_size(table))
    assert sum(widths) == pytest.approx(WHOLE_MM)
    assert widths[1] > 20
    assert widths[2] < 20
    assert widths[0] > 100


@pytest.mark.parametrize("columns", [1, 3, 8, 14])
def test_any_number_of_columns_fits(columns: int) -> None:
    table = Table(
        "甲",
        tuple(Column("数", "right") for _ in range(columns)),
        (tuple("1\u2009234.56" for _ in range(columns)),),
    )
    widths = column_widths(table, font_size(table))
    assert sum(widths) == pytest.approx(WHOLE_MM)
    assert min(widths) > 0
