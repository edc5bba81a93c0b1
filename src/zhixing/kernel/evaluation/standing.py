"""A result as whole numbers, ready to be asked "what if": points, totals, grading cells, guards that hold.

Nothing here trusts its reading of a scheme: totals and cuts are worked out again from the stored points, and a result
that does not come out the same is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zhixing.foundation.issues import Issue, require
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.columns import Item, entity_of, items_of
from zhixing.kernel.evaluation.guards import guards_on_results
from zhixing.kernel.evaluation.heads import bars, branches_of
from zhixing.kernel.evaluation.whole import Flags, Ints, Wholes, rounded, whole
from zhixing.kernel.plan import CompiledPlan, Scheme

Indices = NDArray[np.int64]
_EXAMPLES = 3


@dataclass(frozen=True)
class Cell:
    """Those who are ranked together: rows of the standing, how many the shares are taken of."""

    rows: Indices
    of: int


@dataclass(frozen=True)
class Standing:
    """The graded rows of one result, ordered by enterprise.

    Units: points in 10^-`fine`, totals in 10^-`scheme.rounding.total`.
    """

    plan: CompiledPlan
    scheme: Scheme
    rows: pa.Table
    held: pa.Table | None

    @property
    def fine(self) -> int:
        """Decimals in which points are added up."""
        return max(self.scheme.rounding.score, self.scheme.rounding.total)

    @property
    def unit(self) -> int:
        """How many units of points make one of totals."""
        return int(10 ** (self.fine - self.scheme.rounding.total))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of the scheme."""
        return items_of(self.scheme)

    @cached_property
    def entity(self) -> str:
        """The column that says whom a row is about."""
        return entity_of(self.plan, self.scheme)

    @cached_property
    def entities(self) -> list[str]:
        """Whom each row is about."""
        return [str(name) for name in self.rows[self.entity].to_pylist()]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups of the population, in the scheme's order."""
        return tuple(group.id for group in self.scheme.population.groups)

    @cached_property
    def group(self) -> Indices:
        """Each row's group as its position among `groups`."""
        return _positions(self.rows["group"], self.groups)

    @cached_property
    def points(self) -> Mapping[str, Ints]:
        """Points of every item; nobody outside the item's groups has any."""
        return {item.indicator: whole(self.rows[item.score], self.fine)[0] for item in self.items}

    @cached_property
    def adjustment(self) -> Ints:
        """Points added or taken beside the items."""
        return whole(self.rows["adjustment"], self.fine)[0]

    @cached_property
    def total(self) -> Ints:
        """Stored totals."""
        return whole(self.rows["total"], self.scheme.rounding.total)[0]

    @cached_property
    def exact(self) -> Ints:
        """Points and adjustment added up, before they are rounded to a total."""
        return sum(self.points.values(), start=self.adjustment.copy())

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every combination of what the grading is within, in the order of its words."""
        return tuple(
            Cell(rows, int(of)) for rows, of in _cells(self.rows, self.scheme.grading.within)
        )  # fmt: skip

    @cached_property
    def cell_of(self) -> Indices:
        """The position of each row's cell."""
        found = np.zeros(self.rows.num_rows, dtype=np.int64)
        for position, cell in enumerate(self.cells):
            found[cell.rows] = position
        return found

    # --- grades ----------------------------------------------------------------------------------------------------

    @cached_property
    def grade(self) -> Indices:
        """Stored grades as positions among the scheme's grades, best first."""
        return _positions(self.rows["grade"], self.scheme.grading.grades)

    @cached_property
    def branch_grades(self) -> tuple[int, ...]:
        """The grade each branch of the cut gives, the rest last."""
        found, rest = branches_of(self.scheme)
        grades = self.scheme.grading.grades
        return tuple(grades.index(grade) for grade in (*(branch.grade for branch in found), rest))

    @cached_property
    def guards(self) -> tuple[Indices, tuple[tuple[str, ...], ...]]:
        """Each row's position among the sets of guards that hold together, and these sets."""
        flags = np.stack([self._holds(guard.id) for guard in self.scheme.guards], axis=1) if (
            self.scheme.guards
        ) else np.zeros((self.rows.num_rows, 0), dtype=np.bool_)  # fmt: skip
        weights = 1 << np.arange(flags.shape[1], dtype=np.int64)
        sets, position = np.unique(flags @ weights, return_inverse=True)
        names = [guard.id for guard in self.scheme.guards]
        held = tuple(tuple(n for bit, n in enumerate(names) if int(one) >> bit & 1) for one in sets)
        return position.astype(np.int64), held

    def _holds(self, guard: str) -> Flags:
        if self.held is None:
            return np.asarray(pc.fill_null(pc.equal(self.rows["moved_by"], guard), False).to_numpy())
        whom = self.held.filter(pc.fill_null(self.held[guard], False))[self.entity]
        return np.asarray(pc.is_in(self.rows[self.entity], value_set=whom.combine_chunks()).to_numpy())

    @cached_property
    def final(self) -> Indices:
        """Grade after the guards: one row for each set of guards, one column for each branch of the cut."""
        _, sets = self.guards
        return np.array(
            [[self.guarded(grade, held) for grade in self.branch_grades] for held in sets], dtype=np.int64
        ).reshape(len(sets), len(self.branch_grades))

    def guarded(self, grade: int, held: Sequence[str]) -> int:
        """A grade after the guards that hold, in their order."""
        grades = self.scheme.grading.grades
        for guard in (guard for guard in self.scheme.guards if guard.id in held):
            if guard.goes_to:
                grade = grades.index(guard.goes_to)
            elif guard.not_above:
                grade = max(grade, grades.index(guard.not_above))
            elif guard.not_below:
                grade = min(grade, grades.index(guard.not_below))
        return grade

    def branch_at(self, cell: Cell, totals: Wholes) -> Indices:
        """The branch of the cut each total of a cell falls in."""
        ordered = np.sort(totals)[::-1][None, :]
        failed: Indices = (totals[:, None] < bars(self.scheme, ordered, cell.of)[0]).sum(axis=1)
        return failed


