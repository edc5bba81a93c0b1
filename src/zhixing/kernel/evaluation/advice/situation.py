"""A whole result with its facts, ready to answer: what would my points be if this fact of mine were another?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.advice.figures import (
    Columns,
    Doubles,
    Figure,
    NotComputed,
    Truth,
    Value,
    figure_of,
    reduced,
    taken,
    truth_of,
)
from zhixing.kernel.evaluation.advice.terms import (
    Cohort,
    Own,
    Term,
    follows,
    is_solved,
    mean_decimals,
    moved_base,
    moves,
)
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.evaluation.standing import Indices, Standing
from zhixing.kernel.evaluation.whole import Flags, Ints, Wholes, whole
from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import Column, Indicator, names_in, parse_formula


@dataclass(frozen=True)
class Situation:
    """A standing with the facts it was computed from; `year` is the data year."""

    standing: Standing
    facts: pa.Table
    year: int

    # --- facts -------------------------------------------------------------------------------------------------------

    @cached_property
    def contract(self) -> Mapping[str, Column]:
        """Columns of the dataset by name."""
        dataset = self.standing.scheme.population.dataset
        return {column.id: column for column in self.standing.plan.datasets[dataset].columns}

    @cached_property
    def lowering(self) -> Lowering:
        """The formulas over the dataset's rows."""
        return Lowering(self.standing.plan, self.standing.scheme.population.dataset, self.year)

    @cached_property
    def has_facts(self) -> Flags:
        """Of whom the facts are at hand."""
        return np.asarray(pc.is_valid(self._places).to_numpy(zero_copy_only=False))

    @cached_property
    def _places(self) -> pa.Array:
        facts = self.facts
        return pc.index_in(
            self.standing.rows[self.standing.entity], value_set=facts[self.standing.entity].combine_chunks()
        ).combine_chunks()

    @cached_property
    def columns(self) -> Columns:
        """Every fact that is a number or a condition, one for each row of the standing."""
        found: dict[str, Value] = {}
        for name, column in self.contract.items():
            if name not in self.facts.column_names:
                continue
            stored = self.facts[name].take(self._places)
            if column.type == "flag":
                known = np.asarray(stored.is_valid().to_numpy())
                found[name] = Truth(np.asarray(pc.fill_null(stored, False).to_numpy(), dtype=np.bool_), known)
            elif column.type in ("amount", "count", "year"):
                places = column.decimals if column.type == "amount" else 0
                values, known = whole(stored, places)
                found[name] = Figure(values, known, places)
        return found

    # --- items -------------------------------------------------------------------------------------------------------

    @cached_property
    def trees(self) -> Mapping[str, exp.Expr]:
        """The value of every item as the engine computes it."""
        return {item.indicator: self.lowering.value(self._indicator(item)) for item in self.standing.items}

    @cached_property
    def quotients(self) -> Mapping[str, tuple[exp.Expr, exp.Expr]]:
        """Both parts of items whose base is a ratio of totals."""
        return {
            item.indicator: self.lowering.quotient(self._indicator(item))
            for item in self.standing.items
            if any(c.base_from and c.base_from.statistic == "ratio-of-totals" for c in item.by_group.values())
        }

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """The columns each item's value is made of."""
        return {
            item.indicator: frozenset(self.lowering.names_of(self._indicator(item)))
            for item in self.standing.items
        }

    @cached_property
    def conditions(self) -> frozenset[str]:
        """Columns that decide who takes part, where, with what adjustment or guard."""
        scheme = self.standing.scheme
        population = scheme.population
        texts = [
            population.where,
            *(g.where for g in population.groups),
            *(s.where for s in population.states),
        ]
        texts += [*(a.where for a in scheme.adjustments), *(g.where for g in scheme.guards)]
        return frozenset(name for text in texts for name in self.lowering.names(text))

    def _indicator(self, item: Item) -> Indicator:
        return self.standing.plan.indicators[item.indicator]

    def items_of(self, group: str) -> tuple[Item, ...]:
        """The items of a group, in the scheme's order."""
        return tuple(item for item in self.standing.items if group in item.by_group)

    def figure(self, item: Item, tree: exp.Expr, columns: Columns, count: int) -> Figure:
        """A tree over facts.

        Raises:
            Refused: `evaluation.lever-formula`.
        """
        try:
            return figure_of(tree, columns, count)
        except NotComputed as error:
            raise self._not_computed(item, error) from error

    def _not_computed(self, item: Item, error: NotComputed) -> Refused:
        indicator = self._indicator(item)
        where = self.standing.plan.where("indicators", indicator.id, clause=indicator.clause)
        return Refused([codes.LEVER_FORMULA.at(where, indicator=indicator.id, part=error.part)])

    def touched(self, item: Item, group: str, column: str) -> Touched:
        """An item made ready to be asked again and again with another fact in one column.

        Raises:
            Refused: `evaluation.lever-formula`.
        """
        made: dict[str, Value] = {}
        count = self.standing.rows.num_rows
        trees = (self.trees[item.indicator], *self.quotients.get(item.indicator, ()))
        try:
            less = [reduced(tree, column, self.columns, count, made) for tree in trees]
        except NotComputed as error:
            raise self._not_computed(item, error) from error
        return Touched(Term(self.standing, item, group), tuple(less), made)

    def points(self, touched: Touched, rows: Indices, column: str, changed: Figure) -> Ints:
        """Points of an item, in 10^-score, with a changed fact and the base moving along."""
        item, count = touched.term.item, len(rows)
        columns = taken(touched.made, rows) | {column: changed}
        value, *parts = (self.figure(item, tree, columns, count) for tree in touched.trees)
        base, some, imputed = self._base(touched.term, rows, value, parts)
        high = self.highs[item.indicator]
        return touched.term.points(value, base, some, high[rows] if high is not None else None, imputed)

    def _base(
        self, term: Term, rows: Indices, value: Figure, figures: Sequence[Figure]
    ) -> tuple[Doubles, Flags, Ints]:
        item = term.item
        held, based = self._held[item.indicator]
        held, imputed = held[rows], self.scores[item.indicator][rows]
        if not follows(term.criterion) or not moves(term.criterion):
            return held, based[rows], imputed
        parts = (figures[0], figures[1]) if figures else None
        cohort, own = self.cohorts[item.indicator, term.group]
        base, some = moved_base(term, cohort, own, rows, value, parts, (held, based[rows]))
        # With a higher base the others' mean falls, at most in that proportion: promise no more than that.
        falls = some & (base > held) & (held > 0)
        if term.criterion.missing == "group-mean-score" and falls.any():
            less = np.floor(imputed * np.divide(held, base, out=np.ones(len(rows)), where=falls)) - 1
            imputed = np.where(falls, less, imputed).astype(np.int64)
        return base, some, imputed

    @cached_property
    def bases(self) -> Mapping[str, Doubles]:
        """Stored bases, unknown as NaN."""
        return {item.indicator: self._doubles(item.base) for item in self.standing.items}

    @cached_property
    def _held(self) -> Mapping[str, tuple[Doubles, Flags]]:
        """Stored bases, unknown as zero, and whether there is one."""
        return {name: (np.nan_to_num(base), ~np.isnan(base)) for name, base in self.bases.items()}

    @cached_property
    def highs(self) -> Mapping[str, Doubles | None]:
        """Stored upper ends of the items that have one."""
        return {
            item.indicator: np.nan_to_num(self._doubles(item.high)) if item.has_high else None
            for item in self.standing.items
        }

    @cached_property
    def scores(self) -> Mapping[str, Ints]:
        """Stored points in 10^-score."""
        places = self.standing.scheme.rounding.score
        return {
            item.indicator: whole(self.standing.rows[item.score], places)[0] for item in self.standing.items
        }

    @cached_property
    def hows(self) -> Mapping[str, NDArray[np.object_]]:
        """How the points of each item came about."""
        return {
            item.indicator: np.array(self.standing.rows[item.how].to_pylist(), dtype=object)
            for item in self.standing.items
        }

    def _doubles(self, column: str) -> Doubles:
        return np.asarray(self.standing.rows[column].cast(pa.float64()).to_numpy(), dtype=np.float64)

    # --- cohorts -----------------------------------------------------------------------------------------------------

    @cached_property
    def cohorts(self) -> Mapping[tuple[str, str], tuple[Cohort, Own]]:
        """For every item and group with a base that moves: whom it is computed from."""
        found = {}
        for item in self.standing.items:
            for group, criterion in item.by_group.items():
                if is_solved(criterion) and moves(criterion) and follows(criterion):
                    found[item.indicator, group] = self._cohort(Term(self.standing, item, group))
        return found

    def _cohort(self, term: Term) -> tuple[Cohort, Own]:
        statistic = term.criterion.base_from
        assert statistic is not None
        # What a base is computed within need not be carried into the result; then the base is held.
        shown = all(name in self.standing.rows.column_names for name in statistic.within)
        position, count = self._combinations(statistic.within if shown else ())
        own = self._own(term)
        lower = self.standing.plan.indicators[term.item.indicator].direction == "lower"
        values = own.value / float(10 ** mean_decimals(term))
        best, second = _two_best(position, count, values, own.known, lower=lower)
        lacking = np.zeros(count, dtype=np.bool_)
        lacking[position[~self.has_facts]] = True
        needs_facts = statistic.statistic == "ratio-of-totals"
        cohort = Cohort(
            position,
            _summed(position, count, np.where(own.both, own.above, 0)),
            _summed(position, count, np.where(own.both, own.below, 0)),
            _summed(position, count, np.where(own.known, own.value, 0)),
            np.bincount(position[own.known], minlength=count).astype(np.int64),
            best, second, (~lacking | (not needs_facts)) & shown,
        )  # fmt: skip
        return cohort, own

    def _own(self, term: Term) -> Own:
        item, rows = term.item, np.arange(self.standing.rows.num_rows)
        stored = self.standing.rows[item.value]
        known = np.asarray(stored.is_valid().to_numpy())
        doubles = np.nan_to_num(np.asarray(stored.to_numpy(), dtype=np.float64))
        value = Figure(doubles, known, None).at(mean_decimals(term))
        none = np.zeros(len(rows), dtype=np.int64)
        if item.indicator not in self.quotients:
            return Own(none, none, known, value, known)
        above, below = (
            self.figure(item, tree, self.columns, len(rows)) for tree in self.quotients[item.indicator]
        )
        return Own(above.at(6), below.at(6), above.known & below.known, value, known)

    def _combinations(self, within: tuple[str, ...]) -> tuple[Indices, int]:
        position = np.zeros(self.standing.rows.num_rows, dtype=np.int64)
        for name in within:
            words = pc.unique(self.standing.rows[name])
            inside = np.asarray(pc.index_in(self.standing.rows[name], value_set=words), dtype=np.int64)
            position = position * len(words) + inside
        unique, found = np.unique(position, return_inverse=True)
        return found.astype(np.int64), len(unique)

    # --- rules -------------------------------------------------------------------------------------------------------

    @cached_property
    def _rules(self) -> tuple[tuple[frozenset[str], exp.Expr], ...]:
        rules = self.standing.plan.datasets[self.standing.scheme.population.dataset].rules
        return tuple(
            (frozenset(names_in(parse_formula(rule.must))), self.lowering.condition(rule.must))
            for rule in rules
        )

    def is_ruled(self, column: str) -> bool:
        """Whether any rule of the dataset looks at the column."""
        return any(column in names for names, _ in self._rules)

    def allowed(self, rows: Indices, column: str, changed: Figure) -> Flags:
        """Whether the dataset's own rules would still accept the rows, as far as they look at numbers."""
        columns = taken(self.columns, rows) | {column: changed}
        found = np.ones(len(rows), dtype=np.bool_)
        for names, tree in self._rules:
            if column in names:
                try:
                    truth = truth_of(tree, columns, len(rows))
                except NotComputed:
                    continue
                found &= truth.holds
        return found


