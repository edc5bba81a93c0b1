"""Texts of documents: what an author may write, and what comes out of it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.surfaces.reports.documents.conftest import Written

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import require_plan
from zhixing.surfaces.reports import Contents
from zhixing.surfaces.reports.documents import views_graded
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
from zhixing.surfaces.reports.documents.rows import Rows, first, names, sort, where
from zhixing.surfaces.reports.documents.tables import TABLES
from zhixing.surfaces.reports.documents.views import Views
from zhixing.surfaces.reports.places import Assessed, AssessedPlace, Peers


def texts(document: Document) -> list[str]:
    return [
        block.number + "".join(run.text for run in block.runs) if isinstance(block, Heading)
        else block.lead + "".join(run.text for run in block.runs) if isinstance(block, Paragraph) else type(block).__name__
        for block in document.blocks
    ]  # fmt: skip


def test_headings_are_numbered_as_documents_number_them(written: Written) -> None:
    found = written("# 总的\n\n## 分的\n\n## 又一\n\n### 细的\n\n#### 更细\n\n# 再来\n\n## 从头\n")
    assert texts(found) == [
        "一、总的",
        "（一）分的",
        "（二）又一",
        "1.细的",
        "（1）更细",
        "二、再来",
        "（一）从头",
    ]


def test_paragraphs_lists_and_pages(written: Written) -> None:
    found = written(
        "到{{ run.as_of }}，**{{ plan.number }}**\n止。\n\n- 甲\n- 乙\n\n1. 丙\n2. 丁\n\n---\n\n完。"
    )
    first_, *_ = found.blocks
    assert isinstance(first_, Paragraph)
    assert [(run.text, run.bold) for run in first_.runs] == [
        ("到2022年12月31日，", False), ("浙政发〔2018〕21号", True), ("止。", False),
    ]  # fmt: skip
    assert texts(found)[1:] == ["——甲", "——乙", "1.丙", "2.丁", "PageBreak", "完。"]
    assert isinstance(found.blocks[5], PageBreak)


def test_strong_words_may_end_in_chinese_punctuation(written: Written) -> None:
    [paragraph] = written("**甲。**乙").blocks
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.bold) for run in paragraph.runs] == [("甲。", True), ("乙", False)]


def test_signs_in_what_is_filled_in_are_no_markdown(written: Written, contents: Contents) -> None:
    """A title with stars, brackets or a leading number stays what it is."""
    for odd in ("*甲* **乙**", "1. 丙", "# 丁", "<b>戊</b> [己](庚)", "- 辛 _壬_ `癸`", "{{ run.id }}"):
        plan = replace(contents.plan, head=contents.plan.head.model_copy(update={"title": odd}))
        document = fill(Contents(contents.run, contents.lake, plan), _report(contents, "{{ plan.title }}"))
        assert texts(document) == [odd]


def _report(contents: Contents, text: str) -> object:
    return contents.plan.reports["leader-brief"].model_copy(update={"text": text})


def test_a_figure_carries_its_source_once(written: Written) -> None:
    found = written(
        '{% for one in targets|where("observed")|first %}{{ figure(one) }}和{{ figure(one) }}{% endfor %}'
    )
    assert len(found.notes) == 1
    [paragraph] = found.blocks
    assert isinstance(paragraph, Paragraph)
    assert [run.note for run in paragraph.runs if run.note] == [1, 1]
    for words in ("口径：", "方案 ", "收据 ", "运行 run-"):
        assert words in found.notes[0]


def test_notes_are_numbered_as_they_are_read_and_unread_ones_are_left_out(written: Written) -> None:
    found = written(
        '{% set kept = source("丙") %}{% set lost = source("没有印出") %}甲{{ source("甲") }}。\n\n乙{{ kept }}。'
        '\n\n{{ table("targets", targets) }}'
    )
    assert [note[:1] for note in found.notes[:2]] == ["甲", "丙"]
    assert len(found.notes) == 3
    table = found.blocks[-1]
    assert isinstance(table, Table)
    assert found.notes[table.note - 1].startswith("目标判定（结果 targets）")


def test_a_count_has_its_unit_of_measure_and_source_even_when_it_is_none(written: Written) -> None:
    found = written('{{ count(targets|where("title", "没有这样的")) }}项')
    assert texts(found) == ["0项"]
    assert len(found.notes) == 1


def test_a_figure_that_is_missing_is_a_named_gap(written: Written) -> None:
    found = written('现为{{ figure(target("classic-industries")) }}')
    assert texts(found) == ["现为（待判断）"]
    assert found.notes == ()


def test_tables_choose_and_order_their_columns(written: Written) -> None:
    found = written(
        '{{ table("targets", targets, caption="甲", columns=["lamp", "title", "observed=完成"], most=3) }}'
    )
    [table] = found.blocks
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == ["灯号", "单位", "目标", "完成"]
    assert [column.align for column in table.columns] == ["left", "centre", "left", "right"]
    assert len(table.rows) == 3
    assert re.fullmatch(r"甲（前 3 项，共 \d+ 项）", table.caption)


def test_one_unit_stands_above_the_table(written: Written) -> None:
    found = written('{{ table("targets", targets|where("unit", "个"), columns=["title", "observed"]) }}')
    [table] = found.blocks
    assert isinstance(table, Table)
    assert (table.unit, [column.title for column in table.columns]) == ("个", ["目标", "现状"])


def test_programmes_add_up(written: Written, contents: Contents) -> None:
    [table, chart] = written(
        '{{ table("programmes", programmes) }}{{ chart("lights", programmes, width=50) }}'
    ).blocks
    assert isinstance(table, Table)
    assert isinstance(chart, Chart)
    assert table.rows[-1][0] == "合计"
    assert table.rows[-1][-1] == str(len(contents.whole))
    assert (table.number, chart.number, chart.width) == (1, 1, 0.5)


def test_cells_without_a_figure_say_why(written: Written) -> None:
    [table] = written('{{ table("targets", targets, columns=["title", "observed"]) }}').blocks
    assert isinstance(table, Table)
    cells = {row[0]: row[-1] for row in table.rows}
    assert cells["若干经典产业"] == "待判断"
    assert "" not in {cell for row in table.rows for cell in row[::2]}


def test_a_chart_without_anything_to_draw_is_left_out(written: Written) -> None:
    found = written('前。\n\n{{ chart("path", target("classic-industries")) }}\n\n后。')
    assert texts(found) == ["前。", "后。"]


def test_a_section_goes_with_its_result(written: Written) -> None:
    text = (
        '# 甲 {when="contradictions"}\n\n一。\n\n## 甲甲\n\n二。\n\n# 乙 {needs="contradictions"}\n\n三。\n\n'
        '# 丙 {when="targets"}\n\n四。'
    )
    assert texts(written(text)) == [
        "一、乙",
        "本次运行没有“一致性检查”的结果，本部分从略。",
        "二、丙",
        "四。",
    ]


def test_a_condition_at_the_end_of_a_text(written: Written) -> None:
    assert texts(written('# 乙 {needs="contradictions"}')) == [
        "一、乙",
        "本次运行没有“一致性检查”的结果，本部分从略。",
    ]
    assert texts(written('甲\n\n# 乙 {when="contradictions"}\n\n丙')) == ["甲"]


def test_what_cannot_be_filled_is_said_with_its_line(written: Written) -> None:
    with pytest.raises(Refused) as refused:
        written("一\n\n{{ 1 / 0 }}")
    [issue] = refused.value.issues
    assert (issue.code, issue.where.line) == ("reports.cannot-fill", 3)


def test_a_clause_is_cited_as_documents_do(written: Written) -> None:
    assert texts(written('按{{ clause("4.1") }}')) == ["按浙政发〔2018〕21号第四部分（一）“组织、监测和督查”"]


def test_rows_are_chosen_and_sorted(views: Views) -> None:
    rows = views.targets()
    red = where(rows, "light", "red")
    assert red
    assert {row["light"] for row in red} == {"red"}
    behind = where(rows, "progress", "<", 0.5)
    assert all(row["progress"] is not None and row["progress"] < 0.5 for row in behind)
    assert len(where(rows, "light", "!=", "red")) == len(rows) - len(red)
    assert len(where(rows, "light", "in", ["red", "yellow"])) == len(red) + len(
        where(rows, "light", "yellow")
    )
    ordered = [row["progress"] for row in sort(rows, "progress", "down")]
    given = [value for value in ordered if value is not None]
    assert given == sorted(given, reverse=True)
    assert ordered[: len(given)] == given
    assert first(rows, 2) == rows[:2]
    assert names(first(rows, 2), "title", "；") == "；".join(row["title"] for row in rows[:2])
    none: Rows = where(rows, "id", "nothing")
    assert (len(none), none.kind.name, (none + red).kind.name) == (0, "target", "target")


def test_the_shipped_texts_are_filled_and_marked_as_synthetic(contents: Contents, views: Views) -> None:
    for report in contents.plan.reports.values():
        document = fill(contents, report, views)
        assert document.blocks
        assert document.notes
        assert document.mark == "合成数据，仅供演示"
        assert document.on == date.fromisoformat(contents.request["as_known_on"])
        assert not re.search(r"[\ue000]|\{[{%]", "".join(texts(document)) + document.title)


def test_published_figures_stand_with_scope_and_source(bulletin: Document, contents: Contents) -> None:
    table = next(b for b in bulletin.blocks if isinstance(b, Table) and b.caption.startswith("公开发布的数"))
    heads = [column.title for column in table.columns]
    assert {"口径", "来源"} <= set(heads)
    beside = [one for one in contents.published if one.standings]
    assert len(table.rows) == len(beside)
    assert {row[heads.index("来源")] for row in table.rows} == {one.series.source for one in beside}


def test_another_wording_needs_no_program(contents: Contents, tmp_path: Path) -> None:
    """A policy person turns two sections round and writes a document of their own: only texts differ."""
    copy = tmp_path / "plan"
    shutil.copytree(contents.plan.root, copy)
    (copy / "reports" / "own.md").write_text(
        '---\nid: own\ntitle: 自拟通报\nclause: "4.1"\nissuer: leading-group-office\n---\n'
        "# 后面的\n\n乙\n\n# 前面的\n\n甲{{ count(lights.red) }}项\n",
        encoding="utf-8",
    )
    plan = require_plan(copy)
    found = fill(Contents(contents.run, contents.lake, plan), plan.reports["own"])
    assert found.title == "自拟通报"
    assert texts(found)[::2] == ["一、后面的", "二、前面的"]
    assert re.fullmatch(r"甲\d+项", texts(found)[-1])


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


def test_places_are_listed_by_group_and_rank(contents: Contents) -> None:
    scheme = contents.plan.schemes["zhejiang-manufacturing-quality-2021"]
    parts = tuple(pillar for pillar in scheme.index.pillars if pillar.parent is None)  # type: ignore[union-attr]
    points = (Decimal("70.25"),) * len(parts)
    first = AssessedPlace("330400", "嘉兴市", Decimal("88.1"), 1, 2, "优", "", points, 1, 2)
    second = AssessedPlace("330200", "宁波市", Decimal("80.5"), 2, 2, "良", "", points, 2, 2)
    out = AssessedPlace("330900", "舟山市", None, None, None, "", "", (None,) * len(parts))
    held = Contents(contents.run, contents.lake, contents.plan)
    held.__dict__["assessed"] = (Assessed(scheme, 2021, parts, (Peers("设区市", (first, second, out)),)),)
    views = Views(held)
    found = views_graded.places(views)
    assert [(row["where"], row["group"], row["total"], row["rank"], row["span"]) for row in found] == [
        ("嘉兴市", "设区市", Decimal("88.1"), 1, "1—2"), ("宁波市", "设区市", Decimal("80.5"), 2, "2"),
        ("舟山市", "设区市", None, None, ""),
    ]  # fmt: skip
    assert TABLES["places"].made(found, "", (), "", 1).rows[-1][2] == "未评"
    [peers] = views_graded.assessments(views)
    assert (peers["all"], peers["year"]) == (3, 2021)
    by_part = TABLES["assessment"].made(peers["places"], "", (), "", 1)
    assert [column.title for column in by_part.columns[:4]] == ["名次", "地区", "总分", parts[0].title]
    assert by_part.rows[0][:4] == ("1", "嘉兴市", "88.1", "70.3")
    assert by_part.rows[-1][:4] == ("—", "舟山市", "—", "—")
