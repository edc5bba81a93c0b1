"""Texts of documents: what an author may write, and what is said when it cannot be."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.surfaces.reports.documents.conftest import Contents_, Written

from zhixing.foundation.issues import Issue, Refused
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.surfaces.reports import check_documents
from zhixing.surfaces.reports.documents.blocks import (
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    chinese_day,
    chinese_number,
    heading_number,
)
from zhixing.surfaces.reports.documents.reading import fill


def texts(document: Document) -> list[str]:
    return [
        block.number + "".join(run.text for run in block.runs) if isinstance(block, Heading)
        else "".join(run.text for run in block.runs) if isinstance(block, Paragraph) else type(block).__name__
        for block in document.blocks
    ]  # fmt: skip


def test_headings_are_numbered_as_documents_number_them(written: Written) -> None:
    found = written("# 总的\n\n## 分的\n\n## 又一\n\n### 细的\n\n# 再来\n\n## 从头\n")
    assert texts(found) == ["一、总的", "（一）分的", "（二）又一", "1.细的", "二、再来", "（一）从头"]


def test_words_are_filled_and_marked(written: Written) -> None:
    found = written(
        "到{{ day(run.as_of) }}，**{{ plan.number }}**\n有 {{ targets|length }} 项。\n\n- 甲\n- 乙\n\n---\n\n完。"
    )
    first = found.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.runs[0].text == "到2022年12月31日，"
    assert (first.runs[1].text, first.runs[1].bold) == ("浙政发〔2018〕21号", True)
    assert [isinstance(block, Paragraph) and block.bullet for block in found.blocks] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert isinstance(found.blocks[3], PageBreak)


def test_a_figure_carries_its_source_once(written: Written) -> None:
    one = "{% for one in (targets|selectattr('row.observed')|list)[:1] %}{{ figure(one) }}和{{ figure(one) }}{% endfor %}"
    found = written(one)
    assert len(found.notes) == 1
    [paragraph] = found.blocks
    assert isinstance(paragraph, Paragraph)
    assert [run.note for run in paragraph.runs if run.note] == [1, 1]
    for words in ("口径：", "方案 ", "运行 run-"):
        assert words in found.notes[0]


def test_a_figure_that_is_missing_is_a_named_gap(written: Written) -> None:
    found = written(
        "{% for one in targets if one.target.id == 'classic-industries' %}现为{{ figure(one) }}{% endfor %}"
    )
    assert texts(found) == ["现为（待判断）"]
    assert found.notes == ()


def test_tables_and_charts_stand_where_they_are_put(written: Written) -> None:
    found = written(
        '前。\n\n{{ table("programmes", programmes) }}\n{{ chart("lights", programmes) }}\n后。\n\n'
        '{{ table("targets", targets, most=3) }}'
    )
    kinds = [type(block) for block in found.blocks]
    assert kinds == [Paragraph, Table, Chart, Paragraph, Table]
    first, _, last = (block for block in found.blocks if isinstance(block, Table | Chart))
    assert isinstance(first, Table) and isinstance(last, Table)  # noqa: PT018
    assert (first.number, last.number) == (1, 2)
    assert first.rows[-1][0] == "合计"
    assert len(last.rows) == 3
    assert "前 3 项，共" in last.caption


def test_a_chart_without_anything_to_draw_is_left_out(written: Written) -> None:
    found = written('前。\n\n{{ chart("tiles", none) }}\n\n后。')
    assert texts(found) == ["前。", "后。"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("一\n\n{{ tagets|length }}", "reports.unknown-word", 3),
        ("一\n{% if targets %}\n二", "reports.syntax", 3),
        ('一\n\n{{ table("target", targets) }}', "reports.cannot-fill", 3),
        ('{{ chart("pie") }}', "reports.cannot-fill", 1),
        ("一\n二\n{{ run.quater }}", "reports.cannot-fill", 3),
        ("{{ targets[0].nothing }}", "reports.cannot-fill", 1),
        ("{{ targets.__class__.__mro__ }}", "reports.cannot-fill", 1),
        ("{{ 1 / 0 }}", "reports.cannot-fill", 1),
    ],
)
def test_what_cannot_be_filled_is_said_with_its_line(
    written: Written, text: str, code: str, line: int
) -> None:
    with pytest.raises(Refused) as refused:
        written(text)
    issue = refused.value.issues[0]
    assert (issue.code, issue.where.file, issue.where.line) == (code, "reports/leader-brief.md", line)
    assert "{" not in issue.zh.replace("{{", "")


def test_all_wrong_words_are_said_at_once_with_near_ones(contents: Contents_, tmp_path: Path) -> None:
    plan = rewritten(
        contents.plan, tmp_path, "leader-brief", "{{ tagets }}\n{{ forecast }}\n{% set own = 1 %}{{ own }}"
    )
    issues: tuple[Issue, ...] = check_documents(plan)
    assert [(issue.code, issue.where.line) for issue in issues] == [
        ("reports.unknown-word", 2),
        ("reports.unknown-word", 1),
    ] or [issue.where.line for issue in issues] == [1, 2]
    assert any("targets" in issue.zh for issue in issues)


def test_the_shipped_texts_are_fine(contents: Contents_) -> None:
    assert check_documents(contents.plan) == ()
    for report in contents.plan.reports.values():
        document = fill(contents, report)
        assert document.blocks
        assert document.mark == "合成数据，仅供演示"


def test_another_wording_needs_no_program(contents: Contents_, tmp_path: Path) -> None:
    """A policy person turns two sections round and changes a title: only the text differs."""
    plan = rewritten(
        contents.plan, tmp_path, "leader-brief", "# 后面的\n\n乙\n\n# 前面的\n\n甲{{ lights.red|length }}"
    )
    found = fill(type(contents)(contents.run, contents.lake, plan), plan.reports["leader-brief"])
    assert texts(found)[0] == "一、后面的"
    assert texts(found)[-1].startswith("甲")


def rewritten(plan: CompiledPlan, folder: Path, report: str, text: str) -> CompiledPlan:
    """The plan with another text for one of its reports."""
    copy = folder / "plan"
    shutil.copytree(plan.root, copy)
    (copy / "reports" / f"{report}.md").write_text(text, encoding="utf-8")
    return require_plan(copy)


def test_numbers_and_days_in_chinese() -> None:
    assert [chinese_number(n) for n in (1, 9, 10, 11, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
    assert [heading_number(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]
    assert chinese_day(date(2021, 9, 30)) == "2021年9月30日"
