"""An evaluation scheme as its author writes it: population, states, criteria, adjustments, guards, grading.

The order of the fields is the order of the stages. Every choice a result depends on is a field, so that none is a
default hidden in code: caps, floors, missing rules, rounding, ties.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from zhixing.kernel.plan.objects import Cited, Exact, Id, Name, PlanModel


def _years(value: object) -> object:
    if isinstance(value, str):
        first, _, last = value.partition("..")
        return (int(first), int(last or first))
    return value


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
    """A named state other than a grade. The first state whose condition holds takes the entity."""

    id: Id
    title: str
    where: str
    in_denominator: bool = False
    clause: str | None = None


class Population(PlanModel):
    """Who takes part: a condition over the dataset's columns, then groups; who fits no group is refused."""

    dataset: Id
    where: str
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    states: tuple[State, ...] = ()


class Statistic(PlanModel):
    """A base computed from the population: over which columns (`within`), of which statistic.

    `mean` is the mean of the entities' own values, `ratio-of-totals` the indicator of the whole, `best` the largest
    (smallest where lower is better); `times` multiplies the result.
    """

    statistic: Literal["mean", "median", "quantile", "ratio-of-totals", "best"]
    quantile: Exact | None = None
    within: tuple[Name, ...] = ("group",)
    times: Exact = Fraction(1)


class Criterion(PlanModel):
    """One item of the score: value / base × weight, with its cap, floor and missing rule.

    `cap` and `floor` bound the item's points as a multiple of the weight (1.5 means at most 150 % of it); `none`
    says that the method sets no bound. `missing` says what an entity without a value gets;
    `no_base` what happens where a base computed from the population is unknown or not above zero.
    """

    indicator: Id
    weight: Exact
    base: Exact | None = None
    base_from: Statistic | None = None
    cap: Exact | Literal["none"]
    floor: Exact | Literal["none"]
    missing: Literal["zero", "group-mean-score", "refuse"]
    no_base: Literal["zero", "refuse"] = "refuse"
    clause: str | None = None


class Adjustment(PlanModel):
    """Points added (or taken, when negative) where a condition holds."""

    id: Id
    title: str
    where: str
    points: Exact
    clause: str | None = None


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
    """A grade and the share of the ranked that it closes, in per cent."""

    grade: str
    percent: Exact


class Line(PlanModel):
    """A grade and the lowest total that earns it."""

    grade: str
    from_points: Exact


class Grading(PlanModel):
    """How totals become grades.

    `shares` are closed at the upper end, within every combination of `within`; `rounding` says how the cumulated
    head count becomes a whole number; `ties` whether equals at a cut all get the better or the worse grade.
    `lines` are absolute; the last grade takes the rest (`rest`).
    """

    grades: tuple[str, ...]
    names: dict[str, str] = Field(default={})
    within: tuple[Name, ...] = ("group",)
    shares: tuple[Share, ...] = ()
    lines: tuple[Line, ...] = ()
    rest: str | None = None
    rounding: Literal["floor", "nearest", "ceiling"] = "floor"
    ties: Literal["better", "worse"] = "better"


class Rounding(PlanModel):
    """Declared decimals of bases, item scores and totals; always half away from zero."""

    base: int = 6
    score: int = 6
    total: int = 4


class Scheme(Cited):
    """One evaluation scheme, compiled after inheritance. `years` are the data years it may be used for."""

    extends: Id | None = None
    abstract: bool = False
    place: str
    entity: Literal["enterprise"]
    years: Annotated[tuple[int, int], BeforeValidator(_years)]
    document: Document
    population: Population
    criteria: dict[str, tuple[Criterion, ...]]
    weights_add_to: Exact
    adjustments: tuple[Adjustment, ...] = ()
    guards: tuple[Guard, ...] = ()
    grading: Grading
    rounding: Rounding = Rounding()
