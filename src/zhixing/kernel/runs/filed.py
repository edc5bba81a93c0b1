"""What was filed and when: for every receipt, which figures of which places and periods it brought first."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from zhixing.kernel.engine import Session, Tree, cast, col, lit, named, table
from zhixing.kernel.facts import Lake
from zhixing.kernel.monitoring import Filed
from zhixing.kernel.plan import CompiledPlan


def filed_of(plan: CompiledPlan, lake: Lake, engine: Session, as_known_on: date) -> tuple[Filed, ...]:
    """One entry for each receipt, place, period and indicator, of the datasets that forms go to.

    Enterprise rows count for the county they lie in.
    """
    found: list[Filed] = []
    for dataset in sorted({form.dataset for form in plan.forms.values()}):
        columns = plan.datasets[dataset].columns
        place = next((c.id for c in columns if c.type == "place"), None)
        period = next((c.id for c in columns if c.type in ("period", "year")), None)
        indicator = next((c.id for c in columns if c.choices_from == "indicators"), None)
        for receipt in lake.receipts(dataset):
            if receipt.known_on > as_known_on or period is None:
                continue
            source = f"filed-{receipt.id}"
            engine.register(source, [lake.rows_path(receipt)])
            there = {"place": place, "period": period, "indicator": indicator}
            selected: list[Tree] = [
                named(cast(col(column), "VARCHAR") if column else lit(""), name)
                for name, column in there.items()
            ]
            rows = engine.table(exp.select(*selected).distinct().from_(table(source)))
            for row in rows.to_pylist():
                at = row["place"] or plan.head.province
                found.append(
                    Filed(dataset, at, row["period"], row["indicator"], receipt.known_on, receipt.id)
                )
    return tuple(sorted(found, key=lambda f: (f.received_on, f.receipt, f.place, f.period, f.indicator)))
