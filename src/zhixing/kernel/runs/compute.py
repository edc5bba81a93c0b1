"""The steps of a run in the engine, in the order the figures flow; every result is one Parquet file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from zhixing.foundation.issues import Issue, require
from zhixing.kernel import evaluation, measures
from zhixing.kernel.engine import Session, and_, col, compare, func, is_known, lit, named, table
from zhixing.kernel.facts import Lake, snapshot
from zhixing.kernel.indicators import PLACES, plan_industry, rolled_up, rollup
from zhixing.kernel.plan import CompiledPlan, Scheme, Sign
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.request import Request
from zhixing.kernel.runs.watch import Watch

Progress = Callable[[str, float], None]


@dataclass
class Computation:
    """One run while it is computed: where results go and what was noticed on the way."""

    plan: CompiledPlan
    lake: Lake
    request: Request
    folder: Path
    engine: Session
    progress: Progress
    notes: list[Issue]
    without_facts: set[tuple[str, int]] = field(default_factory=set)
    _looked_back: set[str] = field(default_factory=set)

    def all(self) -> None:
        """Every step the request asks for.

        Raises:
            Refused: a scheme's result cannot be used; nothing is sealed then.
        """
        self._load()
        steps = list(self._steps())
        for index, (label, step) in enumerate(steps):
            self.progress(label, index / len(steps))
            step()
        self.progress("", 1.0)

    def _load(self) -> None:
        self.engine.register(PLACES, _places(self.plan))
        for dataset in self.plan.datasets:
            facts = snapshot(self.plan, self.lake, dataset, self.request.as_known_on)
            facts.register(self.engine)
            self.engine.create(dataset, facts.tree)
        if self.request.kind != "monitor":
            self._look_for_facts()

    def _look_for_facts(self) -> None:
        """A year without facts for any scheme is refused; where only some schemes lack them, these are left out and said."""
        needed = self._years_needed()
        lacking: dict[str, set[int]] = {}
        for dataset, years in needed.items():
            taken = self.engine.table(exp.select(col("year")).distinct().from_(table(dataset)))
            lacking[dataset] = years - set(taken["year"].to_pylist())
        bare = {
            year
            for year in self.request.years
            if (asked := [dataset for dataset, years in needed.items() if year in years])
            and all(year in lacking[dataset] for dataset in asked)
        }
        require(
            codes.NO_FACTS.at(dataset=dataset, years="、".join(map(str, sorted(years & bare))))
            for dataset, years in lacking.items()
            if years & bare
        )
        self.without_facts = {(dataset, year) for dataset, years in lacking.items() for year in years}
        for dataset, year in sorted(self.without_facts):
            mine = [s.id for s in self._covering(year) if s.population.dataset == dataset]
            if mine:
                self.notes.append(codes.LEFT_OUT.at(schemes="、".join(mine), dataset=dataset, year=year))

    def _years_needed(self) -> dict[str, set[int]]:
        """The years in which the schemes asked for need facts, by the dataset of their population."""
        needed: dict[str, set[int]] = {}
        for name in self.request.schemes:
            scheme = self.plan.schemes[name]
            covered = {year for year in self.request.years if scheme.years[0] <= year <= scheme.years[1]}
            needed.setdefault(scheme.population.dataset, set()).update(covered)
        # Years that no scheme is for are years without facts for all of them.
        return needed if any(needed.values()) else {key: set(self.request.years) for key in needed}

    def _steps(self) -> Iterator[tuple[str, Callable[[], object]]]:
        rolled = [d.id for d in self.plan.datasets.values() if rolled_up(self.plan, d.id)]
        for year in self._rollup_years():
            for dataset in rolled:
                yield f"指标 {year}", partial(self._rollup, dataset, year)
        if self.request.kind != "monitor":
            for year in self.request.years:
                for scheme in self._schemes(year):
                    yield f"评价 {scheme.id} {year}", partial(self._evaluate, scheme, year)
                    if year - 1 in self.request.years and self._comparable(scheme, year - 1):
                        yield f"升降 {scheme.id} {year}", partial(self._moves, scheme, year)
                looks = self._signs(year)
                if looks:
                    yield f"现象 {year}", partial(self._write_signs, looks, year)
                yield f"分布 {year}", partial(self._distribution, year)
                yield f"措施 {year}", partial(self._measures, year)
            self._note_expired()
        if self.request.kind != "evaluate":
            yield "目标", Watch(self.plan, self.lake, self.engine, self.request, self.folder, self.notes).all

    def _rollup_years(self) -> tuple[int, ...]:
        """Targets need the base year too."""
        base = (self.plan.head.base_year,) if self.request.kind != "evaluate" else ()
        return tuple(sorted({*base, *self.request.years}))

    def _schemes(self, year: int) -> list[Scheme]:
        """The schemes of a year that have facts."""
        return [s for s in self._covering(year) if (s.population.dataset, year) not in self.without_facts]

    def _covering(self, year: int) -> list[Scheme]:
        asked = [self.plan.schemes[name] for name in self.request.schemes]
        return [
            scheme for scheme in asked if not scheme.abstract and scheme.years[0] <= year <= scheme.years[1]
        ]

    def _comparable(self, scheme: Scheme, year: int) -> bool:
        graded = scheme.purpose == "evaluation" and self._spread_out(scheme)
        return graded and scheme.id in [one.id for one in self._schemes(year)]

    def _spread_out(self, scheme: Scheme) -> bool:
        """Whether the evaluated lie in counties and industries and are too many to be listed: enterprises, not places."""
        columns = {column.id for column in self.plan.datasets[scheme.population.dataset].columns}
        return {"enterprise", "county", "industry"} <= columns

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def _rollup(self, dataset: str, year: int) -> None:
        name = f"indicators-{dataset}-{year}"
        self.engine.write(rollup(self.plan, dataset, year), self._path(name))
        self.engine.register(name, self._path(name))

    def _evaluate(self, scheme: Scheme, year: int) -> None:
        name = f"evaluation-{scheme.id}-{year}"
        self.engine.write(evaluation.build(self.plan, scheme, year), self._path(name))
        self.engine.register(name, self._path(name))
        require(evaluation.check_result(self.engine, self.plan, scheme, name))

    def _moves(self, scheme: Scheme, year: int) -> None:
        """Who was graded in both years, with both grades and totals."""
        now, before = f"evaluation-{scheme.id}-{year}", f"evaluation-{scheme.id}-{year - 1}"
        both = and_(
            compare(col("enterprise", now), "=", col("enterprise", before)), is_known(col("grade", before))
        )
        shown = ("name", "county", "industry", "group")
        moved = (
            exp.select(
                col("enterprise", now), *(col(name, now) for name in shown),
                named(col("total", before), "total_before"), named(col("total", now), "total"),
                named(exp.Sub(this=col("total", now), expression=col("total", before)), "change"),
                named(col("grade", before), "grade_before"), named(col("grade", now), "grade"),
            )
            .from_(table(now))
            .join(table(before), on=both)
            .where(is_known(col("grade", now)))
            .order_by(col("enterprise", now))
        )  # fmt: skip
        self.engine.write(moved, self._path(f"moves-{scheme.id}-{year}"))

    def _signs(self, year: int) -> list[tuple[Sign, str, str | None]]:
        """The plan's signs whose scheme is computed for the year, each with its results of this year and the last."""
        computed = {scheme.id: scheme for scheme in self._schemes(year)}
        before = (
            {scheme.id for scheme in self._schemes(year - 1)} if year - 1 in self.request.years else set()
        )
        return [
            (
                sign,
                f"evaluation-{sign.scheme}-{year}",
                f"evaluation-{sign.scheme}-{year - 1}" if sign.scheme in before else None,
            )
            for sign in self.plan.signs.values()
            if sign.scheme in computed
        ]

    def _write_signs(self, looks: list[tuple[Sign, str, str | None]], year: int) -> None:
        self.engine.write(evaluation.signs(self.plan, looks, year), self._path(f"signs-{year}"))

    def _distribution(self, year: int) -> None:
        """Head counts and totals by scheme, county, industry, group and grade or state."""
        parts: list[exp.Query] = []
        for scheme in filter(self._spread_out, self._schemes(year)):
            name = f"evaluation-{scheme.id}-{year}"
            keys = [
                col("county"),
                named(plan_industry(self.plan, col("industry")), "plan_industry"),
                col("group"),
            ]
            outcome = named(func("COALESCE", col("grade"), col("state")), "outcome")
            grouped = [exp.Literal.number(str(position)) for position in range(2, 6)]
            one = exp.select(
                named(lit(scheme.id), "scheme"), *keys, outcome, named(func("COUNT", exp.Star()), "enterprises"),
            ).from_(table(name)).group_by(*grouped)  # fmt: skip
            parts.append(one)
        if not parts:
            return
        union = parts[0]
        for part in parts[1:]:
            union = exp.union(union, part, distinct=False, copy=False)
        ordered = exp.select("*").from_(union.subquery("counts"))
        keys_ = [
            exp.Ordered(this=col(k), nulls_first=False)
            for k in ("scheme", "county", "plan_industry", "group", "outcome")
        ]
        self.engine.write(ordered.order_by(*keys_), self._path(f"distribution-{year}"))

    @cached_property
    def _proposals(self) -> measures.Proposals:
        return measures.Proposals(self.plan, self.engine, self._graded)

    def _graded(self, name: str, year: int) -> str | None:
        """The result of a scheme for a year; what was not asked for (a local scheme, a year before) is computed and not sealed."""
        scheme = self.plan.schemes[name]
        if not scheme.years[0] <= year <= scheme.years[1]:
            return None
        result = f"evaluation-{name}-{year}"
        sealed = year in self.request.years and name in [one.id for one in self._schemes(year)]
        if not sealed and result not in self._looked_back:
            if not self._has_facts(scheme.population.dataset, year):
                return None
            self.engine.create(result, evaluation.build(self.plan, scheme, year))
            self._looked_back.add(result)
        return result

    def _has_facts(self, dataset: str, year: int) -> bool:
        there = (
            exp.select(col("year")).from_(table(dataset)).where(compare(col("year"), "=", lit(year))).limit(1)
        )
        return bool(self.engine.table(there).num_rows)

    def _measures(self, year: int) -> None:
        written = []
        for measure in self.plan.measures.values():
            if measure.scheme and measure.scheme not in self.request.schemes:
                continue
            tree = self._proposals.of(measure, year)
            if tree is not None:
                name = f"measure-{measure.id}-{year}"
                self.engine.write(tree, self._path(name))
                self.engine.register(name, self._path(name))
                written.append(name)
        if written:
            self.engine.write(measures.sums(written), self._path(f"money-{year}"))

    def _note_expired(self) -> None:
        self.notes += self._proposals.notes
        for measure in self.plan.measures.values():
            issue = measures.not_in_force(self.plan, measure, self.request.years)
            if issue is not None:
                self.notes.append(issue)


def _places(plan: CompiledPlan) -> pa.Table:
    """Every place with its level, prefecture and province; a prefecture is its own."""
    rows = []
    for place in plan.places.values():
        prefecture = (
            place.id if place.level == "prefecture" else place.parent if place.level == "county" else None
        )
        province = plan.places[prefecture].parent if prefecture else place.id
        rows.append({"place": place.id, "level": place.level, "prefecture": prefecture, "province": province})
    names = ("place", "level", "prefecture", "province")
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in names]))
