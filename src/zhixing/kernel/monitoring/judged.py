"""Targets that no path leads to: figures in force, and qualitative aims with a named judge."""

from __future__ import annotations

from datetime import date

from zhixing.foundation.issues import Refused, Where
from zhixing.kernel.monitoring.assessment import Assessment, Judgement, Light
from zhixing.kernel.monitoring.codes import NO_EVIDENCE, NOT_JUDGED_SO, OTHER_JUDGE
from zhixing.kernel.monitoring.goals import Direction, goal_of
from zhixing.kernel.monitoring.readings import Sifted
from zhixing.kernel.monitoring.reasons import reason
from zhixing.kernel.monitoring.timing import share_passed
from zhixing.kernel.plan import Target


def assess_in_force(
    target: Target, sifted: Sifted, as_of: date, place: str, direction: Direction
) -> Assessment:
    """A line or a rate that a rule uses: in force on `as_of` or not; never a light."""
    goal = goal_of(target, direction)
    why = "figure-in-force" if target.period.holds(as_of) else "figure-not-in-force"
    return Assessment(
        target=target.id,
        place=place,
        kind=target.kind,
        as_of=as_of,
        comparator=goal.word,
        unit=target.unit.text if target.unit else "",
        goal=goal.aim,
        goal_high=goal.high if goal.word == "between" else None,
        light=Light.NONE,
        reason=reason(why),
        calendar=share_passed(target.period, as_of),
        other_scope=sifted.beside,
        not_counted=sifted.asides,
    )


def assess_qualitative(
    target: Target, sifted: Sifted, as_of: date, place: str, judgement: Judgement | None
) -> Assessment:
    """A qualitative aim: no light unless its judge gave one by `as_of`, on evidence."""
    judged = judgement if judgement is not None and judgement.on <= as_of else None
    evidence = judged.evidence if judged else target.evidence
    words = "、".join(evidence)
    judge = judged.judge if judged else target.judge or target.judged_by
    filled = {"judge": judge, "evidence": words, "on": judged.on.isoformat() if judged else ""}
    return Assessment(
        target=target.id,
        place=place,
        kind=target.kind,
        as_of=as_of,
        comparator="",
        unit="",
        goal=None,
        light=judged.light if judged else Light.NONE,
        reason=reason("judged-by" if judged else "not-judged", **filled),
        calendar=share_passed(target.period, as_of),
        evidence=evidence,
        other_scope=sifted.beside,
        not_counted=sifted.asides,
    )


def require_judgement(target: Target, judgement: Judgement | None) -> None:
    """Raise `Refused` when a judgement is given that cannot stand."""
    if judgement is None:
        return
    where = Where(clause=target.clause)
    issues = []
    if target.kind != "qualitative":
        issues.append(NOT_JUDGED_SO.at(where, target=target.id))
    elif target.judge and judgement.judge != target.judge:
        issues.append(OTHER_JUDGE.at(where, target=target.id, judge=target.judge, given=judgement.judge))
    if not any(text.strip() for text in judgement.evidence):
        issues.append(NO_EVIDENCE.at(where, target=target.id))
    if issues:
        raise Refused(issues)
