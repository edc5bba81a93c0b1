"""Fairness tables: how the best and the worst grade, and the moves, fall on sizes, ages, places and industries.

They describe and judge nothing: a rule that tells size from size may mean to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from zhixing.kernel.engine import Session, Tree, col, compare, func, lit, named, table
from zhixing.kernel.evaluation import entity_of
from zhixing.kernel.indicators import plan_industry
from zhixing.kernel.plan import CompiledPlan, Scheme
from zhixing.kernel.runs.pairs import BETTER, UNKNOWN, WORSE

OUTSIDE = ("outside", "其他行业", "other industries")
_AGES = (
    ("under-3", "不满 3 年", "under 3 years"),
    ("from-3", "3 至 10 年", "3 to 10 years"),
    ("over-10", "10 年以上", "over 10 years"),
)  # fmt: skip
_YOUNG, _OLD = 3, 10


@dataclass(frozen=True)
class Split:
    """A column by which the population is parted, with the words for its values (Chinese, English) in their order."""

    column: str
    title: str
    title_en: str
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FairRow:
    """One part of the population: head counts, and the graded among them with the best and the worst grade.

    `graded`, `best` and `worst` are (under the plan, under the draft).
    """

    split: str
    value: str
    all: int
    better: int
    worse_off: int
    graded: tuple[int, int]
    best: tuple[int, int]
    worst: tuple[int, int]

    def share(self, grade: str, which: int) -> Fraction | None:
        """Of the graded, who has the `best` or the `worst` grade; `which` is 0 under the plan, 1 under the draft."""
        return Fraction(getattr(self, grade)[which], self.graded[which]) if self.graded[which] else None


def ratio(row: FairRow, whole: FairRow, grade: str, which: int) -> Fraction | None:
    """A part's share of a grade to the share of all; 1 is as all, unknown where nobody has the grade."""
    own, every = row.share(grade, which), whole.share(grade, which)
    return own / every if own is not None and every else None


@dataclass(frozen=True)
class Traits:
    """What a population can be parted by: columns in order of the entities, the splits, and what is lacking for others."""

    rows: pa.Table
    splits: tuple[Split, ...]
    left_out: tuple[tuple[str, str], ...]


def traits_of(
    plan: CompiledPlan, scheme: Scheme, year: int, engine: Session, entities: pa.ChunkedArray
) -> Traits:
    """Traits of the entities of a result, from the facts of the year.

    A split for which the dataset lacks the column is left out and named; so are all where an entity may have several rows.
    """
    contract = plan.datasets[scheme.population.dataset]
    entity = entity_of(plan, scheme)
    there = {column.id: column for column in contract.columns}
    one_row = set(contract.key) == {entity, "year"}
    wanted = {"size": ("规模", "size"), "registered_on": ("企业年龄", "age"), "county": ("地区组", "group of places"),
              "industry": ("行业", "industry"), "above_scale": ("是否规上", "above scale")}  # fmt: skip
    left_out = tuple(words for name, words in wanted.items() if name not in there or not one_row)
    selected: list[Tree] = [named(col(entity), "entity")]
    for name in ("size", "above_scale", "county"):
        selected += [named(col(name), name)] if name in there else []
    selected += [named(func("YEAR", col("registered_on")), "registered")] if "registered_on" in there else []
    selected += [named(plan_industry(plan, col("industry")), "plan_industry")] if "industry" in there else []
    if not one_row:
        return Traits(pa.table({}), (), left_out)
    asked = exp.select(*selected).from_(table(contract.id)).where(compare(col("year"), "=", lit(year)))
    facts = engine.table(asked)
    rows = facts.take(pc.index_in(entities, value_set=facts["entity"].combine_chunks()))
    columns: dict[str, pa.Array] = {}
    splits: list[Split] = []

    def add(split: Split, column: pa.Array | pa.ChunkedArray) -> None:
        splits.append(split)
        columns[split.column] = column

    if "size" in there:
        words = {key: (title, key) for key, title in there["size"].choices.items()}
        add(Split("size", *wanted["size"], words), pc.fill_null(rows["size"], UNKNOWN))
    if "above_scale" in there:
        words = {"above": ("规上", "above scale"), "below": ("规下", "below scale")}
        add(Split("scale", *wanted["above_scale"], words), _choice(rows["above_scale"], "above", "below"))
    if "registered_on" in there:
        ages = {key: (zh, en) for key, zh, en in _AGES}
        add(Split("age", *wanted["registered_on"], ages), _ages(rows["registered"], year))
    if "county" in there:
        for group in dict.fromkeys(name for place in plan.places.values() for name in place.groups):
            inside = pc.is_in(
                rows["county"], value_set=pa.array([p.id for p in plan.places.values() if group in p.groups])
            )
            called = plan.place_groups.get(group)
            title = (called.title, called.title_en or group) if called else (f"{group} 组内", f"in {group}")
            words = {"in": title, "out": ("其他地区", "other places")}
            add(
                Split(f"in-{group}", "地区组", f"group of places {group}", words),
                _choice(inside, "in", "out"),
            )
    if "industry" in there:
        fields = {key: (one.title, one.title_en or key) for key, one in plan.fields.items()} | {
            OUTSIDE[0]: OUTSIDE[1:]
        }
        of = {industry.id: industry.field for industry in plan.industries.values()}
        add(Split("field", "产业领域", "field of industry", fields), _mapped(rows["plan_industry"], of))
        titles = {key: (one.title, one.title_en or key) for key, one in plan.industries.items()}
        words = titles | {OUTSIDE[0]: OUTSIDE[1:]}
        add(
            Split("plan_industry", "方案产业", "industry of the plan", words),
            pc.fill_null(rows["plan_industry"], OUTSIDE[0]),
        )
    return Traits(pa.table(columns), tuple(splits), left_out)


