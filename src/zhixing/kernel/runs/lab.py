"""The policy lab: a rule tried on the real population before it is law.

Plan and draft are evaluated in one session over the same snapshots; firms are met by their code. Nothing is sealed and nothing
is written: a draft that is to count is committed to the plan, and a run computes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import count
from typing import Any

import pyarrow as pa
from sqlglot import exp

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel import measures
from zhixing.kernel.engine import Session, col, compare, func, lit, named, table
from zhixing.kernel.evaluation import Prepared, build, entity_of, prepare
from zhixing.kernel.facts import Lake, snapshot
from zhixing.kernel.plan import CompiledPlan, Scheme, diff_plans
from zhixing.kernel.runs import codes

SHOWN = ("name", "county", "industry", "size", "group", "total", "rank", "grade_cut", "grade", "state")
NEAR = Decimal("0.02")
"""Bunching is counted within two hundredths of a cut."""


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
class Spot:
    """A county, an industry, a size: how many enterprises it has, and how many of them move."""

    key: str
    all: int
    moved: int
    better: int
    worse: int


@dataclass(frozen=True)
class Comparison:
    """One scheme and year under the plan and under a draft; rows of both by enterprise."""

    scheme: str
    title: str
    year: int
    grades: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    money: tuple[Money, ...]

    @cached_property
    def moved(self) -> tuple[Mapping[str, Any], ...]:
        """Those whose grade (or state) differs."""
        return tuple(row for row in self.rows if row["before"] != row["after"])

    @cached_property
    def steps(self) -> Mapping[tuple[str, str], int]:
        """How many went from which outcome to which."""
        return Counter((row["before"], row["after"]) for row in self.moved)

    def counts(self, which: str) -> Mapping[str, int]:
        """Enterprises by outcome, `before` or `after`."""
        found = Counter(row[which] for row in self.rows)
        ordered = [*self.grades, *sorted(set(found) - set(self.grades))]
        return {outcome: found[outcome] for outcome in ordered if found[outcome]}

    def by(self, column: str) -> list[Spot]:
        """How many of each value of a column there are, moved, rose and fell; those with most movers first."""
        order = {grade: at for at, grade in enumerate(self.grades)}
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            line = found.setdefault(str(row[column] if row[column] is not None else "—"), Counter())
            line["all"] += 1
            if row["before"] != row["after"]:
                line["moved"] += 1
                if row["before"] in order and row["after"] in order:
                    line["better" if order[row["after"]] < order[row["before"]] else "worse"] += 1
        spots = [
            Spot(key, line["all"], line["moved"], line["better"], line["worse"])
            for key, line in found.items()
        ]
        return sorted(spots, key=lambda spot: (-spot.moved, spot.key))


class Lab:
    """A session with the snapshots of one day and prepared evaluations, in which drafts are tried one after the other."""

    def __init__(
        self, plan: CompiledPlan, lake: Lake, engine: Session, as_known_on: date | None = None
    ) -> None:
        self.plan, self._engine = plan, engine
        for dataset in plan.datasets:
            taken = snapshot(plan, lake, dataset, as_known_on)
            taken.register(engine)
            engine.create(dataset, taken.tree)
        self._prepared: dict[tuple[str, int], Prepared] = {}
        self._results: dict[tuple[str, int], pa.Table] = {}
        self._standing: set[str] = set()
        self._tries = count()

    def warm(self, scheme: str, year: int) -> None:
        """Evaluate the plan's scheme once, so that drafts cost only what they change."""
        key = (scheme, year)
        if key not in self._prepared:
            self._prepared[key] = prepare(
                self._engine, self.plan, self._scheme(self.plan, scheme, year), year
            )
            self._results[key] = self._prepared[key].evaluate(self.plan.schemes[scheme])

    def compare(self, draft: CompiledPlan, scheme: str, year: int) -> Comparison:
        """The scheme under the plan and under the draft.

        Raises:
            Refused: `runs.draft-data`, the draft changes what is asked for or how enterprises are found;
                `runs.unknown-scheme`, `evaluation.not-for-year`.
        """
        self._require_same_facts(draft)
        self.warm(scheme, year)
        chosen = self._scheme(draft, scheme, year)
        before = self._results[scheme, year]
        after = self._evaluated(draft, chosen, year)
        entity = entity_of(self.plan, chosen)
        graded = self.plan.schemes[scheme]
        rows = _met(before, after, entity)
        money = self._money(draft, scheme, year, before, after)
        return Comparison(scheme, graded.title, year, chosen.grading.grades, rows, money)

    def _scheme(self, plan: CompiledPlan, name: str, year: int) -> Scheme:
        if name not in plan.schemes:
            raise Refused([codes.UNKNOWN_SCHEME.at(NOWHERE, name=name, known="、".join(plan.schemes))])
        return plan.schemes[name]

    def _require_same_facts(self, draft: CompiledPlan) -> None:
        same = {key: item.model_dump(mode="json") for key, item in self.plan.datasets.items()}
        other = {key: item.model_dump(mode="json") for key, item in draft.datasets.items()}
        if same != other:
            raise Refused([codes.DRAFT_DATA.at(NOWHERE)])

    def _evaluated(self, draft: CompiledPlan, scheme: Scheme, year: int) -> pa.Table:
        changed = {change.kind for change in diff_plans(self.plan, draft).changes}
        prepared = self._prepared[scheme.id, year]
        if changed <= {"schemes", "measures", "targets"} and prepared.reuses(scheme):
            return prepared.evaluate(scheme)
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

    def _money(
        self, draft: CompiledPlan, scheme: str, year: int, before: pa.Table, after: pa.Table
    ) -> tuple[Money, ...]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for which, plan, rows in (("before", self.plan, before), ("after", draft, after)):
            name = f"lab-{which}"
            self._engine.register(name, rows)
            graded = partial(self._graded, {(scheme, year): name})
            proposals = measures.Proposals(plan, self._engine, graded, prefix=f"{name}-{next(self._tries)}-")
            for measure in plan.measures.values():
                asked = measure.scheme == scheme and measure.unit is not None
                # A measure that goes by the grade of the year before acts a year later.
                tree = proposals.of(measure, year + measure.grade_lag) if asked else None
                if tree is None:
                    continue
                amount = named(func("SUM", col("amount")), "amount")
                counted = named(func("COUNT", exp.Star()), "entities")
                sums = (
                    exp.select(col("grade"), amount, counted)
                    .from_(tree.subquery("proposals"))
                    .where(compare(col("outcome"), "=", lit(measures.PROPOSED)))
                    .group_by(col("grade"))
                )
                for row in self._engine.table(sums.order_by(col("grade"))).to_pylist():
                    line = found.setdefault((measure.id, row["grade"] or ""), {"measure": measure})
                    line[which] = (row["amount"] or Decimal(0), row["entities"])
        nothing = (Decimal(0), 0)
        return tuple(
            Money(
                name, line["measure"].title, line["measure"].kind, grade, line.get("before", nothing)[0], line.get("after", nothing)[0],
                line.get("before", nothing)[1], line.get("after", nothing)[1], line["measure"].unit.text, year + line["measure"].grade_lag,
            )
            for (name, grade), line in sorted(found.items())
        )  # fmt: skip


