"""Rows that come from a page instead of a file: read cell by cell and judged as a file's rows are, with nothing kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.facts.acceptance import judge
from zhixing.kernel.facts.columns import read_column
from zhixing.kernel.facts.contract import FactPlan
from zhixing.kernel.facts.identities import Gazetteer
from zhixing.kernel.facts.strands import Cell, strand_of
from zhixing.kernel.facts.values import Value
from zhixing.kernel.plan import Dataset, RowRule


@dataclass(frozen=True)
class ReadRow:
    """One row: its values as stored, None where it says nothing or states none, and what is wrong with it."""

    values: Mapping[str, Value]
    issues: tuple[Issue, ...]


def read_rows(
    plan: FactPlan, dataset: Dataset, rows: Sequence[Mapping[str, Cell]], source: str = ""
) -> tuple[ReadRow, ...]:
    """Read and judge rows against a contract: forms, units, bounds, choices, places, required values, keys, row rules.

    Cells are as people write them (`1,200元`, `台州市黄岩区`, `2022年3月`). `source` is named in the issues as the place to look.
    """
    if not rows:
        return ()
    gazetteer = Gazetteer.of(plan.places)
    readings = {
        column.id: read_column(column, strand_of([_cell(row.get(column.id)) for row in rows]), gazetteer)
        for column in dataset.columns
    }
    verdict = judge(dataset, readings, gazetteer, 1)
    titles = {column.id: column.title for column in dataset.columns}
    found: list[list[Issue]] = [[] for _ in rows]
    for fault in verdict.faults:
        where = Where(
            source or dataset.title, cell=titles[fault.column], row=fault.row + 1 if len(rows) > 1 else 0
        )
        found[fault.row].append(
            fault.what.kind.at(where, **{"title": titles[fault.column], **fault.what.values})
        )
    stored = {name: reading.values.to_pylist() for name, reading in readings.items()}
    return tuple(
        ReadRow({name: values[at] for name, values in stored.items()}, tuple(found[at]))
        for at in range(len(rows))
    )


def holding(
    plan: FactPlan, dataset: Dataset, formula: str, rows: Sequence[Mapping[str, Cell]]
) -> tuple[bool, ...]:
    """For each row whether the condition holds; one that a gap leaves unknown does not."""
    rule = RowRule(id="holds", must=formula, says=formula)
    asked = dataset.model_copy(update={"rules": (rule,)})
    # A row with another fault was not asked whether the condition holds.
    return tuple(not row.issues for row in read_rows(plan, asked, rows))


def _cell(cell: Cell) -> Cell:
    """Whole numbers as texts: a spreadsheet's reader never gives them, and a code must not lose its zeros."""
    return str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
