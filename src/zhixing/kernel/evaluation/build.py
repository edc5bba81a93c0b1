"""An evaluation as one chain of named steps, in the order of the stages.

facts → frame → population → bases → points → bounded → means → scored → totals → ranked → cut → guards → guarded. The
whole chain can be printed as one readable text; every step's name is what it gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    cast,
    col,
    compare,
    decimal,
    double,
    exact_mean,
    fixed,
    func,
    in_,
    is_null,
    lit,
    named,
    over,
    plus,
    query,
    table,
    window,
)
from zhixing.kernel.evaluation import codes
from zhixing.kernel.evaluation.anchors import PREVIOUS, Anchors, Step, ends_of
from zhixing.kernel.evaluation.columns import Item, carried, entity_of, items_of
from zhixing.kernel.evaluation.grading import RESULTS, cut_steps, named_keys
from zhixing.kernel.evaluation.points import WIDTH, Points
from zhixing.kernel.evaluation.totals import Totals, adjustment, pillar_column
from zhixing.kernel.indicators import Lowering, frame
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme, id_of, names_in, parse_formula


def build(plan: CompiledPlan, scheme: Scheme, year: int, *, apart: str | None = None) -> exp.Query:
    """The whole evaluation of a scheme in a data year, one row for each entity, ordered by it.

    Args:
        apart: a column of the facts whose values keep populations apart that are evaluated in one go.

    Raises:
        Refused: `evaluation.not-for-year`.
    """
    require_year(plan, scheme, year)
    return Evaluation(plan, scheme, year, (apart,) if apart else ()).tree()


def require_year(plan: CompiledPlan, scheme: Scheme, year: int) -> None:
    """Refuse a data year the scheme is not for."""
    first, last = scheme.years
    if not first <= year <= last:
        where = plan.where("schemes", scheme.id, "years", clause=scheme.clause)
        raise Refused([codes.NOT_FOR_YEAR.at(where, scheme=scheme.id, first=first, last=last, year=year)])


@dataclass(frozen=True)
class Evaluation:
    """The steps of one scheme in one year.

    `kept_points` and `kept_ends` are indicators whose points, or whose ends, the rows carry already.
    """

    plan: CompiledPlan
    scheme: Scheme
    year: int
    apart: tuple[str, ...] = ()
    kept_points: frozenset[str] = frozenset()
    kept_ends: frozenset[str] = frozenset()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for item in items_of(self.scheme) if item.indicator not in self.kept_points)

    @cached_property
    def anchors(self) -> Anchors:
        items = tuple(item for item in self.items if item.indicator not in self.kept_ends)
        return Anchors(self.plan, self.scheme, self.year, items, self.apart)

    @cached_property
    def within(self) -> tuple[str, ...]:
        """The columns that part the ranked from each other, and always the group."""
        return tuple(dict.fromkeys((*self.apart, *self.scheme.grading.within, "group")))

    @cached_property
    def points(self) -> Points:
        return Points(self.plan, self.scheme, self.within)

    def tree(self) -> exp.Query:
        steps: list[Step] = []
        if self.anchors.needs_previous:
            steps += self.population_steps(self.year - 1, PREVIOUS)
        steps += [*self.population_steps(self.year, ""), *self.score_steps()]
        steps += Totals(self.scheme, self.items).steps()
        steps += cut_steps(self.plan, self.scheme, self.year, self.apart)
        return query(steps, self.result())

    def score_steps(self) -> list[Step]:
        """From the population to everybody's points."""
        return [
            *self.anchors.steps(),
            ("points", self._points()),
            *self._mean_steps(),
            ("scored", self._scored()),
        ]

    # --- population, groups, states ---------------------------------------------------------------------------

    def population_steps(self, year: int, before: str) -> list[Step]:
        dataset = self.scheme.population.dataset
        lowering = Lowering(self.plan, dataset, year)
        needed = [name for text in _conditions(self.scheme) for name in lowering.names(text)]
        for item in self.items:
            needed += lowering.names_of(self.plan.indicators[item.indicator])
        known = {column.id for column in self.plan.datasets[dataset].columns}
        joined = [name for name in needed if name not in known]
        inside = self._inside()
        rows = frame(
            self.plan, dataset, year, joined=joined, apart=self.apart, inside=[inside] if inside is not None else [],
            pool=self.scheme.population.pool, before=before,
        )  # fmt: skip
        population = self._population(lowering, before)
        if not self._filled():
            return [*rows.steps, (f"{before}population", population)]
        received = f"{before}received"
        return [*rows.steps, (received, population), (f"{before}population", self._filling(received))]

    def _filled(self) -> tuple[Item, ...]:
        return _having(self.items, "group-mean-value")

    def _filling(self, received: str) -> exp.Select:
        """Everybody of the population, with a mean of values where a value is missing and the scheme wants one."""
        selected: list[Tree] = [
            exp.Star(except_=[exp.to_identifier(item.value, quoted=True) for item in self._filled()])
        ]
        for item in self._filled():
            means = [
                (
                    and_(is_null(col("state")), compare(col("group"), "=", lit(group))),
                    self._mean_value(item, c),
                )
                for group, c in item.by_group.items()
                if c.missing == "group-mean-value"
            ]
            value = double(col(item.value))
            selected.append(named(func("COALESCE", value, case(means)), item.value))
            selected.append(named(is_null(col(item.value)), item.filled))
        return exp.select(*selected).from_(table(received))

    def _mean_value(self, item: Item, criterion: Criterion) -> Tree:
        within = [col(name) for name in (*self.apart, *criterion.missing_within)]
        keys: list[Tree] = [*within, exp.paren(is_null(col("state")))]
        places = max(self.plan.indicators[item.indicator].decimals, self.scheme.rounding.base)
        count = window(func("COUNT", col(item.value)), [key.copy() for key in keys])
        summed = window(func("SUM", decimal(col(item.value), places)), keys)
        return fixed(over(summed, case([(compare(count, ">", lit(0)), count.copy())])), places)

    def _population(self, lowering: Lowering, before: str) -> exp.Select:
        population = self.scheme.population
        selected: list[Tree] = [col(name) for name in self.carried_columns()]
        groups = [(lowering.condition(g.where), lit(g.id)) for g in population.groups]
        selected.append(named(case(groups), "group"))
        states = [(lowering.condition(s.where), lit(s.id)) for s in population.states]
        selected.append(named(case(states) if states else cast(lit(None), "VARCHAR"), "state"))
        for item in self.items:
            selected.append(named(lowering.value(self.plan.indicators[item.indicator]), item.value))
            if self.needs_totals(item):
                above, below = lowering.quotient(self.plan.indicators[item.indicator])
                selected += [named(above, f"above_{item.name}"), named(below, f"below_{item.name}")]
        for index, one in enumerate(self.scheme.adjustments):
            selected.append(named(lowering.condition(one.where), f"adjusts_{index}"))
        for name in inputs_of(self.plan, self.scheme):
            selected.append(named(self._input(lowering, name), f"in_{name}"))
        return (
            exp.select(*selected).from_(table(f"{before}frame")).where(lowering.condition(population.where))
        )

    def carried_columns(self) -> tuple[str, ...]:
        needed = [name for end in self.anchors.ends() if end.lookup for name in (end.lookup.by,)]
        within = [end.statistic.within for end in self.anchors.ends() if end.statistic]
        within += [c.missing_within for item in self.items for c in item.by_group.values()]
        needed += [name for names in within for name in names if name != "group"]
        return tuple(dict.fromkeys((*self.apart, *carried(self.plan, self.scheme), *needed)))

    def _input(self, lowering: Lowering, name: str) -> Tree:
        indicator = self.plan.indicators.get(id_of(name))
        is_column = any(c.id == name for c in self.plan.datasets[self.scheme.population.dataset].columns)
        return lowering.value(indicator) if indicator is not None and not is_column else col(name)

    def _inside(self) -> Tree | None:
        """The place whose method this is, and everything below it; nothing where the dataset has no place."""
        columns = {c.id: c for c in self.plan.datasets[self.scheme.population.dataset].columns}
        name = next((n for n in ("county", "place") if n in columns and columns[n].type == "place"), None)
        if name is None:
            return None
        place = self.plan.places[self.scheme.place]
        if place.level == "county":
            return compare(col(name), "=", lit(place.id))
        levels = ("county",) if name == "county" else ("county", "prefecture")
        below = sorted(
            p.id for p in self.plan.places.values() if p.level in levels and self._is_under(p.id, place.id)
        )
        return in_(col(name), below)

    def _is_under(self, place: str, ancestor: str) -> bool:
        parent = self.plan.places[place].parent
        return parent is not None and (parent == ancestor or self._is_under(parent, ancestor))

    def needs_totals(self, item: Item) -> bool:
        ends = [end for g, c in item.by_group.items() for end in ends_of(item, g, c)]
        return any(end.statistic is not None and end.statistic.statistic == "ratio-of-totals" for end in ends)

    # --- points -----------------------------------------------------------------------------------------------

    def _points(self) -> exp.Select:
        """Each item's ends, and its points before cap and floor."""
        selected: list[Tree] = [
            exp.Column(this=exp.Star(), table=exp.to_identifier("population", quoted=True))
        ]
        for item in self.anchors.items:
            for column in ("base", "high") if item.has_high else ("base",):
                branches = [
                    (compare(col("group", "population"), "=", lit(group)), self.anchors.value(end))
                    for group, criterion in item.by_group.items()
                    for end in ends_of(item, group, criterion)
                    if end.column == column
                ]
                value = case(branches) if branches else cast(lit(None), "DOUBLE")
                selected.append(named(value, item.base if column == "base" else item.high))
        based = self.anchors.joined(exp.select(*selected).from_(table("population")), "population")
        raw = [named(self.points.raw(item), f"raw_{item.name}") for item in self.items]
        return exp.select(exp.Star(), *raw).from_(based.subquery("based"))

    def _means(self) -> tuple[Item, ...]:
        return _having(self.items, "group-mean-score")

    def _mean_steps(self) -> list[Step]:
        """Points with their reason; and the mean points of those who have a value, for those who have none."""
        selected: list[Tree] = [exp.Star()]
        for item in self.items:
            selected += [
                named(self.points.bounded(item), f"own_{item.name}"),
                named(self.points.how(item), item.how),
            ]
        steps: list[Step] = [("bounded", exp.select(*selected).from_(table("points")))]
        if self._means():
            keys = [col(name) for name in self.within]
            means = [
                named(exact_mean(col(f"own_{item.name}"), self.scheme.rounding.score), f"mean_{item.name}")
                for item in self._means()
            ]
            step = exp.select(*keys, *means).from_(table("bounded")).where(is_null(col("state")))
            steps.append(("means", step.group_by(*(key.copy() for key in keys))))
        return steps

    def _scored(self) -> exp.Select:
        means = self._means()
        replaced = [exp.to_identifier(item.how, quoted=True) for item in means]
        star = exp.Star(except_=replaced) if replaced else exp.Star()
        selected: list[Tree] = [exp.Column(this=star, table=exp.to_identifier("bounded", quoted=True))]
        for item in self.items:
            mean = col(f"mean_{item.name}", "means") if item in means else None
            selected.append(named(self.points.final(item, mean), item.score))
            if mean is not None:
                how = col(item.how, "bounded")
                none = and_(compare(how, "=", lit("missing-group-mean")), is_null(mean.copy()))
                selected.append(named(case([(none, lit("missing-no-mean"))], how.copy()), item.how))
        result = exp.select(*selected).from_(table("bounded"))
        if means:
            on = and_(*(compare(col(key, "means"), "=", col(key, "bounded")) for key in self.within))
            result = result.join(table("means"), on=on, join_type="left")
        if not self.scheme.adjustments:
            return result
        summed = plus(*(func("COALESCE", col(item.score), lit(0)) for item in items_of(self.scheme)))
        holds: list[Tree] = [col(f"adjusts_{index}") for index in range(len(self.scheme.adjustments))]
        added = named(adjustment(self.scheme, holds, summed), "adjustment")
        return exp.select(exp.Star(), added).from_(result.subquery("unadjusted"))

    def result(self) -> exp.Select:
        selected: list[Tree] = [col(name) for name in self.carried_columns()]
        selected += [col("group"), col("state"), named(self._treated_as(), "treated_as")]
        for item in self.items:
            selected += [named(double(col(item.value)), item.value), col(item.base)]
            selected += [col(item.high)] if item.has_high else []
            selected += [col(item.score), col(item.how)]
        # Where a scheme adjusts nothing, a column of zeros need not travel through every step.
        nothing = named(decimal(lit(0), self.scheme.rounding.score, WIDTH), "adjustment")
        selected.append(col("adjustment") if self.scheme.adjustments else nothing)
        selected += [col(pillar_column(p)) for p in (self.scheme.index.pillars if self.scheme.index else ())]
        selected += [col(name) for name in ("total", "rank", "of", "grade_cut", "grade", "moved_by")]
        keys = [col(name) for name in (*self.apart, entity_of(self.plan, self.scheme))]
        return exp.select(*selected).from_(table("guarded")).order_by(*keys)

    def _treated_as(self) -> Tree:
        """The grade measures go by: the own one, or what the state says."""
        states = [
            (compare(col("state"), "=", lit(s.id)), lit(s.treated_as))
            for s in self.scheme.population.states
            if s.treated_as
        ]
        return case(states, col("grade"))


