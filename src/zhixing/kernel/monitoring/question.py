"""The question put to every kind of target, and the light that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from zhixing.kernel.monitoring.assessment import Assessment, Light
from zhixing.kernel.monitoring.goals import Goal
from zhixing.kernel.monitoring.readings import Aside, Sifted
from zhixing.kernel.monitoring.reasons import reason
from zhixing.kernel.monitoring.timing import share_passed
from zhixing.kernel.plan import LightRule, Target


@dataclass(frozen=True)
class Verdict:
    """A light with the code of its reason and the values its sentences need beyond the usual ones."""

    light: Light
    why: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One target at one place on one day, with what is known of it."""

    target: Target
    goal: Goal
    sifted: Sifted
    as_of: date
    lights: LightRule
    base_year: int | None
    previous: Light | None
    place: str

    @property
    def over(self) -> bool:
        """Whether the deadline has come."""
        return self.as_of >= self.target.period.end

    @property
    def begun(self) -> bool:
        """Whether the period of the target has begun."""
        return self.as_of >= self.target.period.start

    def answer(self, verdict: Verdict, asides: tuple[Aside, ...] = (), **found: Any) -> Assessment:
        """The assessment with the light of `verdict` and whatever else was found."""
        verdict = self._after_red(verdict)
        goal = self.goal
        shown = {"goal": goal.aim, "observed": found.get("observed"), "expected": found.get("expected")}
        found.setdefault("calendar", share_passed(self.target.period, self.as_of))
        return Assessment(
            target=self.target.id,
            place=self.place,
            kind=self.target.kind,
            as_of=self.as_of,
            comparator=goal.word,
            unit=self.target.unit.text if self.target.unit else "",
            goal=goal.aim,
            goal_high=goal.high if goal.word == "between" else None,
            light=verdict.light,
            reason=reason(verdict.why, **{**shown, **verdict.values}),
            other_scope=self.sifted.beside,
            not_counted=self.sifted.asides + asides,
            **found,
        )

    def _after_red(self, verdict: Verdict) -> Verdict:
        if self.previous is Light.RED and verdict.light is Light.GREEN:
            return Verdict(Light.YELLOW, "caught-up")
        return verdict


def grey(why: str) -> Verdict:
    """No light, and why."""
    return Verdict(Light.NONE, why)


def by_ratio(ratio: Fraction, rule: LightRule, good: str = "on-path", worse: str = "behind") -> Verdict:
    """Progress of the task against progress of the calendar: green, yellow or red."""
    if ratio >= rule.green_from:
        return Verdict(Light.GREEN, good)
    if ratio >= rule.yellow_from:
        return Verdict(Light.YELLOW, worse)
    return Verdict(Light.RED, "far-behind" if worse == "behind" else worse)


def at_deadline(final: bool) -> Verdict:
    """The term is over and the goal not met: missed, or not yet known."""
    return Verdict(Light.RED, "missed") if final else grey("no-figure-at-deadline")
