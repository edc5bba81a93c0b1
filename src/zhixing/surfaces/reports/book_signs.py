"""The sheet of a workbook about what is worth a look: indicators for whoever analyses, never a finding."""

from __future__ import annotations

from typing import Any

from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.sheets import FINE, WHOLE, Field, Formats, Sheet


def write_screened(book: Any, formats: Formats, contents: Contents) -> None:
    """One row for each list of a screening, by year: the whole and every county; nothing where the run screened nobody."""
    if not contents.screened:
        return
    fields = [
        Field("筛查", 34), Field("年度", 8, "0"), Field("县（市、区）", 16), Field("结果", 24), Field("企业（家）", 12, WHOLE),
        Field("查到的（家）", 12, WHOLE), Field("条款", 8), Field("代码", 34),
    ]  # fmt: skip
    note = "名单是核实或培育的起点，由人定；各家见运行结果 evaluation-…；未决和假定见“说明”"
    sheet = Sheet.begin(book, formats, "筛查", "筛查结果：各类名单的家数", note, fields)
    for one in contents.screened:
        for spread in (one.whole, *one.counties):
            where = spread.title if spread.key else "全省"
            shown = [*spread.by_grade.items(), ("不定等（见各状态）", spread.ungraded)]
            for outcome, count in shown:
                if count:
                    sheet.add(
                        [
                            one.scheme.title, one.year, where, outcome, count, spread.all,
                            one.scheme.clause, one.scheme.id,
                        ]
                    )  # fmt: skip
    sheet.end()


def write_signs(book: Any, formats: Formats, contents: Contents) -> None:
    """One row for each sign seen in the last year; nothing where the run looked for none."""
    if not contents.looks:
        return
    fields = [
        Field("现象", 26), Field("县（市、区）", 14), Field("组", 12), Field("企业", 22), Field("统一社会信用代码", 22),
        Field("行业代码", 10), Field("等次", 14), Field("变动的项", 18), Field("上年", 12, FINE), Field("今年", 12, FINE),
        Field("上年切线", 12, FINE), Field("切线或对照值", 14, FINE), Field("变动（分）", 12, FINE),
        Field("线上区段（家）", 12, WHOLE), Field("线下区段（家）", 12, WHOLE), Field("两侧邻近区段（家）", 14, WHOLE),
        Field("说明", 70), Field("年度", 8, "0"), Field("办法", 32), Field("条款", 8),
    ]  # fmt: skip
    note = "供分析人员内部核对数据用，不是认定，不作评价、奖惩和公开的依据；界线都是假定，见方案 signs/"
    sheet = Sheet.begin(book, formats, "值得一看", "值得一看的现象", note, fields)
    for look in contents.looks:
        sheet.add(
            [
                look.sign.title, look.county_title, look.group, look.name, look.enterprise, look.industry,
                look.cut, look.item, look.before, look.now, look.line_before, look.line, look.change,
                look.above, look.below, look.beside, look.wording, look.year, look.scheme_title, look.sign.clause,
            ]
        )  # fmt: skip
    sheet.end()
