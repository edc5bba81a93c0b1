"""A measure in words: where it applies, what each line of its table asks, what there is to give."""

from __future__ import annotations

from zhixing.foundation.quantities import NUMBER
from zhixing.kernel.plan import CompiledPlan, Measure, Rate, RateLine
from zhixing.surfaces.reports.numerals import numeral

OUTCOMES = {
    "proposed": ("建议", "proposed"),
    "excepted": ("除外", "excepted"),
    "unknown": ("缺基数", "base unknown"),
    "superseded": ("让位于他项", "superseded"),
    "conflict": ("有冲突，待人决定", "in conflict"),
    "beyond-budget": ("超出总额", "beyond the budget"),
}
BECAUSE = {
    "at-most": ("到每家上限为止", "cut at the most for one"),
    "together-at-most": ("几项合计到上限为止", "cut at the most together"),
    "budget-pro-rata": ("总额不足，同比例下调", "cut pro rata to the budget"),
}


def regions(plan: CompiledPlan, measure: Measure) -> str:
    """Where a measure applies, by title."""
    titles = {group.id: group.title for group in plan.place_groups.values()}
    titles |= {place.id: place.title for place in plan.places.values()}
    return "、".join(titles.get(one, one) for one in measure.region)


def line_words(line: RateLine, measure: Measure, plan: CompiledPlan) -> str:
    """One line of the table without its grades."""
    parts = [f"连续 {line.running} 年"] if line.running > 1 else []
    parts += [f"上年 {'、'.join(line.was)}"] if line.was else []
    parts += [_state(plan, measure, state) for state in line.states]
    parts += [f"符合 {line.where}"] if line.where else []
    said = rate_words(line.rate, measure, plan) if line.rate else ""
    return "，".join(parts + [text for text in (said, line.says) if text])


def rate_words(rate: Rate, measure: Measure, plan: CompiledPlan) -> str:
    """The rate with its unit; a parameter by title with all its dated values."""
    if rate.number is not None:
        if measure.rate_unit.same(NUMBER):
            return f"{numeral(rate.number * 100)} %"
        return f"{numeral(rate.number)} {measure.rate_unit.text}"
    parameter = plan.parameters[rate.parameter or ""]
    unit = "" if parameter.unit.text == "1" else f" {parameter.unit.text}"
    values = "；".join(f"{one.since} 年起 {numeral(one.value)}{unit}" for one in parameter.values)
    doubt = "，暂定，没有见到出处" if parameter.placeholder else ""
    return f"{parameter.title}（{values or parameter.figure_of}{doubt}）"


def budget_words(measure: Measure, plan: CompiledPlan) -> str:
    """The budget and what happens when it is short."""
    budget = measure.budget
    if budget is None or measure.unit is None:
        return ""
    amount = budget.amount
    total = (
        f"{numeral(amount.number)} {measure.unit.text}"
        if amount.number is not None
        else rate_words(amount, measure, plan)
    )
    how = "不足时同比例下调" if budget.when_short == "pro-rata" else "不足时按次序，满额为止"
    return f"{total}，{how}" + (f"（{'、'.join(budget.order_by)}）" if budget.order_by else "")


def _state(plan: CompiledPlan, measure: Measure, state: str) -> str:
    keys = [key for key in (measure.scheme, *measure.local_schemes) if key]
    titles = {one.id: one.title for key in keys for one in plan.schemes[key].population.states}
    return titles.get(state, state)