def _met(before: pa.Table, after: pa.Table, entity: str) -> tuple[Mapping[str, Any], ...]:
    """Rows of both by entity, in order; who is only in one of them has no outcome in the other."""
    names = [name for name in SHOWN if name in before.column_names]
    first = {row[entity]: row for row in before.select([entity, *names]).to_pylist()}
    later = {
        row[entity]: row
        for row in after.select([entity, *(n for n in names if n in after.column_names)]).to_pylist()
    }
    found = []
    for key in sorted(first.keys() | later.keys()):
        one, other = first.get(key), later.get(key)
        shown = other or one or {}
        found.append(
            {
                "entity": key,
                **{name: shown.get(name) for name in ("name", "county", "industry", "size", "group")},
                "before": _outcome(one), "after": _outcome(other),
                "total_before": one["total"] if one else None, "total_after": other["total"] if other else None,
                "rank_before": one["rank"] if one else None, "rank_after": other["rank"] if other else None,
            }
        )  # fmt: skip
    return tuple(found)


def _outcome(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "—"
    return str(row["grade"] or row["state"] or "—")


def bunching(
    rows: Sequence[Mapping[str, Any]], grades: Sequence[str], which: str = "after"
) -> list[tuple[str, int, int]]:
    """For each cut between two grades: how many totals lie within a fiftieth above and below the lowest of the better grade.

    More just above than just below, beyond what neighbours show, is a sign worth a look, not a proof of anything.
    """
    found = []
    for better in grades[:-1]:
        totals = [
            row[f"total_{which}"]
            for row in rows
            if row[which] == better and row[f"total_{which}"] is not None
        ]
        if not totals:
            continue
        cut = min(totals)
        width = abs(cut) * NEAR
        every = [row[f"total_{which}"] for row in rows if row[f"total_{which}"] is not None]
        above = sum(1 for total in every if cut <= total <= cut + width)
        below = sum(1 for total in every if cut - width <= total < cut)
        found.append((better, above, below))
    return found
