"""The rows of a dataset in one year, with what other datasets say of the same entities beside them.

The frame is a chain of named steps: the year's facts, each indicator aggregated from another dataset, and the join.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    col,
    compare,
    func,
    in_,
    is_known,
    lit,
    named,
    or_,
    table,
    window,
)
from zhixing.kernel.indicators.lowering import Lowering
from zhixing.kernel.plan import (
    PLAN_INDUSTRY,
    CompiledPlan,
    Indicator,
    Pool,
    counted_by_place,
    name_of,
    years_before,
)

Step = tuple[str, exp.Query]
_LEVELS = ("county", "prefecture_around", "province_around")


@dataclass(frozen=True)
class Frame:
    """Named steps whose last, `frame`, has one row for each entity of the year."""

    steps: tuple[Step, ...]
    lowering: Lowering


def frame(
    plan: CompiledPlan, dataset: str, year: int, *,
    joined: Iterable[str] = (), apart: Iterable[str] = (), inside: Iterable[Tree] = (), pool: Pool | None = None,
    before: str = "",
) -> Frame:  # fmt: skip
    """Steps that read the materialised snapshots (tables named like their datasets).

    Args:
        joined: names of indicators aggregated from other datasets, and of figures of earlier years (`previous_name`), that
            the reader needs beside the rows. Who has no row in that year has no figure of it.
        apart: further columns of the table, outside the contract, that keep populations apart.
        inside: conditions on columns of the dataset that every row must meet; asked once, where the rows are read.
        pool: columns that rows of one pool share as their sum.
        before: what the steps' names begin with, where two frames stand in one text.
    """
    contract = plan.datasets[dataset]
    apart = tuple(apart)
    own = [*apart, *(column.id for column in contract.columns)]
    facts = exp.select(*(_pooled(name, pool, apart) for name in own)).from_(table(dataset))
    facts = facts.where(and_(compare(col("year"), "=", lit(year)), *inside))
    source = f"{before}facts"
    steps: list[Step] = [(source, facts)]
    entity = [key for key in contract.key if key != "year"]
    selected: list[Tree] = [exp.Column(this=exp.Star(), table=exp.to_identifier(source, quoted=True))]
    if any(column.id == "industry" for column in contract.columns):
        selected.append(named(plan_industry(plan, col("industry", source)), "plan_industry"))
    query = exp.select(*selected).from_(table(source))
    names = list(dict.fromkeys(joined))
    earlier = [name for name in names if years_before(name)[1]]
    for years in sorted({years_before(name)[1] for name in earlier}):
        step = f"{before}years_before_{years}"
        wanted = [name for name in earlier if years_before(name)[1] == years]
        keys = [*apart, *entity]
        steps.append((step, _earlier(dataset, year - years, keys, wanted, pool, apart)))
        on = and_(*(compare(col(key, step), "=", col(key, source)) for key in keys))
        query = query.join(table(step), on=on, join_type="left")
        query = query.select(*(col(name, step) for name in wanted))
    for name in (name for name in names if name not in earlier):
        indicator = next(i for i in plan.indicators.values() if i.per and name_of(i.id) == name)
        step = f"{before}{name}"
        steps.append((step, _aggregated(plan, indicator, year)))
        shared = [key for key in indicator.per if key != "year"]
        on = and_(*(compare(col(key, step), "=", col(key, source)) for key in shared))
        query = query.join(table(step), on=on, join_type="left")
        value: Tree = col("value", step)
        if indicator.missing.gap == "zero":
            value = func("COALESCE", value, lit(0))
        query = query.select(named(value, name))
    steps.append((f"{before}frame", query))
    return Frame(tuple(steps), Lowering(plan, dataset, year))


def _earlier(
    dataset: str, year: int, keys: list[str], names: list[str], pool: Pool | None, apart: tuple[str, ...]
) -> exp.Select:
    """One row for each entity of an earlier year, wherever it lay then: the figures asked for under their long names."""
    selected: list[Tree] = [col(key) for key in keys]
    for name in names:
        column, _ = years_before(name)
        value = _pooled(column, pool, apart)
        selected.append(named(value.this if isinstance(value, exp.Alias) else value, name))
    return exp.select(*selected).from_(table(dataset)).where(compare(col("year"), "=", lit(year)))


def _pooled(name: str, pool: Pool | None, apart: tuple[str, ...]) -> Tree:
    """A column, or its sum over the rows of the same pool; rows outside any pool keep their own."""
    if pool is None or name not in pool.columns:
        return col(name)
    shared = window(func("SUM", col(name)), [*(col(key) for key in apart), col(pool.by)])
    return named(case([(is_known(col(pool.by)), shared)], col(name)), name)


def _aggregated(plan: CompiledPlan, indicator: Indicator, year: int) -> exp.Select:
    """One row for each entity: the indicator over that entity's rows of another dataset in the year."""
    dataset = indicator.dataset or ""
    lowering = Lowering(plan, dataset, year)
    value = named(lowering.aggregate(indicator), "value")
    kept = [compare(col("year"), "=", lit(year))]
    if indicator.over_years > 1:
        first = year - indicator.over_years + 1
        kept = [compare(col("year"), ">=", lit(first)), compare(col("year"), "<=", lit(year))]
    if indicator.where:
        kept.append(lowering.condition(indicator.where))
    keys = [key for key in indicator.per if key != "year"]
    if counted_by_place(plan.datasets[dataset], keys):
        rows = exp.select(exp.Star(), *_around(plan)).from_(table(dataset)).where(and_(*kept))
        return _by_place([key for key in keys if key != "place"], value).from_(rows.subquery("located"))
    by = [col(key) for key in keys]
    if PLAN_INDUSTRY in keys:
        rows = exp.select(exp.Star(), named(plan_industry(plan, col("industry")), PLAN_INDUSTRY))
        rows = rows.from_(table(dataset)).where(and_(*kept))
        return exp.select(*by, value).from_(rows.subquery("sorted")).group_by(*by)
    return exp.select(*by, value).from_(table(dataset)).where(and_(*kept)).group_by(*by)


