"""Rates a year: average annual growth, reduction a year, points a year.

With base year 0, n whole years gone, N years in all and r the rate of the goal:

    growth      gone = level / base           due after n years = (1 + r/100) ** n
    reduction   gone = level / base           due after n years = (1 - r/100) ** n
    points      gone = level - base           due after n years = r * n
    light       = (gone - none) / (due - none) against the light rule, none being 1 or 0

The comparison is exact; no root is drawn for it. The average rate that is shown is the rounded root. A rate
over the term is about whole years: the latest year known is compared with what was due at its end.

Growth that was published year by year is chained and counted, because it rests on a comparable population;
the growth of the levels stands beside it. The chain must begin after the base year and reach the latest year
known; otherwise the levels count.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zhixing.kernel.monitoring.assessment import Assessment, Light, PathPoint
from zhixing.kernel.monitoring.goals import Goal
from zhixing.kernel.monitoring.growth import apart
from zhixing.kernel.monitoring.question import Question, Verdict, at_deadline, by_ratio, grey
from zhixing.kernel.monitoring.readings import Aside, Reading, is_whole_year, levels
from zhixing.kernel.monitoring.roots import yearly_rate
from zhixing.kernel.monitoring.timing import year_end

Law = Literal["average-annual-growth", "reduction-a-year", "points-a-year"]
ONE, ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class RateLaw:
    """How one kind of rate works over years."""

    kind: Law

    @property
    def none(self) -> Fraction:
        """What `gone` is when nothing has changed."""
        return ZERO if self.kind == "points-a-year" else ONE

    def due(self, rate: Fraction, years: int) -> Fraction:
        """What must be gone after `years` at `rate`."""
        if self.kind == "points-a-year":
            return rate * years
        return Fraction((1 + rate / 100 if self.kind == "average-annual-growth" else 1 - rate / 100) ** years)

    def possible(self, rate: Fraction) -> bool:
        """Whether levels can move at `rate` and stay above zero."""
        return self.kind == "points-a-year" or self.due(rate, 1) > 0

    def shown(self, gone: Fraction, years: int) -> Fraction | None:
        """The average rate a year, in the target's unit; rounded where it is a root."""
        if self.kind == "points-a-year":
            return gone / years
        if gone < 0:
            return None
        rate = yearly_rate(gone, years)
        return rate if self.kind == "average-annual-growth" else -rate

    def goal_after(self, goal: Goal, years: int) -> Goal:
        """The goal on the scale of what is gone after `years`."""
        return goal.mapped(lambda rate: self.due(rate, years), falling=self.kind == "reduction-a-year")

    def level(self, base: Fraction, gone: Fraction) -> Fraction:
        """The level that `gone` makes of the base."""
        return base + gone if self.kind == "points-a-year" else base * gone


@dataclass(frozen=True)
class Course:
    """What is gone since the base year, year by year (year -> gone), and what it was taken from."""

    method: str
    gone: dict[int, Fraction]
    readings: dict[int, Reading]
    fault: str = ""

    @property
    def last(self) -> int | None:
        """The latest year known."""
        return max(self.gone, default=None)


def assess_rate(question: Question) -> Assessment:
    """The average rate since the base year against the goal."""
    target = question.target
    law = RateLaw(law_of(target.kind))
    asides = _asides(question, law)
    if not question.begun:
        return question.answer(grey("not-begun"), asides)
    base_year = question.base_year
    if base_year is None:
        return question.answer(grey("no-base-year"), asides)
    span = target.period.end.year - base_year
    if span <= 0 or not _possible(law, question.goal):
        return question.answer(grey("no-path"), asides)
    computed, published = _of_levels(question, law, base_year), _of_growth(question, law, base_year)
    course = _counted(computed, published)
    found = _growths(law, computed, published, course, base_year)
    if course.last is None:
        return question.answer(grey(course.fault), asides, **found)
    found |= _found(question, law, course, base_year, span)
    verdict = _verdict(question, law, course, base_year, span)
    found["needed"] = _needed(question, law, course, base_year, verdict)
    return question.answer(verdict, asides, **found)


def _possible(law: RateLaw, goal: Goal) -> bool:
    return all(law.possible(rate) for rate in (goal.aim, goal.low, goal.high) if rate is not None)


def law_of(kind: str) -> Law:
    """The law of a kind of target."""
    if kind == "average-annual-growth":
        return "average-annual-growth"
    return "reduction-a-year" if kind == "reduction-a-year" else "points-a-year"


def _asides(question: Question, law: RateLaw) -> tuple[Aside, ...]:
    asides = []
    for reading in question.sifted.known:
        whole = reading.period.end == year_end(reading.period.end.year)
        if law.kind != "points-a-year":
            whole = is_whole_year(reading)
        if not whole:
            asides.append(Aside(reading, "not-a-whole-year"))
        elif reading.period.end > question.target.period.end:
            asides.append(Aside(reading, "after-end"))
    return tuple(asides)


def _of_levels(question: Question, law: RateLaw, base_year: int) -> Course:
    """What the levels say; points may come from any figure that stands at a year's end."""
    whole = law.kind != "points-a-year"
    ends = levels(question.sifted.known, whole_years=whole)
    years = {
        day.year: reading
        for day, reading in sorted(ends.items())
        if day == year_end(day.year) and _in_term(question, day.year)
    }
    after = {year: reading for year, reading in years.items() if year > base_year}
    if base_year not in years:
        return Course("levels", {}, {}, "no-base" if after else "no-reading")
    base = years[base_year].value or ZERO
    if not after:
        return Course("levels", {}, {}, "no-reading")
    if law.kind == "points-a-year":
        return Course("levels", {y: (r.value or ZERO) - base for y, r in after.items()}, after)
    fault = _fault(base, [r.value or ZERO for r in after.values()])
    if fault:
        return Course("levels", {}, {}, fault)
    return Course("levels", {y: (r.value or ZERO) / base for y, r in after.items()}, after)


