"""Snapshots: what was known on a day, one row per key, as a tree over the lake's files.

For each key and column the latest receipt that said something counts (known-on, then sequence); a blank never
overrides, a stated none does. Receipts whose keys cannot meet are read as they stand. Of the others all keys are put together
in one pass where there is little to read; where there is much, only the keys that do repeat are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlglot import exp

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.engine import (
    Session,
    Tree,
    and_,
    case,
    cast,
    col,
    compare,
    func,
    is_known,
    lit,
    named,
    not_,
    or_,
    query,
    table,
)
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import FactPlan, compare_terms, require_dataset, sql_type
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.receipts import Receipt
from zhixing.kernel.plan import Dataset

ONE_PASS = 4_000_000
"""Cells (rows times columns) up to which putting every key together is quicker than looking first which ones repeat."""


@dataclass(frozen=True)
class Snapshot:
    """A dataset as known on a day: register `tables`, then run `tree` (contract columns, one row per key)."""

    dataset: str
    as_known_on: date | None
    tables: dict[str, list[Path]]
    tree: exp.Select
    receipts: tuple[Receipt, ...]

    def register(self, engine: Session) -> None:
        """Make the files readable in an engine."""
        for name, paths in self.tables.items():
            engine.register(name, paths)


def visible(lake: Lake, dataset_id: str, as_known_on: date | None) -> tuple[Receipt, ...]:
    """Receipts that count on a day (all when None), earliest first."""
    found = [r for r in lake.receipts(dataset_id) if as_known_on is None or r.known_on <= as_known_on]
    return tuple(sorted(found, key=lambda receipt: receipt.order))


def snapshot(plan: FactPlan, lake: Lake, dataset_id: str, as_known_on: date | None) -> Snapshot:
    """The dataset as known on `as_known_on` (everything received when None).

    Raises:
        Refused: `facts.unknown-dataset`, `facts.contract-changed`, `facts.altered-receipt`,
            `facts.missing-file`.
    """
    dataset = require_dataset(plan, dataset_id)
    receipts = visible(lake, dataset_id, as_known_on)
    issues = [*contract_issues(dataset, receipts), *_absent(lake, receipts)]
    if issues:
        raise Refused(issues)
    filled = [receipt for receipt in receipts if receipt.counts.accepted]
    meeting = {r.id for r in filled for other in filled if r is not other and _may_meet(dataset, r, other)}
    apart = [receipt for receipt in filled if receipt.id not in meeting]
    together = [receipt for receipt in filled if receipt.id in meeting]
    tables = {
        name: [lake.rows_path(receipt) for receipt in group]
        for name, group in ((f"{dataset_id}_apart", apart), (f"{dataset_id}_meeting", together))
        if group
    }
    return Snapshot(dataset_id, as_known_on, tables, _tree(dataset, apart, together), receipts)


def contract_issues(dataset: Dataset, receipts: Sequence[Receipt]) -> list[Issue]:
    """Receipts whose columns meant something else than they do now."""
    issues = []
    for receipt in receipts:
        altered = compare_terms(
            {k: v for k, v in receipt.terms.items() if k in receipt.columns}, dataset
        ).altered
        if altered:
            listed = "、".join(altered)
            where = Where(receipt.file)
            issues.append(
                codes.CONTRACT_CHANGED.at(where, receipt=receipt.id, dataset=dataset.id, columns=listed)
            )
    return issues


def _absent(lake: Lake, receipts: Sequence[Receipt]) -> list[Issue]:
    return [
        codes.MISSING_FILE.at(Where(receipt.file), receipt=receipt.id, name=lake.rows_path(receipt).name)
        for receipt in receipts
        if not lake.rows_path(receipt).is_file()
    ]


def _may_meet(dataset: Dataset, one: Receipt, other: Receipt) -> bool:
    """Whether two receipts can hold the same key: the ranges of every key column overlap."""
    return all(
        one.ranges[name][0] <= other.ranges[name][1] and other.ranges[name][0] <= one.ranges[name][1]
        for name in dataset.key
    )


def _tree(dataset: Dataset, apart: Sequence[Receipt], together: Sequence[Receipt]) -> exp.Select:
    parts: list[exp.Query] = []
    steps: list[tuple[str, exp.Query]] = []
    if apart:
        parts.append(_plain(dataset, table(f"{dataset.id}_apart"), apart))
    if together and _cells(dataset, together) <= ONE_PASS:
        parts.append(_put_together(dataset, f"{dataset.id}_meeting", together))
    elif together:
        source = f"{dataset.id}_meeting"
        keys = [col(name) for name in dataset.key]
        repeated = exp.select(*keys).from_(table(source)).group_by(*keys)
        steps.append(("repeated", repeated.having(compare(func("COUNT", lit(1)), ">", lit(1)))))
        parts.append(_plain(dataset, table(source, "s"), together).where(not_(_is_repeated(dataset))))
        parts.append(_put_together(dataset, source, together).where(_is_repeated(dataset)))
    if not parts:
        return exp.select(*(named(cast(lit(None), sql_type(c)), c.id) for c in dataset.columns)).where(
            lit(False)
        )
    steps.append(("said", _united(parts)))
    last = exp.select(*(col(column.id) for column in dataset.columns)).from_(table("said"))
    tree = query(steps, last)
    if not isinstance(tree, exp.Select):
        raise TypeError("a chain of steps ends in a select")
    return tree


def _united(parts: Sequence[exp.Query]) -> exp.Query:
    united: exp.Query = parts[0]
    for part in parts[1:]:
        united = exp.union(united, part, distinct=False)
    return united


def _is_repeated(dataset: Dataset) -> Tree:
    same = and_(*(compare(col(name, "r"), "=", col(name, "s")) for name in dataset.key))
    return exp.Exists(this=exp.select(lit(1)).from_(table("repeated", "r")).where(same))


def _present(receipts: Sequence[Receipt]) -> set[str]:
    """Columns that the files of these receipts have: those of the contract of their day."""
    return {name for receipt in receipts for name in receipt.terms}


def _plain(dataset: Dataset, source: exp.Table, receipts: Sequence[Receipt]) -> exp.Select:
    present = _present(receipts)
    columns = [
        named(col(c.id) if c.id in present else cast(lit(None), sql_type(c)), c.id) for c in dataset.columns
    ]
    return exp.select(*columns).from_(source)


def _cells(dataset: Dataset, receipts: Sequence[Receipt]) -> int:
    return sum(receipt.counts.accepted for receipt in receipts) * len(dataset.columns)


def _put_together(dataset: Dataset, source: str, receipts: Sequence[Receipt]) -> exp.Select:
    """One row for each key: per column the value of the latest receipt that said something."""
    present, none = _present(receipts), {name for receipt in receipts for name in receipt.none}
    order = _order(receipts)
    keys = [named(col(name, "s"), name) for name in dataset.key]
    rest = [c for c in dataset.columns if c.id not in dataset.key]
    columns = [
        named(
            _latest(c.id, order, c.id in none) if c.id in present else cast(lit(None), sql_type(c)),
            c.id,
        )
        for c in rest
    ]
    by_id: Mapping[str, Tree] = {tree.alias: tree for tree in (*keys, *columns)}
    return (
        exp.select(*(by_id[c.id] for c in dataset.columns))
        .from_(table(source, "s"))
        .group_by(*(col(name, "s") for name in dataset.key))
    )


def _order(receipts: Sequence[Receipt]) -> Tree:
    """The place of a row's receipt in time; the sequence when files came in the order of their dates."""
    ordered = sorted(receipts, key=lambda receipt: receipt.order)
    if [r.sequence for r in ordered] == sorted(r.sequence for r in receipts):
        return col("_sequence", "s")
    return case(
        [(compare(col("_sequence", "s"), "=", lit(r.sequence)), lit(at)) for at, r in enumerate(ordered)]
    )


def _latest(name: str, order: Tree, states_none: bool) -> Tree:
    """The latest value. The order is null where there is no value: engines treat null values differently."""
    valued = case([(is_known(col(name, "s")), order.copy())])
    value = func("ARG_MAX", col(name, "s"), valued)
    if not states_none:
        return value
    said = col("_said", "s")
    none = case([(and_(is_known(said), func("ARRAY_CONTAINS", said.copy(), lit(name))), order.copy())])
    last_value, last_none = func("MAX", valued.copy()), func("MAX", none)
    overridden = and_(
        is_known(last_none),
        or_(
            exp.Is(this=last_value, expression=exp.Null()), compare(last_none.copy(), ">", last_value.copy())
        ),
    )
    return case([(not_(exp.paren(overridden)), value)])