def _conditions(scheme: Scheme) -> list[str]:
    population = scheme.population
    texts = [population.where, *(g.where for g in population.groups), *(s.where for s in population.states)]
    texts += [*(a.where for a in scheme.adjustments), *(g.where for g in scheme.guards)]
    texts += [condition.where for condition in scheme.grading.conditions]
    return [*texts, *(i.where for i in scheme.inherits)]


def _having(items: tuple[Item, ...], missing: str) -> tuple[Item, ...]:
    """Items that a missing value gives points to by this rule in any group."""
    return tuple(i for i in items if any(c.missing == missing for c in i.by_group.values()))


def inputs_of(plan: CompiledPlan, scheme: Scheme) -> tuple[str, ...]:
    """Names of facts and indicators that guards, inheritance and orders look at, beside results and parameters."""
    found: dict[str, None] = {}
    texts = [*(g.where for g in scheme.guards), *(i.where for i in scheme.inherits)]
    for text in (*texts, *(c.where for c in scheme.grading.conditions)):
        for name in names_in(parse_formula(text)):
            found.setdefault(name)
    for inheritance in scheme.inherits:
        found.setdefault(inheritance.of)
    for key in named_keys(scheme):
        found.setdefault(key)
    columns = {column.id for column in plan.datasets[scheme.population.dataset].columns}
    # Results come later; a parameter is a number of the year, which the condition itself takes.
    known = columns | {name for name in found if id_of(name) in plan.indicators}
    return tuple(name for name in found if name in known and name not in RESULTS)
