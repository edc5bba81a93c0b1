"""Flows: cumulative since the start, and an amount each year.

    cumulative   expected = goal * share of the period passed; observed = sum of flows since the start
    annual-flow  expected = goal * share of the year passed; each year on its own. With carry-over the sums
                 since the first year are compared: year k against k * goal

Flows before the start never count. A limit (at most, under) is kept only when its term is over; until then
the pace is watched, and a limit once passed is red at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring.assessment import Assessment, Light, PathPoint, YearStanding
from zhixing.kernel.monitoring.goals import Goal
from zhixing.kernel.monitoring.levels import growth_beside
from zhixing.kernel.monitoring.question import Question, Verdict, at_deadline, by_ratio, grey
from zhixing.kernel.monitoring.readings import Aside, Reading, flows_within
from zhixing.kernel.monitoring.reasons import reason
from zhixing.kernel.monitoring.timing import months_of, share_passed, years_between

ZERO = Fraction(0)


@dataclass(frozen=True)
class Sum:
    """Flows added up over a window: the amount, its readings, what is due, whether time is up."""

    window: Period
    counted: tuple[Reading, ...]
    total: Fraction
    due: Fraction
    over: bool

    @property
    def final(self) -> bool:
        """Whether the last day of the window is covered."""
        return bool(self.counted) and self.counted[-1].period.end == self.window.end

    @property
    def gap(self) -> str:
        """Why the sum is not known to its end (the last day or time before has no figure); empty if known."""
        if self.final:
            return "" if self.covered(self.window.end) == 1 else "gaps"
        return "no-figure-at-deadline"

    def covered(self, as_of: date) -> Fraction:
        """Share of the time passed for which figures were counted."""
        passed = share_passed(self.window, as_of) * months_of(self.window)
        months = sum((months_of(r.period) for r in self.counted), ZERO)
        return min(months / passed, Fraction(1)) if passed else ZERO


def amount(readings: Sequence[Reading]) -> Fraction:
    """Sum of the values."""
    return sum((r.value for r in readings if r.value is not None), ZERO)


def judge_flow(question: Question, goal: Goal, flow: Sum) -> Verdict:
    """The light of a sum against its goal."""
    if not flow.counted:
        return grey("no-reading")
    if goal.beyond(flow.total):
        return Verdict(Light.RED, "beyond-band")
    if goal.sense == "fall":
        return _judge_limit(question, goal, flow)
    if goal.met(flow.total):
        if goal.sense == "rise" or (flow.over and not flow.gap):
            return Verdict(Light.REACHED, "reached")
        return grey(flow.gap) if flow.over else Verdict(Light.GREEN, "in-band")
    if flow.over:
        return grey(flow.gap) if flow.gap else at_deadline(final=True)
    if flow.due <= 0:
        on = goal.on(flow.total, flow.due)
        return Verdict(Light.GREEN, "on-path") if on else Verdict(Light.RED, "far-behind")
    return by_ratio(flow.total / flow.due, question.lights)


def _judge_limit(question: Question, goal: Goal, flow: Sum) -> Verdict:
    if not goal.met(flow.total):
        return Verdict(Light.RED, "over-limit")
    if flow.over:
        return grey(flow.gap) if flow.gap else Verdict(Light.REACHED, "kept")
    if flow.total <= 0 or flow.total <= flow.due:
        return Verdict(Light.GREEN, "within-limit")
    return by_ratio(flow.due / flow.total, question.lights, "within-limit", "over-pace")


def assess_cumulative(question: Question) -> Assessment:
    """The sum of flows since the start against the straight line to the goal."""
    target, goal = question.target, question.goal
    counted, asides = flows_within(target.id, question.sifted.known, target.period)
    if not question.begun:
        return question.answer(grey("not-begun"), asides)
    share = share_passed(target.period, question.as_of)
    flow = Sum(target.period, counted, amount(counted), goal.aim * share, question.over)
    found: dict[str, object] = {
        "expected": flow.due,
        "path": _running(goal.aim, flow),
        "covered": flow.covered(question.as_of),
    }
    verdict = judge_flow(question, goal, flow)
    if counted:
        found |= {
            "observed": flow.total,
            "observed_period": Period(counted[0].period.start, counted[-1].period.end, _span(counted)),
            "progress": flow.total / goal.aim if goal.aim else None,
        }
        left = years_between(question.as_of, target.period.end)
        found["needed"] = _lacking(goal, flow, verdict, left)
        found |= growth_beside(question, counted[-1])
    return question.answer(verdict, asides, **found)


def _span(counted: Sequence[Reading]) -> str:
    first, last = counted[0].period, counted[-1].period
    return first.text if first == last else f"{first.start.isoformat()}..{last.end.isoformat()}"


def _running(aim: Fraction, flow: Sum) -> tuple[PathPoint, ...]:
    points = []
    total = ZERO
    for reading in flow.counted:
        total += reading.value or ZERO
        end = reading.period.end
        points.append(PathPoint(end, aim * share_passed(flow.window, end), total))
    if not flow.final:
        points.append(PathPoint(flow.window.end, aim, None))
    return tuple(points)


def _lacking(goal: Goal, flow: Sum, verdict: Verdict, time: Fraction) -> Fraction | None:
    """What is still needed (or, under a limit, still allowed) for each unit of the time that is left."""
    if verdict.light is Light.REACHED:
        return ZERO
    if time == 0 or flow.over or (goal.sense == "fall" and not goal.met(flow.total)):
        return None
    return None if goal.beyond(flow.total) else max((goal.aim - flow.total) / time, ZERO)


def assess_annual(question: Question) -> Assessment:
    """The year of `as_of` on its own (after the term: all years), with the standing of every year."""
    target = question.target
    flows, asides = _flows_by_year(question)
    if not question.begun:
        return question.answer(grey("not-begun"), asides, years=_years(question, flows))
    years = _years(question, flows)
    year = min(question.as_of, target.period.end).year
    flow = flows[year]
    compared, asked = _compared(question, flows, year)
    now = next(standing for standing in years if standing.year == year)
    of_year = Verdict(now.light, now.reason.code, {"goal": asked.aim})
    verdict = _verdict_of_term(years) if question.over else of_year
    found: dict[str, object] = {
        "expected": compared.due,
        "calendar": share_passed(flow.window, question.as_of),
        "path": _year_path(question, flows),
        "years": years,
        "covered": flow.covered(question.as_of),
    }
    if flow.counted and now.reason.code != "no-reading-earlier":
        found |= {
            "observed": compared.total,
            "observed_period": Period(
                flow.counted[0].period.start, flow.counted[-1].period.end, _span(flow.counted)
            ),
            "progress": compared.total / asked.aim if asked.aim else None,
            "needed": _lacking(asked, compared, verdict, Fraction(1)),
        }
        found |= growth_beside(question, flow.counted[-1])
    return question.answer(verdict, asides, **found)


def _window(target_period: Period, year: int) -> Period:
    whole = Period.of_year(year)
    start, end = max(whole.start, target_period.start), min(whole.end, target_period.end)
    return Period(start, end, whole.text)


def _flows_by_year(question: Question) -> tuple[dict[int, Sum], tuple[Aside, ...]]:
    """The flow of each year, and the readings that belong to no year."""
    target, known = question.target, question.sifted.known
    flows, asides = {}, []
    for reading in known:
        inside = target.period.holds(reading.period)
        if inside and reading.period.start.year != reading.period.end.year:
            asides.append(Aside(reading, "across-years"))
    across = {id(aside.reading) for aside in asides}
    kept = [reading for reading in known if id(reading) not in across]
    _, outside = flows_within(target.id, kept, target.period)
    for year in target.period.years:
        window = _window(target.period, year)
        counted, _ = flows_within(target.id, kept, window)
        due = question.goal.aim * share_passed(window, question.as_of)
        flows[year] = Sum(window, counted, amount(counted), due, question.as_of >= window.end)
    return flows, (*asides, *outside)


def _compared(question: Question, flows: dict[int, Sum], year: int) -> tuple[Sum, Goal]:
    """What is compared for a year: its own flow and goal; with carry-over the sums since the first."""
    flow = flows[year]
    if not question.target.carries_over:
        return flow, question.goal
    before = [flows[y] for y in flows if y < year]
    total = flow.total + sum((f.total for f in before), ZERO)
    due = flow.due + question.goal.aim * len(before)
    return replace(flow, total=total, due=due), question.goal.mapped(lambda bound: bound * (len(before) + 1))


def _years(question: Question, flows: dict[int, Sum]) -> tuple[YearStanding, ...]:
    standings = []
    for year, flow in flows.items():
        compared, asked = _compared(question, flows, year)
        verdict = _verdict_of_year(question, flows, year, compared, asked)
        observed = flow.total if flow.counted else None
        sentence = reason(verdict.why, goal=asked.aim, observed=compared.total, expected=compared.due)
        standings.append(YearStanding(year, question.goal.aim, flow.due, observed, verdict.light, sentence))
    return tuple(standings)


def _verdict_of_year(
    question: Question, flows: dict[int, Sum], year: int, compared: Sum, asked: Goal
) -> Verdict:
    if question.as_of < flows[year].window.start:
        return grey("not-begun")
    earlier_unknown = any(not flows[y].counted for y in flows if y < year)
    if question.target.carries_over and flows[year].counted and earlier_unknown:
        return grey("no-reading-earlier")
    return judge_flow(question, asked, compared)


def _verdict_of_term(years: Sequence[YearStanding]) -> Verdict:
    missed = [str(standing.year) for standing in years if standing.light is Light.RED]
    if missed:
        return Verdict(Light.RED, "missed-years", {"years": "、".join(missed)})
    unknown = [standing for standing in years if standing.light is Light.NONE]
    return (
        Verdict(Light.NONE, unknown[-1].reason.code)
        if unknown
        else Verdict(Light.REACHED, "reached-every-year")
    )


def _year_path(question: Question, flows: dict[int, Sum]) -> tuple[PathPoint, ...]:
    points = []
    for year, flow in flows.items():
        compared, asked = _compared(question, flows, year)
        points.append(PathPoint(flow.window.end, asked.aim, None))
        if flow.counted:
            points[-1] = replace(points[-1], observed=compared.total)
    return tuple(points)
