"""Advice: for each better grade what is missing, and the least changes that earn it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.advice.situation import Situation
from zhixing.kernel.evaluation.advice.solve import Change, Questions, least_change, needed
from zhixing.kernel.evaluation.advice.spread import Possible, possible_points, spread_over, value_needed
from zhixing.kernel.evaluation.advice.terms import moves
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.evaluation.heads import NO_PLACE, branches_of, line_at, places_of
from zhixing.kernel.evaluation.standing import Cell, Standing, standing_of
from zhixing.kernel.plan import Column, CompiledPlan, Dataset, Lever, Scheme

REACHABLE, OUT_OF_REACH, NO_FACT, NOT_SOLVED = "reachable", "out-of-reach", "no-fact", "not-solved"


@dataclass(frozen=True)
class ItemStep:
    """What one item alone would have to become, the base held; and its part of the least combined change.

    `status`: reachable; out-of-reach (the cap, or no usable base); not-solved (a score that depends on ranks or ends
    of the population). `share` are the points it gives to the combined change.
    """

    indicator: str
    title: str
    unit: str
    value_now: Decimal | None
    value_needed: Decimal | None
    points_now: Decimal
    points_possible: Decimal | None
    base_moves: bool
    status: str
    share: Decimal | None
    share_value: Decimal | None


@dataclass(frozen=True)
class FactStep:
    """The least change of one fact that reaches the grade, every item it enters counted.

    `status`: reachable, out-of-reach, no-fact. `certainty`: exact (one unit less is not enough), reaches (a base moves
    with the firm; enough in any case, perhaps a little more than the least), others-held (enough while the others keep
    their points).
    """

    column: str
    title: str
    unit: str
    direction: str
    now: Decimal | None
    needed: Decimal | None
    change: Decimal | None
    status: str
    certainty: str


@dataclass(frozen=True)
class Advice:
    """What one better grade takes. With `blocked_by`, guards hold and no points can help."""

    enterprise: str
    year: int
    scheme: str
    grade: str
    to_grade: str
    total: Decimal
    total_needed: Decimal | None
    points_missing: Decimal | None
    blocked_by: tuple[tuple[str, str], ...]
    items: tuple[ItemStep, ...] = ()
    facts: tuple[FactStep, ...] = ()

    @property
    def combined_possible(self) -> bool:
        """Whether all items together can earn what is missing."""
        return any(item.share is not None for item in self.items)

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        return asdict(self) | {"combined_possible": self.combined_possible}


def advise(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, facts: pa.Table | Mapping[str, Any], enterprise: str, *,
    held: pa.Table | None = None,
) -> tuple[Advice, ...]:  # fmt: skip
    """What each better grade takes of one enterprise, the next grade first; others stay as they are.

    Args:
        rows: the whole result of one scheme and year.
        facts: the dataset's rows of that year; those of the enterprise alone will do where no base is computed.
        held: guards that hold by the facts, see `guards_tree`; without it, those that moved a grade in `rows`.

    Raises:
        Refused: `evaluation.not-graded`, `evaluation.not-varied`, `evaluation.guard-on-results`,
            `evaluation.rows-not-of-scheme`, `evaluation.lever-formula`.
    """
    situation = situation_of(standing_of(plan, scheme, rows, held), facts)
    if enterprise not in situation.standing.entities:
        raise Refused([codes.NOT_GRADED.at(NOWHERE, scheme=scheme.id, enterprise=enterprise)])
    row = situation.standing.entities.index(enterprise)
    return tuple(_advice(situation, row, goal) for goal in goals_of(situation.standing, row))


def situation_of(standing: Standing, facts: pa.Table | Mapping[str, Any]) -> Situation:
    """A standing with its facts; a mapping is one row."""
    dataset = standing.plan.datasets[standing.scheme.population.dataset]
    table = (
        facts if isinstance(facts, pa.Table) else pa.Table.from_pylist([dict(facts)], _stored(dataset, facts))
    )
    year = int(standing.rows["year"][0].as_py()) if standing.rows.num_rows else standing.scheme.years[0]
    if "year" in table.column_names:
        table = table.filter(pa.compute.equal(table["year"], year))
    return Situation(standing, table, year)


def _stored(dataset: Dataset, facts: Mapping[str, Any]) -> pa.Schema:
    kinds = {"flag": pa.bool_(), "date": pa.date32(), "year": pa.int32(), "count": pa.int64()}
    return pa.schema(
        (c.id, pa.decimal128(18, c.decimals) if c.type == "amount" else kinds.get(c.type, pa.string()))
        for c in dataset.columns
        if c.id in facts
    )


@dataclass(frozen=True)
class Goal:
    """A better grade: the worst branch of the cut that leads to it, or the guards that bar it."""

    grade: int
    branch: int
    blocked_by: tuple[str, ...]


def goals_of(standing: Standing, row: int) -> tuple[Goal, ...]:
    """Every better grade of a row, the next first."""
    position, _ = standing.guards
    return goals_from(standing, int(position[row]), int(standing.grade[row]))


def goals_from(standing: Standing, guards: int, grade: int) -> tuple[Goal, ...]:
    """Every grade better than one, the next first, where a set of guards holds."""
    held, final = standing.guards[1][guards], standing.final[guards]
    found = []
    for better in range(grade - 1, -1, -1):
        enough = [branch for branch, given in enumerate(final) if given <= better]
        if enough:
            found.append(Goal(better, max(enough), ()))
        else:
            best = standing.branch_grades[0]
            barring = tuple(name for name in held if standing.guarded(best, (name,)) > better)
            found.append(Goal(better, -1, barring or held))
    return tuple(found)


def questions_of(standing: Standing, cell: Cell, asked: Sequence[tuple[int, Goal]]) -> Questions:
    """Rows and goals of one cell as questions to the solver."""
    found = [
        _cut_at(standing, cell, branch) for branch in range(-1, len(branches_of(standing.scheme)[0]) + 1)
    ]
    branch = np.array([goal.branch for _, goal in asked], dtype=np.int64)
    rows = np.array([row for row, _ in asked], dtype=np.int64)
    places, lines = (np.array(part, dtype=np.int64)[branch + 1] for part in zip(*found, strict=True))
    return Questions(rows, places, lines)


def _cut_at(standing: Standing, cell: Cell, branch: int) -> tuple[int, int]:
    """The places of a branch, or the total of its line; nothing for who is barred and for the rest."""
    branches, _ = branches_of(standing.scheme)
    if not 0 <= branch < len(branches):
        return 0, 0
    at = branches[branch]
    if at.line is not None:
        return 0, line_at(at.line, standing.scheme.rounding.total)
    return places_of(at, cell.of, standing.scheme.grading.rounding), 0


def levers_of(situation: Situation, group: str) -> dict[Lever, tuple[Item, ...]]:
    """The levers of a group's items, each once, with the items that declare them."""
    found: dict[Lever, tuple[Item, ...]] = {}
    for item in situation.items_of(group):
        for lever in situation.standing.plan.indicators[item.indicator].levers:
            found[lever] = (*found.get(lever, ()), item)
    return found


