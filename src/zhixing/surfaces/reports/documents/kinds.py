"""The kinds of rows a text may look at and put into tables: every column with its heading, its type and its width.

This is the whole vocabulary of columns. The checks of a text, the tables, the figures in a sentence and the handbook
all read it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """What stands in a column. Short words are never broken; figures are printed through `figure`, with their source."""

    TEXT = "文字"
    SHORT = "短语"
    DAY = "日期"
    YEAR = "年份"
    FLAG = "是否"
    COUNT = "个数"
    FIGURE = "数"
    SHARE = "份额"
    CENT = "百分数"
    CHANCE = "概率"


FIGURES = frozenset({Type.COUNT, Type.FIGURE, Type.SHARE, Type.CENT, Type.CHANCE})
RIGHT = FIGURES
CENTRED = frozenset({Type.DAY, Type.YEAR, Type.FLAG, Type.SHORT})


@dataclass(frozen=True)
class Column:
    """A column: heading, type, width among the others of a table, decimals of a figure.

    Where there is no figure a table prints a dash, as nothing was to be had; the reason why in a `named` column.
    """

    heading: str
    type: Type = Type.TEXT
    width: int = 3
    places: int = 2
    named: bool = False


@dataclass(frozen=True)
class Kind:
    """Rows of one kind: which result they come from, their columns, and the rows they hold themselves."""

    name: str
    title: str
    result: str
    columns: Mapping[str, Column]
    rows: Mapping[str, str] = field(default_factory=dict)


_F, _S, _C, _N, _D, _Y, _B = (
    Type.FIGURE, Type.SHARE, Type.CENT, Type.COUNT, Type.DAY, Type.YEAR, Type.FLAG,
)  # fmt: skip
_LIGHTS = {
    "red": Column("■ 告警", _N, 2), "yellow": Column("▲ 预警", _N, 2), "green": Column("● 正常", _N, 2),
    "reached": Column("✓ 已达成", _N, 2), "none": Column("○ 无灯", _N, 2), "all": Column("合计", _N, 2),
}  # fmt: skip

TARGET = Kind("target", "目标", "targets", {
    "id": Column("编号", width=5), "title": Column("目标", width=8), "clause": Column("条款", width=2),
    "chapter": Column("条款标题", width=6), "unit": Column("单位", Type.SHORT, 2), "goal": Column("目标值", width=4),
    "observed": Column("现状", _F, named=True), "expected": Column("应达", _F), "gap": Column("差距", _F), "needed": Column("今后需", _F),
    "progress": Column("进度%", _S, 3, 1), "calendar": Column("时间进度%", _S, 3, 1),
    "light": Column("灯", width=2), "lamp": Column("灯号", width=4), "reason": Column("说明", width=10),
    "lead": Column("牵头单位", width=5), "leads": Column("牵头单位", width=8), "supports": Column("配合单位", width=8),
    "scope": Column("口径", width=5), "place": Column("地区", width=4), "period": Column("数据期", width=4),
    "drawn": Column("有路径", _B),
})  # fmt: skip
PROGRAMME = Kind("programme", "部分", "targets", {
    "clause": Column("条款", width=2), "title": Column("部分", width=6), **_LIGHTS,
}, {"targets": "target"})  # fmt: skip
LOOK = Kind("look", "历次看灯", "lights", {
    "day": Column("到", _D, 4), "cycle": Column("周期", width=3), **_LIGHTS,
})  # fmt: skip
PUBLISHED = Kind("published", "公开发布的数", "published", {
    "indicator": Column("指标", width=6), "place": Column("地区", width=4), "period": Column("时期", width=5),
    "value": Column("数值", _F, 3, 6), "unit": Column("单位", Type.SHORT, 3), "growth": Column("增速%", _C, 2, 6),
    "scope": Column("口径", width=5), "source": Column("来源", width=8), "known_on": Column("获知日", _D, 4),
    "quality": Column("质量", width=5), "targets": Column("相应目标", width=6), "beside": Column("有相应目标", _B),
})  # fmt: skip
DUE = Kind("due", "应报", "due", {
    "form": Column("报送表", width=6), "period": Column("时期", Type.SHORT, 4), "due": Column("期限", _D, 4),
    "unit": Column("应报单位", width=5), "state": Column("状态", width=3), "received_on": Column("收到", _D, 4, named=True),
    "lacking": Column("缺", width=7),
})  # fmt: skip
FOLLOW_UP = Kind("follow-up", "督办", "follow-ups", {
    "title": Column("督办", width=5), "clause": Column("条款", width=2), "about": Column("事项", width=6),
    "leads": Column("责任单位", width=6), "lead": Column("责任单位", width=4), "why": Column("原因", width=9),
    "ask": Column("要求", width=7), "opened_on": Column("开出", _D, 4), "deadline": Column("期限", _D, 4),
    "holds": Column("仍存在", _B, 2), "rule": Column("规则", width=4),
})  # fmt: skip
PART = Kind("part", "分解数", "cascade", {
    "target": Column("目标编号", width=5), "title": Column("目标", width=6), "where": Column("地区", width=5),
    "level": Column("层级", width=3), "period": Column("时期", width=4), "unit": Column("单位", Type.SHORT, 2),
    "goal": Column("分解数", _F), "expected": Column("应达", _F), "observed": Column("现状", _F),
    "progress": Column("进度%", _S, 3, 1), "gap": Column("差距", _F), "share_of_gap": Column("占差距%", _C, 3, 1),
    "light": Column("灯", width=2), "lamp": Column("灯号", width=4), "reason": Column("说明", width=8),
    "split_reason": Column("分解说明", width=6),
})  # fmt: skip
FORECAST = Kind("forecast", "预测", "forecasts", {
    "target": Column("目标编号", width=5), "title": Column("目标", width=7), "unit": Column("单位", Type.SHORT, 2),
    "deadline": Column("期限", _D, 4), "points": Column("期数", _N, 2), "method": Column("方法", width=4),
    "goal": Column("要到", _F), "central": Column("预计", _F, named=True), "low": Column("区间下端", _F), "high": Column("区间上端", _F),
    "level": Column("把握%", _C, 2, 0), "probability": Column("达成概率%", Type.CHANCE, 3, 0),
    "needed": Column("今后每期需", _F), "why_not": Column("不预测的原因", width=6), "given": Column("有预测", _B),
})  # fmt: skip
GRADED = Kind("graded", "企业等次", "distribution", {
    "scheme": Column("办法", width=8), "year": Column("年度", _Y, 2), "graded": Column("已定级", _N, 2),
    "ungraded": Column("不定级", _N, 2), "all": Column("参评", _N, 2), "best": Column("最好一等", _N, 2),
    "worst": Column("最差一等", _N, 2),
})  # fmt: skip
MOVE = Kind("move", "等次变动", "moves", {
    "scheme": Column("办法", width=8), "year": Column("年度", _Y, 2), "compared": Column("两年都参评", _N, 3),
    "better": Column("等次上升", _N, 3), "same": Column("等次不变", _N, 3), "worse": Column("等次下降", _N, 3),
})  # fmt: skip
MEASURE = Kind("measure", "措施", "measures", {
    "title": Column("措施", width=7), "year": Column("年度", _Y, 2), "grade": Column("等次", width=2),
    "entities": Column("对象", _N, 2), "amount": Column("数额", _F, 4), "unit": Column("单位", Type.SHORT, 2),
    "document": Column("依据", width=6), "region": Column("适用地区", width=4),
})  # fmt: skip
PLACE = Kind("place", "地区评价", "evaluation", {
    "scheme": Column("办法", width=7), "year": Column("年度", _Y, 2), "where": Column("地区", width=5),
    "group": Column("组", width=4), "total": Column("总分", _F, named=True), "rank": Column("名次", _N, 2),
    "of": Column("组内地区数", _N, 2), "span": Column("名次区间", Type.SHORT, 3),
    "grade": Column("等次", width=2), "state": Column("状态", width=4),
})  # fmt: skip
PEERS = Kind("peers", "同类地区", "evaluation", {
    "scheme": Column("办法", width=7), "year": Column("年度", _Y, 2), "group": Column("组", width=4),
    "all": Column("地区数", _N, 2),
}, {"places": "place"})  # fmt: skip
CONTRADICTION = Kind("contradiction", "对不上的数", "contradictions", {
    "title": Column("检查", width=5), "period": Column("时期", width=3), "where": Column("地区", width=4),
    "stated": Column("报的数", _F), "found": Column("核出的数", _F), "said": Column("说明", width=10),
})  # fmt: skip

KINDS = {
    kind.name: kind
    for kind in (
        TARGET, PROGRAMME, LOOK, PUBLISHED, DUE, FOLLOW_UP, PART, FORECAST, GRADED, MOVE, MEASURE, PLACE, PEERS, CONTRADICTION,
    )
}  # fmt: skip

LISTS = {
    "targets": "target", "place_targets": "target", "programmes": "programme", "looks": "look", "published": "published",
    "due": "due", "overdue": "due", "follow_ups": "follow-up", "parts": "part", "city_parts": "part",
    "forecasts": "forecast", "grades": "graded", "moves": "move", "measures": "measure", "places": "place",
    "assessments": "peers", "contradictions": "contradiction",
}  # fmt: skip
"""Lists of rows by the word for them."""

RECORDS: dict[str, dict[str, Type | str]] = {
    "run": {
        "id": Type.TEXT, "seal": Type.TEXT, "as_of": Type.DAY, "known_on": Type.DAY, "year": Type.YEAR, "quarter": Type.YEAR,
        "years": Type.TEXT, "last_year": Type.YEAR, "synthetic": Type.FLAG, "span": Type.TEXT,
    },
    "plan": {"title": Type.TEXT, "number": Type.TEXT, "term": Type.TEXT},
    "lights": dict.fromkeys(("red", "yellow", "green", "reached", "none"), "target"),
}  # fmt: skip
"""Words that are not lists, with what they hold: a type, or rows of a kind."""

RESULTS = {
    "targets": "目标判定", "lights": "历次灯号", "due": "应报", "follow-ups": "督办", "cascade": "目标分解",
    "forecasts": "到期预测", "contradictions": "一致性检查", "distribution": "企业评价", "moves": "等次变动",
    "measures": "差别化措施", "evaluation": "地区评价",
}  # fmt: skip
"""What a section may depend on: results of a run by the first word of their name, with their title."""
