"""What measures propose for one enterprise or place, in words: amount, line, document, and the cells of the base."""

from __future__ import annotations

from collections.abc import Sequence

from zhixing.kernel.runs import Granted
from zhixing.surfaces.reports.figures import figure, figure_text
from zhixing.surfaces.reports.labels import MEASURE_KINDS
from zhixing.surfaces.reports.measure_words import BECAUSE, OUTCOMES

_PLACES = 6


def granted_text(found: Sequence[Granted]) -> str:
    """For a terminal: a block for each proposal, newest year first."""
    return "\n\n".join("\n".join(_lines(one)) for one in found)


def amount_words(one: Granted) -> str:
    """The amount with its unit, or what the measure says in words."""
    if one.amount is None:
        return one.says or "缺基数，算不出"
    said = f"；{one.says}" if one.says else ""
    due = f"（{one.due_year} 年应付的一期）" if one.due_year != one.year else ""
    return f"{figure(one.amount, _PLACES)} {one.unit}{due}{said}"


def how_words(one: Granted) -> str:
    """How the amount came about: base times rate, and what changed it."""
    parts = []
    if one.base is not None and one.rate is not None:
        parts.append(
            f"{figure(one.base, _PLACES)} × {figure(one.rate, _PLACES)} = {figure(one.claim, _PLACES)}"
        )
    if one.grade:
        running = f"，连续 {one.running} 年" if one.running and one.running > 1 else ""
        parts.append(f"{one.grade_year} 年度 {one.grade} 等{running}，表中第 {one.line} 行")
    return "；".join(parts)


def claim_words(outcome: str, *, english: bool = False) -> str:
    """What became of a claim."""
    return OUTCOMES[outcome][english]


def why_words(one: Granted) -> str:
    """What became of the claim and because of what."""
    said = claim_words(one.outcome)
    reason = BECAUSE[one.because][0] if one.because in BECAUSE else one.because
    return f"{said}：{reason}" if reason else said


def _lines(one: Granted) -> list[str]:
    until = one.valid_to or "未定"
    lines = [
        f"{one.year}  {one.title}（{MEASURE_KINDS[one.kind]}）：{amount_words(one)}  [{why_words(one)}]",
        f"  依据：{one.document} {one.article}，{one.valid_from} 起至 {until}；方案 {one.clause}  规则：{one.rule}",
    ]
    if how_words(one):
        lines.append(f"  怎么来：{how_words(one)}")
    if one.formula:
        lines.append(f"  基数 = {one.formula}")
    lines += [
        f"    {fact.title} {figure_text(fact.value)} {fact.unit}  ← {fact.source or '没有收到'}"
        for fact in one.facts
    ]
    if one.placeholders:
        lines.append(f"  标准暂定，没有见到出处：{'、'.join(one.placeholders)}")
    return lines
