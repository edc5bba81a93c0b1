"""The sheets of a workbook about targets: their standing, their paths, figures published elsewhere."""

from __future__ import annotations

from typing import Any

from zhixing.surfaces.reports import labels
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.figures import span_text
from zhixing.surfaces.reports.sheets import FINE, SHARE, Field, Formats, Sheet, shown_unit
from zhixing.surfaces.reports.targets import unit_title


def write_targets(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("目标", 34), Field("灯", 12), Field("要求", 14), Field("目标值", 12, FINE), Field("上限值", 10, FINE),
        Field("应达", 12, FINE), Field("实际", 12, FINE), Field("今后需", 12, FINE), Field("今后需的含义", 12),
        Field("单位", 12), Field("进度（占全程）", 12, SHARE), Field("时间进度", 12, SHARE), Field("数据期", 16),
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


def write_paths(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("目标", 34), Field("地区", 12), Field("期末", 12), Field("应达", 14, FINE), Field("实际", 14, FINE),
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


def write_published(book: Any, formats: Formats, contents: Contents) -> None:
    fields = [
        Field("指标", 30), Field("相应的目标", 36), Field("目标的口径", 22), Field("公布的时期", 16), Field("地区", 12),
        Field("公布数", 14, FINE), Field("单位", 14), Field("公布增速（%）", 14, FINE), Field("公布数的口径", 26),
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
                series.value, shown_unit(series.unit.text), series.growth, series.scope, "不计入", series.source,
                series.source_url, series.known_on, series.quality, series.note,
            ]
        )  # fmt: skip
    sheet.end()
