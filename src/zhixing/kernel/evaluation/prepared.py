"""A computed evaluation kept in the session, so that "what if" costs only what a change touches.

The rows of the scheme are kept with everything that was computed on the way. A variant takes from them what cannot
differ (the population always; an item's ends, its points, the totals and ranks where they are the same) and computes the
rest by the very steps of a whole evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import pyarrow as pa
from sqlglot import exp

from zhixing.kernel.engine import Session, Tree, cast, col, func, lit, named, query, render, table, window
from zhixing.kernel.evaluation.anchors import PREVIOUS, Step, ends_of
from zhixing.kernel.evaluation.build import Evaluation, build, require_year
from zhixing.kernel.evaluation.columns import Item, entity_of, items_of
from zhixing.kernel.evaluation.grading import cut_steps
from zhixing.kernel.evaluation.totals import Totals
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme

VERDICT = ("total", "rank", "of", "grade_cut", "grade", "moved_by")
_ROW, _CELL = "row_number", "cell_number"
_BEFORE = ("total", "rank", "grade")
_STAGES = ("population", "scored", "totals", "ranked", "guarded")


def prepare(session: Session, plan: CompiledPlan, scheme: Scheme, year: int) -> Prepared:
    """Evaluate a scheme and keep the steps in the session, for variants of the scheme.

    Raises:
        Refused: `evaluation.not-for-year`.
    """
    require_year(plan, scheme, year)
    kept = f"prepared-{scheme.id}-{year}"
    whole = Evaluation(plan, scheme, year)
    for before in (PREVIOUS, "") if whole.anchors.needs_previous else ("",):
        steps = whole.population_steps(year - 1 if before else year, before)
        session.create(f"{kept}-{before}population", query(steps[:-1], steps[-1][1]))
    later = _later_steps(plan, scheme, year)
    steps = [*_populations(kept, whole), *whole.score_steps(), *later.steps]
    columns: dict[str, tuple[str, ...]] = {}
    for stage in _STAGES:
        upto = steps[: next(i for i, (name, _) in enumerate(steps) if name == stage) + 1]
        nothing = exp.select(exp.Star()).from_(table(stage)).limit(0)
        columns[stage] = tuple(session.table(query(upto, nothing)).column_names)
    number = cast(window(func("ROW_NUMBER"), (), [(col(entity_of(plan, scheme)), False)]), "BIGINT")
    # A number for everybody's grading cell, so that variants sort by it and not by the texts it stands for.
    within = [(col(name), False) for name in scheme.grading.within]
    cell = cast(window(func("RANK"), (), within), "BIGINT") if within else cast(lit(1), "BIGINT")
    rows = exp.select(exp.Star(), named(number, _ROW), named(cell, _CELL)).from_(table("guarded"))
    session.create(f"{kept}-rows", query(steps, rows))
    return Prepared(session, plan, scheme, year, kept, columns, whole.anchors.needs_previous)


@dataclass(frozen=True)
class Prepared:
    """The rows of one scheme and year in a session, with all that was computed on the way."""

    session: Session
    plan: CompiledPlan
    scheme: Scheme
    year: int
    kept: str
    columns: Mapping[str, tuple[str, ...]]
    previous: bool

    def evaluate(self, variant: Scheme, columns: Sequence[str] = ()) -> pa.Table:
        """What the variant gives, in the order of a whole evaluation; the same rows and values as that.

        A variant that also asks for other firms or other facts (population, groups, states, guards, adjustments, other
        indicators) is evaluated from the facts.

        Args:
            columns: those of the result that are wanted beside the entity; all of them when none is named.
        """
        require_year(self.plan, variant, self.year)
        if not self.reuses(variant):
            return _narrowed(self.session.table(build(self.plan, variant, self.year)), self._named(columns))
        if columns:
            # Who the rows are about cannot differ and stands ready: it need not travel through every step.
            names = self._named(columns)
            found = self.session.table(self._query(variant, self._few(names[1:]).order_by(col(_ROW))))
            return found.add_column(0, names[0], self._entities)
        result = Evaluation(self.plan, variant, self.year).result()
        return self.session.table(self._query(variant, result.order_by(col(_ROW), append=False)))

    def moved(self, variant: Scheme) -> pa.Table:
        """Those whose grade the variant changes: total, rank and grade before and after, in order of the entity.

        Raises:
            ValueError: the variant asks for other firms or other facts, see `reuses`.
        """
        if not self.reuses(variant):
            raise ValueError("a variant of other firms or facts has no row to compare with")
        require_year(self.plan, variant, self.year)
        selected: list[Tree] = [col(name) for name in (*self._named(()), "group")]
        for name in _BEFORE:
            selected += [col(f"before_{name}"), col(name)]
        moved = exp.select(*selected).from_(table("guarded"))
        moved = moved.where(exp.NullSafeNEQ(this=col("before_grade"), expression=col("grade")))
        return self.session.table(self._query(variant, moved.order_by(col(_ROW))))

    def reuses(self, variant: Scheme) -> bool:
        """Whether the variant differs only in what is computed after the population."""
        if _bare_scheme(variant) != _bare_scheme(self.scheme):
            return False
        wanted = Evaluation(self.plan, variant, self.year)
        totals = [f"above_{item.name}" for item in wanted.items if wanted.needs_totals(item)]
        there = {*wanted.carried_columns(), *totals} <= {*self.columns["population"]}
        return there and (self.previous or not wanted.anchors.needs_previous)

    def _named(self, columns: Sequence[str]) -> list[str]:
        return list(dict.fromkeys((entity_of(self.plan, self.scheme), *columns)))

    @cached_property
    def _entities(self) -> pa.ChunkedArray:
        [name] = self._named(())
        rows = exp.select(col(name)).from_(table(f"{self.kept}-rows"))
        return self.session.table(rows.order_by(col(_ROW)))[name]

    def _few(self, columns: Sequence[str]) -> exp.Select:
        """Of the select of a whole result, the wanted columns alone."""
        whole = {
            tree.alias_or_name: tree
            for tree in Evaluation(self.plan, self.scheme, self.year).result().expressions
        }
        return exp.select(*(whole[name] for name in columns)).from_(table("guarded"))

    def _query(self, variant: Scheme, last: exp.Select) -> exp.Query:
        """The steps of a variant and the last select; of the kept rows only columns that one of them names.

        An engine drops the others by itself, but planning with a hundred columns in every step takes it longer than
        computing does.
        """
        steps = [
            (name, self._by_cell(step) if name == "ranked" else step) for name, step in self._steps(variant)
        ]
        position = next(index for index, (name, _) in enumerate(steps) if name in _STAGES)
        rows = steps[position][1]
        trees = [*(step for _, step in steps[position + 1 :]), last]
        names = {column.name for tree in trees for column in tree.find_all(exp.Column)}
        rows.set("expressions", [tree for tree in rows.expressions if tree.alias_or_name in names])
        return query(steps, last)

    def _by_cell(self, step: exp.Query) -> exp.Query:
        """The step with its windows parted by the number of the cell; `within` is the same for every variant."""
        within = list(self.scheme.grading.within)
        for found in step.find_all(exp.Window):
            keys = found.args.get("partition_by") or []
            if within and [key.name for key in keys[: len(within)]] == within:
                found.set("partition_by", [col(_CELL), *keys[len(within) :]])
        return step

    def _steps(self, variant: Scheme) -> list[Step]:
        """The steps a variant needs, the first of which reads the kept rows."""
        points, ends = self._same_points(variant), self._same_ends(variant)
        evaluation = Evaluation(self.plan, variant, self.year, kept_points=points, kept_ends=ends)
        later = _later_steps(self.plan, variant, self.year)
        if evaluation.items:
            names = [*self.columns["population"], *self._columns_of_items(points, ends)]
            earlier = _populations(self.kept, evaluation)[:-1]
            scored = [*self._from("population", names), *evaluation.score_steps()]
            return [*earlier, *scored, *later.steps]
        own = _later_steps(self.plan, self.scheme, self.year)
        if not later.same(own, "totals"):
            return [*self._from("scored", self.columns["scored"]), *later.steps]
        if not later.same(own, "ranked"):
            return [*self._from("totals", self.columns["totals"]), *later.after("totals")]
        return [*self._from("ranked", self.columns["ranked"]), *later.after("ranked")]

    def _from(self, stage: str, names: Sequence[str]) -> list[Step]:
        """The kept rows as they were after a stage, with their number and verdict before."""
        selected: list[Tree] = [col(name) for name in dict.fromkeys(names)]
        selected += [named(col(name), f"before_{name}") for name in _BEFORE]
        return [(stage, exp.select(*selected, col(_ROW), col(_CELL)).from_(table(f"{self.kept}-rows")))]

    def _columns_of_items(self, points: frozenset[str], ends: frozenset[str]) -> list[str]:
        found: list[str] = []
        for item in items_of(self.scheme):
            names = [item.base, item.high] if item.indicator in ends else []
            if item.indicator in points:
                names += [f"raw_{item.name}", f"own_{item.name}", item.how, item.score]
            found += [name for name in names if name in self.columns["scored"]]
        return found

    def _same_points(self, variant: Scheme) -> frozenset[str]:
        """Indicators whose points come out the same: same criteria everywhere, compared in the same groups."""
        if variant.rounding.score != self.scheme.rounding.score:
            return frozenset()
        if variant.rounding.base != self.scheme.rounding.base:
            return frozenset()
        pairs = zip(items_of(self.scheme), items_of(variant), strict=True)
        return frozenset(one.indicator for one, other in pairs if one == other)

    def _same_ends(self, variant: Scheme) -> frozenset[str]:
        if variant.rounding.base != self.scheme.rounding.base:
            return frozenset()
        pairs = zip(items_of(self.scheme), items_of(variant), strict=True)
        return frozenset(one.indicator for one, other in pairs if _ends(one) == _ends(other))


class _Later:
    """The steps after the points, by name and in order."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)

    def after(self, name: str) -> tuple[Step, ...]:
        names = [step for step, _ in self.steps]
        return self.steps[names.index(name) + 1 :]

    def same(self, other: _Later, name: str) -> bool:
        """Whether a step and all before it are the same, to the letter."""
        return self._upto(name) == other._upto(name)

    def _upto(self, name: str) -> list[str]:
        after = len(self.after(name))
        return [render(step, pretty=False) for _, step in self.steps[: len(self.steps) - after]]


