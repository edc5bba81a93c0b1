"""Reading the published figures, and evaluating a plan of a vector set on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlglot import exp
from tests.kernel.support import table_of

from zhixing.kernel.engine import Engine, table
from zhixing.kernel.evaluation import build, check_result, entity_of
from zhixing.kernel.plan import CompiledPlan, compile_plan

PLANS = Path(__file__).parent / "plans"
Row = dict[str, Any]


@cache
def plan_of(name: str) -> CompiledPlan:
    """The plan of a set, which must compile without any issue, a warning included."""
    compilation = compile_plan(PLANS / name)
    assert compilation.issues == (), [str(issue) for issue in compilation.issues]
    assert compilation.plan is not None
    return compilation.plan


def published(file: Path) -> list[dict[str, str]]:
    """The rows of a reference file as text; a set that is not there fails, it is not skipped."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str | None) -> Decimal | None:
    """A figure as printed; empty and NA are gaps."""
    return None if text in (None, "", "NA") else Decimal(text)


def facts(plan: CompiledPlan, dataset: str, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows in the decimals of the dataset's columns."""
    places = {
        c.id: Decimal(1).scaleb(-c.decimals) for c in plan.datasets[dataset].columns if c.type == "amount"
    }
    return [
        {name: value.quantize(places[name]) if name in places and value is not None else value
         for name, value in row.items()}
        for row in rows
    ]  # fmt: skip


def evaluated(
    plan: CompiledPlan, scheme: str, year: int, rows: Iterable[Mapping[str, Any]]
) -> dict[str, Row]:
    """The checked result of a scheme over rows of its dataset, by entity."""
    chosen = plan.schemes[scheme]
    dataset = chosen.population.dataset
    with Engine(threads=1) as engine:
        engine.register(dataset, table_of(plan, dataset, facts(plan, dataset, rows)))
        engine.create("result", build(plan, chosen, year))
        wrong = list(check_result(engine, plan, chosen, "result"))
        assert wrong == [], [issue.en for issue in wrong]
        found = engine.table(exp.select("*").from_(table("result"))).to_pylist()
    return {str(row[entity_of(plan, chosen)]): row for row in found}


def unlike(pairs: Iterable[tuple[str, Any, Any]], within: float) -> list[str]:
    """Those of (what, found, published) that differ by more than `within`, or of which one is unknown."""
    wrong = []
    for what, found, wanted in pairs:
        if found is None or wanted is None or abs(float(found) - float(wanted)) > within:
            wrong.append(f"{what}: {found} instead of {wanted}")
    return wrong
