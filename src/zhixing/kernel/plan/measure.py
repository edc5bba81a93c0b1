"""A policy measure as its author writes it: who qualifies, on what base, how much, by which document, from when to when.

A measure proposes; people decide. Whatever a proposal depends on is a field here, so that a second document, a rising
surcharge or a short budget is text of the plan and never code.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from zhixing.foundation.quantities import NUMBER, Unit, as_decimal
from zhixing.kernel.plan.objects import Cited, Exact, Id, Ids, Name, PlanModel, Texts, UnitText

MeasureKind = Literal[
    "relief",
    "reward",
    "refund",
    "surcharge",
    "fee",
    "recovery",
    "allocation",
    "restriction",
    "credit",
    "priority",
    "deposit",
]
TO_ENTITY: frozenset[str] = frozenset({"relief", "reward", "refund"})
"""Kinds whose money goes to (or stays with) whom the measure is about."""
FROM_ENTITY: frozenset[str] = frozenset({"surcharge", "fee", "recovery"})
"""Kinds whose money it pays."""
_MONEY = Unit.parse("元")
RATE_PLACES = 6
"""Decimals of a rate; what needs more is no rate people can check."""


def _rate(value: object) -> object:
    """A number, or the id of a parameter; ids begin with a letter."""
    return {"parameter": value} if isinstance(value, str) and value[:1].isalpha() else {"number": value}


class Rate(PlanModel):
    """How much of the base: a stated number, or a dated parameter."""

    number: Exact | None = None
    parameter: Id | None = None


RateText = Annotated[
    Rate,
    BeforeValidator(lambda value: value if isinstance(value, Rate | dict) else _rate(value)),
    PlainSerializer(lambda rate: rate.parameter or str(as_decimal(rate.number or Fraction(0)))),
]


class Basis(PlanModel):
    """The legal basis of a measure: document, article, who issued it, and the days it is in force."""

    document: str
    article: str = ""
    issuer: str = ""
    valid_from: date
    valid_to: date | None = None


class RateLine(PlanModel):
    """One line of a measure's table; the first line that fits gives the rate, who fits none gets nothing.

    Everything that is written must hold: the grade is one of `grades` and has been one of them for `running` years in a row,
    this one included; the grade of the year before is one of `was`; the state of who carries no grade is one of `states`;
    `where` holds. `rate` is a number or a parameter; `says` is what the measure means in words where it is no amount.
    """

    grades: Texts = ()
    running: Annotated[int, Field(ge=1, le=10)] = 1
    was: Texts = ()
    states: Texts = ()
    where: str | None = None
    rate: RateText | None = None
    says: str = ""

    @property
    def years_back(self) -> int:
        """How many years before the year of the grade this line looks at."""
        return max(self.running - 1, 1 if self.was else 0)


class Exemption(PlanModel):
    """Who is left out though it would qualify; shown with this reason, not dropped."""

    id: Id
    title: str
    where: str


class Budget(PlanModel):
    """All there is to give, in the unit of the measure, and what happens when more is claimed.

    `pro-rata` cuts every claim by the same share, rounded down, so that the budget is never exceeded; `in-order` serves
    claims whole in the order of `order_by` (a formula each, largest first), equals in the order of their codes, until one
    no longer fits; that one and all behind it wait.
    """

    amount: RateText
    when_short: Literal["pro-rata", "in-order"]
    order_by: Texts = ()


class Instalments(PlanModel):
    """An amount that falls due in equal yearly parts; what does not divide falls to the last."""

    years: Annotated[int, Field(ge=2, le=20)]
    first_after: Annotated[int, Field(ge=0)] = 1


class Quarterly(PlanModel):
    """Where the base is metered by quarter: the dataset (keys `year` and `quarter`) and the base in its columns."""

    dataset: Id
    base: str
    account: Name


class Measure(Cited):
    """A policy measure.

    Who: rows of `dataset` in `region`, of the plan's `industries` where some are named, for which `where` holds. The grade is
    that of `scheme`, or of the first of `local_schemes` that evaluated the entity, `grade_lag` years before.
    How much: `base` (a formula in which the rate's unit makes the measure's unit) times the rate of the first line that fits:
    `rate` for all, `by_grade` for each grade, or `rates` line by line. `refund_of` takes as base what another measure asked of
    the entity `refund_lag` years before. `at_most` caps one entity's amount, `budget` all of them.
    `kind` says which way money goes; measures without `base` say something in words instead. Figures published of the indicator
    `compares_with` stand beside its sums.
    """

    kind: MeasureKind
    basis: Basis
    dataset: Id
    lead_unit: Id | None = None
    region: Texts
    scheme: Id | None = None
    local_schemes: Ids = ()
    grade_lag: Annotated[int, Field(ge=0, le=3)] = 0
    industries: Ids = ()
    where: str | None = None
    exceptions: tuple[Exemption, ...] = ()
    base: str | None = None
    refund_of: Id | None = None
    refund_lag: Annotated[int, Field(ge=1, le=3)] = 1
    unit: UnitText | None = None
    rate_unit: UnitText = NUMBER
    decimals: Annotated[int, Field(ge=0, le=8)] = 2
    rate: RateText | None = None
    by_grade: dict[str, RateText] = Field(default={})
    rates: tuple[RateLine, ...] = ()
    at_most: str | None = None
    budget: Budget | None = None
    instalments: Instalments | None = None
    quarterly: Quarterly | None = None
    compares_with: Id | None = None

    @property
    def lines(self) -> tuple[RateLine, ...]:
        """The table of rates in one form."""
        if self.rates:
            return self.rates
        if self.by_grade:
            return tuple(RateLine(grades=(grade,), rate=rate) for grade, rate in self.by_grade.items())
        return (RateLine(rate=self.rate or Rate(number=Fraction(0))),)

    @property
    def years_back(self) -> int:
        """How many years before its own the measure needs grades of."""
        return self.grade_lag + max(line.years_back for line in self.lines)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters that stand as a rate or a budget."""
        rates = [line.rate for line in self.lines] + ([self.budget.amount] if self.budget else [])
        return tuple(dict.fromkeys(rate.parameter for rate in rates if rate and rate.parameter))

    @property
    def is_money(self) -> bool:
        """Whether its amounts are money."""
        return self.unit is not None and self.unit.comparable(_MONEY)

    @property
    def flow(self) -> Literal["to-entity", "from-entity", "none"]:
        """Which way its money goes; none where it is no money or moves none between the entity and the public purse."""
        if not self.is_money:
            return "none"
        return (
            "to-entity" if self.kind in TO_ENTITY else "from-entity" if self.kind in FROM_ENTITY else "none"
        )


class Stacking(Cited):
    """What happens where several measures meet in one entity and year: they are listed strongest first.

    `add` lets all stand, together at most `at_most` (a formula; the last listed are cut first); `first`, `largest` and
    `smallest` let one stand and show the others as superseded; `conflict` lets none stand until people have decided, and
    shows all.
    """

    measures: Annotated[tuple[Id, ...], Field(min_length=2)]
    rule: Literal["add", "first", "largest", "smallest", "conflict"]
    at_most: str | None = None
