"""What proposals come to: exact sums by county, industry, size and grade."""

from __future__ import annotations

from sqlglot import exp

from zhixing.kernel.engine import cast, col, compare, decimal, func, lit, named, query, table, total

BY = ("county", "plan_industry", "size", "grade", "outcome")


def sums(sources: list[str]) -> exp.Query:
    """The rows of several tables of proposals, added up.

    Columns: measure, year, county, plan_industry, size, grade, outcome, illustrative, unit; rows (entities, or entity and
    account), base and amount, exact. What falls due in instalments is counted whole, its base once.
    """
    every: exp.Query | None = None
    names = ("measure", "year", *BY, "illustrative", "unit")
    for source in sources:
        entities = func("COUNT", exp.Distinct(expressions=[col("entity")]))
        base = total(col("base"), compare(col("instalment"), "=", lit(1)))
        one = exp.select(
            *(col(name) for name in names), named(entities, "entities"), named(decimal(base, 8), "base"),
            named(decimal(func("SUM", col("amount")), 8), "amount"),
        ).from_(table(source)).group_by(*(col(name) for name in names))  # fmt: skip
        every = one if every is None else exp.union(every, one, distinct=False, copy=False)
    if every is None:
        raise ValueError("nothing to add up")
    last = exp.select(
        *(col(name) for name in names),
        named(cast(col("entities"), "BIGINT"), "entities"),
        col("base"),
        col("amount"),
    )
    order = [exp.Ordered(this=col(name), nulls_first=False) for name in names]
    return query([("summed", every)], last.from_(table("summed")).order_by(*order))
