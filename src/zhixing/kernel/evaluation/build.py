"""An evaluation as one chain of named steps, in the order of the stages.

facts → frame → population → bases → points → means → scored → totals → ranked → cut → guarded → result. The whole chain
can be printed as one readable text; every step's name is what it gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
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
    is_known,
    is_null,
    lit,
    named,
    not_,
    or_,
    over,
    percentile,
    plus,
    query,
    table,
    times,
    total,
)
from zhixing.kernel.evaluation import codes
from zhixing.kernel.evaluation.columns import Item, carried, items_of
from zhixing.kernel.evaluation.grading import RESULTS, cut_steps
from zhixing.kernel.indicators import Lowering, frame
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme, Statistic, id_of, names_in, parse_formula

Step = tuple[str, exp.Query]
_WIDTH = 18


def build(plan: CompiledPlan, scheme: Scheme, year: int, *, apart: str | None = None) -> exp.Query:
    """The whole evaluation of a scheme in a data year, one row for each enterprise, ordered by it.

    Args:
        apart: a column of the facts whose values keep populations apart that are evaluated in one go.

    Raises:
        Refused: `evaluation.not-for-year`.
    """
    first, last = scheme.years
    if not first <= year <= last:
        where = plan.where("schemes", scheme.id, "years", clause=scheme.clause)
        raise Refused([codes.NOT_FOR_YEAR.at(where, scheme=scheme.id, first=first, last=last, year=year)])
    return _Evaluation(plan, scheme, year, (apart,) if apart else ()).tree()


@dataclass(frozen=True)
class _Evaluation:
    plan: CompiledPlan
    scheme: Scheme
    year: int
    apart: tuple[str, ...] = ()

    def tree(self) -> exp.Query:
        lowering = Lowering(self.plan, self.scheme.population.dataset, self.year)
        conditions = _conditions(self.scheme)
        needed = [name for text in conditions for name in lowering.names(text)]
        for item in items_of(self.scheme):
            needed += lowering.names_of(self.plan.indicators[item.indicator])
        known = {column.id for column in self.plan.datasets[self.scheme.population.dataset].columns}
        joined = [name for name in needed if name not in known]
        rows = frame(
            self.plan, self.scheme.population.dataset, self.year,
            joined=joined, apart=self.apart, inside=[self._inside()],
        )  # fmt: skip
        steps: list[Step] = [*rows.steps, ("population", self._population(lowering))]
        steps += self._base_steps()
        steps += [("points", self._points()), *self._mean_steps(), ("scored", self._scored())]
        steps += [("totals", self._totals())]
        steps += cut_steps(self.plan, self.scheme, self.apart)
        return query(steps, self._result())

    # --- population, groups, states ---------------------------------------------------------------------------

    def _population(self, lowering: Lowering) -> exp.Select:
        population = self.scheme.population
        selected: list[Tree] = [col(name) for name in (*self.apart, *carried(self.plan, self.scheme))]
        groups = [(lowering.condition(g.where), lit(g.id)) for g in population.groups]
        selected.append(named(case(groups), "group"))
        states = [(lowering.condition(s.where), lit(s.id)) for s in population.states]
        selected.append(named(case(states) if states else cast(lit(None), "VARCHAR"), "state"))
        for item in items_of(self.scheme):
            selected.append(named(lowering.value(self.plan.indicators[item.indicator]), item.value))
            if self._needs_totals(item):
                above, below = lowering.quotient(self.plan.indicators[item.indicator])
                selected += [named(above, f"above_{item.name}"), named(below, f"below_{item.name}")]
        points = [(lowering.condition(a.where), lit(as_decimal(a.points))) for a in self.scheme.adjustments]
        if points:
            added = plus(*(case([(c, p)], lit(0)) for c, p in points))
            selected.append(named(decimal(added, self.scheme.rounding.score, _WIDTH), "adjustment"))
        for name in guard_inputs(self.plan, self.scheme):
            selected.append(named(self._input(lowering, name), f"in_{name}"))
        return exp.select(*selected).from_(table("frame")).where(lowering.condition(population.where))

    def _input(self, lowering: Lowering, name: str) -> Tree:
        indicator = self.plan.indicators.get(id_of(name))
        is_column = any(c.id == name for c in self.plan.datasets[self.scheme.population.dataset].columns)
        return lowering.value(indicator) if indicator is not None and not is_column else col(name)

    def _inside(self) -> Tree:
        """The place whose method this is, and everything below it."""
        place = self.plan.places[self.scheme.place]
        if place.level == "county":
            return compare(col("county"), "=", lit(place.id))
        below = sorted(
            p.id for p in self.plan.places.values() if p.level == "county" and self._is_under(p.id, place.id)
        )
        return in_(col("county"), below)

    def _is_under(self, place: str, ancestor: str) -> bool:
        parent = self.plan.places[place].parent
        return parent is not None and (parent == ancestor or self._is_under(parent, ancestor))

    # --- bases ------------------------------------------------------------------------------------------------

    def _needs_totals(self, item: Item) -> bool:
        bases = (c.base_from for c in item.by_group.values())
        return any(base is not None and base.statistic == "ratio-of-totals" for base in bases)

    def _statistics(self) -> dict[tuple[str, ...], list[tuple[Item, str, Statistic]]]:
        """Computed bases by what they are computed within."""
        found: dict[tuple[str, ...], list[tuple[Item, str, Statistic]]] = {}
        for item in items_of(self.scheme):
            for group, criterion in item.by_group.items():
                if criterion.base_from is not None:
                    found.setdefault((*self.apart, *criterion.base_from.within), []).append(
                        (item, group, criterion.base_from)
                    )
        return found

    def _base_steps(self) -> list[Step]:
        steps: list[Step] = []
        for index, (within, wanted) in enumerate(self._statistics().items()):
            selected: list[Tree] = [col(name) for name in within]
            for item, group, statistic in wanted:
                selected.append(named(self._statistic(item, statistic), f"{item.base}_{_word(group)}"))
            step = exp.select(*selected).from_(table("population")).where(is_null(col("state")))
            steps.append((f"bases_{index}", step.group_by(*(col(name) for name in within))))
        return steps

    def _statistic(self, item: Item, statistic: Statistic) -> Tree:
        value = col(item.value)
        indicator = self.plan.indicators[item.indicator]
        places = self.scheme.rounding.base
        if statistic.statistic == "mean":
            base = exact_mean(value, indicator.decimals)
        elif statistic.statistic in ("median", "quantile"):
            quantile = (
                Fraction(1, 2) if statistic.statistic == "median" else statistic.quantile or Fraction(1, 2)
            )
            base = percentile(value, as_decimal(quantile))
        elif statistic.statistic == "best":
            base = double(func("MIN" if indicator.direction == "lower" else "MAX", value))
        else:
            both = and_(is_known(col(f"above_{item.name}")), is_known(col(f"below_{item.name}")))
            above = total(decimal(col(f"above_{item.name}"), 6), both)
            below = total(decimal(col(f"below_{item.name}"), 6), both.copy())
            base = case([(compare(below, ">", lit(0)), over(above, below.copy()))])
        scaled = base if statistic.times == 1 else times(base, double(lit(as_decimal(statistic.times))))
        return fixed(scaled, places)

    # --- points -----------------------------------------------------------------------------------------------

    def _points(self) -> exp.Select:
        """Each item's base and its raw points, value ÷ base × weight, rounded as declared."""
        selected: list[Tree] = [
            exp.Column(this=exp.Star(), table=exp.to_identifier("population", quoted=True))
        ]
        statistics = list(self._statistics())
        for item in items_of(self.scheme):
            branches = []
            for group, criterion in item.by_group.items():
                branches.append(
                    (self._in_group(group, "population"), self._base(item, group, criterion, statistics))
                )
            selected.append(named(case(branches), item.base))
        query_ = exp.select(*selected).from_(table("population"))
        for index, within in enumerate(statistics):
            name = f"bases_{index}"
            on = and_(*(compare(col(key, name), "=", col(key, "population")) for key in within))
            query_ = query_.join(table(name), on=on, join_type="left")
        raw: list[Tree] = [exp.Star()]
        for item in items_of(self.scheme):
            branches = []
            for group, criterion in item.by_group.items():
                points = fixed(
                    times(over(col(item.value), col(item.base)), double(lit(as_decimal(criterion.weight)))),
                    self.scheme.rounding.score,
                )
                usable = and_(self._in_group(group), compare(col(item.base), ">", lit(0)))
                branches.append((usable, points))
            raw.append(named(case(branches), f"raw_{item.name}"))
        return exp.select(*raw).from_(query_.subquery("based"))

    def _in_group(self, group: str, source: str | None = None) -> Tree:
        return compare(col("group", source), "=", lit(group))

    def _base(self, item: Item, group: str, criterion: Criterion, statistics: list[tuple[str, ...]]) -> Tree:
        if criterion.base is not None:
            return double(lit(as_decimal(criterion.base)))
        assert criterion.base_from is not None
        index = statistics.index((*self.apart, *criterion.base_from.within))
        return col(f"{item.base}_{_word(group)}", f"bases_{index}")

    def _bounded(self, item: Item) -> Tree:
        """Points after cap and floor; unknown where the value or the base is missing."""
        branches: list[tuple[Tree, Tree]] = []
        for group, criterion in item.by_group.items():
            raw = col(f"raw_{item.name}")
            limits = [(beyond, limit) for beyond, limit, _ in _limits(raw, criterion)]
            branches.append((self._in_group(group), case(limits, raw)))
        return decimal(case(branches), self.scheme.rounding.score, _WIDTH)

    def _how(self, item: Item) -> Tree:
        branches: list[tuple[Tree, Tree]] = [(or_(is_known(col("state")), is_null(col("group"))), lit(None))]
        for group, criterion in item.by_group.items():
            branches.append((self._in_group(group), self._how_in(item, criterion)))
        return case(branches)

    def _how_in(self, item: Item, criterion: Criterion) -> Tree:
        """How the points came about for a firm of the group that the criterion is for."""
        missing = {
            "zero": "missing-zero",
            "group-mean-score": "missing-group-mean",
            "refuse": "missing-refused",
        }
        no_base = {"zero": "no-base", "refuse": "no-base-refused"}[criterion.no_base]
        unusable = or_(is_null(col(item.base)), not_(exp.paren(compare(col(item.base), ">", lit(0)))))
        branches: list[tuple[Tree, Tree]] = [
            (is_null(col(item.value)), lit(missing[criterion.missing])),
            (unusable, lit(no_base)),
        ]
        branches += [(beyond, lit(how)) for beyond, _, how in _limits(col(f"raw_{item.name}"), criterion)]
        return case(branches, lit("ratio"))

    # --- missing values, totals -------------------------------------------------------------------------------

    def _means(self) -> tuple[Item, ...]:
        return tuple(
            item
            for item in items_of(self.scheme)
            if any(c.missing == "group-mean-score" for c in item.by_group.values())
        )

    def _within(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.apart, *self.scheme.grading.within, "group")))

    def _mean_steps(self) -> list[Step]:
        """Points with their reason; and the mean points of those who have a value, for those who have none."""
        selected: list[Tree] = [exp.Star()]
        for item in items_of(self.scheme):
            selected += [named(self._bounded(item), f"own_{item.name}"), named(self._how(item), item.how)]
        steps: list[Step] = [("bounded", exp.select(*selected).from_(table("points")))]
        if self._means():
            keys = [col(name) for name in self._within()]
            means = [
                named(exact_mean(col(f"own_{item.name}"), self.scheme.rounding.score), f"mean_{item.name}")
                for item in self._means()
            ]
            step = exp.select(*keys, *means).from_(table("bounded")).where(is_null(col("state")))
            steps.append(("means", step.group_by(*(key.copy() for key in keys))))
        return steps

    def _scored(self) -> exp.Select:
        means = self._means()
        selected: list[Tree] = [exp.Column(this=exp.Star(), table=exp.to_identifier("bounded", quoted=True))]
        for item in items_of(self.scheme):
            zero = decimal(lit(0), self.scheme.rounding.score, _WIDTH)
            branches: list[tuple[Tree, Tree]] = [(is_null(col(item.how, "bounded")), lit(None))]
            if item in means:
                mean = decimal(col(f"mean_{item.name}", "means"), self.scheme.rounding.score, _WIDTH)
                branches.append((compare(col(item.how, "bounded"), "=", lit("missing-group-mean")), mean))
            # Own points are unknown exactly where the value or a usable base is missing.
            own = func("COALESCE", col(f"own_{item.name}", "bounded"), zero)
            selected.append(named(case(branches, own), item.score))
        result = exp.select(*selected).from_(table("bounded"))
        if means:
            on = and_(*(compare(col(key, "means"), "=", col(key, "bounded")) for key in self._within()))
            result = result.join(table("means"), on=on, join_type="left")
        return result

    def _totals(self) -> exp.Select:
        zero = lit(0)
        scores = [func("COALESCE", col(item.score), zero.copy()) for item in items_of(self.scheme)]
        added = [col("adjustment")] if self.scheme.adjustments else []
        summed = decimal(plus(*scores, *added), self.scheme.rounding.total, _WIDTH)
        scored = and_(is_null(col("state")), is_known(col("group")))
        return exp.select(exp.Star(), named(case([(scored, summed)]), "total")).from_(table("scored"))

    def _result(self) -> exp.Select:
        selected: list[Tree] = [col(name) for name in (*self.apart, *carried(self.plan, self.scheme))]
        selected += [col("group"), col("state")]
        for item in items_of(self.scheme):
            selected += [
                named(double(col(item.value)), item.value),
                col(item.base),
                col(item.score),
                col(item.how),
            ]
        # Where a scheme adjusts nothing, a column of zeros need not travel through every step.
        nothing = named(decimal(lit(0), self.scheme.rounding.score, _WIDTH), "adjustment")
        selected.append(col("adjustment") if self.scheme.adjustments else nothing)
        selected += [col(name) for name in ("total", "rank", "of", "grade_cut", "grade", "moved_by")]
        return exp.select(*selected).from_(table("guarded")).order_by(col("enterprise"))