def _choice(flags: pa.ChunkedArray, yes: str, no: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.if_else(flags, yes, no), UNKNOWN)


def _ages(registered: pa.ChunkedArray, year: int) -> pa.Array:
    """Full years at the end of the data year."""
    known = np.asarray(pc.is_valid(registered).to_numpy(zero_copy_only=False), dtype=bool)
    age = year - np.asarray(pc.fill_null(registered, 0).to_numpy(), dtype=np.int64)
    code = np.where(age < _YOUNG, 0, np.where(age <= _OLD, 1, 2))
    words = pa.array([*(key for key, _, _ in _AGES), UNKNOWN])
    return words.take(pa.array(np.where(known, code, len(_AGES))))


def _mapped(column: pa.ChunkedArray, words: Mapping[str, str]) -> pa.Array:
    keys = list(words)
    at = pc.fill_null(pc.index_in(column, value_set=pa.array(keys, pa.string())), len(keys))
    return pa.array([*words.values(), OUTSIDE[0]]).take(at.combine_chunks())


def fair_rows(rows: pa.Table, splits: Sequence[Split], grades: Sequence[str]) -> tuple[FairRow, ...]:
    """All first (split and value empty), then every part of every split in the order of its words."""
    ends = (grades[0], grades[-1])
    known = pa.array(list(grades), pa.string())
    found = [_fair("", "", rows, ends, known)]
    narrow = rows.select(["before", "after", "turn", *(s.column for s in splits)])
    for split in splits:
        there = set(pc.unique(narrow[split.column]).to_pylist())
        ordered = [*(value for value in split.values if value in there), *sorted(there - {*split.values})]
        for value in ordered:
            part = narrow.filter(pc.equal(narrow[split.column], value))
            found.append(_fair(split.column, value, part, ends, known))
    return tuple(found)


def _fair(split: str, value: str, rows: pa.Table, ends: tuple[str, str], known: pa.Array) -> FairRow:
    def pair(column: str, one: str) -> int:
        return int(pc.sum(pc.equal(rows[column], one)).as_py() or 0)

    graded = [int(pc.sum(pc.is_in(rows[name], value_set=known)).as_py() or 0) for name in ("before", "after")]
    best, worst = ends
    return FairRow(
        split, value, rows.num_rows, pair("turn", BETTER), pair("turn", WORSE), (graded[0], graded[1]),
        (pair("before", best), pair("after", best)), (pair("before", worst), pair("after", worst)),
    )  # fmt: skip
