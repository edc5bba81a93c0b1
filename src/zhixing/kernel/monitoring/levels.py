"""Levels: level-by, share and coverage, a straight line from the base year to the deadline.

    expected(t) = base + (goal - base) * (t - base) / (deadline - base)
    progress    = (observed - base) / (goal - base)
    light       = progress / expected progress against the light rule

The base is the level at the end of the base year. Where it already meets the goal there is no way to go: the
path is the goal itself. Without a base the level is compared with the goal alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhixing.kernel.monitoring.assessment import Assessment, Light, PathPoint
from zhixing.kernel.monitoring.goals import Goal
from zhixing.kernel.monitoring.growth import apart, compare_growth
from zhixing.kernel.monitoring.question import Question, Verdict, at_deadline, by_ratio, grey
from zhixing.kernel.monitoring.readings import Aside, Reading, levels
from zhixing.kernel.monitoring.timing import year_end, years_between


@dataclass(frozen=True)
class Line:
    """A straight line of levels from `base` at `start` to `aim` at `end`."""

    base: Fraction
    aim: Fraction
    start: date
    end: date

    def at(self, day: date) -> Fraction:
        """The level due on a day."""
        return self.base + (self.aim - self.base) * self.share(day)

    def share(self, day: date) -> Fraction:
        """Share of the line's time that has passed."""
        gone = years_between(self.start, day) / years_between(self.start, self.end)
        return min(gone, Fraction(1))

    def progress(self, value: Fraction) -> Fraction | None:
        """Share of the way gone; None on a flat line."""
        return None if self.aim == self.base else (value - self.base) / (self.aim - self.base)


def assess_level(question: Question) -> Assessment:
    """Where a level stands on its line."""
    period = question.target.period
    found = levels(question.sifted.known)
    asides = _outside_term(question, found)
    if not question.begun:
        return question.answer(grey("not-begun"), asides)
    base_year = question.base_year
    base = found.get(year_end(base_year)) if base_year is not None else None
    start = year_end(base_year) if base is not None and base_year is not None else None
    if start is not None and start >= period.end:
        return question.answer(grey("no-path"), asides)
    latest = _latest(question, found, start)
    line = _line(question.goal, base, period.end)
    shown = _shown(question, found, line, latest)
    if latest is None or latest.value is None:
        return question.answer(grey("no-reading"), asides, **shown)
    verdict = _verdict(question, line, latest.value, latest.period.end)
    return question.answer(verdict, asides, **shown | _needed(question, latest.value, verdict))


def _outside_term(question: Question, found: dict[date, Reading]) -> tuple[Aside, ...]:
    """Readings that are no level of the term: growth alone, inside a longer one, after the end."""
    end = question.target.period.end
    asides = []
    for reading in question.sifted.known:
        if reading.value is None:
            asides.append(Aside(reading, "blank"))
        elif reading is not found[reading.period.end]:
            asides.append(Aside(reading, "inside-another"))
        elif reading.period.end > end:
            asides.append(Aside(reading, "after-end"))
    return tuple(asides)


def _latest(question: Question, found: dict[date, Reading], start: date | None) -> Reading | None:
    """The latest level of the term; the base itself is where the way starts, not a figure of it."""
    period = question.target.period
    days = [day for day in found if day <= period.end and (day > start if start else day >= period.start)]
    return found[max(days)] if days else None


def _line(goal: Goal, base: Reading | None, end: date) -> Line | None:
    if base is None or base.value is None:
        return None
    value, aim = base.value, goal.aim
    if goal.sense == "band" and goal.low is not None and goal.high is not None:
        aim = min(max(value, goal.low), goal.high)
        if goal.word == "about":
            aim = goal.aim
    elif goal.on(value, aim):
        value = aim
    return Line(value, aim, base.period.end, end)


def _verdict(question: Question, line: Line | None, value: Fraction, day: date) -> Verdict:
    goal = question.goal
    final = day == question.target.period.end
    if goal.met(value) and (final or not question.over):
        return Verdict(Light.REACHED, "reached")
    if question.over:
        return at_deadline(final)
    if line is None:
        return grey("no-base")
    gone, due = line.progress(value), line.share(question.as_of)
    if gone is None:
        # Only a strict goal leaves a level that stands on the line and still is not met.
        good = goal.sense != "band" and goal.on(value, line.aim)
        return Verdict(Light.GREEN, "on-path") if good else Verdict(Light.RED, "slipped")
    if goal.sense == "band" and gone > 1:
        return Verdict(Light.RED, "beyond-band")
    if due == 0:
        return Verdict(Light.GREEN, "on-path") if gone >= 0 else Verdict(Light.RED, "far-behind")
    return by_ratio(gone / due, question.lights)


def _shown(
    question: Question, found: dict[date, Reading], line: Line | None, latest: Reading | None
) -> dict[str, object]:
    period = question.target.period
    shown: dict[str, object] = {"path": _path(question, found, line)}
    if line is not None:
        shown["expected"] = line.at(min(question.as_of, period.end))
    if latest is not None and latest.value is not None:
        shown |= {"observed": latest.value, "observed_period": latest.period}
        shown |= growth_beside(question, latest)
        if line is not None:
            shown["progress"] = line.progress(latest.value)
    return shown


def _path(question: Question, found: dict[date, Reading], line: Line | None) -> tuple[PathPoint, ...]:
    end = question.target.period.end
    first = line.start if line else question.target.period.start
    days = sorted({day for day in found if first <= day <= end} | {end})
    aim = line.aim if line else question.goal.aim
    return tuple(
        PathPoint(
            day,
            line.at(day) if line else aim if day == end else None,
            found[day].value if day in found else None,
        )
        for day in days
    )


def _needed(question: Question, value: Fraction, verdict: Verdict) -> dict[str, object]:
    if verdict.light is Light.REACHED:
        return {"needed": Fraction(0)}
    left = years_between(question.as_of, question.target.period.end)
    if left == 0 or question.goal.met(value):
        return {}
    aim = question.goal.aim
    if question.goal.sense == "band" and question.goal.beyond(value) and question.goal.high is not None:
        aim = question.goal.high
    return {"needed": (aim - value) / left}


def growth_beside(question: Question, latest: Reading) -> dict[str, object]:
    """Published and computed growth of the latest whole year, for showing beside a level or a flow."""
    rows = [r for r in compare_growth(question.sifted.known) if r.year == latest.period.end.year]
    if not rows:
        return {}
    row = rows[0]
    return {
        "published_growth": row.published,
        "computed_growth": row.computed,
        "growth_differs": apart(row.published, row.computed),
    }
