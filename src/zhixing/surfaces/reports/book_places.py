"""The sheets of a workbook about assessed places, and about checks of places, projects and parcels against lines."""

from __future__ import annotations

from typing import Any

from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.sheets import FINE, TWO, WHOLE, Field, Formats, Sheet


def write_places(book: Any, formats: Formats, contents: Contents) -> None:
    """One row for each place, assessment and year; nothing where the run assessed no places."""
    if not contents.assessed:
        return
    parts = list(dict.fromkeys(part.title for one in contents.assessed for part in one.parts))
    fields = [
        Field("地区", 16), Field("年度", 8, "0"), Field("组", 18), Field("名次", 8, "0"), Field("同组（地）", 10, "0"),
        Field("总分（分）", 12, TWO), *(Field(f"{part}（分）", 14, TWO) for part in parts),
        Field("名次区间：最好", 12, "0"), Field("名次区间：最差", 12, "0"), Field("等次", 10), Field("状态", 12),
        Field("办法", 40), Field("代码", 10),
    ]  # fmt: skip
    note = "各组各自排名；各部分为百分制；名次区间是各项权重上下浮动两成、一千次抽样中占九成的名次"
    sheet = Sheet.begin(book, formats, "地区评价", "地区评价：设区市、县（市、区）", note, fields)
    for one in contents.assessed:
        for group in one.groups:
            for place in group.places:
                own = dict(zip((part.title for part in one.parts), place.parts, strict=True))
                sheet.add(
                    [
                        place.title, one.year, group.title, place.rank, place.of, place.total,
                        *(own.get(part) for part in parts), place.rank_low, place.rank_high,
                        place.grade, place.state, one.scheme.title, place.place,
                    ]
                )  # fmt: skip
    sheet.end()


def write_checks(book: Any, formats: Formats, contents: Contents) -> None:
    """How many came out how, by check, year and group; nothing where the run checked nobody."""
    if not contents.checked:
        return
    fields = [
        Field("办法", 40), Field("年度", 8, "0"), Field("组", 20), Field("情形", 22), Field("家数（个或地）", 12, WHOLE),
        Field("同组合计（个或地）", 12, WHOLE), Field("条款", 8),
    ]  # fmt: skip
    note = "按写明的线逐个核对，不排名；一行是一种情形的个数，没有等次的按状态列"
    sheet = Sheet.begin(book, formats, "逐个核对", "项目、地块和地区的逐个核对", note, fields)
    for one in contents.checked:
        for row in one.outcomes:
            for how, count in (*row.grades.items(), *row.states.items()):
                clause = one.scheme.clause
                sheet.add([one.scheme.title, row.year, row.group, how, count, row.all, clause])
    sheet.end()
    _write_missed(book, formats, contents)


def _write_missed(book: Any, formats: Formats, contents: Contents) -> None:
    """Places that did not keep a line in the newest year, one row for each item."""
    if not any(one.missed for one in contents.checked):
        return
    fields = [
        Field("地区", 16), Field("年度", 8, "0"), Field("情形", 14), Field("指标（单位）", 44), Field("值", 14, FINE),
        Field("办法", 40),
    ]  # fmt: skip
    note = "各项的值；能耗双控的值是实际为控制数或控制线的百分之几，超过100的部分就是超出"
    sheet = Sheet.begin(book, formats, "未做到的地区", "逐个核对中没有都做到的地区", note, fields)
    for one in contents.checked:
        for place in one.missed:
            for item, value in zip(one.items, place.values, strict=True):
                sheet.add([place.place, one.last, place.grade, item, value, one.scheme.title])
    sheet.end()
