"""A sealed run as a workbook: the same figures as the page, as real numbers, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import labels
from zhixing.surfaces.reports.contents import Contents, contents_of
from zhixing.surfaces.reports.figures import span_text
from zhixing.surfaces.reports.grades import Mover, Spread
from zhixing.surfaces.reports.levels import LEVELS, SCOPES
from zhixing.surfaces.reports.sheets import Cell, Field, Formats, Sheet
from zhixing.surfaces.reports.targets import tally, unit_title

_WHOLE, _FINE, _TWO, _SHARE = "#,##0", "#,##0.######", "#,##0.00", "0.0%"
_FILLS = ("#14539A", "#6D9BCD", "#CFE0F3", "#FFFFFF")
_LIGHT_FILLS = {
    "red": "#B0241C",
    "yellow": "#855400",
    "green": "#17713F",
    "reached": "#14539A",
    "none": "#C3CAD2",
}


def write_workbook(run: Run, lake: Lake, path: Path) -> Path:
    """Write the workbook of a run; the same run gives the same workbook.

    Raises:
        Refused: the plan sealed with the run, or a receipt of the lake, cannot be read.
    """
    contents = contents_of(run, lake)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        known_on = date.fromisoformat(contents.request["as_known_on"])
        book.set_properties(
            {
                "title": f"{contents.plan.head.title} {contents.title}",
                "created": datetime.combine(known_on, time()),
            }
        )
        book.set_size(2400, 1400)
        formats = Formats(book)
        _about(book, formats, contents)
        for sheet in _SHEETS:
            sheet(book, formats, contents)
    return path


# --- 说明 ---------------------------------------------------------------------------------------------------------


def _about(book: Any, formats: Formats, contents: Contents) -> None:
    """What this is, then the answer, then the seal and what the schemes assume."""
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, f"{contents.plan.head.title}：{contents.title}", formats.title)
    row = 1
    if contents.synthetic:
        said = f"{contents.synthetic}：本工作簿的企业、地区和部门数值均为虚构。Synthetic data."
        page.write_string(row, 0, "合成数据", formats.synthetic)
        page.write_string(row, 1, said, formats.synthetic)
        row += 1
    row = _lines(page, formats, row, _about_run(contents))
    if contents.standings:
        row = _light_chart(book, page, formats, contents, row + 1)
    _lines(page, formats, row, _about_rest(contents))


def _lines(page: Any, formats: Formats, row: int, lines: list[tuple[str, str]]) -> int:
    for word, text in lines:
        page.write_string(row, 0, word, formats.word)
        page.write_string(row, 1, text, formats.wrapped)
        row += 1
    return row


def _about_run(contents: Contents) -> list[tuple[str, str]]:
    asked, head = contents.request, contents.plan.head
    return [
        ("方案", f"{head.title}（{head.document_number}）"), ("数据年度", contents.years),
        ("目标看到", asked["as_of"]), ("按何日已知", asked["as_known_on"]), ("运行", contents.run.id),
    ]  # fmt: skip


def _about_rest(contents: Contents) -> list[tuple[str, str]]:
    lines = [(f"封印：{word}", f"{digest}  {words}".strip()) for word, digest, words in contents.seal]
    lines.append(("复算", contents.verify))
    for scheme in contents.schemes:
        lines += [(f"假定：{scheme.id}", text) for text in scheme.assumptions]
        lines += [(f"未决：{scheme.id}", text) for text in scheme.open_points]
    lines += [("不在有效期的措施", text) for text in contents.not_in_force]
    return lines + [("其他情况", text) for text in contents.other_notes]


def _light_chart(book: Any, page: Any, formats: Formats, contents: Contents, row: int) -> int:
    """The lights with their counts and a chart beside them; the row after it."""
    page.write_string(row, 0, "灯", formats.heading)
    page.write_string(row, 1, "目标（项）；逐地核对的目标不在内", formats.heading)
    counts = tally(contents.whole)
    for number, (lamp, count) in enumerate(counts, start=row + 1):
        word = "无灯" if lamp.light == "none" else lamp.word
        page.write_string(number, 0, f"{lamp.mark} {word}", formats.text)
        page.write_number(number, 1, count, formats.left)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "目标（项）",
            "categories": ["说明", row + 1, 0, row + len(counts), 0],
            "values": ["说明", row + 1, 1, row + len(counts), 1],
            "points": [{"fill": {"color": _LIGHT_FILLS[lamp.light]}} for lamp, _ in counts],
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    chart.set_title({"name": "各灯的目标（项）", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 560, "height": 200})
    page.insert_chart(row + len(counts) + 1, 0, chart, {"x_offset": 4, "y_offset": 4})
    return row + len(counts) + 13


# --- targets ------------------------------------------------------------------------------------------------------


def _targets(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("目标", 34), Field("灯", 12), Field("要求", 14), Field("目标值", 12, _FINE), Field("上限值", 10, _FINE),
        Field("应达", 12, _FINE), Field("实际", 12, _FINE), Field("今后需", 12, _FINE), Field("今后需的含义", 12),
        Field("单位", 12), Field("进度（占全程）", 12, _SHARE), Field("时间进度", 12, _SHARE), Field("数据期", 16),
        Field("口径", 18), Field("地区", 12), Field("类型", 12), Field("牵头单位", 36), Field("配合单位", 36),
        Field("条款", 10), Field("条款标题", 26), Field("说明", 44), Field("代码", 26),
    ]  # fmt: skip
    sheet = Sheet.begin(
        book, formats, "目标", "全部目标", "数字列的单位见“单位”列；灯为到看数日的判断", fields
    )
    for one in contents.standings:
        target, row = one.target, one.row
        support = "、".join(unit_title(contents.plan, unit) for unit in target.supporting_units)
        sheet.add(
            [
                target.title, str(one.lamp), one.goal, row["goal"], row["goal_high"], row["expected"], row["observed"],
                row["needed"], one.needed_word, one.unit, row["progress"], row["calendar"],
                span_text(row["observed_period"]) if row["observed_period"] else "", target.scope, one.place,
                labels.TARGET_KINDS[target.kind], one.leads, support, target.clause, one.clause, one.reason, target.id,
            ]
        )  # fmt: skip
    sheet.end()


def _paths(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("目标", 34), Field("地区", 12), Field("期末", 12), Field("应达", 14, _FINE), Field("实际", 14, _FINE),
        Field("单位", 12), Field("代码", 26),
    ]  # fmt: skip
    note = "每期期末应达与实际；单位见“单位”列"
    sheet = Sheet.begin(book, formats, "目标路径", "目标路径：应达与实际", note, fields)
    for one in contents.standings:
        for point in one.path:
            sheet.add(
                [
                    one.target.title,
                    one.place,
                    point.end,
                    point.expected,
                    point.observed,
                    one.unit,
                    one.target.id,
                ]
            )
    sheet.end()


def _published(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("指标", 30), Field("相应的目标", 36), Field("目标的口径", 22), Field("公布的时期", 16), Field("地区", 12),
        Field("公布数", 14, _FINE), Field("单位", 14), Field("公布增速（%）", 14, _FINE), Field("公布数的口径", 26),
        Field("是否计入", 10), Field("来源", 36), Field("网址", 40), Field("获知日", 12), Field("质量", 26), Field("说明", 44),
    ]  # fmt: skip
    note = "别处公布，口径不同或无从核对；只作对照，不计入任何目标和灯"
    sheet = Sheet.begin(book, formats, "公布数(口径不同)", "别处公布的数", note, fields)
    for entry in contents.published:
        series = entry.series
        sheet.add(
            [
                entry.indicator, "；".join(one.target.title for one in entry.standings),
                "；".join(one.target.scope for one in entry.standings), span_text(series.period.text), entry.place,
                series.value, _unit(series.unit.text), series.growth, series.scope, "不计入", series.source,
                series.source_url, series.known_on, series.quality, series.note,
            ]
        )  # fmt: skip
    sheet.end()


def _unit(text: str) -> str:
    return "" if text == "1" else text


# --- indicators, grades -------------------------------------------------------------------------------------------


def _indicators(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("指标", 30), Field("口径", 18), Field("层级", 12), Field("地区或产业", 18), Field("年度", 8, "0"),
        Field("数值", 16, _FINE), Field("单位", 16), Field("分子", 18, _FINE), Field("分母", 18, _FINE),
        Field("计入（行）", 12, _WHOLE), Field("未计（行）", 12, _WHOLE), Field("代码", 28),
    ]  # fmt: skip
    note = "总量之比；分子、分母为精确合计，未计是缺分子或分母、或不合指标条件的行"
    sheet = Sheet.begin(book, formats, "指标", "全省、设区市和产业的指标", note, fields)
    for one in contents.levels:
        sheet.add(
            [
                one.indicator.title, SCOPES[one.scope], LEVELS[one.level], one.title, one.year, one.value,
                _unit(one.indicator.unit.text), one.numerator, one.denominator, one.used, one.left_out, one.indicator.id,
            ]
        )  # fmt: skip
    sheet.end()


def _grade_fields(first: str, grades: list[str]) -> list[Field]:
    counts = [Field(f"{grade}（家）", 10, _WHOLE) for grade in grades]
    shares = [Field(f"{grade} 占已定级", 10, _SHARE) for grade in grades]
    return [
        Field(first, 22), Field("年度", 8, "0"), Field("办法", 32), *counts, Field("已定级（家）", 12, _WHOLE),
        Field("不定级（家）", 12, _WHOLE), Field("参评（家）", 12, _WHOLE), *shares, Field("代码", 22),
    ]  # fmt: skip


def _grade_cells(title: str, year: int, scheme: str, spread: Spread, grades: list[str]) -> list[Cell]:
    counts: list[Cell] = [spread.by_grade.get(grade) for grade in grades]
    shares: list[Cell] = [
        spread.by_grade[grade] / spread.graded if spread.graded and grade in spread.by_grade else None
        for grade in grades
    ]
    return [title, year, scheme, *counts, spread.graded, spread.ungraded, spread.all, *shares, spread.key]


def _all_grades(contents: Contents) -> list[str]:
    return list(dict.fromkeys(grade for scheme in contents.schemes for grade in scheme.grading.grades))


def _by_year(book: Any, formats: Formats, contents: Contents) -> None:
    grades = _all_grades(contents)
    name, note = "等次分布(年度)", "各办法各年的家数；占比以已定级为分母"
    sheet = Sheet.begin(book, formats, name, "等次分布：各年", note, _grade_fields("合计", grades))
    for one in contents.graded:
        sheet.add(_grade_cells("合计", one.year, one.scheme.title, one.whole, grades))
    sheet.end()
    if contents.graded:
        main = sum(one.scheme is contents.graded[0].scheme for one in contents.graded)
        title = f"{contents.graded[0].scheme.title}：各年等次分布（%）"
        _stacked(book, sheet, name, title, grades, rows=(0, main - 1), label=1)


def _by_county(book: Any, formats: Formats, contents: Contents) -> None:
    grades = _all_grades(contents)
    note = "每行一个县（市、区）、年度和办法；占比以已定级为分母"
    sheet = Sheet.begin(
        book, formats, "等次分布(县)", "等次分布：县（市、区）", note, _grade_fields("县（市、区）", grades)
    )
    for one in contents.graded:
        for spread in one.counties:
            sheet.add(_grade_cells(spread.title, one.year, one.scheme.title, spread, grades))
    sheet.end()


def _by_industry(book: Any, formats: Formats, contents: Contents) -> None:
    grades = _all_grades(contents)
    name, note = "等次分布(行业)", "方案产业；“方案产业以外”是其余制造业；占比以已定级为分母"
    sheet = Sheet.begin(book, formats, name, "等次分布：行业", note, _grade_fields("产业", grades))
    charted: tuple[int, int] | None = None
    for one in contents.graded:
        start = sheet.count
        for spread in one.industries:
            sheet.add(_grade_cells(spread.title, one.year, one.scheme.title, spread, grades))
        if one.scheme is contents.graded[0].scheme:
            charted = (start, sheet.count - 1)
    sheet.end()
    if charted:
        last = max(one.year for one in contents.graded if one.scheme is contents.graded[0].scheme)
        _stacked(book, sheet, name, f"{last} 年各产业等次分布（%）", grades, rows=charted, label=0)


def _stacked(
    book: Any, sheet: Sheet, name: str, title: str, grades: list[str], *, rows: tuple[int, int], label: int
) -> None:
    """A native chart of shares, to the right of the table."""
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    first, last = sheet.first + rows[0], sheet.first + rows[1]
    for position in range(len(grades)):
        column = 3 + position
        fill = _FILLS[min(position, len(_FILLS) - 1)]
        chart.add_series(
            {
                "name": [name, 2, column], "categories": [name, first, label, last, label],
                "values": [name, first, column, last, column], "fill": {"color": fill},
                "border": {"color": "#14539A", "width": 0.5}, "gap": 40,
            }
        )  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 620, "height": max(240, 60 + 24 * (rows[1] - rows[0] + 1))})
    sheet.page.insert_chart(2, len(sheet.fields) + 1, chart)


# --- movers, measures, refusals -----------------------------------------------------------------------------------


def _movers(name: str, title: str, ends: str) -> Callable[[Any, Formats, Contents], None]:
    def write(book: Any, formats: Formats, contents: Contents) -> None:
        fields = [
            Field("序", 6, "0"), Field("企业", 24), Field("统一社会信用代码", 22), Field("县（市、区）", 14), Field("行业代码", 10),
            Field("组", 12), Field("上年总分（分）", 14, _TWO), Field("本年总分（分）", 14, _TWO),
            Field("变动（分）", 12, "+#,##0.00;-#,##0.00;0.00"), Field("上年等次", 10), Field("本年等次", 10),
            Field("年度", 8, "0"), Field("办法", 32),
        ]  # fmt: skip
        sheet = Sheet.begin(book, formats, name, title, "最近一年与上年都定级的企业，按总分变动排序", fields)
        for scheme in contents.schemes:
            for moves in contents.moves.get(scheme.id, ())[-1:]:
                rows: tuple[Mover, ...] = getattr(moves, ends)
                for number, one in enumerate(rows, start=1):
                    sheet.add(
                        [
                            number, one.name, one.enterprise, one.county, one.industry, one.group, one.before, one.after,
                            one.change, one.grade_before, one.grade, moves.year, scheme.title,
                        ]
                    )  # fmt: skip
        sheet.end()

    return write


def _measures(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("措施", 34), Field("数据年度", 10, "0"), Field("等次", 10), Field("对象（家、个）", 12, _WHOLE),
        Field("计算基数", 18, "#,##0.00####"), Field("金额", 18, "#,##0.00####"), Field("单位", 10), Field("依据", 30),
        Field("条", 16), Field("条款", 8),
    ]  # fmt: skip
    note = "按规则算出的建议，不是决定；基数和金额的单位见“单位”列；不在有效期的见“说明”"
    sheet = Sheet.begin(book, formats, "措施", "措施金额", note, fields)
    for one in contents.money:
        sheet.add(
            [
                one.measure.title, one.year, one.grade or "不分等次", one.entities, one.base, one.amount, one.unit,
                one.document, one.measure.basis.article, one.measure.clause,
            ]
        )  # fmt: skip
    sheet.end()


def _refused(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("数据集", 22), Field("原因代码", 30), Field("处数", 10, _WHOLE), Field("行数", 10, _WHOLE),
        Field("文件（个）", 10, _WHOLE), Field("第一处的说明", 70), Field("第一处", 44),
    ]  # fmt: skip
    rows = "；".join(
        f"{one.title} 接收 {one.accepted} 行，拒收 {one.refused} 行" for one in contents.received
    )
    sheet = Sheet.begin(book, formats, "拒收", "拒收的行和原因", rows, fields)
    for one in contents.refusals:
        sheet.add([one.title, one.code, one.cells, one.rows, one.files, one.example, one.where])
    sheet.end()


_SHEETS: tuple[Callable[[Any, Formats, Contents], None], ...] = (
    _targets, _paths, _indicators, _by_year, _by_county, _by_industry, _movers("升幅前列", "总分升幅前列", "risers"),
    _movers("降幅前列", "总分降幅前列", "fallers"), _measures, _refused, _published,
)  # fmt: skip
