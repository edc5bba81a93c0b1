"""Where the ends of a score come from: stated, by a parameter, looked up, or computed from a population.

An anchor is `base`, or `low` and `high` of a linear score. Computed ones are steps of their own, one for each set of
columns they are computed within and for each year they are computed from.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    col,
    compare,
    decimal,
    double,
    exact_mean,
    fixed,
    func,
    in_,
    is_known,
    is_null,
    lit,
    minus,
    named,
    over,
    percentile,
    table,
    times,
    total,
    window,
)
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.indicators import parameter_value
from zhixing.kernel.plan import CompiledPlan, Criterion, Lookup, Scheme, Statistic

Step = tuple[str, exp.Query]
PREVIOUS = "previous_"


@dataclass(frozen=True)
class End:
    """One end of one item's score in one group; `column` is where it ends up: base or high."""

    item: Item
    group: str
    column: str
    stated: Fraction | None = None
    statistic: Statistic | None = None
    lookup: Lookup | None = None
    parameter: str | None = None

    @property
    def name(self) -> str:
        """Name of the computed end among those of its step."""
        return f"{self.column}_{self.item.name}_{self.group.replace('-', '_')}"


def ends_of(item: Item, group: str, criterion: Criterion) -> tuple[End, ...]:
    """The ends a criterion needs, in its family."""
    if criterion.family in ("ratio", "inverse"):
        return (
            End(
                item,
                group,
                "base",
                criterion.base,
                criterion.base_from,
                criterion.base_by,
                criterion.base_parameter,
            ),
        )
    if criterion.family == "linear":
        low = End(item, group, "base", criterion.low, criterion.low_from)
        return (low, End(item, group, "high", criterion.high, criterion.high_from))
    if criterion.family == "z-score":
        within = criterion.base_from.within if criterion.base_from else ("group",)
        mean = Statistic(statistic="mean", within=within)
        spread = Statistic(statistic="deviation", within=within)
        return (End(item, group, "base", statistic=mean), End(item, group, "high", statistic=spread))
    return ()


