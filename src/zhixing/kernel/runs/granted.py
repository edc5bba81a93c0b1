"""What measures propose for one enterprise or place, down to the document and the source cells of the base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlglot import exp

from zhixing.kernel.engine import Engine, and_, col, compare, lit
from zhixing.kernel.evaluation import Fact
from zhixing.kernel.facts import Lake, cell_of, snapshot
from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import CompiledPlan, Measure, id_of, names_in, parse_formula, require_plan
from zhixing.kernel.runs.manifest import Run

_PREFIX = "measure-"


@dataclass(frozen=True)
class Granted:
    """One proposal: what, how much, by which line of which document, and what it was computed from.

    `grade_year` is the year whose grade counts; `placeholders` are titles of parameters that no source states.
    """

    entity: str
    measure: str
    title: str
    kind: str
    clause: str
    document: str
    article: str
    valid_from: date
    valid_to: date | None
    rule: str
    year: int
    due_year: int
    grade: str
    grade_year: int
    running: int | None
    line: int
    formula: str
    base: Decimal | None
    rate: Decimal | None
    claim: Decimal | None
    amount: Decimal | None
    unit: str
    says: str
    outcome: str
    because: str
    facts: tuple[Fact, ...]
    placeholders: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        return asdict(self)


def granted_to(run: Run, lake: Lake, entity: str, *, year: int | None = None) -> tuple[Granted, ...]:
    """Every proposal of a run about an enterprise or a place, newest year first; none where no measure reaches it."""
    plan = require_plan(run.folder / "plan")
    found: list[Granted] = []
    for name in (one for one in run.results if one.startswith(_PREFIX)):
        key, _, text = name.removeprefix(_PREFIX).rpartition("-")
        if year is None or int(text) == year:
            rows = pq.read_table(run.result(name), filters=pc.field("entity") == entity).to_pylist()
            found += [_granted(run, lake, plan, plan.measures[key], row) for row in rows]
    order = {key: place for place, key in enumerate(plan.measures)}
    return tuple(sorted(found, key=lambda one: (-one.year, order[one.measure], one.due_year)))


def _granted(run: Run, lake: Lake, plan: CompiledPlan, measure: Measure, row: dict[str, Any]) -> Granted:
    basis = measure.basis
    return Granted(
        entity=row["entity"], measure=measure.id, title=measure.title, kind=measure.kind, clause=measure.clause,
        document=basis.document, article=basis.article, valid_from=basis.valid_from, valid_to=basis.valid_to,
        rule=str(plan.where("measures", measure.id, clause=measure.clause)),
        year=row["year"], due_year=row["due_year"], grade=row["grade"] or "", grade_year=row["year"] - measure.grade_lag,
        running=row["running"], line=row["line"], formula=_formula(measure), base=row["base"], rate=row["rate"],
        claim=row["claim"], amount=row["amount"], unit=row["unit"] or "", says=row["says"] or "", outcome=row["outcome"],
        because=row["because"] or "", facts=tuple(_facts(run, lake, plan, measure, row)),
        placeholders=_placeholders(plan, measure, row["line"]),
    )  # fmt: skip


def _placeholders(plan: CompiledPlan, measure: Measure, line: int) -> tuple[str, ...]:
    """Titles of the parameters behind this line and the formulas that no source states."""
    rate = measure.lines[line - 1].rate
    names = [rate.parameter] if rate and rate.parameter else []
    names += [measure.budget.amount.parameter] if measure.budget and measure.budget.amount.parameter else []
    for text in (measure.base, measure.where, measure.at_most):
        names += [id_of(name) for name in names_in(parse_formula(text))] if text else []
    found = dict.fromkeys(
        name for name in names if name in plan.parameters and plan.parameters[name].placeholder
    )
    return tuple(plan.parameters[name].title for name in found)


def _formula(measure: Measure) -> str:
    return measure.base or (f"{measure.refund_of}（{measure.refund_lag} 年前）" if measure.refund_of else "")


def _facts(run: Run, lake: Lake, plan: CompiledPlan, measure: Measure, row: dict[str, Any]) -> Iterator[Fact]:
    """The columns the base rests on, each with its value and cell; none for a base out of other measures or other rows."""
    if measure.base is None:
        return
    known_on = date.fromisoformat(run.manifest["request"]["as_known_on"])
    dataset = plan.datasets[measure.dataset]
    columns = {column.id: column for column in dataset.columns}
    names = [n for n in Lowering(plan, dataset.id, row["year"]).names(measure.base) if n in columns]
    key = {name: row["entity"] if name == dataset.key[0] else row[name] for name in dataset.key}
    values = _values(lake, plan, dataset.id, key, names, known_on)
    for name in names:
        cell = cell_of(lake, dataset.id, key, name, known_on)
        source = f"{cell.place} · {cell.known_on} · {cell.receipt}" if cell else ""
        unit = columns[name].unit
        yield Fact(name, columns[name].title, values.get(name, ""), unit.text if unit else "", source)


def _values(
    lake: Lake, plan: CompiledPlan, dataset: str, key: dict[str, Any], columns: list[str], known_on: date
) -> dict[str, str]:
    if not columns:
        return {}
    with Engine(threads=1) as engine:
        taken = snapshot(plan, lake, dataset, known_on)
        taken.register(engine)
        same = and_(*(compare(col(name), "=", lit(value)) for name, value in key.items()))
        one = exp.select(*map(col, columns)).from_(taken.tree.subquery("snapshot")).where(same)
        found = engine.table(one).to_pylist()
    return {name: str(value) for row in found for name, value in row.items() if value is not None}
