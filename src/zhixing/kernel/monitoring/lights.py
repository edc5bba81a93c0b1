"""Lights over time: every target on every day of the cycles, with cards, and overrides by named units beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhixing.kernel.monitoring.assess import MonitoredPlan, assess_all
from zhixing.kernel.monitoring.assessment import Assessment, Judgement, Light
from zhixing.kernel.monitoring.cards import after_card
from zhixing.kernel.monitoring.cycles import Look
from zhixing.kernel.monitoring.readings import Reading
from zhixing.kernel.monitoring.reasons import reason


@dataclass(frozen=True)
class Override:
    """A light that a unit set by hand: for how long, why, on what evidence. The computed light stays beside it."""

    target: str
    place: str
    since: date
    until: date | None
    light: Light
    decided_by: str
    why: str
    evidence: str
    known_on: date | None = None

    def holds(self, target: str, place: str, day: date) -> bool:
        """Whether it says something about a target at a place on a day."""
        return (
            (self.target, self.place) == (target, place)
            and self.since <= day
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True)
class Lit:
    """One target on one day: what was computed, and what holds after overrides."""

    look: Look
    computed: Light
    assessment: Assessment
    override: Override | None = None

    @property
    def light(self) -> Light:
        """The light that holds."""
        return self.assessment.light


def lights_over_time(
    plan: MonitoredPlan,
    readings: Mapping[str, Sequence[Reading]],
    looks: Sequence[Look],
    *,
    judgements: Mapping[str, Sequence[Judgement]] | None = None,
    overrides: Sequence[Override] = (),
) -> tuple[tuple[Lit, ...], ...]:
    """All targets on every look, in order; each computed light knows the computed one before it.

    Of several judgements of a target the latest by a look's day counts; of several overrides that hold, the one
    known last.
    """
    previous: dict[tuple[str, str], Light] = {}
    found = []
    for look in looks:
        judged = {
            target: latest
            for target, given in (judgements or {}).items()
            if (latest := _latest(given, look.day)) is not None
        }
        row = []
        for one in assess_all(plan, readings, look.day, previous=previous, judgements=judged):
            indicator = plan.indicators.get(plan.targets[one.target].indicator or "")
            carded = after_card(one, indicator.card if indicator else None)
            previous[one.target, one.place] = carded.light
            row.append(_overridden(look, carded, overrides))
        found.append(tuple(row))
    return tuple(found)


def _latest(given: Sequence[Judgement], day: date) -> Judgement | None:
    return max((one for one in given if one.on <= day), key=lambda one: one.on, default=None)


def _overridden(look: Look, computed: Assessment, overrides: Sequence[Override]) -> Lit:
    holding = [one for one in overrides if one.holds(computed.target, computed.place, look.day)]
    if not holding:
        return Lit(look, computed.light, computed)
    last = max(holding, key=lambda one: (one.known_on or date.min, one.since, one.light, one.why))
    why = reason("overridden", by=last.decided_by, why=last.why, computed=computed.reason.zh)
    why = replace(
        why, en=reason("overridden", by=last.decided_by, why=last.why, computed=computed.reason.en).en
    )
    return Lit(look, computed.light, replace(computed, light=last.light, reason=why), last)
