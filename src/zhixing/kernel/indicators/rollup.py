"""Indicators of industries, counties, cities and the province: ratio of totals, sum, count or mean, as declared.

A city's tax per mu is total tax over total land; the mean of its counties is another, usually wrong, number. Rows that
lack either part of a ratio are left out of both totals and counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    cast,
    col,
    compare,
    decimal,
    double,
    fixed,
    func,
    is_known,
    lit,
    named,
    over,
    query,
    table,
    total,
)
from zhixing.kernel.indicators.frame import Step, frame
from zhixing.kernel.indicators.lowering import Lowering
from zhixing.kernel.plan import CompiledPlan, Dataset, Indicator, scopes_of

PLACES = "places"
_EXACT = 6


def rolled_up(plan: CompiledPlan, dataset: str) -> tuple[Indicator, ...]:
    """Indicators of a dataset that have a value at coarser grains."""
    return tuple(
        i for i in plan.indicators.values() if i.dataset == dataset and i.rollup != "none" and not i.per
    )


def rollup(plan: CompiledPlan, dataset: str, year: int) -> exp.Query:
    """One row for each indicator, scope and entity (province, prefecture, county, industry) of a year.

    Reads the materialised snapshot and the table `places` (place, level, prefecture, province). Columns: indicator, scope,
    level, entity, year, value (double, rounded to the indicator's decimals), numerator, denominator (exact),
    used and left_out (rows).
    """
    indicators = rolled_up(plan, dataset)
    rows = frame(plan, dataset, year, joined=_beside(plan, dataset, year, indicators))
    parts: list[Tree] = []
    for index, indicator in enumerate(indicators):
        above, below = _parts(rows.lowering, indicator)
        parts.append(named(above, f"above_{index}"))
        parts.append(named(below, f"below_{index}"))
    if plan.datasets[dataset].entity == "place":
        middle: list[Step] = [("sums", _own(indicators, parts))]
    else:
        contract = plan.datasets[dataset]
        middle = [
            ("parts", _located(contract, parts)),
            ("scoped", _scoped(scopes_of(contract))),
            ("sums", _sums(indicators)),
        ]
    long = [_long(index, indicator, year) for index, indicator in enumerate(indicators)]
    union: exp.Query = long[0]
    for one in long[1:]:
        union = exp.union(union, one, distinct=False, copy=False)
    last = exp.select("*").from_(union.subquery("figures")).where(compare(col("used"), ">", lit(0)))
    keys = [col(name) for name in ("indicator", "scope", "level", "entity")]
    return query([*rows.steps, *middle], last.order_by(*keys))


def _beside(plan: CompiledPlan, dataset: str, year: int, indicators: Sequence[Indicator]) -> list[str]:
    """What the formulas need beside the rows themselves: figures of earlier years, indicators of other datasets."""
    lowering = Lowering(plan, dataset, year)
    needed = [name for one in indicators for name in lowering.names_of(one)]
    needed += [name for one in indicators if one.where for name in lowering.names(one.where)]
    columns = {column.id for column in plan.datasets[dataset].columns}
    return [name for name in needed if name not in columns]


def _own(indicators: Sequence[Indicator], parts: Sequence[Tree]) -> exp.Select:
    """Figures of places stand for themselves: a city's own figure is not the sum of those of its counties."""
    rows = (
        exp.select(
            named(lit("all"), "scope"), col("level", PLACES), named(col("place", "frame"), "entity"), *parts
        )
        .from_(table("frame"))
        .join(table(PLACES), on=compare(col("place", PLACES), "=", col("place", "frame")))
    )
    selected: list[Tree] = [
        col("scope"),
        col("level"),
        col("entity"),
        named(func("COUNT", exp.Star()), "rows"),
    ]
    keys = [col(name) for name in ("scope", "level", "entity")]
    return exp.select(*selected, *_totals(indicators)).from_(rows.subquery("parts")).group_by(*keys)


def _located(contract: Dataset, parts: Sequence[Tree]) -> exp.Select:
    columns = {column.id for column in contract.columns}
    industry: Tree = col("plan_industry", "frame") if "industry" in columns else cast(lit(None), "VARCHAR")
    above: Tree = col("above_scale", "frame") if "above_scale" in columns else cast(lit(None), "BOOLEAN")
    on = compare(col("place", PLACES), "=", col("county", "frame"))
    return (
        exp.select(
            col("county", "frame"), col("prefecture", PLACES), col("province", PLACES),
            named(industry, "plan_industry"), named(above, "above_scale"), *parts,
        )
        .from_(table("frame"))
        .join(table(PLACES), on=on, join_type="left")
    )  # fmt: skip


def _parts(lowering: Lowering, indicator: Indicator) -> tuple[Tree, Tree]:
    if indicator.rollup == "ratio-of-totals":
        above, below = lowering.quotient(indicator)
    else:
        value = lowering.value(indicator)
        above = lit(1) if indicator.rollup == "count" else value
        below = lit(1)
    if indicator.where:
        kept = lowering.condition(indicator.where)
        above, below = case([(kept, above)]), case([(kept.copy(), below)])
    both = and_(is_known(above.copy()), is_known(below.copy()))
    return case([(both, above)]), case([(both.copy(), below)])


def _scoped(scopes: Sequence[str]) -> exp.Query:
    """Every row once for each scope it belongs to."""
    above = exp.Is(this=col("above_scale"), expression=exp.Boolean(this=True))
    traditional = is_known(col("plan_industry"))
    conditions: dict[str, Tree | None] = {
        "all": None,
        "above-scale": above,
        "traditional": traditional,
        "traditional-above-scale": and_(above.copy(), traditional.copy()),
    }
    selects = []
    for scope in scopes:
        one = exp.select(named(lit(scope), "scope"), exp.Star()).from_(table("parts"))
        condition = conditions[scope]
        selects.append(one.where(condition) if condition is not None else one)
    union: exp.Query = selects[0]
    for select in selects[1:]:
        union = exp.union(union, select, distinct=False, copy=False)
    return union


def _sums(indicators: Sequence[Indicator]) -> exp.Select:
    """Exact totals of every part at every level, by grouping sets."""
    levels = ("province", "prefecture", "county", "plan_industry")
    entity = func("COALESCE", col("plan_industry"), col("county"), col("prefecture"), col("province"))
    level = case(
        [
            (is_known(col("plan_industry")), lit("industry")),
            (is_known(col("county")), lit("county")),
            (is_known(col("prefecture")), lit("prefecture")),
        ],
        lit("province"),
    )
    selected: list[Tree] = [
        col("scope"),
        named(level, "level"),
        named(entity, "entity"),
        named(func("COUNT", exp.Star()), "rows"),
    ]
    selected += _totals(indicators)
    grouped = exp.GroupingSets(
        expressions=[exp.Tuple(expressions=[col("scope"), col(name)]) for name in levels]
    )
    select = exp.select(*selected).from_(table("scoped"))
    select.set("group", exp.Group(grouping_sets=[grouped]))
    return select.having(is_known(entity.copy()))


def _totals(indicators: Sequence[Indicator]) -> list[Tree]:
    """Exact totals of both parts and the number of rows that had both."""
    selected: list[Tree] = []
    for index in range(len(indicators)):
        above, below = col(f"above_{index}"), col(f"below_{index}")
        selected += [
            named(total(decimal(above, _EXACT)), f"above_{index}"),
            named(total(decimal(below, _EXACT)), f"below_{index}"),
            named(func("COUNT", above.copy()), f"used_{index}"),
        ]
    return selected


def _long(index: int, indicator: Indicator, year: int) -> exp.Select:
    above, below, used = (col(f"{name}_{index}") for name in ("above", "below", "used"))
    if indicator.rollup in ("ratio-of-totals", "mean-of-ratios"):
        value: Tree = fixed(
            case([(compare(below.copy(), ">", lit(0)), over(above.copy(), below.copy()))]), indicator.decimals
        )
    else:
        value = double(above.copy())
    return exp.select(
        named(lit(indicator.id), "indicator"), col("scope"), col("level"), col("entity"),
        named(cast(lit(year), "INTEGER"), "year"), named(value, "value"), named(above, "numerator"),
        named(below, "denominator"), named(used, "used"),
        named(exp.Sub(this=col("rows"), expression=used.copy()), "left_out"),
    ).from_(table("sums"))  # fmt: skip