@dataclass(frozen=True)
class Touched:
    """An item as a function of one column: its value, and both parts of its quotient where a base needs them."""

    term: Term
    trees: tuple[exp.Expr, ...]
    made: Columns


def _summed(position: Indices, count: int, values: Ints) -> Wholes:
    """Exact sums by position; as Python's whole numbers where they may outgrow 64 bits."""
    if not len(values) or int(np.abs(values).max()) * len(values) < 1 << 60:
        summed = np.zeros(count, dtype=np.int64)
        np.add.at(summed, position, values)
        return summed
    low, high = values & 0xFFFFFFFF, values >> 32
    sums = np.zeros((2, count), dtype=np.int64)
    np.add.at(sums[0], position, low)
    np.add.at(sums[1], position, high)
    found: np.ndarray[tuple[int, ...], np.dtype[np.object_]] = sums[0].astype(object) + (
        sums[1].astype(object) << 32
    )
    return found


def _two_best(
    position: Indices, count: int, values: Doubles, known: Flags, *, lower: bool
) -> tuple[Doubles, Doubles]:
    """The best and the second best value by position; NaN where there is none."""
    sign = -1.0 if lower else 1.0
    best, second = np.full(count, np.nan), np.full(count, np.nan)
    for at in np.unique(position[known]):
        some = np.sort(sign * values[known & (position == at)])[::-1]
        best[at] = sign * some[0]
        second[at] = sign * some[1] if len(some) > 1 else np.nan
    return best, second
