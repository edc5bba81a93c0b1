"""An evaluation scheme as its author writes it: population, states, criteria, adjustments, guards, grading.

The order of the fields is the order of the stages. Every choice a result depends on is a field, so that none is a
default hidden in code: caps, floors, missing rules, rounding, ties.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from zhixing.kernel.plan.objects import Cited, Exact, Id, Name, PlanModel


def _years(value: object) -> object:
    if isinstance(value, str):
        first, _, last = value.partition("..")
        return (int(first), int(last or first))
    return value


EVERY_GROUP = "all"
"""The key under which criteria stand for every group that has none of its own."""


class Document(PlanModel):
    """The local method a scheme encodes."""

    title: str
    numbers: tuple[str, ...] = ()
    source: str = ""
    read: str = ""
    confidence: str = ""


class Group(PlanModel):
    """A sub-population with its own criteria. The first group whose condition holds takes the entity."""

    id: Id
    title: str
    where: str


class State(PlanModel):
    """A named state other than a grade. The first state whose condition holds takes the entity.

    `in_denominator` says whether it counts among those the shares are taken of; `treated_as` the grade by which
    measures treat it though it carries none.
    """

    id: Id
    title: str
    where: str
    in_denominator: bool = False
    treated_as: str | None = None
    clause: str | None = None


class Pool(PlanModel):
    """Entities that share a value of `by` (several firms on one parcel) are scored on the sums of `columns`."""

    by: Name
    columns: Annotated[tuple[Name, ...], Field(min_length=1)]


class Population(PlanModel):
    """Who takes part: a condition over the dataset's columns, then groups; who fits no group is refused."""

    dataset: Id
    where: str
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    states: tuple[State, ...] = ()
    pool: Pool | None = None


class Statistic(PlanModel):
    """A base computed from the population: over which columns (`within`), of which statistic.

    `mean` is the mean of the entities' own values, `total` their sum, `ratio-of-totals` the indicator of the whole, `best` the largest
    (smallest where lower is better) and `worst` the other end, `deviation` the sample standard deviation;
    `times` multiplies the result. `previous_year` computes it from the facts of the year before.
    """

    statistic: Literal["mean", "total", "median", "quantile", "ratio-of-totals", "best", "worst", "deviation"]
    quantile: Exact | None = None
    within: tuple[Name, ...] = ("group",)
    times: Exact = Fraction(1)
    previous_year: bool = False


class Lookup(PlanModel):
    """A base that depends on a column: by industry code, by size, by place. Codes match by their beginning."""

    by: Name
    values: dict[str, Exact]
    otherwise: Exact | None = None


class Step(PlanModel):
    """A step of a stepped score: from which share of the weight on, and the share that is given instead."""

    since: Exact | None = Field(default=None, alias="from")
    share: Exact

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Criterion(PlanModel):
    """One item of the score.

    Families: `ratio` is value / base, `inverse` base / value, `linear` runs from `low_share` at `low` to 1 at `high`
    (min-max, goalposts and base-and-target scores are this with their own ends), `rank` is the share of the group
    not ranked before, `percentile` the share of the others that is ranked behind, `z-score` the distance from the mean
    in standard deviations. All are then multiplied by the weight. `ties` says whether equals share the better or the
    worse rank. `steps` replace the share by that of the highest step it reaches; the one without `from` is for all
    below. `log` takes the natural logarithm of the value and of both ends first.
    `cap` and `floor` bound the item's points as a multiple of the weight (1.5 means at most 150 % of it); `none`
    says that the method sets no bound. `missing` says what an entity without a value gets (`leave-out` re-scales
    the weights of the others, `points-off` takes `missing_points`, `group-mean-value` fills in the mean of the values
    within `missing_within` before anything is computed);
    `no_base` what happens where a base computed from the population is unknown or not above zero, or both ends of
    a linear score fall together. `pillar` is the part of the index it belongs to.
    """

    indicator: Id
    weight: Exact
    family: Literal["ratio", "inverse", "linear", "rank", "percentile", "z-score"] = "ratio"
    log: bool = False
    ties: Literal["better", "worse"] = "better"
    steps: tuple[Step, ...] = ()
    base: Exact | None = None
    base_from: Statistic | None = None
    base_by: Lookup | None = None
    base_parameter: Id | None = None
    low: Exact | None = None
    low_from: Statistic | None = None
    high: Exact | None = None
    high_from: Statistic | None = None
    low_share: Exact = Fraction(0)
    cap: Exact | Literal["none"]
    floor: Exact | Literal["none"]
    missing: Literal["zero", "group-mean-score", "group-mean-value", "points-off", "leave-out", "refuse"]
    missing_within: tuple[Name, ...] = ("group",)
    missing_points: Exact = Fraction(0)
    no_base: Literal["zero", "full", "refuse"] = "refuse"
    pillar: Id | None = None
    clause: str | None = None


class Pillar(PlanModel):
    """A part of a composite index: its members (criteria, or pillars with this `parent`) are averaged by `method`."""

    id: Id
    title: str
    weight: Exact
    method: Literal["arithmetic", "geometric", "harmonic"] = "arithmetic"
    parent: Id | None = None
    clause: str | None = None


class Index(PlanModel):
    """How pillars become a total: the mean of the top pillars by `method`, times `scale`."""

    method: Literal["arithmetic", "geometric", "harmonic"]
    scale: Exact = Fraction(1)
    pillars: Annotated[tuple[Pillar, ...], Field(min_length=1)]


class Adjustment(PlanModel):
    """What changes the sum of the items where a condition holds: points, per cent of it, or a factor on it."""

    id: Id
    title: str
    where: str
    points: Exact | None = None
    percent: Exact | None = None
    factor: Exact | None = None
    clause: str | None = None