@dataclass(frozen=True)
class Anchors:
    """All ends of a scheme, and the steps that compute those that come from a population."""

    plan: CompiledPlan
    scheme: Scheme
    year: int
    items: tuple[Item, ...]
    apart: tuple[str, ...]

    def ends(self) -> list[End]:
        """Every end of every item in every group."""
        return [end for item in self.items for g, c in item.by_group.items() for end in ends_of(item, g, c)]

    def places(self) -> dict[tuple[bool, tuple[str, ...]], list[End]]:
        """Computed ends by the year (previous or not) and the columns they are computed within."""
        found: dict[tuple[bool, tuple[str, ...]], list[End]] = {}
        for end in self.ends():
            if end.statistic is not None:
                key = (end.statistic.previous_year, (*self.apart, *end.statistic.within))
                found.setdefault(key, []).append(end)
        return found

    @property
    def needs_previous(self) -> bool:
        """Whether any end is computed from the year before."""
        return any(previous for previous, _ in self.places())

    def steps(self) -> list[Step]:
        """One step for each place: the computed ends, one row for each combination of its columns."""
        made: list[Step] = []
        for index, ((previous, within), ends) in enumerate(self.places().items()):
            source = f"{PREVIOUS if previous else ''}population"
            rows: exp.Query | exp.Table = table(source)
            centred = [end for end in ends if end.statistic and end.statistic.statistic == "deviation"]
            taken = exp.select(exp.Star(), *(self._centre(end, within) for end in centred)).from_(rows)
            taken = taken.where(is_null(col("state")))
            selected: list[Tree] = [col(name) for name in within]
            selected += [named(self._statistic(end), end.name) for end in ends]
            step = exp.select(*selected).from_(taken.subquery("counted"))
            made.append((f"bases_{index}", step.group_by(*(col(name) for name in within))))
        return made

    def joined(self, query: exp.Select, source: str) -> exp.Select:
        """The query with every computed step joined to its rows."""
        for index, (_, within) in enumerate(self.places()):
            name = f"bases_{index}"
            on = and_(*(compare(col(key, name), "=", col(key, source)) for key in within))
            query = query.join(table(name), on=on, join_type="left")
        return query

    def value(self, end: End) -> Tree:
        """The end for a row of its group, as a double; unknown where it cannot be had."""
        if end.statistic is not None:
            index = next(i for i, ends in enumerate(self.places().values()) if end in ends)
            return col(end.name, f"bases_{index}")
        if end.lookup is not None:
            return _looked_up(end.lookup)
        if end.parameter is not None:
            return double(lit(as_decimal(parameter_value(self.plan, end.parameter, self.year))))
        return double(lit(as_decimal(end.stated or Fraction(0))))

    def _value_of(self, end: End) -> Tree:
        criterion = end.item.by_group[end.group]
        return logarithm(col(end.item.value)) if criterion.log else col(end.item.value)

    def _centre(self, end: End, within: tuple[str, ...]) -> Tree:
        """The mean of the row's population beside the row, for the deviation from it."""
        keys = [col(name) for name in within]
        value = decimal(self._value_of(end), self._decimals(end))
        count = window(func("COUNT", self._value_of(end)), [key.copy() for key in keys])
        mean = over(window(func("SUM", value), keys), case([(compare(count, ">", lit(0)), count.copy())]))
        return named(mean, f"centre_{end.name}")

    def _decimals(self, end: End) -> int:
        return max(self.plan.indicators[end.item.indicator].decimals, self.scheme.rounding.base)

    def _statistic(self, end: End) -> Tree:
        assert end.statistic is not None
        statistic = end.statistic
        found = self._plain(end, statistic)
        scaled = found if statistic.times == 1 else times(found, double(lit(as_decimal(statistic.times))))
        return fixed(scaled, self.scheme.rounding.base)

    def _plain(self, end: End, statistic: Statistic) -> Tree:
        value = self._value_of(end)
        lower = self.plan.indicators[end.item.indicator].direction == "lower"
        match statistic.statistic:
            case "mean":
                return exact_mean(value, self._decimals(end))
            case "total":
                return double(func("SUM", decimal(value, self._decimals(end))))
            case "median" | "quantile":
                half = Fraction(1, 2)
                quantile = half if statistic.statistic == "median" else statistic.quantile or half
                return percentile(value, as_decimal(quantile))
            case "best":
                return double(func("MIN" if lower else "MAX", value))
            case "worst":
                return double(func("MAX" if lower else "MIN", value))
            case "deviation":
                return self._deviation(end, value)
            case _:
                return _ratio_of_totals(end.item)

    def _deviation(self, end: End, value: Tree) -> Tree:
        """The sample standard deviation, from an exact sum of squared distances to the mean."""
        distance = minus(value, col(f"centre_{end.name}"))
        square = exp.Mul(this=exp.paren(distance), expression=exp.paren(distance.copy()))
        # Squares of small values need twice their decimals; beyond twenty, large ones would not fit.
        squares = total(decimal(square, min(max(2 * self._decimals(end), 12), 20)))
        others = minus(func("COUNT", value.copy()), lit(1))
        return func("SQRT", over(squares, case([(compare(others, ">", lit(0)), others.copy())])))


def logarithm(tree: Tree) -> Tree:
    """The natural logarithm; unknown where there is none."""
    return case([(compare(tree, ">", lit(0)), func("LN", double(tree.copy())))])


def _ratio_of_totals(item: Item) -> Tree:
    above, below = col(f"above_{item.name}"), col(f"below_{item.name}")
    both = and_(is_known(above), is_known(below))
    whole = total(decimal(below.copy(), 6), both.copy())
    return case([(compare(whole, ">", lit(0)), over(total(decimal(above.copy(), 6), both), whole.copy()))])


def _looked_up(lookup: Lookup) -> Tree:
    """The value for the row's code: the longest beginning that the table names wins."""
    branches: list[tuple[Tree, Tree]] = []
    for code, value in sorted(lookup.values.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        begins = in_(func("SUBSTRING", col(lookup.by), lit(1), lit(len(code))), (code,))
        branches.append((begins, double(lit(as_decimal(value)))))
    return case(branches, double(lit(as_decimal(lookup.otherwise))) if lookup.otherwise is not None else None)
