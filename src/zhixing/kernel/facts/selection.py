"""Selected rows of a dataset as known on a day, as a table in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.engine import Engine, col, in_
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.columns import reader_of
from zhixing.kernel.facts.contract import FactPlan, arrow_type, near, require_dataset
from zhixing.kernel.facts.identities import Gazetteer
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.snapshot import snapshot
from zhixing.kernel.facts.strands import Cell
from zhixing.kernel.facts.values import Faulty, Value
from zhixing.kernel.plan import Dataset

Where = Mapping[str, Sequence[Cell]]
"""Which rows: for each column named, the values it may have, as a person writes them."""
_FEW = 500
"""Key values up to which the engine is told which ones are wanted; with more the table is read whole and then sifted."""
Chosen = Mapping[str, tuple[Value, ...]]


def known_rows(plan: FactPlan, lake: Lake, dataset: str, *, where: Where, known_on: date | None) -> pa.Table:
    """The rows of `dataset` that `where` selects, as known on a day: contract columns, in the order of the key.

    Missing: a column without a value, and one that states none, are both null.

    Raises:
        Refused: `facts.unknown-dataset`, `facts.unknown-column`, `facts.not-a-value`, the faults of the columns' types,
            and what `snapshot` refuses.
    """
    contract = require_dataset(plan, dataset)
    return rows_of(plan, lake, contract, chosen_values(plan, contract, where), known_on)


def rows_of(plan: FactPlan, lake: Lake, dataset: Dataset, chosen: Chosen, known_on: date | None) -> pa.Table:
    """The rows with typed values already read."""
    schema = pa.schema([(column.id, arrow_type(column)) for column in dataset.columns])
    taken = snapshot(plan, lake, dataset.id, known_on)
    if not taken.tables:
        return schema.empty_table()
    tree = taken.tree
    for name, values in chosen.items():
        tree = tree.where(in_(col(name), values))
    with Engine() as engine:
        taken.register(engine)
        found = engine.table(tree)
    return found.cast(schema).sort_by([(name, "ascending") for name in dataset.key])


def rows_with_keys(
    plan: FactPlan, lake: Lake, dataset: Dataset, keys: pa.Table, known_on: date | None
) -> pa.Table:
    """The known rows of the keys in a table that holds the key columns, among others."""
    names = list(dataset.key)
    wanted = keys.select(names).group_by(names, use_threads=False).aggregate([])
    few = {name: pc.unique(wanted[name]).to_pylist() for name in names}
    chosen = {name: tuple(values) for name, values in few.items() if len(values) <= _FEW}
    found = rows_of(plan, lake, dataset, chosen, known_on)
    kept = found.join(wanted, names, join_type="left semi", use_threads=False)
    return kept.select(found.column_names).sort_by([(name, "ascending") for name in names])


def chosen_values(plan: FactPlan, dataset: Dataset, where: Where) -> Chosen:
    """The typed values that a person wrote.

    Raises:
        Refused: `facts.unknown-column`, `facts.not-a-value`, the faults of the columns' types; all at once.
    """
    columns = {column.id: column for column in dataset.columns}
    gazetteer = Gazetteer.of(plan.places)
    issues: list[Issue] = [
        codes.UNKNOWN_COLUMN.at(dataset=dataset.id, column=name, near=near(name, columns))
        for name in where
        if name not in columns
    ]
    chosen: dict[str, tuple[Value, ...]] = {}
    for name in (name for name in where if name in columns):
        read = reader_of(columns[name], gazetteer)
        values: list[Value] = []
        for cell in where[name]:
            found = read(cell)
            if isinstance(found, Faulty):
                issues.append(found.kind.at(NOWHERE, **{"title": columns[name].title, **found.values}))
            elif found.value is None:
                issues.append(codes.NOT_A_VALUE.at(text=cell, title=columns[name].title))
            else:
                values.append(found.value)
        chosen[name] = tuple(values)
    if issues:
        raise Refused(issues)
    return chosen


def said_of(where: Iterable[tuple[str, Sequence[object]]]) -> str:
    """A selection for a sentence."""
    return "；".join(f"{name}={'、'.join(map(str, values))}" for name, values in where) or "—"
