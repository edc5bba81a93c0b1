"""The sheets of a workbook about indicators, grades, movers, measures and refused rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.grades import Mover, Spread
from zhixing.surfaces.reports.levels import LEVELS, SCOPES
from zhixing.surfaces.reports.money import shares_of
from zhixing.surfaces.reports.sheets import FINE, SHARE, TWO, WHOLE, Cell, Field, Formats, Sheet, shown_unit

_FILLS = ("#14539A", "#6D9BCD", "#CFE0F3", "#FFFFFF")


def write_indicators(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("指标", 30), Field("口径", 18), Field("层级", 12), Field("地区或产业", 18), Field("年度", 8, "0"),
        Field("数值", 16, FINE), Field("单位", 16), Field("分子", 18, FINE), Field("分母", 18, FINE),
        Field("计入（行）", 12, WHOLE), Field("未计（行）", 12, WHOLE), Field("代码", 28),
    ]  # fmt: skip
    note = "总量之比；分子、分母为精确合计，未计是缺分子或分母、或不合指标条件的行"
    sheet = Sheet.begin(book, formats, "指标", "全省、设区市和产业的指标", note, fields)
    for one in contents.levels:
        sheet.add(
            [
                one.indicator.title, SCOPES[one.scope], LEVELS[one.level], one.title, one.year, one.value,
                shown_unit(one.indicator.unit.text), one.numerator, one.denominator, one.used, one.left_out, one.indicator.id,
            ]
        )  # fmt: skip
    sheet.end()


def _grade_fields(first: str, grades: list[str]) -> list[Field]:
    counts = [Field(f"{grade}（家）", 10, WHOLE) for grade in grades]
    shares = [Field(f"{grade} 占已定级", 10, SHARE) for grade in grades]
    return [
        Field(first, 22), Field("年度", 8, "0"), Field("办法", 32), *counts, Field("已定级（家）", 12, WHOLE),
        Field("不定级（家）", 12, WHOLE), Field("参评（家）", 12, WHOLE), *shares, Field("代码", 22),
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


def write_by_year(book: Any, formats: Formats, contents: Contents) -> None:
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


def write_by_county(book: Any, formats: Formats, contents: Contents) -> None:
    grades = _all_grades(contents)
    note = "每行一个县（市、区）、年度和办法；占比以已定级为分母"
    sheet = Sheet.begin(
        book, formats, "等次分布(县)", "等次分布：县（市、区）", note, _grade_fields("县（市、区）", grades)
    )
    for one in contents.graded:
        for spread in one.counties:
            sheet.add(_grade_cells(spread.title, one.year, one.scheme.title, spread, grades))
    sheet.end()


def write_by_industry(book: Any, formats: Formats, contents: Contents) -> None:
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


def movers_writer(name: str, title: str, ends: str) -> Callable[[Any, Formats, Contents], None]:
    def write(book: Any, formats: Formats, contents: Contents) -> None:
        fields = [
            Field("序", 6, "0"), Field("企业", 24), Field("统一社会信用代码", 22), Field("县（市、区）", 14), Field("行业代码", 10),
            Field("组", 12), Field("上年总分（分）", 14, TWO), Field("本年总分（分）", 14, TWO),
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


def write_measures(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("措施", 34), Field("数据年度", 10, "0"), Field("等次", 10), Field("对象（家、个）", 12, WHOLE),
        Field("计算基数", 18, "#,##0.00####"), Field("数额", 18, "#,##0.00####"), Field("单位", 10), Field("标准", 10),
        Field("依据", 30), Field("条", 16), Field("条款", 8),
    ]  # fmt: skip
    note = "按规则算出的建议，不是决定；“暂定”的标准没有见到出处；不在有效期的见“说明”"
    sheet = Sheet.begin(book, formats, "措施", "措施金额", note, fields)
    for one in contents.money:
        rates = "" if one.amount is None else "暂定" if one.illustrative else "有出处"
        sheet.add(
            [
                one.measure.title, one.year, one.grade or "不分等次", one.entities, one.base, one.amount, one.unit, rates,
                one.document, one.measure.basis.article, one.measure.clause,
            ]
        )  # fmt: skip
    sheet.end()


def shares_writer(name: str, heading: str, by: str) -> Callable[[Any, Formats, Contents], None]:
    """A sheet of what enterprises get and pay by one key, year by year."""

    def write(book: Any, formats: Formats, contents: Contents) -> None:
        fields = [
            Field(heading, 24), Field("数据年度", 10, "0"), Field("得（亿元）", 16, FINE), Field("付（亿元）", 16, FINE),
            Field("净得（亿元）", 16, FINE), Field("代码", 22),
        ]  # fmt: skip
        note = "企业的减免、奖励、返还和加收、收费；含按暂定标准试算的，各项见“措施”"
        sheet = Sheet.begin(book, formats, name, name, note, fields)
        titles = {place.id: place.title for place in contents.plan.places.values()}
        titles |= {industry.id: industry.title for industry in contents.plan.industries.values()}
        for year in contents.run.years:
            for one in shares_of(contents.run, contents.plan, by, (year,)):
                title = titles.get(one.key, one.key) or "其他"
                sheet.add([title, year, one.granted, one.charged, one.net, one.key])
        sheet.end()

    return write


def write_refused(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("数据集", 22), Field("原因代码", 30), Field("处数", 10, WHOLE), Field("行数", 10, WHOLE),
        Field("文件（个）", 10, WHOLE), Field("第一处的说明", 70), Field("第一处", 44),
    ]  # fmt: skip
    rows = "；".join(
        f"{one.title} 接收 {one.accepted} 行，拒收 {one.refused} 行" for one in contents.received
    )
    sheet = Sheet.begin(book, formats, "拒收", "拒收的行和原因", rows, fields)
    for one in contents.refusals:
        sheet.add([one.title, one.code, one.cells, one.rows, one.files, one.example, one.where])
    sheet.end()
