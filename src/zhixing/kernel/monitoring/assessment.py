"""Assessment: where one target stands on one day, as an exact record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring.readings import Aside, Reading
from zhixing.kernel.monitoring.reasons import Reason


class Light(StrEnum):
    """`reached` is blue; `none` is grey: no light can be given, and the reason says why."""

    REACHED = "reached"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"


@dataclass(frozen=True)
class PathPoint:
    """The end of a period with what was due and what was observed then."""

    end: date
    expected: Fraction | None
    observed: Fraction | None


@dataclass(frozen=True)
class YearStanding:
    """One year of an annual flow: its goal, what is due of it by now, what was observed."""

    year: int
    goal: Fraction
    expected: Fraction
    observed: Fraction | None
    light: Light
    reason: Reason


@dataclass(frozen=True)
class Judgement:
    """What the named judge of a qualitative target decided, when, and on what evidence."""

    light: Light
    judge: str
    on: date
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """Where a target stands on `as_of`. Numbers are exact; units are the target's unless said otherwise.

    goal, goal_high: where the path ends; the other end of a band.
    observed: latest level, sum so far, or average rate since the base year (rates rounded to 4 decimals).
    expected: what is due on `as_of`. For rates: the rate itself.
    progress: observed share of the way from base to goal; None where there is no way to go.
    calendar: share of the period passed; of the year for annual flows.
    needed: what is needed per year from now on to reach the goal; for annual flows what the year still
        lacks; for limits what is still allowed. None where not defined, 0 once reached.
    path: from the base to the deadline, in the target's unit. levels: for rates, the same in
        the unit of the indicator.
    published_growth, computed_growth: per cent (a year, for rates), as published and from levels;
        `growth_differs` when they are further apart than rounding. growth_method says which one was counted.
    covered: for flows, share of the time passed for which figures were counted.
    other_scope: figures of another scope, shown beside. not_counted: figures set aside, with the reason.
    """

    target: str
    place: str
    kind: str
    as_of: date
    comparator: str
    unit: str
    goal: Fraction | None
    light: Light
    reason: Reason
    goal_high: Fraction | None = None
    observed: Fraction | None = None
    observed_period: Period | None = None
    expected: Fraction | None = None
    progress: Fraction | None = None
    calendar: Fraction | None = None
    needed: Fraction | None = None
    path: tuple[PathPoint, ...] = ()
    levels: tuple[PathPoint, ...] = ()
    years: tuple[YearStanding, ...] = ()
    published_growth: Fraction | None = None
    computed_growth: Fraction | None = None
    growth_differs: bool = False
    growth_method: str = ""
    covered: Fraction | None = None
    evidence: tuple[str, ...] = ()
    other_scope: tuple[Reading, ...] = ()
    not_counted: tuple[Aside, ...] = ()
