"""The objects of a plan, as a plan author writes them.

Each model is one kind of object; the field names are the keys of the YAML files. Every object cites its clause.
Shapes only: what must hold between objects is in `checks`.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit, as_decimal, parse_exact


def _exact(value: object) -> Fraction:
    return value if isinstance(value, Fraction) else parse_exact(str(value))


def _unit(value: object) -> Unit:
    return value if isinstance(value, Unit) else Unit.parse(str(value))


def _period(value: object) -> Period:
    return value if isinstance(value, Period) else Period.parse(str(value))


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Exact = Annotated[Fraction, PlainValidator(_exact), PlainSerializer(lambda v: str(as_decimal(v)))]
UnitText = Annotated[Unit, PlainValidator(_unit), PlainSerializer(lambda v: v.text)]
PeriodText = Annotated[Period, PlainValidator(_period), PlainSerializer(str)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
ClauseId = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_listed)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class PlanModel(BaseModel):
    """Base of all plan objects: unknown keys are refused, nothing changes after compiling."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Cited(PlanModel):
    """An object with an id, a title and the clause it serves.

    `reference` names another document (a later decree, a standard) where the clause alone does not say it;
    `open_points` lists what nobody here has seen; `assumptions` what fills the gap meanwhile.
    """

    id: Id
    title: str
    title_en: str = ""
    clause: ClauseId
    also_clauses: tuple[ClauseId, ...] = ()
    reference: str = ""
    note: str = ""
    open_points: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


class PlanHead(PlanModel):
    """`plan.yaml`: which document this is."""

    id: Id
    title: str
    title_en: str = ""
    document_number: str
    issuer: Id
    issued: date
    term: PeriodText
    base_year: int
    version: str
    province: str
    languages: tuple[str, ...] = ("zh", "en")
    note: str = ""


class Clause(PlanModel):
    """One clause of the outline, with a label in our own words."""

    id: ClauseId
    title: str
    title_en: str = ""
    where: str


class NotEncoded(PlanModel):
    """A part of a clause that is left to judgement, with the reason."""

    clause: ClauseId
    what: str
    reason: str


class Validity(PlanModel):
    """From and to, both included; open where not given."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Successor(PlanModel):
    """Who takes over when an organisation or a place ends; `extent` says whole or part."""

    id: str
    extent: Literal["whole", "part"] = "whole"
    share: Exact | None = None
    note: str = ""


class Organisation(Cited):
    """A department, a leading group or another unit with duties in the plan."""

    short: str = ""
    kind: Literal["government", "group", "department", "bureau", "party", "places"]
    valid: Validity = Validity()
    successors: tuple[Successor, ...] = ()


class Place(PlanModel):
    """A province, prefecture or county with its GB/T 2260 code and dated successors."""

    id: Annotated[str, Field(pattern=r"^\d{6}$")]
    title: str
    title_en: str = ""
    clause: ClauseId
    level: Literal["province", "prefecture", "county"]
    parent: str | None = None
    valid: Validity = Validity()
    successors: tuple[Successor, ...] = ()
    groups: tuple[Id, ...] = ()
    tile: tuple[int, int] | None = None
    note: str = ""


class PlaceGroup(Cited):
    """A group of places with its name; places say themselves that they are in it."""


class IndustryField(PlanModel):
    """One of the fields that group the plan's industries."""

    id: Id
    title: str
    title_en: str = ""
    clause: ClauseId


class Industry(Cited):
    """An industry of the plan with its GB/T 4754-2017 codes: default, and wide for wider readings."""

    field: Id
    batch: int
    codes: tuple[Annotated[str, Field(pattern=r"^\d{2,4}$")], ...]
    wide: tuple[Annotated[str, Field(pattern=r"^\d{2,4}$")], ...] = ()
    directions: tuple[str, ...]


class Dated(PlanModel):
    """One dated value of a parameter; valid for periods from `from` to `to`, years included."""

    since: int = Field(alias="from")
    until: int | None = Field(default=None, alias="to")
    value: Exact
    reference: str = ""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Parameter(Cited):
    """A named, dated number that formulas and rates of measures may use; its values or the target whose figure it is.

    `placeholder` marks a number that no source seen states: it stands there so that the rule can be tried, and whatever
    rests on it says so.
    """

    unit: UnitText
    values: tuple[Dated, ...] = ()
    figure_of: Id | None = None
    placeholder: bool = False


ColumnType = Literal[
    "uscc", "year", "period", "place", "industry", "text", "choice", "flag", "date", "amount", "count"
]


class Column(PlanModel):
    """A column of a dataset: heading, type, unit, bounds, and who supplies it.

    `choices_from: indicators` (or `targets`, `organisations`) offers all of them in the plan, by id or title.
    """

    id: Name
    title: str
    title_en: str = ""
    type: ColumnType
    unit: UnitText | None = None
    decimals: int = 0
    required: bool = False
    minimum: Exact | None = None
    maximum: Exact | None = None
    choices: dict[str, str] = {}
    choices_from: Literal["indicators", "targets", "organisations"] | None = None
    level: Literal["province", "prefecture", "county", "any"] = "any"
    supplier: Id | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""


class Dataset(Cited):
    """A contract for facts: one row for each combination of the key columns."""

    key: tuple[Name, ...]
    entity: Literal["enterprise", "place", "project", "park", "questionnaire", "mark", "figure", "decision"]
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...] = ()


