"""The sheet of a workbook about assessed places."""

from __future__ import annotations

from typing import Any

from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.sheets import TWO, Field, Formats, Sheet


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
