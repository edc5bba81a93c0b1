"""One assessment for one target, and all assessments of a plan on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Protocol

from zhixing.foundation.issues import Issue, Refused, Where, require
from zhixing.kernel.monitoring.assessment import Assessment, Judgement, Light
from zhixing.kernel.monitoring.codes import LIGHT_RULE, OUTSIDE_GROUP, UNKNOWN_TARGET
from zhixing.kernel.monitoring.flows import assess_annual, assess_cumulative
from zhixing.kernel.monitoring.goals import Direction, goal_of
from zhixing.kernel.monitoring.judged import assess_in_force, assess_qualitative, require_judgement
from zhixing.kernel.monitoring.levels import assess_level
from zhixing.kernel.monitoring.question import Question
from zhixing.kernel.monitoring.rates import assess_rate
from zhixing.kernel.monitoring.readings import Reading, sift
from zhixing.kernel.plan import Indicator, LightRule, Place, PlanHead, Target

_BY_KIND = {
    "level-by": assess_level,
    "share": assess_level,
    "coverage": assess_level,
    "cumulative": assess_cumulative,
    "annual-flow": assess_annual,
    "average-annual-growth": assess_rate,
    "reduction-a-year": assess_rate,
    "points-a-year": assess_rate,
}


def assess(
    target: Target,
    readings: Sequence[Reading],
    as_of: date,
    lights: LightRule,
    *,
    base_year: int | None = None,
    direction: Direction = "higher",
    previous: Light | None = None,
    judgement: Judgement | None = None,
) -> Assessment:
    """Where `target` stands on `as_of`.

    Args:
        target: The target; its own base year goes before `base_year`, that of the plan.
        readings: Figures of one place, of any scope and order; those known at the time the caller asks about.
        as_of: The day looked at; figures of periods that end later do not count.
        lights: Shares of the expected progress from which a light is green and yellow.
        base_year: The plan's base year.
        direction: Which way is better for the indicator.
        previous: The light given last time; a red that has caught up turns yellow first.
        judgement: For a qualitative target, what its judge decided.

    Raises:
        Refused: `monitoring.*`, when target, light rule, readings or judgement cannot be used.
    """
    _require_rule(lights)
    require_judgement(target, judgement)
    sifted = sift(target.id, readings, target.scope, as_of)
    place = next((reading.place for reading in readings), "")
    if target.kind == "qualitative":
        return assess_qualitative(target, sifted, as_of, place, judgement)
    if target.kind in ("threshold", "rate"):
        return assess_in_force(target, sifted, as_of, place, direction)
    own = target.base_year if target.base_year is not None else base_year
    goal = goal_of(target, _direction(target, direction))
    return _BY_KIND[target.kind](Question(target, goal, sifted, as_of, lights, own, previous, place))


def _direction(target: Target, direction: Direction) -> Direction:
    """A reduction is stated as a fall: more of it is better, though less of the indicator is."""
    return "higher" if target.kind == "reduction-a-year" else direction


def _require_rule(lights: LightRule) -> None:
    if not Fraction(0) < lights.yellow_from <= lights.green_from:
        raise Refused([LIGHT_RULE.at(yellow=lights.yellow_from, green=lights.green_from)])


class MonitoredPlan(Protocol):
    """What monitoring reads of a compiled plan."""

    @property
    def head(self) -> PlanHead: ...
    @property
    def lights(self) -> LightRule: ...
    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def targets(self) -> Mapping[str, Target]: ...
    @property
    def places(self) -> Mapping[str, Place]: ...


def assess_all(
    plan: MonitoredPlan,
    readings_by_target: Mapping[str, Sequence[Reading]],
    as_of: date,
    *,
    previous: Mapping[tuple[str, str], Light] | None = None,
    judgements: Mapping[str, Judgement] | None = None,
) -> tuple[Assessment, ...]:
    """All targets of a plan on `as_of`, in the plan's order; a target for each place once per place.

    A target of the province takes the readings of the province (its code, or no place); those of other
    places are parts, and never stand in for the whole. `previous` is by target and place.

    Raises:
        Refused: every issue of every target at once.
    """
    judged = judgements or {}
    issues: list[Issue] = [
        UNKNOWN_TARGET.at(target=name) for name in sorted({*readings_by_target, *judged} - set(plan.targets))
    ]
    results: list[Assessment] = []
    for target in plan.targets.values():
        try:
            for place, readings in _by_place(plan, target, readings_by_target.get(target.id, ())).items():
                light = (previous or {}).get((target.id, place))
                found = _one(plan, target, readings, as_of, light, judged.get(target.id))
                results.append(replace(found, place=place))
        except Refused as refused:
            issues.extend(refused.issues)
    require(issues)
    return tuple(results)


def _one(
    plan: MonitoredPlan,
    target: Target,
    readings: Sequence[Reading],
    as_of: date,
    previous: Light | None,
    judgement: Judgement | None,
) -> Assessment:
    indicator = plan.indicators.get(target.indicator or "")
    return assess(
        target,
        readings,
        as_of,
        plan.lights,
        base_year=plan.head.base_year,
        direction=indicator.direction if indicator else "none",
        previous=previous,
        judgement=judgement,
    )


def _by_place(plan: MonitoredPlan, target: Target, readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    whole = plan.head.province
    if target.places == "province":
        return {whole: [replace(r, place=whole) for r in readings if r.place in ("", whole)]}
    group = target.each_of
    members = [place.id for place in plan.places.values() if group is not None and group in place.groups]
    found: dict[str, list[Reading]] = {place: [] for place in members}
    for reading in readings:
        if members and reading.place not in found:
            where = Where(clause=target.clause)
            raise Refused(
                [OUTSIDE_GROUP.at(where, target=target.id, group=group, place=reading.place or "—")]
            )
        found.setdefault(reading.place, []).append(reading)
    return dict(sorted(found.items())) or {"": []}