class AdjustmentLimits(PlanModel):
    """The most and the least that all adjustments together may change, in points."""

    most: Exact | None = None
    least: Exact | None = None


class Guard(PlanModel):
    """A condition that moves a grade after the cut: straight to a grade, or not better / not worse than one.

    Guards are applied in the order written.
    """

    id: Id
    title: str
    where: str
    goes_to: str | None = None
    not_above: str | None = None
    not_below: str | None = None
    clause: str | None = None


class Share(PlanModel):
    """A grade and the share of the ranked that it closes: in per cent, or so many (`count`) of each ranked together."""

    grade: str
    percent: Exact | None = None
    count: int | None = None


class Line(PlanModel):
    """A grade and the lowest total that earns it."""

    grade: str
    from_points: Exact


class Condition(PlanModel):
    """A grade and the condition that gives it, over facts and indicators; the first that holds decides."""

    grade: str
    title: str
    where: str
    clause: str | None = None


class Stage(PlanModel):
    """One step of a two-stage cut: of a pool by total, order by other keys, take a quota of all.

    `pool_first` (or `pool_last`) per cent of all ranked by total form the pool; `order_by` names items whose points
    are added, or a fact; `best_first` says which end is taken; `take` is in per cent of all ranked.
    """

    grade: str
    pool_first: Exact | None = None
    pool_last: Exact | None = None
    order_by: Annotated[tuple[str, ...], Field(min_length=1)]
    best_first: bool = True
    take: Exact


class Limit(PlanModel):
    """A share that the outcome must keep, e.g. A at most 20 %, D at least 5 %; else the result is refused."""

    grade: str
    at_most: Exact | None = None
    at_least: Exact | None = None


class Grading(PlanModel):
    """How totals become grades.

    `shares` are closed at the upper end, within every combination of `within`; percentages and counts add up;
    `rounding` says how the cumulated head count becomes a whole number; `ties` whether equals at a cut all get the better or
    the worse grade, after `tie_break` (items or facts, best first) has parted those it can.
    `lines` are absolute; `conditions` look at facts instead of the total; `stages` cut in two stages, in the order written;
    `rest` takes what is left.
    """

    grades: tuple[str, ...]
    names: dict[str, str] = Field(default={})
    within: tuple[Name, ...] = ("group",)
    shares: tuple[Share, ...] = ()
    lines: tuple[Line, ...] = ()
    conditions: tuple[Condition, ...] = ()
    stages: tuple[Stage, ...] = ()
    rest: str | None = None
    rounding: Literal["floor", "nearest", "ceiling"] = "floor"
    ties: Literal["better", "worse"] = "better"
    tie_break: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()


def cumulated_shares(grading: Grading) -> tuple[tuple[Share, Fraction, int], ...]:
    """Every share with what it and those before it add up to: per cent, and so many."""
    found: list[tuple[Share, Fraction, int]] = []
    percent, count = Fraction(0), 0
    for share in grading.shares:
        percent, count = percent + (share.percent or 0), count + (share.count or 0)
        found.append((share, percent, count))
    return tuple(found)


class Inheritance(PlanModel):
    """Where a condition holds, the entity takes the grade of the entity named in column `of` (tenant and landlord)."""

    id: Id
    title: str
    where: str
    of: Name
    clause: str | None = None


class PublishedCounts(PlanModel):
    """Counts a place published for a group; the compiler checks that they add up and fit the shares."""

    group: str
    participants: int
    counts: dict[str, int]
    states: dict[str, int] = Field(default={})
    note: str = ""


class Rounding(PlanModel):
    """Declared decimals of bases, item scores and totals; always half away from zero."""

    base: int = 6
    score: int = 6
    total: int = 4


class Scheme(Cited):
    """One evaluation scheme, compiled after inheritance. `years` are the data years it may be used for.

    A `screening` finds who is to be looked at or fostered: its grades are lists, so they are shown apart and nobody rises
    or falls between years.

    Criteria under `all` are those of every group that has none of its own, after inheritance; where a group is itself
    called `all` they are its own alone. Compiled, every group holds its criteria.
    """

    extends: Id | None = None
    abstract: bool = False
    purpose: Literal["evaluation", "screening"] = "evaluation"
    place: str
    entity: Literal["enterprise", "place", "industry", "park", "project", "questionnaire"]
    years: Annotated[tuple[int, int], BeforeValidator(_years)]
    document: Document
    population: Population
    criteria: dict[str, tuple[Criterion, ...]]
    weights_add_to: Exact
    index: Index | None = None
    adjustments: tuple[Adjustment, ...] = ()
    adjustment_limits: AdjustmentLimits = AdjustmentLimits()
    guards: tuple[Guard, ...] = ()
    inherits: tuple[Inheritance, ...] = ()
    grading: Grading
    rounding: Rounding = Rounding()
    published: tuple[PublishedCounts, ...] = ()

    @field_validator("criteria", mode="after")
    @classmethod
    def _for_every_group(
        cls, criteria: dict[str, tuple[Criterion, ...]], info: ValidationInfo
    ) -> dict[str, tuple[Criterion, ...]]:
        population = info.data.get("population")
        groups = [group.id for group in population.groups] if population else []
        lacking = [group for group in groups if group not in criteria]
        if EVERY_GROUP not in criteria or EVERY_GROUP in groups or not lacking:
            return criteria
        own = {group: found for group, found in criteria.items() if group != EVERY_GROUP}
        return own | dict.fromkeys(lacking, criteria[EVERY_GROUP])
