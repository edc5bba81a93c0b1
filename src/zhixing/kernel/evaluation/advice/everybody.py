"""Advice for everybody of a result at once, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from zhixing.kernel.evaluation.advice.advise import (
    Goal,
    decimals_of,
    goals_from,
    levers_of,
    questions_of,
    situation_of,
)
from zhixing.kernel.evaluation.advice.figures import Doubles
from zhixing.kernel.evaluation.advice.situation import Situation
from zhixing.kernel.evaluation.advice.solve import Change, Questions, least_change, needed
from zhixing.kernel.evaluation.advice.spread import least_values
from zhixing.kernel.evaluation.advice.terms import SCORED
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.evaluation.standing import Cell, standing_of
from zhixing.kernel.evaluation.whole import Flags, Ints
from zhixing.kernel.plan import CompiledPlan, Lever, Scheme

_WIDTH = 38


def advise_all(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, facts: pa.Table, *, held: pa.Table | None = None,
    only_next: bool = False,
) -> pa.Table:  # fmt: skip
    """One row for each enterprise, better grade, item of its group and lever, ordered by enterprise, the next grade first.

    `value_needed` is what the item's value alone would have to become with the base held (unknown where the cap bars it);
    `change` the least change of the fact that reaches the grade, every item it enters counted. Grades that guards bar
    have one row, with `blocked_by`. Items without levers have one row without a column.

    Args:
        only_next: leave out the grades beyond the next one.

    Raises:
        Refused: as `advise`.
    """
    situation = situation_of(standing_of(plan, scheme, rows, held), facts)
    parts = [
        part
        for cell in situation.standing.cells
        for group in range(len(situation.standing.groups))
        for part in _cell_parts(situation, cell, group, only_next=only_next)
    ]
    schema = _schema(situation)
    if not parts:
        return schema.empty_table()
    joined = pa.concat_tables([_table(part, schema) for part in parts])
    order = [(name, "ascending") for name in ("row", "distance", "item_position", "lever_position")]
    return joined.sort_by(order).select([name for name in schema.names if name not in dict(order)])


def _schema(situation: Situation) -> pa.Schema:
    standing = situation.standing
    plan = standing.plan
    values = max(plan.indicators[item.indicator].decimals for item in standing.items)
    facts = max((decimals_of(column) for column in situation.contract.values()), default=0)
    place = pa.int64()
    return pa.schema([
        ("row", place), ("distance", place), ("item_position", place), ("lever_position", place),
        (standing.entity, pa.string()), ("grade", pa.string()), ("to_grade", pa.string()), ("blocked_by", pa.string()),
        ("points_missing", pa.decimal128(_WIDTH, standing.fine)), ("item", pa.string()),
        ("value_now", pa.float64()), ("value_needed", pa.decimal128(_WIDTH, values)), ("column", pa.string()),
        ("change", pa.decimal128(_WIDTH, facts)), ("unit", pa.string()), ("reachable", pa.bool_()),
        ("certainty", pa.string()),
    ])  # fmt: skip


Part = Mapping[str, Any]


@dataclass(frozen=True)
class _Asked:
    """The questions of one cell and group with what they have in common."""

    situation: Situation
    cell: Cell
    group: str
    goals: list[tuple[int, Goal]]
    questions: Questions

    def common(self) -> dict[str, Any]:
        """Columns that every row of a question has."""
        standing = self.situation.standing
        grades = np.array(standing.scheme.grading.grades, dtype=object)
        rows, wanted = self.questions.rows, np.array([goal.grade for _, goal in self.goals], dtype=np.int64)
        return {
            "row": rows,
            "distance": standing.grade[rows] - wanted,
            standing.entity: np.array(standing.entities, dtype=object)[rows],
            "grade": grades[standing.grade[rows]],
            "to_grade": grades[wanted],
        }

    def missing(self) -> Ints:
        """Units of points each question lacks."""
        _, exact = needed(self.situation, self.cell, self.questions)
        return exact - self.situation.standing.exact[self.questions.rows]


def _cell_parts(situation: Situation, cell: Cell, group: int, *, only_next: bool) -> Iterator[Part]:
    standing = situation.standing
    name = standing.groups[group]
    members = cell.rows[standing.group[cell.rows] == group]
    guards, grades = standing.guards[0][members].tolist(), standing.grade[members].tolist()
    wanted = {
        pair: goals_from(standing, *pair)[: 1 if only_next else None]
        for pair in set(zip(guards, grades, strict=True))
    }
    asking = zip(members.tolist(), guards, grades, strict=True)
    goals = [(row, goal) for row, held, grade in asking for goal in wanted[held, grade]]
    barred = [pair for pair in goals if pair[1].blocked_by]
    if barred:
        yield _barred(_Asked(situation, cell, name, barred, questions_of(standing, cell, barred)))
    open_ = [pair for pair in goals if not pair[1].blocked_by]
    if open_:
        yield from _open_parts(_Asked(situation, cell, name, open_, questions_of(standing, cell, open_)))


def _barred(asked: _Asked) -> Part:
    count = len(asked.goals)
    first = np.zeros(count, dtype=np.int64)
    words = ["、".join(goal.blocked_by) for _, goal in asked.goals]
    return asked.common() | {
        "item_position": first, "lever_position": first, "blocked_by": words,
        "reachable": np.zeros(count, dtype=np.bool_),
    }  # fmt: skip


def _open_parts(asked: _Asked) -> Iterator[Part]:
    situation, missing = asked.situation, asked.missing()
    # A cut that leaves no place for a grade has no total to reach.
    some = (asked.questions.places > 0) | (not situation.standing.scheme.grading.shares)
    solved = {
        lever: _solved(Change(situation, asked.cell, asked.group, lever), asked.questions)
        for lever in levers_of(situation, asked.group)
    }
    common = asked.common() | {"points_missing": _wholes(missing, some)}
    for position, item in enumerate(situation.items_of(asked.group)):
        value = _value_columns(asked, item, missing, some)
        levers: list[Lever | None] = list(situation.standing.plan.indicators[item.indicator].levers)
        for place, lever in enumerate(levers or [None]):
            count = len(asked.goals)
            own = {
                "item_position": np.full(count, position), "lever_position": np.full(count, place),
                "item": [item.indicator] * count,
            }  # fmt: skip
            yield common | own | value | _lever_columns(asked, lever, solved)


def _solved(pulled: Change, asked: Questions) -> tuple[Ints, Flags, str]:
    units, able = least_change(pulled, asked)
    return pulled.sign * units, able, pulled.certainty


def _lever_columns(
    asked: _Asked, lever: Lever | None, solved: Mapping[Lever, tuple[Ints, Flags, str]]
) -> dict[str, Any]:
    count = len(asked.goals)
    if lever is None:
        return {"reachable": np.zeros(count, dtype=np.bool_)}
    units, able, certainty = solved[lever]
    column = asked.situation.contract[lever.column]
    finest = max(decimals_of(other) for other in asked.situation.contract.values())
    return {
        "column": [lever.column] * count, "unit": [column.unit.text if column.unit else ""] * count,
        "change": _wholes(units * 10 ** (finest - decimals_of(column)), able), "reachable": able,
        "certainty": [certainty if is_able else None for is_able in able.tolist()],
    }  # fmt: skip


def _value_columns(asked: _Asked, item: Item, missing: Ints, some: Flags) -> dict[str, Any]:
    """The value now, and the least that earns what is missing with the base held."""
    standing, rows = asked.situation.standing, asked.questions.rows
    criterion = item.by_group[asked.group]
    now = standing.rows[item.value].take(rows)
    base: Doubles = np.nan_to_num(asked.situation.bases[item.indicator][rows])
    scored = np.isin(asked.situation.hows[item.indicator][rows].astype(str), SCORED)
    wanted = standing.points[item.indicator][rows] + missing
    able = some & (base > 0) & scored
    able &= criterion.family == "ratio" and not criterion.log
    if criterion.cap != "none":
        able &= wanted <= int(criterion.cap * criterion.weight * 10**standing.fine)
    found = np.zeros(len(rows), dtype=np.int64)
    live = np.flatnonzero(able)
    if len(live):
        found[live], able[live] = least_values(asked.situation, item, asked.group, base[live], wanted[live])
    finest = max(standing.plan.indicators[other.indicator].decimals for other in standing.items)
    factor = 10 ** (finest - standing.plan.indicators[item.indicator].decimals)
    return {"value_now": now, "value_needed": _wholes(found.astype(object) * factor, able)}


@dataclass(frozen=True)
class _Wholes:
    """Whole numbers to be read as decimals, and which of them are known."""

    values: np.ndarray[tuple[int, ...], np.dtype[Any]]
    known: Flags


def _wholes(values: np.ndarray[tuple[int, ...], np.dtype[Any]], known: Flags) -> _Wholes:
    return _Wholes(values, known)


def _table(part: Part, schema: pa.Schema) -> pa.Table:
    count = len(part["row"])
    return pa.table([_array(part.get(field.name), field, count) for field in schema], schema=schema)


def _array(column: Any, field: pa.Field, count: int) -> pa.Array:
    if column is None:
        return pa.nulls(count, field.type)
    if isinstance(column, _Wholes):
        return _decimals(column, field.type)
    if isinstance(column, pa.ChunkedArray | pa.Array):
        return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pa.array(column, field.type)


def _decimals(column: _Wholes, kind: pa.DataType) -> pa.Array:
    """Whole numbers as decimals, without passing through Python's decimals where they fit 64 bits."""
    values = column.values
    if values.dtype == object:
        if all(-(1 << 63) <= value < 1 << 63 for value in values):
            values = values.astype(np.int64)
        else:
            exact = [
                Decimal(int(v)).scaleb(-kind.scale) if k else None
                for v, k in zip(values, column.known, strict=True)
            ]
            return pa.array(exact, kind)
    words = np.empty((len(values), 2), dtype="<i8")
    words[:, 0], words[:, 1] = values, values >> 63
    known = pa.py_buffer(np.packbits(column.known, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(words.tobytes())])
