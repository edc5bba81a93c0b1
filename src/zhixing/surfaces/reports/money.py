"""What the measures of a run come to: by year and grade, by place, industry and size, and which way the money goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow.parquet as pq

from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import CompiledPlan, Measure, Series
from zhixing.kernel.runs import Run

PROPOSED = "proposed"
BY = ("county", "plan_industry", "size", "grade")
_HUNDRED_MILLION = Unit.parse("亿元")
_TO, _FROM = "to-entity", "from-entity"
ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Money:
    """A measure in a year for one grade (or for all where it does not go by grade).

    `amount` is unknown for measures that are no amounts. `illustrative` says that it rests on a number no source states.
    """

    measure: Measure
    year: int
    grade: str
    entities: int
    base: Decimal | None
    amount: Decimal | None
    unit: str
    illustrative: bool

    @property
    def document(self) -> str:
        """The document the measure rests on."""
        return self.measure.basis.document


@dataclass(frozen=True)
class Share:
    """What goes to and comes from the enterprises (or places) of one county, industry, size or grade, in 亿元."""

    key: str
    entities: int
    granted: Fraction
    charged: Fraction

    @property
    def net(self) -> Fraction:
        """What they are left with: granted less charged."""
        return self.granted - self.charged

    @property
    def ratio(self) -> Fraction | None:
        """Granted over charged; unknown where nothing is charged."""
        return self.granted / self.charged if self.charged else None


@dataclass(frozen=True)
class Halted:
    """How many rows of a measure ended otherwise than proposed: excepted, superseded, in conflict, beyond the budget, unknown."""

    measure: Measure
    year: int
    outcome: str
    entities: int


def _rows(run: Run, plan: CompiledPlan) -> Iterable[tuple[Measure, dict[str, Any]]]:
    for year in run.years:
        if f"money-{year}" in run.results:
            for row in pq.read_table(run.result(f"money-{year}")).to_pylist():
                yield plan.measures[row["measure"]], row


def money_of(run: Run, plan: CompiledPlan) -> tuple[Money, ...]:
    """Sums of every measure by year and grade, of what is proposed; exact decimals."""
    found: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for measure, row in _rows(run, plan):
        if row["outcome"] == PROPOSED:
            found.setdefault((measure.id, row["year"], row["grade"] or ""), []).append(row)
    order = {name: place for place, name in enumerate(plan.measures)}

    def at(key: tuple[str, int, str]) -> tuple[int, int, bool, str]:
        return order[key[0]], key[1], not key[2], key[2]

    return tuple(
        Money(
            plan.measures[name], year, grade, sum(row["entities"] for row in rows), _sum(rows, "base"), _sum(rows, "amount"),
            rows[0]["unit"] or "", rows[0]["illustrative"],
        )
        for (name, year, grade), rows in sorted(found.items(), key=lambda one: at(one[0]))
    )  # fmt: skip


def halted_of(run: Run, plan: CompiledPlan) -> tuple[Halted, ...]:
    """Everything a measure would have reached and did not, by measure, year and why."""
    found: dict[tuple[str, int, str], int] = {}
    for measure, row in _rows(run, plan):
        if row["outcome"] != PROPOSED:
            key = (measure.id, row["year"], row["outcome"])
            found[key] = found.get(key, 0) + row["entities"]
    return tuple(
        Halted(plan.measures[name], year, outcome, count)
        for (name, year, outcome), count in sorted(found.items())
    )


def shares_of(
    run: Run,
    plan: CompiledPlan,
    by: str,
    years: Iterable[int],
    *,
    entity: str = ENTERPRISE,
    stated: bool = False,
) -> tuple[Share, ...]:
    """Money by county, plan_industry, size or grade over some years, largest first; an empty key is all who have none.

    Args:
        entity: whose money: of enterprises, projects or places, as the datasets of the measures say.
        stated: leave out what rests on a number no source states.
    """
    wanted = set(years)
    found: dict[str, list[tuple[Measure, dict[str, Any]]]] = {}
    for measure, row in _rows(run, plan):
        if row["outcome"] != PROPOSED or row["year"] not in wanted or (stated and row["illustrative"]):
            continue
        if measure.flow != "none" and plan.datasets[measure.dataset].entity == entity:
            found.setdefault(row[by] or "", []).append((measure, row))
    shares = [
        Share(key, sum(row["entities"] for _, row in rows), _flow(rows, _TO), _flow(rows, _FROM))
        for key, rows in found.items()
    ]
    return tuple(sorted(shares, key=lambda one: (-(one.granted + one.charged), one.key)))


def balance_of(
    run: Run, plan: CompiledPlan, years: Iterable[int], *, entity: str = ENTERPRISE, stated: bool = False
) -> Share:
    """All money of the measures over some years with enterprises (or projects, or places): granted and charged."""
    shares = shares_of(run, plan, "grade", years, entity=entity, stated=stated)
    return Share(
        "", sum(one.entities for one in shares), sum((one.granted for one in shares), Fraction(0)),
        sum((one.charged for one in shares), Fraction(0)),
    )  # fmt: skip


def published_beside(plan: CompiledPlan) -> Mapping[str, tuple[Series, ...]]:
    """Published figures that stand beside the sums of a measure, by measure; of another scope, never added."""
    found = {
        measure.id: tuple(one for one in plan.published if one.indicator == measure.compares_with)
        for measure in plan.measures.values()
        if measure.compares_with
    }
    return {key: series for key, series in found.items() if series}


def _flow(rows: Iterable[tuple[Measure, dict[str, Any]]], way: str) -> Fraction:
    total = Fraction(0)
    for measure, row in rows:
        if measure.flow == way and row["amount"] is not None and measure.unit is not None:
            total += Fraction(row["amount"]) * measure.unit.to(_HUNDRED_MILLION)
    return total


def _sum(rows: Iterable[dict[str, Any]], name: str) -> Decimal | None:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known, Decimal(0)) if known else None


def totals_of(money: Iterable[Money]) -> list[tuple[Measure, int, int, Decimal, str]]:
    """Measure, year, entities, amount, unit of measures that are amounts: all grades together."""
    found: dict[tuple[str, int], list[Money]] = {}
    for one in money:
        if one.amount is not None:
            found.setdefault((one.measure.id, one.year), []).append(one)
    return [
        (parts[0].measure, year, sum(p.entities for p in parts), sum((p.amount or Decimal(0) for p in parts), Decimal(0)), parts[0].unit)
        for (_, year), parts in found.items()
    ]  # fmt: skip
