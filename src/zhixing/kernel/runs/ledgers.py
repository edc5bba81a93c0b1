"""The ledger that a bureau keeps each quarter, out of a sealed run and the meter readings known by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel import measures
from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake, snapshot
from zhixing.kernel.plan import CompiledPlan, Measure, require_plan
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.manifest import Run


@dataclass(frozen=True)
class Ledger:
    """One measure in one quarter; `rows` as `measures.ledger` gives them, `receipts` what the readings came in."""

    plan: CompiledPlan
    measure: Measure
    quarter: Period
    known_on: date
    rows: pa.Table
    receipts: tuple[str, ...]


def ledger_of(
    run: Run, lake: Lake, measure: str, year: int, quarter: int, known_on: date | None = None
) -> Ledger:
    """The ledger of a measure for a quarter; readings as known on a day, all that is known when none is given.

    Raises:
        Refused: `runs.no-proposals`; `measures.no-meter`, `-not-in-force-quarter`, `-no-quarter`.
    """
    plan = require_plan(run.folder / "plan")
    name = _sealed(run, measure, year)
    chosen = plan.measures[measure]
    day = known_on or max((r.known_on for r in lake.receipts()), default=plan.head.issued)
    with Engine() as engine:
        engine.register(name, run.result(name))
        if chosen.quarterly:
            taken = snapshot(plan, lake, chosen.quarterly.dataset, day)
            taken.register(engine)
            engine.create(chosen.quarterly.dataset, taken.tree)
        rows = engine.table(measures.ledger(plan, chosen, year, quarter, name))
    dataset = chosen.quarterly.dataset if chosen.quarterly else ""
    receipts = tuple(r.id for r in lake.receipts() if r.dataset == dataset and r.known_on <= day)
    return Ledger(plan, chosen, measures.quarter_of(year, quarter), day, rows, receipts)


def yearly_of(run: Run, measure: str, year: int) -> pa.Table:
    """The sealed proposals of a measure for a year.

    Raises:
        Refused: `runs.no-proposals`.
    """
    return pq.read_table(run.result(_sealed(run, measure, year)))


def _sealed(run: Run, measure: str, year: int) -> str:
    name = f"measure-{measure}-{year}"
    if name not in run.results:
        known = "、".join(one.removeprefix("measure-") for one in run.results if one.startswith("measure-"))
        raise Refused(
            [codes.NO_PROPOSALS.at(NOWHERE, run=run.id, measure=measure, year=year, known=known or "—")]
        )
    return name