def standing_of(plan: CompiledPlan, scheme: Scheme, rows: pa.Table, held: pa.Table | None = None) -> Standing:
    """The graded rows of a result, checked.

    Args:
        rows: the result of one scheme and year.
        held: which guards hold for whom by the facts, one flag for each guard (see `guards_tree`); without it, those
            that moved a grade in `rows`.

    Raises:
        Refused: `evaluation.not-varied`, `evaluation.rows-not-of-scheme`.
    """
    require(unsupported(plan, scheme))
    graded = rows.filter(pc.is_valid(rows["grade"])).sort_by(entity_of(plan, scheme)).combine_chunks()
    standing = Standing(plan, scheme, graded, held)
    if graded.num_rows:
        require(_unlike(standing))
    return standing


def unsupported(plan: CompiledPlan, scheme: Scheme) -> list[Issue]:
    """What a scheme does that cannot be varied: everything but a sum of points, cut by totals, moved by facts."""
    grading = scheme.grading
    found = {
        "index": scheme.index is not None,
        "population.pool": scheme.population.pool is not None,
        "inherits": bool(scheme.inherits),
        "grading.stages": bool(grading.stages),
        "grading.conditions": bool(grading.conditions),
        "grading.tie_break": bool(grading.tie_break),
        "adjustments.percent, factor": any(one.points is None for one in scheme.adjustments),
        "criteria.missing: leave-out": any(
            criterion.missing == "leave-out"
            for criteria in scheme.criteria.values()
            for criterion in criteria
        ),
    }
    where = plan.where("schemes", scheme.id, clause=scheme.clause)
    issues = [
        codes.NOT_VARIED.at(where, scheme=scheme.id, what=what) for what, is_so in found.items() if is_so
    ]
    return [*issues, *guards_on_results(plan, scheme)]


def _unlike(standing: Standing) -> list[Issue]:
    """Rows whose total or grade does not follow from their points by the scheme's rule."""
    same = rounded(standing.exact, standing.unit) == standing.total
    position, _ = standing.guards
    cut = _positions(standing.rows["grade_cut"], standing.scheme.grading.grades)
    grades = np.array(standing.branch_grades, dtype=np.int64)
    for cell in standing.cells:
        branch = standing.branch_at(cell, standing.total[cell.rows])
        same[cell.rows] &= grades[branch] == cut[cell.rows]
        same[cell.rows] &= standing.final[position[cell.rows], branch] == standing.grade[cell.rows]
    if same.all():
        return []
    examples = "、".join(standing.entities[int(row)] for row in np.flatnonzero(~same)[:_EXAMPLES])
    where = standing.plan.where("schemes", standing.scheme.id, clause=standing.scheme.clause)
    count = int((~same).sum())
    return [codes.ROWS_NOT_OF_SCHEME.at(where, scheme=standing.scheme.id, count=count, examples=examples)]


def _positions(column: pa.ChunkedArray, words: Sequence[str]) -> Indices:
    found = pc.index_in(column, value_set=pa.array(words, pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def _cells(rows: pa.Table, within: Sequence[str]) -> list[tuple[Indices, int]]:
    codes_ = np.zeros(rows.num_rows, dtype=np.int64)
    for name in within:
        words = sorted(word for word in pc.unique(rows[name]).to_pylist() if word is not None)
        position = np.asarray(
            pc.fill_null(pc.index_in(rows[name], value_set=pa.array(words, rows[name].type)), len(words)),
            dtype=np.int64,
        )
        codes_ = codes_ * (len(words) + 1) + position
    if not rows.num_rows:
        return []
    order = np.argsort(codes_, kind="stable")
    starts = np.flatnonzero(np.diff(codes_[order], prepend=-1))
    of = np.asarray(rows["of"].to_numpy(), dtype=np.int64)
    return [(part, int(of[part[0]])) for part in np.split(order, starts)[1:]]
