"""The course of a target: its figures as one regular series of levels, and what the goal asks of its last one.

    cumulative            running sums since the start            the goal
    annual-flow           running sums of the term                the sum at the end of the running year that meets its goal
    level, share, cover   levels                                  the goal
    growth, reduction     levels of whole years                   base * (1 +- r/100) ^ years
    points                levels                                  base + r * years

A level is told again in the measure of the target (`Scale`): an average rate since the base year, what the running year brings.
Everything here is exact. Where there is no such series, the reason has a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from zhixing.kernel.monitoring.cycles import ends_of
from zhixing.kernel.monitoring.goals import Direction, Goal, goal_of
from zhixing.kernel.monitoring.growth import compare_growth
from zhixing.kernel.monitoring.readings import Reading, Sifted, flows_within, is_whole_year, levels, sift
from zhixing.kernel.monitoring.timing import months_of, year_end
from zhixing.kernel.plan import Forecasting, Target

WHY_NOT: Mapping[str, tuple[str, str]] = {
    "judged": ("由写明的单位凭证据判断，不作预测", "it is judged by the named unit on evidence; nothing is forecast"),
    "no-path": ("此类目标没有可外推的数", "targets of this kind have no series to carry on"),
    "over": ("期限已到", "the deadline has come"),
    "not-begun": ("目标期尚未开始", "the term has not begun"),
    "no-base": ("没有基年数，不知要到多少", "without a base year the level to reach is unknown"),
    "no-rate-from-base": ("基年数不是正数，算不出增速", "the base year is not above zero, so there is no rate"),
    "too-few-points": ("只有 {points} 期数，少于 {least} 期，不作预测", "only {points} figures; fewer than {least} give no forecast"),
    "gaps": ("各期之间有缺数，不作预测", "figures are missing in between; no forecast is given"),
    "mixed-periods": ("年报数和季报数混在一起，不作预测", "yearly and quarterly figures are mixed; no forecast is given"),
    "odd-periods": ("各期不是季、半年或年，不作预测", "periods are not quarters, half-years or years; no forecast is given"),
    "constant": (
        "{points} 期数全都一样，看不出会怎样变，不作预测",
        "all {points} figures are the same and show no change to come; no forecast is given",
    ),
    "scope-breaks": (
        "本口径的数到 {since} 为止，以后只有别的口径的数，不作预测",
        "figures of this scope end on {since}, later ones are of another; no forecast is given",
    ),
    "population-breaks": (
        "{since} 年公布增速与绝对数增速相差超过 {apart} 个百分点，前后口径不同，不作预测",
        "in {since} growth as published and from levels are over {apart} points apart: not one population; no forecast is given",
    ),
}  # fmt: skip
"""Why no forecast is given, in both languages."""
EVERY = {3: "quarter", 6: "half-year", 12: "year"}
RATES = ("average-annual-growth", "reduction-a-year", "points-a-year")
_FLOWS = ("cumulative", "annual-flow")
_Way = Literal["as-is", "less", "growth", "reduction", "points"]


@dataclass(frozen=True)
class Scale:
    """From levels to the measure of the target; `base` is what is taken off or grown from since `since`."""

    way: _Way = "as-is"
    base: Fraction = Fraction(0)
    since: date | None = None

    def told(self, level: float, end: date) -> float:
        """A level at the end of a period in the target's measure."""
        if self.way == "as-is":
            return level
        if self.way == "less":
            return level - float(self.base)
        years = self.years(end)
        if self.way == "points":
            return (level - float(self.base)) / years
        growth = float((max(level, 0.0) / float(self.base)) ** (1 / years))
        return (growth - 1) * 100 if self.way == "growth" else (1 - growth) * 100

    def needed(self, now: float, wanted: float, years: float, periods: int) -> float:
        """What each period still needs; for rates per cent or points a year on average."""
        if self.way in ("growth", "reduction") and now > 0:
            growth = float((max(wanted, 0.0) / now) ** (1 / years))
            return (growth - 1) * 100 if self.way == "growth" else (1 - growth) * 100
        return (wanted - now) / (years if self.way == "points" else periods)

    def years(self, end: date) -> float:
        """Years since the base; one where there is none."""
        if self.since is None:
            return 1.0
        return max((end.year - self.since.year) * 12 + end.month - self.since.month, 1) / 12

    @property
    def falls(self) -> bool:
        """Whether a lower level is more of the measure."""
        return self.way == "reduction"


@dataclass(frozen=True)
class Course:
    """Levels by the end of their period, every so many months, and the goal as a level at the deadline.

    `why_not` names what stands against a forecast, `marks` what its sentence tells; then the rest may be empty.
    """

    deadline: date
    points: int
    why_not: str = ""
    values: tuple[tuple[date, Fraction], ...] = ()
    months: int = 0
    goal: Goal | None = None
    scale: Scale = Scale()
    marks: Mapping[str, str] = field(default_factory=dict)


def course_of(
    target: Target, as_of: date, readings: Sequence[Reading], rule: Forecasting, *,
    base_year: int | None, direction: Direction,
) -> Course:  # fmt: skip
    """The course of one target at one place until the day looked at."""
    deadline = _deadline(target, as_of)
    if target.kind in ("qualitative", "threshold", "rate"):
        return Course(deadline, 0, "judged" if target.kind == "qualitative" else "no-path")
    if as_of >= deadline:
        return Course(deadline, 0, "over")
    if as_of < target.period.start:
        return Course(deadline, 0, "not-begun")
    sifted = sift(target.id, readings, target.scope, as_of)
    made = (
        _sums(target, deadline, sifted, direction)
        if target.kind in _FLOWS
        else _levels(target, deadline, sifted, base_year, direction)
    )
    return _examined(made, sifted, as_of, rule)