def _limits(raw: Tree, criterion: Criterion) -> list[tuple[Tree, Tree, str]]:
    """Whether raw points lie beyond the cap or the floor, the points they become, and the word for it."""
    found: list[tuple[Tree, Tree, str]] = []
    if criterion.cap != "none":
        cap = lit(as_decimal(criterion.cap * criterion.weight))
        found.append((compare(raw.copy(), ">", cap), cap.copy(), "capped"))
    if criterion.floor != "none":
        floor = lit(as_decimal(criterion.floor * criterion.weight))
        found.append((compare(raw.copy(), "<", floor), floor.copy(), "floored"))
    return found


def _conditions(scheme: Scheme) -> list[str]:
    population = scheme.population
    texts = [population.where, *(g.where for g in population.groups), *(s.where for s in population.states)]
    return [*texts, *(a.where for a in scheme.adjustments), *(g.where for g in scheme.guards)]


def guard_inputs(plan: CompiledPlan, scheme: Scheme) -> tuple[str, ...]:
    """Names of facts and indicators that guards look at; total, rank, grade and group are results."""
    found: dict[str, None] = {}
    for guard in scheme.guards:
        for name in names_in(parse_formula(guard.where)):
            if name not in RESULTS:
                found.setdefault(name)
    return tuple(found)


def _word(group: str) -> str:
    return group.replace("-", "_")
