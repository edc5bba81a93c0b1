"""Reasons: why a light is as it is, as a word code with a sentence in Chinese and one in English."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zhixing.foundation.quantities import as_decimal

REASONS: dict[str, tuple[str, str]] = {
    "reached": (
        "已达到目标值 {goal}，现为 {observed}",
        "the goal of {goal} is reached; it stands at {observed}",
    ),
    "reached-every-year": ("各年均已完成", "every year has reached its goal"),
    "kept": ("期满未超过上限 {goal}", "the term is over and the limit of {goal} was kept"),
    "on-path": (
        "现为 {observed}，不落后于时间进度应达的 {expected}",
        "it stands at {observed}, not behind the {expected} due by now",
    ),
    "within-limit": (
        "现为 {observed}，未超过时间进度允许的 {expected}",
        "it stands at {observed}, within the {expected} allowed by now",
    ),
    "in-band": (
        "现为 {observed}，在区间之内，尚未期满",
        "it stands at {observed}, inside the band; the term still runs",
    ),
    "behind": (
        "现为 {observed}，落后于时间进度应达的 {expected}",
        "it stands at {observed}, behind the {expected} due by now",
    ),
    "far-behind": (
        "现为 {observed}，明显落后于时间进度应达的 {expected}",
        "it stands at {observed}, far behind the {expected} due by now",
    ),
    "over-pace": (
        "现为 {observed}，超过时间进度允许的 {expected}",
        "it stands at {observed}, above the {expected} allowed by now",
    ),
    "over-limit": ("现为 {observed}，已超过上限 {goal}", "it stands at {observed}, over the limit of {goal}"),
    "beyond-band": ("现为 {observed}，已越过区间上限", "it stands at {observed}, beyond the end of the band"),
    "slipped": (
        "基年已达到目标 {goal}，现为 {observed}，又退了回来",
        "the base year already stood at the goal of {goal}; it has slipped to {observed}",
    ),
    "caught-up": (
        "上次告警，现已赶上应达的 {expected}，先转黄灯",
        "it was red and has caught up with the {expected} due; yellow first",
    ),
    "missed": (
        "期满未达到目标 {goal}，止于 {observed}",
        "the term is over and {goal} was missed; it ended at {observed}",
    ),
    "missed-years": ("期满，有年份未完成：{years}", "the term is over and some years were missed: {years}"),
    "no-figure-at-deadline": (
        "期满，尚缺截止期的数",
        "the term is over and the figure at its end is missing",
    ),
    "gaps": ("期满，期内有月份缺数", "the term is over and months inside it have no figure"),
    "no-reading": ("没有本口径的数", "there is no figure in the target's scope"),
    "no-reading-earlier": (
        "结转目标缺以前年份的数",
        "figures of earlier years, which carry over, are missing",
    ),
    "not-begun": ("目标期尚未开始", "the period of the target has not begun"),
    "no-base": (
        "没有基年数，期满时只与目标值比较",
        "there is no base-year figure; it is compared at the deadline only",
    ),
    "no-base-year": ("目标和方案都没有写明基年", "neither the target nor the plan names a base year"),
    "zero-base": (
        "基年数为零，算不出增减幅度",
        "the base-year figure is zero; no rate can be computed from it",
    ),
    "negative-base": (
        "基年数为负，算不出增减幅度",
        "the base-year figure is negative; no rate can be computed from it",
    ),
    "sign-change": (
        "基年以来由正转负或由负转正，算不出增减幅度",
        "the sign has changed since the base year; there is no rate",
    ),
    "no-path": ("基年、期限与目标值之间连不成路径", "base year, deadline and goal do not make a path"),
    "figure-in-force": ("规则所用的界线或比例，正在执行", "a line or rate that a rule uses, in force"),
    "figure-not-in-force": (
        "规则所用的界线或比例，现不在执行期内",
        "a line or rate that a rule uses, not in force now",
    ),
    "alarm": (
        "现为 {value}，触及告警线 {line}。{then}",
        "it stands at {value}, beyond the alarm line of {line}. {then}",
    ),
    "excellent": (
        "现为 {value}，达到优质线 {line}",
        "it stands at {value}, at or beyond the line of excellence, {line}",
    ),
    "overridden": (
        "由 {by} 人工调整：{why}（系统计算：{computed}）",
        "set by {by}: {why} (computed: {computed})",
    ),
    "judged-by": (
        "由 {judge} 于 {on} 判断，依据：{evidence}",
        "judged by {judge} on {on}, on the evidence of {evidence}",
    ),
    "divisions-changed": (
        "{day} 区划有变，没有沿革折算，前后的数不能相比",
        "the divisions changed on {day} and no crosswalk leads over it; figures before and after do not compare",
    ),
    "no-part": (
        "没有分给该地的数，只看它对差距的贡献",
        "no part was given to this place; only its contribution to the gap is shown",
    ),
    "not-judged": (
        "尚未判断，由 {judge} 判断，应附：{evidence}",
        "not judged yet; {judge} judges on the evidence of {evidence}",
    ),
}


@dataclass(frozen=True)
class Reason:
    """Why: a word code of `REASONS` and its filled sentences."""

    code: str
    zh: str
    en: str


def reason(code: str, **values: object) -> Reason:
    """The reason `code` with its sentences filled; numbers are shown with up to four decimals."""
    zh, en = REASONS[code]
    shown = {name: shown_number(value) for name, value in values.items()}
    return Reason(code, zh.format(**shown), en.format(**shown))


def shown_number(value: object) -> str:
    """A number as read by people; anything else as text, a dash where there is none."""
    if isinstance(value, Fraction):
        return f"{as_decimal(value, 4):f}"
    return "—" if value is None or value == "" else str(value)
