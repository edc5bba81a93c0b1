"""Reported parts against the reported whole."""

from __future__ import annotations

from datetime import date

from tests.kernel.monitoring.small_cascade import A, B, P, aim, figures, plan_of

from zhixing.kernel.monitoring import disagreeing
from zhixing.kernel.plan import CompiledPlan

DAY = date(2020, 12, 31)


def test_parts_reported_against_a_reported_whole(plan: CompiledPlan) -> None:
    small = plan_of(plan, aim(at_least=100))
    readings = figures({P: [10], A: [6], B: [3]})
    [(name, place, period, whole, parts, _)] = disagreeing(small, {"some-target": readings}, DAY)
    assert (name, place, period.text, whole, parts) == ("some-target", P, "2018", 10, 9)


def test_a_part_that_did_not_report_is_no_disagreement(plan: CompiledPlan) -> None:
    small = plan_of(plan, aim(at_least=100))
    assert list(disagreeing(small, {"some-target": figures({P: [10], A: [6]})}, DAY)) == []


def test_figures_that_stand_apart_cannot_disagree(plan: CompiledPlan) -> None:
    small = plan_of(plan, aim("level-by", at_least=100, parts="apart"))
    assert list(disagreeing(small, {"some-target": figures({P: [10], A: [6], B: [3]})}, DAY)) == []