class RowRule(PlanModel):
    """A condition every accepted row must meet; a row that fails it is refused with `says`."""

    id: Id
    must: str
    says: str
    says_en: str = ""


class Missing(PlanModel):
    """What an indicator is when its formula meets a gap, a zero divisor or a negative divisor."""

    gap: Literal["missing", "zero"] = "missing"
    zero_divisor: Literal["missing", "zero"] = "missing"
    negative_divisor: Literal["missing", "as-is"] = "missing"


class DatedFormula(PlanModel):
    """A formula valid for years from `from` to `to`, where a definition changed."""

    since: int = Field(alias="from")
    until: int | None = Field(default=None, alias="to")
    formula: str
    reference: str = ""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Lever(PlanModel):
    """A fact that whoever is evaluated can change, and which way: data of the plan, never guessed from a formula."""

    column: Name
    direction: Literal["up", "down"]


class Card(PlanModel):
    """The card of an indicator: what it shows, when it alarms and what is done then.

    Thresholds are compared with the figure observed for a target (`on: value`, in the target's unit) or with its growth in
    per cent (`on: growth`). An alarm makes the light red; excellence makes a green one of a yellow.
    """

    meaning: str = ""
    on: Literal["value", "growth"] = "value"
    alarm_below: Exact | None = None
    alarm_at_most: Exact | None = None
    alarm_above: Exact | None = None
    on_alarm: str = ""
    excellent_from: Exact | None = None
    excellent_at_most: Exact | None = None
    frequency: str = ""
    entry: Literal["by-hand", "interface"] | None = None
    supplier: Id | None = None


class Indicator(Cited):
    """A figure with a definition.

    Computed: `dataset` and `formula` over its columns (one row of the dataset at a time), rolled up to coarser
    grains as `rollup` says; `where` keeps only some rows. With `per: [..]` the rows of a dataset are first aggregated
    to those key columns (`formula` then uses sum, count, ...); rows that lie in a county (column `county`) can be aggregated
    to `place`: each counts for its county, for the prefecture around it and for the province. `over_years: 3` aggregates the rows of
    the year and of the two before it, with the parameters and definitions of the year.
    `levers` are the facts that advice may ask to change; land is never one, and staff never one to cut.
    Reported: `reported_in` names the dataset whose rows carry this indicator's figures as published or counted.
    """

    unit: UnitText
    direction: Literal["higher", "lower", "none"]
    dataset: Id | None = None
    reported_in: Id | None = None
    formula: str | None = None
    versions: tuple[DatedFormula, ...] = ()
    where: str | None = None
    per: tuple[Name, ...] = ()
    over_years: Annotated[int, Field(ge=1, le=10)] = 1
    rollup: Literal["ratio-of-totals", "sum", "count", "mean-of-ratios", "none"] = "none"
    decimals: int = 6
    missing: Missing = Missing()
    accumulates: bool = False
    scope: str = ""
    levers: tuple[Lever, ...] = ()
    card: Card | None = None


class Agreement(PlanModel):
    """Another target that must state the same figure (`times: 1`) or so many times this one."""

    target: Id
    times: Exact | Literal["years"] = Fraction(1)


TargetKind = Literal[
    "level-by",
    "cumulative",
    "annual-flow",
    "average-annual-growth",
    "points-a-year",
    "reduction-a-year",
    "share",
    "coverage",
    "threshold",
    "rate",
    "qualitative",
]


class Target(Cited):
    """A quantified figure of the plan, or a qualitative aim with how it is judged.

    Exactly one comparator for quantified kinds. `parts` says what parts given to places and years must do: add up to the
    whole exactly, to at least or at most it, or stand apart. Not written, amounts and counts add to at least the whole (at
    most, under a limit) and rates and shares stand apart. `threshold` is a line that decides who falls under a rule and
    `rate` a fixed share applied to a base: figures in force, not aims to be reached.
    """

    kind: TargetKind
    indicator: Id | None = None
    at_least: Exact | None = None
    over: Exact | None = None
    about: Exact | None = None
    equals: Exact | None = None
    at_most: Exact | None = None
    under: Exact | None = None
    between: tuple[Exact, Exact] | None = None
    tolerance: Exact | None = None
    unit: UnitText | None = None
    scope: str
    places: Literal["province", "each"] = "province"
    each_of: Id | None = None
    period: PeriodText
    base_year: int | None = None
    lead_units: Ids
    supporting_units: tuple[Id, ...] = ()
    agrees_with: Agreement | None = None
    carries_over: bool = False
    parts: Literal["exactly", "at-least", "at-most", "apart"] | None = None
    judge: Id | None = None
    judged_by: str = ""
    evidence: tuple[str, ...] = ()


class Task(Cited):
    """A task of the plan: what is to be done, by whom, and which targets it serves."""

    programme: ClauseId
    lead_units: Ids
    supporting_units: tuple[Id, ...] = ()
    period: PeriodText
    targets: tuple[Id, ...] = ()
    actions: tuple[str, ...]


class LightRule(PlanModel):
    """When a target's light is green, yellow or red: shares of the expected progress."""

    green_from: Exact = Fraction(1)
    yellow_from: Exact = Fraction(9, 10)


class Series(PlanModel):
    """One published figure, restated with its source; shown beside targets of another scope, never counted."""

    indicator: Id
    place: str
    period: PeriodText
    scope: str
    value: Exact | None = None
    unit: UnitText
    growth: Exact | None = None
    source: str
    source_url: str = ""
    known_on: date
    quality: str = ""
    note: str = ""


Dataset.model_rebuild()