def _later_steps(plan: CompiledPlan, scheme: Scheme, year: int) -> _Later:
    return _Later([*Totals(scheme, items_of(scheme)).steps(), *cut_steps(plan, scheme, year)])


def _kept_table(name: str) -> exp.Select:
    return exp.select(exp.Star()).from_(table(name))


def _populations(kept: str, whole: Evaluation) -> list[Step]:
    names = [f"{PREVIOUS}population"] if whole.anchors.needs_previous else []
    return [(name, _kept_table(f"{kept}-{name}")) for name in (*names, "population")]


def _narrowed(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    return rows.select(names) if len(names) > 1 else rows


def _ends(item: Item) -> dict[str, object]:
    return {
        group: (
            criterion.family, criterion.log,
            [(e.column, e.stated, e.statistic, e.lookup, e.parameter) for e in ends_of(item, group, criterion)],
        )
        for group, criterion in item.by_group.items()
    }  # fmt: skip


def _bare_scheme(scheme: Scheme) -> Scheme:
    """The scheme with everything set alike that is only looked at after the population."""
    criteria = {group: tuple(_bare(c) for c in of) for group, of in scheme.criteria.items()}
    cuts: dict[str, object] = {
        "shares": (),
        "lines": (),
        "limits": (),
        "rest": None,
        "rounding": "floor",
        "ties": "better",
        "names": {},
    }
    alike = {"id": "any", "title": "", "rounding": None, "published": (), "weights_add_to": Fraction(0)}
    grading = scheme.grading.model_copy(update=cuts)
    return scheme.model_copy(update={**alike, "criteria": criteria, "grading": grading})


def _bare(criterion: Criterion) -> Criterion:
    """A field that is not named here must be the same: an unknown one could decide who or what is evaluated."""
    numbers = dict.fromkeys(("weight", "low_share", "missing_points"), Fraction(0))
    ends = dict.fromkeys(
        ("base", "base_from", "base_by", "base_parameter", "low", "low_from", "high", "high_from")
    )
    choices = {"family": "ratio", "log": False, "cap": "none", "floor": "none", "no_base": "refuse"}
    return criterion.model_copy(update={**numbers, **ends, **choices})