def _examined(made: Course, sifted: Sifted, as_of: date, rule: Forecasting) -> Course:
    """The course with whatever stands against carrying it on, the plainest first."""
    if made.why_not in ("no-base", "no-rate-from-base"):
        return made
    since = _scope_ends(sifted, as_of)
    if since is not None:
        return _refused(made, "scope-breaks", since=since.isoformat())
    if made.why_not:
        return made
    if made.points < rule.least_points:
        return _refused(made, "too-few-points", least=str(rule.least_points))
    year = _population_breaks(sifted, rule.population_break, made.values[0][0].year)
    if year is not None:
        apart = rule.population_break
        shown = str(apart.numerator) if apart.denominator == 1 else f"{float(apart):g}"
        return _refused(made, "population-breaks", since=str(year), apart=shown)
    if len({value for _, value in made.values}) == 1:
        return _refused(made, "constant")
    return made


def _refused(made: Course, why: str, **marks: str) -> Course:
    return Course(made.deadline, made.points, why, made.values, made.months, made.goal, made.scale, marks)


def _scope_ends(sifted: Sifted, as_of: date) -> date | None:
    """The last day of figures in the target's own scope, when figures of another scope alone go on by more than a period."""
    own = [reading.period for reading in sifted.known if reading.value is not None]
    if not own:
        return None
    last = max(own, key=lambda period: period.end)
    others = {r.period.end for r in sifted.beside if r.value is not None and last.end < r.period.end <= as_of}
    return last.end if len(others) > 1 else None


def _population_breaks(sifted: Sifted, apart: Fraction, first: int) -> int | None:
    """The first year in which published growth and growth from levels cannot be of one population."""
    for row in compare_growth(r for r in sifted.known if r.value is not None and is_whole_year(r)):
        if row.published is None or row.computed is None or row.year <= first:
            continue
        if abs(row.published - row.computed) > apart:
            return row.year
    return None


def _sums(target: Target, deadline: date, sifted: Sifted, direction: Direction) -> Course:
    counted, _ = flows_within(target.id, sifted.known, target.period)
    points, months = len(counted), {int(months_of(reading.period)) for reading in counted}
    if not counted:
        return Course(deadline, 0, "too-few-points")
    if len(months) > 1:
        return Course(deadline, points, "mixed-periods")
    step = next(iter(months))
    if step not in EVERY:
        return Course(deadline, points, "odd-periods")
    if [r.period.end for r in counted] != list(
        ends_of(EVERY[step], target.period.start, counted[-1].period.end)
    ):
        return Course(deadline, points, "gaps")
    running, values = Fraction(0), []
    for reading in counted:
        running += reading.value or Fraction(0)
        values.append((reading.period.end, running))
    goal, scale = goal_of(target, direction), Scale()
    if target.kind == "annual-flow":
        years = deadline.year - target.period.start.year + 1
        before = sum(
            (r.value or Fraction(0) for r in counted if r.period.end.year < deadline.year), Fraction(0)
        )
        if target.carries_over:
            goal = goal.mapped(lambda bound: bound * years)
        else:
            goal, scale = goal.mapped(lambda bound: before + bound), Scale("less", before)
    return Course(deadline, points, "", tuple(values), step, goal, scale)


def _levels(
    target: Target, deadline: date, sifted: Sifted, base_year: int | None, direction: Direction
) -> Course:
    found = levels(sifted.known, whole_years=target.kind in ("average-annual-growth", "reduction-a-year"))
    ends = sorted(found)
    values = tuple((end, found[end].value or Fraction(0)) for end in ends)
    base = target.base_year if target.base_year is not None else base_year
    wanted = _wanted(target, found, base, direction)
    if isinstance(wanted, str):
        return Course(deadline, len(values), wanted)
    goal, scale = wanted
    if len({_months_between(a, b) for a, b in pairwise(ends)}) > 1:
        # A stock at the end of the base year, then quarters: the start alone may stand further off.
        values, ends = values[1:], ends[1:]
    months = {_months_between(a, b) for a, b in pairwise(ends)}
    if len(months) > 1:
        return Course(deadline, len(values), "gaps")
    if months and next(iter(months)) not in EVERY:
        return Course(deadline, len(values), "odd-periods")
    step = next(iter(months)) if months else 12
    return Course(deadline, len(values), "", values, step, goal, scale)


def _wanted(
    target: Target, found: Mapping[date, Reading], base_year: int | None, direction: Direction
) -> tuple[Goal, Scale] | str:
    """The goal as a level at the deadline and how levels are told in its measure, or why there is none."""
    goal = goal_of(target, "higher" if target.kind == "reduction-a-year" else direction)
    if target.kind not in RATES:
        return goal, Scale()
    base = found.get(year_end(base_year)) if base_year is not None else None
    if base is None or base.value is None or (not is_whole_year(base) and target.kind != "points-a-year"):
        return "no-base"
    start, years = base.value, target.period.end.year - base.period.end.year
    if target.kind == "points-a-year":
        return goal.mapped(lambda rate: start + rate * years), Scale("points", start, base.period.end)
    if start <= 0:
        return "no-rate-from-base"
    if target.kind == "average-annual-growth":
        return (
            goal.mapped(lambda rate: start * (1 + rate / 100) ** years),
            Scale("growth", start, base.period.end),
        )
    return (
        goal.mapped(lambda rate: start * (1 - rate / 100) ** years, falling=True),
        Scale("reduction", start, base.period.end),
    )


def _deadline(target: Target, as_of: date) -> date:
    if target.kind == "annual-flow" and as_of < target.period.end:
        return min(year_end(max(as_of, target.period.start).year), target.period.end)
    return target.period.end


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