def _in_term(question: Question, year: int) -> bool:
    return year <= question.target.period.end.year


def _fault(base: Fraction, later: list[Fraction]) -> str:
    if base == 0:
        return "zero-base"
    if any(base * level < 0 for level in later):
        return "sign-change"
    return "negative-base" if base < 0 else ""


def _of_growth(question: Question, law: RateLaw, base_year: int) -> Course:
    """The chain of published growth from the year after the base year, as far as no year is missing."""
    known = {r.period.end.year: r for r in question.sifted.known if r.growth is not None and is_whole_year(r)}
    gone, readings = {}, {}
    factor, year = ONE, base_year + 1
    while law.kind != "points-a-year" and year in known and _in_term(question, year):
        factor *= 1 + (known[year].growth or ZERO) / 100
        if factor < 0:
            return Course("published", {}, {}, "sign-change")
        gone[year], readings[year] = factor, known[year]
        year += 1
    return Course("published", gone, readings, "no-reading")


def _counted(computed: Course, published: Course) -> Course:
    if published.last is None:
        return published if published.fault == "sign-change" else computed
    if computed.last is not None and computed.last > published.last:
        return computed
    return published


def _growths(
    law: RateLaw, computed: Course, published: Course, counted: Course, base_year: int
) -> dict[str, object]:
    """Both average growths a year over the years that are counted, in per cent, a fall being negative."""
    if law.kind == "points-a-year" or counted.last is None:
        return {}
    growth = RateLaw("average-annual-growth")
    rates = []
    for course in (published, computed):
        gone = course.gone.get(counted.last)
        rates.append(None if gone is None else growth.shown(gone, counted.last - base_year))
    return {
        "published_growth": rates[0],
        "computed_growth": rates[1],
        "growth_differs": apart(rates[0], rates[1]),
        "growth_method": counted.method,
    }


def _found(question: Question, law: RateLaw, course: Course, base_year: int, span: int) -> dict[str, object]:
    aim = question.goal.aim
    last = course.last
    assert last is not None
    gone, way = course.gone[last], law.due(aim, span) - law.none
    ends = sorted({*course.gone, base_year + span})
    seen = {year: law.shown(course.gone[year], year - base_year) for year in course.gone}
    return {
        "observed": seen[last],
        "observed_period": course.readings[last].period,
        "expected": aim,
        "progress": (gone - law.none) / way if way else None,
        "path": tuple(PathPoint(year_end(y), aim, seen.get(y)) for y in ends),
        "levels": _level_path(question, law, base_year, span),
    }


def _level_path(question: Question, law: RateLaw, base_year: int, span: int) -> tuple[PathPoint, ...]:
    """The levels that the goal asks for at each year's end, beside those observed; none without a base."""
    ends = levels(question.sifted.known, whole_years=law.kind != "points-a-year")
    base = ends.get(year_end(base_year))
    if base is None or base.value is None:
        return ()
    points = []
    for year in range(base_year, base_year + span + 1):
        seen = ends.get(year_end(year))
        due = law.level(base.value, law.due(question.goal.aim, year - base_year))
        points.append(PathPoint(year_end(year), due, seen.value if seen else None))
    return tuple(points)


def _verdict(question: Question, law: RateLaw, course: Course, base_year: int, span: int) -> Verdict:
    last = course.last
    assert last is not None
    gone, years = course.gone[last], last - base_year
    now, whole = law.goal_after(question.goal, years), law.goal_after(question.goal, span)
    final = years == span
    way = (whole.aim > law.none) if whole.sense == "rise" else (whole.aim < law.none)
    if final and now.met(gone):
        return Verdict(Light.REACHED, "reached")
    if question.over:
        return at_deadline(final)
    if whole.sense != "band" and way and whole.met(gone):
        return Verdict(Light.REACHED, "reached")
    if now.sense == "band":
        return _verdict_of_band(question, law, now, gone)
    if way:
        return by_ratio((gone - law.none) / (now.aim - law.none), question.lights)
    return Verdict(Light.GREEN, "on-path") if now.on(gone, now.aim) else Verdict(Light.RED, "far-behind")


def _verdict_of_band(question: Question, law: RateLaw, now: Goal, gone: Fraction) -> Verdict:
    if now.met(gone):
        return Verdict(Light.GREEN, "in-band")
    falling = law.kind == "reduction-a-year"
    past_end = now.low is not None and gone < now.low if falling else now.beyond(gone)
    if past_end:
        return Verdict(Light.RED, "beyond-band")
    near = now.high if falling else now.low
    way = (near or ZERO) - law.none
    if (way > 0 and not falling) or (way < 0 and falling):
        return by_ratio((gone - law.none) / way, question.lights)
    return Verdict(Light.RED, "far-behind")


def _needed(
    question: Question, law: RateLaw, course: Course, base_year: int, verdict: Verdict
) -> Fraction | None:
    """The rate a year, over the years after the latest known, that still brings the goal."""
    if verdict.light is Light.REACHED:
        return ZERO
    last, end = course.last, question.target.period.end.year
    assert last is not None
    left, gone = end - last, course.gone[last]
    if left <= 0 or question.over:
        return None
    whole = law.due(question.goal.aim, end - base_year)
    if law.kind == "points-a-year":
        return (whole - gone) / left
    return law.shown(whole / gone, left) if gone > 0 else None
