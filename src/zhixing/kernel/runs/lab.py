"""The policy lab: a rule tried on the real population before it is law.

Plan and draft are evaluated in one session over the same snapshots; firms are met by their code. Nothing is sealed and nothing
is written: a draft that is to count is committed to the plan, and a run computes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel import measures
from zhixing.kernel.engine import Session, col, compare, func, lit, named, table
from zhixing.kernel.evaluation import Prepared, build, entity_of, guards_tree, prepare
from zhixing.kernel.facts import Lake, snapshot
from zhixing.kernel.plan import CompiledPlan, Grading, Scheme, rests_on_placeholder
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.borders import Border, Histogram, borders, histogram
from zhixing.kernel.runs.fairness import FairRow, Split, Traits, fair_rows, traits_of
from zhixing.kernel.runs.firmness import DRAWS, SEED, SPREAD, Firmness, firmness_of
from zhixing.kernel.runs.pairs import KNOWN_OF, UNKNOWN, Spot, counts, movers, paired, spots, steps

_NEEDED = ("total", "rank", "grade_cut", "grade", "treated_as")
_VALUES = ("datasets", "indicators", "parameters", "places", "industries", "fields", "crosswalks", "targets")
"""What the population and its values come from; targets, since a parameter may be a target's figure."""


@dataclass(frozen=True)
class Money:
    """What a measure comes to before and after, in the year in which it goes by the grades on trial."""

    measure: str
    title: str
    kind: str
    grade: str
    before: Decimal
    after: Decimal
    entities_before: int
    entities_after: int
    unit: str
    year: int


