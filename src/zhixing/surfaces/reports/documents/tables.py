"""The tables a document's text may put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents.blocks import Column, Table
from zhixing.surfaces.reports.figures import NONE, day, figure, share, span_text
from zhixing.surfaces.reports.grades import Graded, Money
from zhixing.surfaces.reports.lamps import LAMPS, lamp_of
from zhixing.surfaces.reports.numerals import numeral
from zhixing.surfaces.reports.outlooks import chance_of, spoken
from zhixing.surfaces.reports.places import Peers
from zhixing.surfaces.reports.targets import Elsewhere, Group, Standing

Made = Callable[[Contents, Sequence[Any], str, str], Table]
_RIGHT: Literal["right"] = "right"


def targets_table(contents: Contents, rows: Sequence[Standing], caption: str, more: str) -> Table:
    """Targets with goal, what was observed, what is due, progress and light."""
    columns = (
        Column("目标", width=7), Column("单位", width=2), Column("目标值", _RIGHT, 3), Column("现状", _RIGHT, 3),
        Column("应达", _RIGHT, 3), Column("进度%", _RIGHT, 2), Column("灯号", "centre", 3), Column("牵头单位", width=4),
    )  # fmt: skip
    cells = tuple(
        (
            one.target.title, one.unit, one.goal, figure(one.row["observed"], 2), figure(one.row["expected"], 2),
            NONE if one.row["progress"] is None else figure(one.row["progress"] * 100, 1), str(one.lamp), first_of(one.leads),
        )
        for one in rows
    )  # fmt: skip
    return Table(f"{caption or '目标进展'}{more}", columns, cells)


def first_of(units: str) -> str:
    """The first of several units, and how many they are: a table has no room for nine departments."""
    first, *others = units.split("、")
    return f"{first}等{len(others) + 1}家" if others else first


def programmes_table(contents: Contents, rows: Sequence[Group], caption: str, more: str) -> Table:
    """How many targets of each programme have which light."""
    lamps = list(LAMPS.values())
    columns = (
        Column("部分", width=6),
        *(Column(str(lamp), _RIGHT, 2) for lamp in lamps),
        Column("合计", _RIGHT, 2),
    )
    cells = []
    for group in rows:
        counts = [count for _, count in group.tally]
        cells.append((f"{group.clause} {group.title}", *(figure(c) for c in counts), figure(sum(counts))))
    totals = [sum(count for g in rows for lamp, count in g.tally if lamp.light == one.light) for one in lamps]
    cells.append(("合计", *(figure(total) for total in totals), figure(sum(totals))))
    return Table(f"{caption or '各部分目标灯号'}{more}", columns, tuple(cells), unit="个")


def published_table(contents: Contents, rows: Sequence[Elsewhere], caption: str, more: str) -> Table:
    """Figures published elsewhere with scope and source."""
    columns = (
        Column("指标", width=5), Column("地区", width=3), Column("时期", "centre", 3), Column("数值", _RIGHT, 4),
        Column("增速%", _RIGHT, 2), Column("口径", width=3), Column("来源", width=7),
    )  # fmt: skip
    cells = tuple(
        (
            one.indicator, one.place, span_text(one.series.period.text),
            NONE if one.series.value is None else f"{numeral(one.series.value)} {one.series.unit.text}",
            NONE if one.series.growth is None else numeral(one.series.growth), one.series.scope, one.series.source,
        )
        for one in rows
    )  # fmt: skip
    return Table(f"{caption or '公开发布的数'}{more}", columns, cells)


def follow_ups_table(contents: Contents, rows: Sequence[dict[str, Any]], caption: str, more: str) -> Table:
    """What is being followed up, with whom, by when."""
    columns = (
        Column("事项", width=5), Column("责任单位", width=3), Column("原因", width=8), Column("开出", "centre", 4),
        Column("期限", "centre", 4),
    )  # fmt: skip
    cells = tuple(
        (row["about"], first_of(row["leads"]), row["why"], day(row["opened_on"]), day(row["deadline"]))
        for row in rows
    )
    return Table(f"{caption or '督办事项'}{more}", columns, cells)


def due_table(contents: Contents, rows: Sequence[dict[str, Any]], caption: str, more: str) -> Table:
    """What is due from whom."""
    columns = (Column("报送表", width=5), Column("时期", "centre", 3), Column("应报单位", width=4), Column("期限", "centre", 4),
               Column("缺", width=6))  # fmt: skip
    plan = contents.plan
    cells = []
    for row in rows:
        unit = plan.organisations.get(row["unit"])
        who = (unit.short or unit.title) if unit else plan.places[row["place"]].title
        lacking = "、".join(plan.indicators[name].title for name in row["lacking"] if name in plan.indicators)
        cells.append((row["title"], row["period"], who, day(row["due"]), lacking or "全部"))
    return Table(f"{caption or '逾期未报'}{more}", columns, tuple(cells))


def parts_table(contents: Contents, rows: Sequence[dict[str, Any]], caption: str, more: str) -> Table:
    """The parts of a target by place, with what each adds to the gap."""
    columns = (
        Column("地区", width=4), Column("分解数", _RIGHT, 3), Column("应达", _RIGHT, 3), Column("现状", _RIGHT, 3),
        Column("差距", _RIGHT, 3), Column("占差距%", _RIGHT, 3), Column("灯号", "centre", 3),
    )  # fmt: skip
    cells = tuple(
        (
            row["where"], figure(row["goal"], 2), figure(row["expected"], 2), figure(row["observed"], 2),
            figure(row["gap"], 2), figure(row["share_of_gap"], 1), str(lamp_of(row["light"], row["reason"])),
        )
        for row in rows
    )  # fmt: skip
    return Table(f"{caption or '分解落实'}{more}", columns, cells, unit=rows[0]["unit"] if rows else "")


def forecasts_table(contents: Contents, rows: Sequence[dict[str, Any]], caption: str, more: str) -> Table:
    """Forecasts to the deadline with band, probability and what is needed from now on."""
    columns = (
        Column("目标", width=6), Column("期限", "centre", 4), Column("要到", _RIGHT, 3), Column("预计", _RIGHT, 3),
        Column("区间", "centre", 4), Column("达成概率%", _RIGHT, 3), Column("今后每期需", _RIGHT, 3), Column("方法", width=3),
    )  # fmt: skip
    cells = tuple(
        (
            row["title"], day(row["deadline"]), spoken(row["goal"]), spoken(row["central"]),
            f"{spoken(row['low'])}—{spoken(row['high'])}", chance_of(row["probability"]),
            spoken(row["needed_per_period"]), row["method_zh"],
        )
        for row in rows
        if row["method"]
    )  # fmt: skip
    return Table(f"{caption or '到期预测'}{more}", columns, cells)


def grades_table(contents: Contents, rows: Sequence[Graded], caption: str, more: str) -> Table:
    """Enterprises by grade, one row for each scheme and year."""
    letters = list(dict.fromkeys(grade for one in rows for grade in one.grades))
    columns = (Column("办法", width=6), Column("年度", "centre", 2), *(Column(letter, _RIGHT, 2) for letter in letters),
               Column("其他状态", _RIGHT, 2), Column("合计", _RIGHT, 2))  # fmt: skip
    cells = tuple(
        (
            one.scheme.title, str(one.year), *(figure(one.whole.by_grade.get(letter, 0)) for letter in letters),
            figure(one.whole.ungraded), figure(one.whole.all),
        )
        for one in rows
    )  # fmt: skip
    return Table(f"{caption or '企业等次'}{more}", columns, cells, unit="家")


def industries_table(contents: Contents, rows: Sequence[Graded], caption: str, more: str) -> Table:
    """Enterprises by grade in each industry, of the first of `rows`."""
    return (
        _spread_table(rows[0], "industries", "产业", caption or "各产业等次", more)
        if rows
        else _empty(caption)
    )


def counties_table(contents: Contents, rows: Sequence[Graded], caption: str, more: str) -> Table:
    """Enterprises by grade in each county, of the first of `rows`."""
    return (
        _spread_table(rows[0], "counties", "县（市、区）", caption or "各县等次", more)
        if rows
        else _empty(caption)
    )


def _spread_table(graded: Graded, what: str, title: str, caption: str, more: str) -> Table:
    columns = (Column(title, width=5), *(Column(grade, _RIGHT, 2) for grade in graded.grades),
               Column(f"{graded.grades[0]} 占%", _RIGHT, 2), Column("合计", _RIGHT, 2))  # fmt: skip
    cells = tuple(
        (
            one.title, *(figure(one.by_grade.get(grade, 0)) for grade in graded.grades),
            share(one.by_grade.get(graded.grades[0], 0), one.graded), figure(one.graded),
        )
        for one in getattr(graded, what)
    )  # fmt: skip
    return Table(f"{caption}{more}", columns, cells, unit="家")


def measures_table(contents: Contents, rows: Sequence[Money], caption: str, more: str) -> Table:
    """What measures come to by year and grade."""
    columns = (Column("措施", width=6), Column("年度", "centre", 2), Column("等次", "centre", 2), Column("对象", _RIGHT, 2),
               Column("金额", _RIGHT, 4), Column("依据", width=5))  # fmt: skip
    cells = tuple(
        (one.measure.title, str(one.year), one.grade or NONE, figure(one.entities), f"{figure(one.amount, 2)} {one.unit}",
         one.document)
        for one in rows
    )  # fmt: skip
    return Table(f"{caption or '措施金额（建议）'}{more}", columns, cells)


def assessment_table(contents: Contents, rows: Sequence[Peers], caption: str, more: str) -> Table:
    """Places of one group of peers: rank, total, each part, and how far the rank moves when the weights do."""
    one = next((a for a in contents.assessed if rows and rows[0] in a.groups), None)
    if one is None:
        return _empty(caption)
    columns = (
        Column("名次", _RIGHT, 2), Column("地区", width=4), Column("总分", _RIGHT, 3),
        *(Column(part.title, _RIGHT, 3) for part in one.parts), Column("名次区间", _RIGHT, 3),
        *((Column("等次", "centre", 3),) if one.graded else ()),
    )  # fmt: skip
    cells = tuple(
        (
            str(place.rank or NONE), place.title, figure(place.total, 2), *(figure(part, 1) for part in place.parts),
            place.span or NONE, *((place.grade or place.state,) if one.graded else ()),
        )
        for group in rows
        for place in group.places
    )  # fmt: skip
    return Table(f"{caption or one.scheme.title}{more}", columns, cells, unit="分")


def _empty(caption: str) -> Table:
    return Table(caption, (Column("—"),), ())


TABLES: dict[str, Made] = {
    "targets": targets_table,
    "programmes": programmes_table,
    "published": published_table,
    "follow-ups": follow_ups_table,
    "due": due_table,
    "parts": parts_table,
    "forecasts": forecasts_table,
    "grades": grades_table,
    "industries": industries_table,
    "counties": counties_table,
    "measures": measures_table,
    "assessment": assessment_table,
}