def _around(plan: CompiledPlan) -> list[Tree]:
    """The prefecture and the province of a row's county, under the names of `_LEVELS`."""
    inside: dict[str, list[str]] = {}
    for place in plan.places.values():
        if place.level == "county" and place.parent:
            inside.setdefault(place.parent, []).append(place.id)
    prefecture = case(
        [(in_(col("county"), sorted(below)), lit(above)) for above, below in sorted(inside.items())]
    )
    return [named(prefecture, _LEVELS[1]), named(lit(plan.head.province), _LEVELS[2])]


def _by_place(others: list[str], value: Tree) -> exp.Select:
    """One row for each county, each prefecture and the province, all in the column `place`."""
    place = named(func("COALESCE", *(col(level) for level in _LEVELS)), "place")
    grouped = exp.GroupingSets(
        expressions=[exp.Tuple(expressions=[col(name) for name in (*others, level)]) for level in _LEVELS]
    )
    select = exp.select(*(col(name) for name in others), place, value)
    select.set("group", exp.Group(grouping_sets=[grouped]))
    return select


def plan_industry(plan: CompiledPlan, code: Tree) -> Tree:
    """The industry of the plan that a GB/T 4754 code belongs to (default codes); unknown outside the plan."""
    branches: list[tuple[Tree, Tree]] = []
    for industry in plan.industries.values():
        by_length: dict[int, list[str]] = {}
        for prefix in industry.codes:
            by_length.setdefault(len(prefix), []).append(prefix)
        tests = [
            in_(func("SUBSTRING", code.copy(), lit(1), lit(length)), sorted(prefixes))
            for length, prefixes in sorted(by_length.items())
        ]
        branches.append((or_(*tests), lit(industry.id)))
    return case(branches)
