"""The ledger of a quarter: what a measure asks on the readings of its meters."""

from __future__ import annotations

from datetime import date, timedelta

from sqlglot import exp

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel.engine import (
    and_,
    case,
    cast,
    col,
    compare,
    decimal,
    is_known,
    lit,
    named,
    query,
    table,
    times,
)
from zhixing.kernel.indicators import frame
from zhixing.kernel.measures import codes
from zhixing.kernel.measures.claims import BASE_PLACES, PROPOSED
from zhixing.kernel.measures.force import in_force
from zhixing.kernel.plan import CompiledPlan, Measure

METERED, NOT_METERED = "metered", "not-metered"


def quarter_of(year: int, quarter: int) -> Period:
    """The quarter as a period.

    Raises:
        Refused: `measures.no-quarter`.
    """
    if quarter not in (1, 2, 3, 4):
        raise Refused([codes.NO_QUARTER.at(NOWHERE, quarter=quarter)])
    start = date(year, 3 * quarter - 2, 1)
    end = date(year + quarter // 4, 3 * quarter % 12 + 1, 1) - timedelta(days=1)
    return Period(start, end, f"{year}Q{quarter}")


def ledger(plan: CompiledPlan, measure: Measure, year: int, quarter: int, proposals: str) -> exp.Query:
    """One row for each account of whom the measure reaches, ordered by county and account.

    The line of the table that fits an entity is that of its proposal for the year; the quarter's reading takes the place of the
    year's base. Who has no reading in the quarter stands here too, without an amount.

    Args:
        proposals: the engine's table with the sealed proposals of the measure for the year.

    Columns: measure, year, quarter, county, enterprise, account, grade, running, base, rate, amount, outcome.

    Raises:
        Refused: `measures.not-metered-at-all`, the plan does not say where the base is metered;
            `measures.not-in-force-quarter`, the basis does not cover the whole quarter.
    """
    metered = measure.quarterly
    where = plan.where("measures", measure.id, clause=measure.clause)
    if metered is None or measure.unit is None:
        raise Refused([codes.NO_METER.at(where, measure=measure.id)])
    period = quarter_of(year, quarter)
    if not in_force(measure, period):
        until = measure.basis.valid_to or "—"
        raise Refused(
            [
                codes.NOT_IN_FORCE_QUARTER.at(
                    where, measure=measure.id, quarter=period, since=measure.basis.valid_from, until=until
                )
            ]
        )
    rows = frame(plan, metered.dataset, year, inside=(compare(col("quarter"), "=", lit(quarter)),))
    entity = plan.datasets[measure.dataset].key[0]
    base = decimal(rows.lowering.value_of(metered.base), BASE_PLACES, 26)
    read = exp.select(
        named(col(entity), "read_entity"), named(col(metered.account), "account"), named(base, "read_base")
    ).from_(table("frame")).where(is_known(base.copy()))  # fmt: skip
    reached = exp.select(*map(col, ("entity", "county", "grade", "running", "rate"))).from_(table(proposals))
    reached = reached.where(and_(compare(col("outcome"), "=", lit(PROPOSED)), is_known(col("rate"))))
    met = exp.select(exp.Star()).from_(table("reached")).join(
        table("read"), on=compare(col("read_entity"), "=", col("entity")), join_type="left"
    )  # fmt: skip
    amount = decimal(times(col("read_base"), col("rate")), measure.decimals)
    last = exp.select(
        named(lit(measure.id), "measure"), named(cast(lit(year), "INTEGER"), "year"), named(cast(lit(quarter), "INTEGER"), "quarter"),
        col("county"), named(col("entity"), "enterprise"), col("account"), col("grade"), col("running"),
        named(col("read_base"), "base"), col("rate"), named(amount, "amount"),
        named(case([(is_known(col("account")), lit(METERED))], lit(NOT_METERED)), "outcome"),
    ).from_(table("met"))  # fmt: skip
    order = [exp.Ordered(this=col(name), nulls_first=False) for name in ("county", "enterprise", "account")]
    return query([*rows.steps, ("read", read), ("reached", reached), ("met", met)], last.order_by(*order))