@dataclass(frozen=True)
class Comparison:
    """One scheme and year under the plan and under a draft.

    `rows` are pairs (see `pairs.paired`) with a column for every split; counts are worked out when asked for. `within` and
    `lines` say where the draft's borders lie, `left_out` which splits the facts do not allow.
    """

    scheme: str
    title: str
    year: int
    grades: tuple[str, ...]
    rows: pa.Table
    money: tuple[Money, ...]
    splits: tuple[Split, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    graded: tuple[Grading, Grading] | None = None

    @cached_property
    def movers(self) -> pa.Table:
        """Those whose grade (or state) differs."""
        return movers(self.rows)

    @cached_property
    def steps(self) -> Mapping[tuple[str, str], int]:
        """How many went from which outcome to which."""
        return steps(self.rows)

    @cached_property
    def turns(self) -> Mapping[str, int]:
        """Movers by where they go: better, worse, other."""
        return counts(self.movers, "turn")

    def counts(self, which: str) -> Mapping[str, int]:
        """Enterprises by outcome, `before` or `after`, grades first."""
        found = counts(self.rows, which)
        return {
            one: found[one] for one in (*self.grades, *sorted(set(found) - set(self.grades))) if one in found
        }

    def by(self, column: str) -> list[Spot]:
        """How many of each value of a column there are, moved, rose and fell; those with most movers first."""
        return spots(self.rows, column) if column in self.rows.column_names else []

    @cached_property
    def fairness(self) -> tuple[FairRow, ...]:
        """The whole, then every part of every split."""
        return fair_rows(self.rows, self.splits, self.grades)

    def bunching(self, which: str) -> tuple[Border, ...]:
        """Head counts around the borders of grades, `before` or `after`."""
        if self.graded is None:
            return ()
        grading = self.graded[which == "after"]
        lines = {line.grade: as_decimal(line.from_points) for line in grading.lines}
        return borders(self.rows, which, self.grades, grading.within, lines)

    @cached_property
    def histogram(self) -> Histogram | None:
        """How totals spread under both."""
        return histogram(self.rows)


class Lab:
    """A session with the snapshots of one day and prepared evaluations, in which drafts are tried one after the other."""

    def __init__(
        self, plan: CompiledPlan, lake: Lake, engine: Session, as_known_on: date | None = None
    ) -> None:
        for dataset in plan.datasets:
            taken = snapshot(plan, lake, dataset, as_known_on)
            taken.register(engine)
            engine.create(dataset, taken.tree)
        self._begin(plan, engine)

    @classmethod
    def over(cls, plan: CompiledPlan, engine: Session) -> Lab:
        """A lab over facts that the session holds already, under the names of their datasets."""
        lab = cls.__new__(cls)
        lab._begin(plan, engine)
        return lab

    def _begin(self, plan: CompiledPlan, engine: Session) -> None:
        self.plan, self._engine = plan, engine
        self._prepared: dict[tuple[str, int], Prepared] = {}
        self._results: dict[tuple[str, int], pa.Table] = {}
        self._standing: set[str] = set()
        self._sums: dict[tuple[str, int], dict[tuple[str, str], tuple[Decimal, int]]] = {}
        self._traits: dict[tuple[str, int], Traits] = {}

    def warm(self, scheme: str, year: int) -> None:
        """Evaluate the plan's scheme once, so that drafts cost only what they change."""
        key = (scheme, year)
        if key not in self._prepared:
            chosen = self._scheme(self.plan, scheme)
            prepared = prepare(self._engine, self.plan, chosen, year)
            self._results[key] = prepared.evaluate(chosen)
            entities = self._results[key][entity_of(self.plan, chosen)]
            self._traits[key] = traits_of(self.plan, chosen, year, self._engine, entities)
            self._prepared[key] = prepared

    def years(self, scheme: str) -> tuple[int, ...]:
        """Data years the scheme is for and facts are there of."""
        chosen = self._scheme(self.plan, scheme)
        asked = exp.select(col("year")).distinct().from_(table(chosen.population.dataset))
        there = self._engine.table(asked.order_by(col("year")))["year"].to_pylist()
        return tuple(int(year) for year in there if chosen.years[0] <= year <= chosen.years[1])

    def compare(self, draft: CompiledPlan, scheme: str, year: int, *, money: bool = True) -> Comparison:
        """The scheme under the plan and under the draft, with what the measures come to unless that is not asked for.

        Raises:
            Refused: `runs.draft-data`, the draft changes what is asked for or how enterprises are found;
                `runs.unknown-scheme`, `evaluation.not-for-year`.
        """
        self._require_same_facts(draft)
        chosen = self._scheme(draft, scheme)
        self.warm(scheme, year)
        before = self._results[scheme, year]
        after = self._verdicts(draft, chosen, year)
        graded, entity = self.plan.schemes[scheme], entity_of(self.plan, chosen)
        within = (*graded.grading.within, *chosen.grading.within)
        grades = chosen.grading.grades
        rows = paired(before, after, entity, grades, within)
        traits = self._traits[scheme, year]
        for split in traits.splits:
            found = traits.rows[split.column]
            if rows.num_rows != before.num_rows:
                found = found.take(pc.index_in(rows["entity"], value_set=before[entity].combine_chunks()))
                found = pc.fill_null(found, UNKNOWN)
            rows = rows.set_column(rows.column_names.index(split.column), split.column, found) if (
                split.column in rows.column_names
            ) else rows.append_column(split.column, found)  # fmt: skip
        sums = self._money(draft, scheme, year, before, after) if money else ()
        return Comparison(
            scheme, graded.title, year, grades, rows, sums, traits.splits, traits.left_out,
            (graded.grading, chosen.grading),
        )  # fmt: skip

    def firmness(
        self, draft: CompiledPlan, found: Comparison, *, draws: int = DRAWS, seed: int = SEED, spread: Fraction = SPREAD
    ) -> Firmness:  # fmt: skip
        """How many of the movers keep their new grade when the draft's weights are drawn at random around what is written.

        Raises:
            Refused: as `fragility`, of a scheme that cannot be varied.
        """
        scheme = draft.schemes[found.scheme]
        rows = self._evaluated(draft, scheme, found.year)
        held = self._engine.table(guards_tree(draft, scheme, found.year))
        return firmness_of(
            draft, scheme, rows, found.movers, held=held, draws=draws, seed=seed, spread=spread
        )

    def _scheme(self, plan: CompiledPlan, name: str) -> Scheme:
        if name not in plan.schemes:
            raise Refused([codes.UNKNOWN_SCHEME.at(NOWHERE, name=name, known="、".join(plan.schemes))])
        return plan.schemes[name]

    def _require_same_facts(self, draft: CompiledPlan) -> None:
        if draft.datasets != self.plan.datasets:
            raise Refused([codes.DRAFT_DATA.at(NOWHERE)])

    def _reuses(self, draft: CompiledPlan, scheme: Scheme, year: int) -> bool:
        """Whether the draft asks for the same firms and values, so that what was computed for the plan may be kept."""
        same = all(getattr(draft, kind) == getattr(self.plan, kind) for kind in _VALUES)
        return same and self._prepared[scheme.id, year].reuses(scheme)

    def _evaluated(self, draft: CompiledPlan, scheme: Scheme, year: int) -> pa.Table:
        """The whole result of the draft's scheme."""
        if self._reuses(draft, scheme, year):
            return self._prepared[scheme.id, year].evaluate(scheme)
        return self._engine.table(build(draft, scheme, year))

    def _graded(self, tried: Mapping[tuple[str, int], str], scheme: str, year: int) -> str | None:
        """Grades that proposals go by: those on trial, and of all other schemes and years those of the plan as it stands."""
        if (scheme, year) in tried:
            return tried[scheme, year]
        chosen = self.plan.schemes[scheme]
        there = (
            exp.select(col("year"))
            .from_(table(chosen.population.dataset))
            .where(compare(col("year"), "=", lit(year)))
        )
        if not chosen.years[0] <= year <= chosen.years[1] or not self._engine.table(there.limit(1)).num_rows:
            return None
        name = f"lab-stands-{scheme}-{year}"
        if name not in self._standing:
            self._engine.create(name, build(self.plan, chosen, year))
            self._standing.add(name)
        return name

    def _verdicts(self, draft: CompiledPlan, scheme: Scheme, year: int) -> pa.Table:
        """The result of the draft's scheme; where only verdicts can differ, these alone are computed."""
        if not self._reuses(draft, scheme, year):
            return self._engine.table(build(draft, scheme, year))
        found = self._prepared[scheme.id, year].evaluate(scheme, _NEEDED)
        before = self._results[scheme.id, year]
        kept = [name for name in (*KNOWN_OF, *scheme.grading.within, "state") if name in before.column_names]
        for name in dict.fromkeys(kept):
            found = found.append_column(name, before[name])
        return found

    def _money(
        self, draft: CompiledPlan, scheme: str, year: int, before: pa.Table, after: pa.Table
    ) -> tuple[Money, ...]:
        key = (scheme, year)
        if key not in self._sums:
            self._sums[key] = self._sums_of(self.plan, scheme, year, "lab-before", before)
        first, later = self._sums[key], self._sums_of(draft, scheme, year, "lab-after", after)
        nothing = (Decimal(0), 0)
        found = []
        order = {
            key: (not measure.is_money, at) for at, (key, measure) in enumerate(self.plan.measures.items())
        }
        last = (True, len(order))
        for name, grade in sorted(
            first.keys() | later.keys(), key=lambda one: (*order.get(one[0], last), *one)
        ):
            measure = draft.measures.get(name) or self.plan.measures[name]
            (sum_before, many_before), (sum_after, many_after) = (
                sums.get((name, grade), nothing) for sums in (first, later)
            )
            marked = rests_on_placeholder(draft if name in draft.measures else self.plan, ("measures", name))
            title = f"{measure.title}（标准暂定）" if marked else measure.title
            found.append(
                Money(
                    name, title, measure.kind, grade, sum_before, sum_after, many_before, many_after,
                    measure.unit.text if measure.unit else "", year + measure.grade_lag,
                )
            )  # fmt: skip
        return tuple(found)

    def _sums_of(
        self, plan: CompiledPlan, scheme: str, year: int, name: str, rows: pa.Table
    ) -> dict[tuple[str, str], tuple[Decimal, int]]:
        """Amount and entities of every measure that goes by the scheme, by measure and grade."""
        self._engine.register(name, rows)
        graded = partial(self._graded, {(scheme, year): name})
        proposals = measures.Proposals(plan, self._engine, graded, prefix=f"{name}-")
        found: dict[tuple[str, str], tuple[Decimal, int]] = {}
        for measure in plan.measures.values():
            asked = measure.scheme == scheme and measure.unit is not None
            # A measure that goes by the grade of the year before acts a year later.
            tree = proposals.of(measure, year + measure.grade_lag) if asked else None
            if tree is None:
                continue
            amount, counted = (
                named(func("SUM", col("amount")), "amount"),
                named(func("COUNT", exp.Star()), "entities"),
            )
            stands = compare(col("outcome"), "=", lit(measures.PROPOSED))
            sums = exp.select(col("grade"), amount, counted).from_(tree.subquery("proposals")).where(stands)
            for row in self._engine.table(sums.group_by(col("grade")).order_by(col("grade"))).to_pylist():
                found[measure.id, row["grade"] or ""] = (row["amount"] or Decimal(0), row["entities"])
        return found
