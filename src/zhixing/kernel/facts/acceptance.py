"""Which rows are accepted: required values, places valid in their year, distinct keys, the contract's rules.

A row is accepted whole or not at all; every refused row has at least one fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from zhixing.foundation.periods import Period
from zhixing.kernel.engine import Engine, case, cast, col, lit, named, table
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.columns import ColumnReading
from zhixing.kernel.facts.contract import arrow_type
from zhixing.kernel.facts.identities import Gazetteer
from zhixing.kernel.facts.strands import Mask, Places, known
from zhixing.kernel.facts.values import Faulty
from zhixing.kernel.plan import Column, Dataset, names_in, parse_formula

Readings = Mapping[str, ColumnReading]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row; `column` is the contract column whose cell to look at."""

    row: int
    column: str
    what: Faulty


@dataclass(frozen=True)
class Verdict:
    """Masks over the rows under the heading, and the faults in row order."""

    accepted: Mask
    refused: Mask
    blank: Mask
    repeats: Mask
    faults: tuple[Fault, ...]


def judge(
    dataset: Dataset,
    readings: Readings,
    gazetteer: Gazetteer,
    first_number: int,
    absent: Sequence[Column] = (),
    newcomers: Mask | None = None,
) -> Verdict:
    """Judge every row; `first_number` is the number a person sees on the first of them.

    `absent` are required columns that the file does not have: then a row must be of a key received before, and
    `newcomers` marks those that are not.
    """
    height = len(next(iter(readings.values())).values)
    said = np.zeros(height, dtype=bool)
    for reading in readings.values():
        said |= reading.said()
    faults = [
        Fault(row, name, what) for name, reading in readings.items() for row, what in reading.faults.items()
    ]
    faults += _required(dataset, readings, said)
    if absent and newcomers is not None:
        what = Faulty(codes.NEW_WITHOUT_REQUIRED, {"columns": "、".join(column.title for column in absent)})
        faults += [Fault(int(row), dataset.key[0], what) for row in np.flatnonzero(newcomers)]
    faults += _places(dataset, readings, gazetteer)
    repeats = np.zeros(height, dtype=bool)
    faults += _keys(dataset, readings, {fault.row for fault in faults}, repeats, first_number)
    bad = np.zeros(height, dtype=bool)
    bad[[fault.row for fault in faults]] = True
    faults += _rules(dataset, readings, np.flatnonzero(said & ~bad & ~repeats))
    bad[[fault.row for fault in faults]] = True
    order = {name: place for place, name in enumerate(readings)}
    ordered = sorted(faults, key=lambda fault: (fault.row, order[fault.column], fault.what.kind.code))
    return Verdict(said & ~bad & ~repeats, bad, ~said, repeats & ~bad, tuple(ordered))


def _required(dataset: Dataset, readings: Readings, said: Mask) -> list[Fault]:
    found = []
    for column in dataset.columns:
        if column.id in readings and (column.required or column.id in dataset.key):
            reading = readings[column.id]
            gaps = np.flatnonzero(said & ~known(reading.values)).tolist()
            what = Faulty(codes.REQUIRED)
            found += [Fault(row, column.id, what) for row in gaps if row not in reading.faults]
    return found


def _places(dataset: Dataset, readings: Readings, gazetteer: Gazetteer) -> list[Fault]:
    """Places that did not exist in the year or period of their row."""
    when = next((c for c in dataset.columns if c.type in ("year", "period") and c.id in readings), None)
    bounded = gazetteer.bounded()
    if when is None or not bounded:
        return []
    found: list[Fault] = []
    for column in dataset.columns:
        if column.type != "place" or column.id not in readings:
            continue
        values = readings[column.id].values
        asked = pc.fill_null(pc.is_in(values, pa.array(bounded)), False)
        for row in np.flatnonzero(np.asarray(asked)):
            moment = readings[when.id].values[int(row)].as_py()
            if moment is None:
                continue
            period = Period.parse(str(moment))
            fault = gazetteer.fault_in(values[int(row)].as_py(), period.start, period.end, str(moment))
            if fault:
                found.append(Fault(int(row), column.id, fault))
    return found


def _keys(
    dataset: Dataset, readings: Readings, faulty: set[int], repeats: Mask, first_number: int
) -> list[Fault]:
    """Rows with the same key: all refused unless they are wholly the same, then the first is kept."""
    if not dataset.key:
        return []
    keys = pa.table({name: readings[name].values for name in dataset.key})
    whole = np.logical_and.reduce([known(readings[name].values) for name in dataset.key])
    rows = pa.array(np.arange(len(whole), dtype=np.int64))
    counted = (
        keys.append_column("row", rows).filter(pa.array(whole)).group_by(list(dataset.key), use_threads=False)
    )
    groups = counted.aggregate([("row", "count"), ("row", "list")])
    groups = groups.filter(pc.greater(groups["row_count"], 1))
    found: list[Fault] = []
    for record in groups.to_pylist():
        members = sorted(record["row_list"])
        same = not faulty.intersection(members) and len({_written(readings, row) for row in members}) == 1
        if same:
            repeats[members[1:]] = True
            continue
        values = {
            "key": " ".join(str(record[name]) for name in dataset.key),
            "rows": "、".join(str(row + first_number) for row in members[:10]),
        }
        found += [Fault(row, dataset.key[0], Faulty(codes.REPEATED_KEY, values)) for row in members]
    return found


def _written(readings: Readings, row: int) -> tuple[object, ...]:
    return tuple((reading.values[row].as_py(), row in reading.none) for reading in readings.values())


def _rules(dataset: Dataset, readings: Readings, rows: Places) -> list[Fault]:
    """Rows that fail a rule of the contract. A rule must hold: one that a gap leaves unknown does not."""
    if not dataset.rules or not len(rows):
        return []
    chosen = pa.array(rows, pa.int64())
    height = len(next(iter(readings.values())).values)
    typed = {
        column.id: (
            readings[column.id].values if column.id in readings else pa.nulls(height, arrow_type(column))
        ).take(chosen)
        for column in dataset.columns
    }
    holds = [
        named(case([(cast(parse_formula(rule.must), "BOOLEAN"), lit(True))], lit(False)), rule.id)
        for rule in dataset.rules
    ]
    with Engine() as engine:
        engine.register("rows", pa.table({"_index": chosen, **typed}))
        judged = engine.table(exp.select(col("_index"), *holds).from_(table("rows")))
    titles = {column.id: column.title for column in dataset.columns}
    found: list[Fault] = []
    for rule in dataset.rules:
        named_columns = [name for name in names_in(parse_formula(rule.must)) if name in titles]
        shown = next((name for name in named_columns if name in readings), next(iter(readings)))
        what = Faulty(
            codes.RULE_FAILED,
            {
                "says": rule.says,
                "says_en": rule.says_en or rule.says,
                "columns": "、".join(titles[name] for name in named_columns),
            },
        )
        failed = judged.filter(pc.invert(judged[rule.id]))["_index"].to_pylist()
        found += [Fault(int(row), shown, what) for row in failed]
    return found
