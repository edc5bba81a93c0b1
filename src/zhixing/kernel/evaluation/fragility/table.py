"""How firm every grade and rank of a result is, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.fragility.draws import as_written, drawn, without
from zhixing.kernel.evaluation.fragility.normal import NORMALISATIONS, Normalisation, weight_in_units
from zhixing.kernel.evaluation.fragility.vary import (
    Extremes,
    Members,
    Points,
    branch_counts,
    grade_counts,
    members_of,
    ordered_ranks,
    stored_points,
    totals,
)
from zhixing.kernel.evaluation.standing import Cell, Standing, standing_of
from zhixing.kernel.evaluation.whole import Flags, Ints
from zhixing.kernel.plan import CompiledPlan, Scheme

LEAST_DRAWS = 20
_TAIL = Fraction(1, 20)
Answer = tuple[NDArray[Any], Flags]
"""What was found for each member of a cell, and of whom it is unknown."""
Found = Mapping[str, Answer]


def fragility(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, *, draws: int = 1000, spread: Fraction = Fraction(1, 5),
    seed: int, held: pa.Table | None = None, threads: int = 1,
) -> pa.Table:  # fmt: skip
    """One row for each graded enterprise, ordered by it: how often it keeps its grade, and where it ranks.

    `kept` is the share of weight draws that keep the grade, `share_<grade>` of those that give a grade, `rank_low` and
    `rank_high` the best and the worst rank of 5-95 % of the draws. `without_<item>` says whether the grade stays when the
    indicator is left out (unknown for who is not judged by it, or by nothing else); `as_min_max`, `as_rank`, `as_z_score`
    whether it stays under another normalisation (unknown where grades are cut by absolute lines). Adjustments stay
    as they are. The same seed gives the same table, whatever the threads and the order of the rows.

    Args:
        rows: the result of one scheme and year.
        held: guards that hold by the facts, see `guards_tree`; without it, those that moved a grade in `rows`.

    Raises:
        Refused: `evaluation.bad-draws`, `evaluation.not-varied`, `evaluation.guard-on-results`,
            `evaluation.rows-not-of-scheme`.
    """
    if draws < LEAST_DRAWS or not 0 <= spread < 1:
        raise Refused([codes.BAD_DRAWS.at(draws=draws, spread=as_decimal(spread))])
    standing = standing_of(plan, scheme, rows, held)
    factors = {
        group: drawn(scheme.criteria[name], name, draws, spread, seed)
        for group, name in enumerate(standing.groups)
        if name in scheme.criteria
    }
    work = partial(_cell, standing, factors)
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(work, standing.cells))
    else:
        parts = [work(cell) for cell in standing.cells]
    return _table(standing, parts, draws)


def _cell(standing: Standing, factors: Mapping[int, Ints], cell: Cell) -> Found:
    members = members_of(standing, cell)
    points = stored_points(standing, members)
    known = np.zeros(len(cell.rows), dtype=np.bool_)
    under = _under_draws(standing, members, points, factors)
    found: dict[str, Answer] = {name: (values, known) for name, values in under}
    for item in standing.items:
        found[f"without_{item.name}"] = _without(standing, members, points, item.indicator)
    for name, normalisation in NORMALISATIONS.items():
        found[f"as_{name}"] = _normalised(standing, members, points, normalisation)
    return found


def _under_draws(
    standing: Standing, members: Members, points: Points, factors: Mapping[int, Ints]
) -> Iterator[tuple[str, Ints]]:
    cell = members.cell
    some = {group: factors[group] for group in members.by_group}
    draws = len(next(iter(some.values())))
    # The rank that 5 % of the draws do not better and the one that 5 % do not worsen, rounded outward.
    extremes = Extremes(int(_TAIL * (draws - 1)) + 1)
    counts = np.zeros((len(cell.rows), len(standing.branch_grades)), dtype=np.int64)
    for found in totals(standing, members, points, some):
        ordered, ranks = ordered_ranks(found)
        counts = counts + branch_counts(standing, cell, found, ordered)
        extremes.take(ranks)
    grades = grade_counts(standing, cell, counts)
    low, high = extremes.bounds()
    yield "rank_low", low.astype(np.int64)
    yield "rank_high", high.astype(np.int64)
    yield "kept", grades[np.arange(len(grades)), standing.grade[cell.rows]]
    for position, grade in enumerate(standing.scheme.grading.grades):
        yield f"share_{grade}", grades[:, position]


def _kept(standing: Standing, members: Members, points: Points, factors: Mapping[int, Ints]) -> Flags:
    """Whether each member keeps its grade under one variant."""
    cell = members.cell
    [found] = totals(standing, members, points, factors)
    ordered = np.sort(found, axis=1)[:, ::-1]
    grades = grade_counts(standing, cell, branch_counts(standing, cell, found, ordered))
    kept: Flags = grades[np.arange(len(grades)), standing.grade[cell.rows]] > 0
    return kept


def _without(standing: Standing, members: Members, points: Points, indicator: str) -> Answer:
    """Grade kept when an indicator is left out; unknown for groups that do not use it or use nothing else."""
    factors, unasked = {}, np.ones(len(members.cell.rows), dtype=np.bool_)
    for group, positions in members.by_group.items():
        criteria = standing.scheme.criteria[standing.groups[group]]
        uses = any(criterion.indicator == indicator for criterion in criteria) and len(criteria) > 1
        factors[group] = without(criteria, indicator) if uses else as_written(criteria)
        unasked[positions] = not uses
    kept = _kept(standing, members, points, factors) if not unasked.all() else unasked
    return kept, unasked


def _normalised(standing: Standing, members: Members, points: Points, normalisation: Normalisation) -> Answer:
    unasked = np.full(len(members.cell.rows), not standing.scheme.grading.shares)
    if unasked.all():
        return unasked, unasked
    factors = {g: as_written(standing.scheme.criteria[standing.groups[g]]) for g in members.by_group}
    other = normalised_points(standing, members, points, normalisation)
    return _kept(standing, members, other, factors), unasked


def normalised_points(
    standing: Standing, members: Members, points: Points, normalisation: Normalisation
) -> Points:
    """Points of every item under another normalisation within each group of a cell."""
    found = {}
    for group in members.by_group:
        criteria = standing.scheme.criteria[standing.groups[group]]
        weights = [weight_in_units(criterion.weight, standing.fine) for criterion in criteria]
        pairs = zip(points[group], weights, strict=True)
        found[group] = np.stack([normalisation(row, weight) for row, weight in pairs])
    return found


def _table(standing: Standing, parts: list[Found], draws: int) -> pa.Table:
    rows = standing.rows
    shown = (standing.entity, "year", *standing.scheme.grading.within, "group", "grade", "rank", "of")
    columns = {name: rows[name] for name in dict.fromkeys(shown)}
    if not parts:
        return pa.table(columns)
    back = np.argsort(np.concatenate([cell.rows for cell in standing.cells]), kind="stable")
    for name in parts[0]:
        values = np.concatenate([part[name][0] for part in parts])[back]
        mask = np.concatenate([part[name][1] for part in parts])[back]
        if name == "kept" or name.startswith("share_"):
            values = values / draws
        columns[name] = pa.array(values, mask=mask)
    return pa.table(columns)
