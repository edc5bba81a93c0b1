"""Targets: complete, comparable with their indicator, agreeing with each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhixing.foundation.issues import Issue
from zhixing.foundation.quantities import NUMBER, Unit, as_decimal
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.objects import Indicator, Target
from zhixing.kernel.plan.target_values import figure_of

_RATES = ("average-annual-growth", "reduction-a-year", "rate")
_ADDING = ("level-by", "cumulative", "annual-flow", "coverage")


def check_targets(plan: CompiledPlan) -> Iterator[Issue]:
    """Comparators, units, periods, totals that must agree, industry codes that belong to one industry."""
    for target in plan.targets.values():
        yield from _shape(plan, target)
        yield from _unit(plan, target)
        yield from _total(plan, target)
        if target.parts not in (None, "apart") and target.kind not in _ADDING:
            where = plan.where("targets", target.id, "parts", clause=target.clause)
            yield codes.PARTS_OF_A_RATE.at(where, what=target.id, parts=target.parts, kind=target.kind)
        if not plan.head.term.holds(target.period):
            where = plan.where("targets", target.id, "period", clause=target.clause)
            yield codes.OUT_OF_TERM.at(where, what=target.id, period=target.period, term=plan.head.term)
    yield from _industry_codes(plan)


def _shape(plan: CompiledPlan, target: Target) -> Iterator[Issue]:
    where = plan.where("targets", target.id, clause=target.clause)
    given = [name for name in ("at_least", "over", "about", "equals", "at_most", "under", "between")
             if getattr(target, name) is not None]  # fmt: skip
    qualitative = target.kind == "qualitative"
    if len(given) != (0 if qualitative else 1):
        yield codes.COMPARATOR.at(where, what=target.id, count=len(given))
    needed = ("judge", "judged_by", "evidence") if qualitative else ("unit",)
    if not qualitative and target.kind not in ("threshold", "rate"):
        needed = (*needed, "indicator")
    for key in (*needed, "lead_units"):
        if not getattr(target, key):
            yield codes.TARGET_INCOMPLETE.at(where, what=target.id, key=key)


def _unit(plan: CompiledPlan, target: Target) -> Iterator[Issue]:
    indicator = plan.indicators.get(target.indicator or "")
    if indicator is None or target.unit is None:
        return
    wanted = _wanted(target, indicator)
    if not target.unit.comparable(wanted):
        where = plan.where("targets", target.id, "unit", clause=target.clause)
        yield codes.TARGET_UNIT.at(
            where, what=target.id, found=target.unit.text, indicator=indicator.id, wanted=wanted.text
        )


def _wanted(target: Target, indicator: Indicator) -> Unit:
    if target.kind in _RATES:
        return NUMBER
    if target.kind == "points-a-year":
        return Unit.parse("百分点")
    return indicator.unit


def _total(plan: CompiledPlan, target: Target) -> Iterator[Issue]:
    agreement = target.agrees_with
    other = plan.targets.get(agreement.target) if agreement else None
    if agreement is None or other is None or target.unit is None or other.unit is None:
        return
    mine, theirs = figure_of(target), figure_of(other)
    if mine is None or theirs is None:
        return
    times = Fraction(len(target.period.years)) if agreement.times == "years" else agreement.times
    product = mine * times * target.unit.factor
    if target.unit.dimension != other.unit.dimension or product != theirs * other.unit.factor:
        where = plan.where("targets", target.id, "agrees_with", clause=target.clause)
        yield codes.TOTALS_DISAGREE.at(
            where, what=target.id, other=other.id, mine=f"{as_decimal(mine)} {target.unit.text}", times=as_decimal(times),
            product=as_decimal(mine * times), theirs=f"{as_decimal(theirs)} {other.unit.text}",
        )  # fmt: skip


def _industry_codes(plan: CompiledPlan) -> Iterator[Issue]:
    owners: dict[str, str] = {}
    for industry in plan.industries.values():
        for code in industry.codes:
            for known, owner in owners.items():
                if known.startswith(code) or code.startswith(known):
                    where = plan.where("industries", industry.id, "codes", clause=industry.clause)
                    yield codes.CODE_SHARED.at(where, code=code, what=owner, other=industry.id)
            owners[code] = industry.id
