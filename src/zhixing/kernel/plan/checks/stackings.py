"""Stackings: measures of one dataset and unit; and measures that overlap must be in one."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import combinations

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import Kind, check_formula
from zhixing.kernel.plan.measure import Measure
from zhixing.kernel.plan.naming import names_on, places_in


def check_stackings(plan: CompiledPlan) -> Iterator[Issue]:
    """What would leave open which of several measures stands."""
    yield from _stackings(plan)
    yield from _overlaps(plan)


def _stackings(plan: CompiledPlan) -> Iterator[Issue]:
    for stacking in plan.stackings.values():
        where = plan.where("stackings", stacking.id, clause=stacking.clause)
        unknown = [key for key in stacking.measures if key not in plan.measures]
        for key in unknown:
            near = "、".join(get_close_matches(key, list(plan.measures), n=3, cutoff=0.4)) or "—"
            yield codes.UNKNOWN_MEASURE.at(where, what=stacking.id, name=key, near=near)
        if unknown:
            continue
        members = [plan.measures[key] for key in stacking.measures]
        first = members[0]
        if any(one.dataset != first.dataset for one in members):
            yield codes.STACKING.at(
                where,
                what=stacking.id,
                why="各措施的数据集不同",
                why_en="its measures are of different datasets",
            )
        if any(one.unit is None or first.unit is None or not one.unit.same(first.unit) for one in members):
            yield codes.STACKING.at(
                where, what=stacking.id, why="各措施的单位不同", why_en="its measures are in different units"
            )
        if stacking.at_most is not None and stacking.rule != "add":
            yield codes.STACKING.at(
                where, what=stacking.id, why="at_most 只与 add 一起用", why_en="at_most goes with add only"
            )
        if stacking.at_most is not None and first.unit and first.dataset in plan.datasets:
            at = plan.where("stackings", stacking.id, "at_most", clause=stacking.clause)
            names = names_on(plan, plan.datasets[first.dataset])
            yield from check_formula(stacking.id, stacking.at_most, names, at, Kind.NUMBER, first.unit)
    seen: dict[str, str] = {}
    for stacking in plan.stackings.values():
        for key in stacking.measures:
            if seen.setdefault(key, stacking.id) != stacking.id:
                yield codes.STACKING.at(
                    plan.where("stackings", stacking.id, clause=stacking.clause), what=stacking.id,
                    why=f"{key} 已在 {seen[key]} 中", why_en=f"{key} is in {seen[key]} already",
                )  # fmt: skip


def _overlaps(plan: CompiledPlan) -> Iterator[Issue]:
    together = [set(stacking.measures) for stacking in plan.stackings.values()]
    for one, other in combinations(plan.measures.values(), 2):
        if any({one.id, other.id} <= group for group in together) or not _meet(plan, one, other):
            continue
        where = plan.where("measures", other.id, clause=other.clause)
        yield codes.MEASURES_OVERLAP.at(where, what=other.id, other=one.id)


def _meet(plan: CompiledPlan, one: Measure, other: Measure) -> bool:
    """Whether both could ask the same entity for the same thing on the same day."""
    if one.base is None or (one.kind, one.dataset, one.base) != (other.kind, other.dataset, other.base):
        return False
    ends = [basis.valid_to for basis in (one.basis, other.basis) if basis.valid_to]
    if ends and max(one.basis.valid_from, other.basis.valid_from) > min(ends):
        return False
    return bool(set(places_in(plan, one.region)) & set(places_in(plan, other.region)))