def _advice(situation: Situation, row: int, goal: Goal) -> Advice:
    standing = situation.standing
    grades = standing.scheme.grading.grades
    places = standing.scheme.rounding.total
    named = {guard.id: guard.title for guard in standing.scheme.guards}
    plain = Advice(
        standing.entities[row], situation.year, standing.scheme.id, grades[int(standing.grade[row])], grades[goal.grade],
        Decimal(int(standing.total[row])).scaleb(-places), None, None,
        tuple((name, named[name]) for name in goal.blocked_by),
    )  # fmt: skip
    cell = standing.cells[int(standing.cell_of[row])]
    asked = questions_of(standing, cell, [(row, goal)])
    if goal.blocked_by or not _has_place(standing, asked):
        return plain
    total, exact = needed(situation, cell, asked)
    missing = int(exact[0] - standing.exact[row])
    group = standing.groups[int(standing.group[row])]
    return replace(
        plain,
        total_needed=Decimal(int(total[0])).scaleb(-places),
        points_missing=Decimal(missing).scaleb(-standing.fine),
        items=tuple(_item_steps(situation, row, group, missing)),
        facts=tuple(_fact_steps(situation, cell, group, asked)),
    )


def _has_place(standing: Standing, asked: Questions) -> bool:
    return not standing.scheme.grading.shares or 0 < int(asked.places[0]) < NO_PLACE


def _item_steps(situation: Situation, row: int, group: str, missing: int) -> Iterator[ItemStep]:
    items = situation.items_of(group)
    possible = [possible_points(situation, item, group, row) for item in items]
    shares = spread_over(missing, [one.room for one in possible])
    for position, (item, one) in enumerate(zip(items, possible, strict=True)):
        yield _item_step(situation, item, group, one, missing, shares[position] if shares else None)


def _item_step(
    situation: Situation, item: Item, group: str, one: Possible, missing: int, share: int | None
) -> ItemStep:
    standing = situation.standing
    indicator = standing.plan.indicators[item.indicator]
    alone = value_needed(situation, item, group, one, missing)
    part = value_needed(situation, item, group, one, share) if share else None
    status = NOT_SOLVED if not one.solved else REACHABLE if alone is not None else OUT_OF_REACH
    room = Decimal(one.room).scaleb(-standing.fine) if one.room is not None else None
    return ItemStep(
        indicator.id, indicator.title, indicator.unit.text, one.value, alone,
        Decimal(one.points).scaleb(-standing.fine), room, moves(item.by_group[group]), status,
        Decimal(share).scaleb(-standing.fine) if share is not None else None, part,
    )  # fmt: skip


def _fact_steps(situation: Situation, cell: Cell, group: str, asked: Questions) -> Iterator[FactStep]:
    for lever in levers_of(situation, group):
        pulled = Change(situation, cell, group, lever)
        [units], [able] = least_change(pulled, asked)
        yield _fact_step(situation, pulled, asked, int(units), able=bool(able))


def _fact_step(situation: Situation, pulled: Change, asked: Questions, units: int, *, able: bool) -> FactStep:
    column = situation.contract[pulled.lever.column]
    places = decimals_of(column)
    start, known = pulled.start(asked.rows)
    now = Decimal(int(start[0])).scaleb(-places) if known[0] else None
    change = Decimal(pulled.sign * units).scaleb(-places) if able else None
    return FactStep(
        column.id, column.title, column.unit.text if column.unit else "", pulled.lever.direction, now,
        now + change if now is not None and change is not None else None, change,
        REACHABLE if able else OUT_OF_REACH if known[0] else NO_FACT, pulled.certainty,
    )  # fmt: skip


def decimals_of(column: Column) -> int:
    """Decimals of a fact as stored."""
    return column.decimals if column.type == "amount" else 0


def exact_points(advice: Advice) -> Fraction:
    """The points the items of the least combined change give together."""
    return sum((Fraction(item.share) for item in advice.items if item.share is not None), start=Fraction(0))
