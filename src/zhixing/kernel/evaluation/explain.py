"""Why a firm has its grade: item by item, down to the facts and their source cells, with clause and rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlglot import exp

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.evaluation.columns import HOW, Item, entity_of, items_of
from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import (
    Column,
    CompiledPlan,
    Criterion,
    Scheme,
    Statistic,
    id_of,
    is_previous,
    names_in,
    parse_formula,
    years_before,
)


@dataclass(frozen=True)
class Fact:
    """One figure a value was made of: what it is, what it says, and the cell it came from."""

    name: str
    title: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True)
class ItemReason:
    """One item of the score: formula, facts, value, base, weight, points, and how they came about."""

    indicator: str
    title: str
    formula: str
    unit: str
    value: str
    base: str
    base_from: str
    weight: str
    score: str
    how: str
    how_zh: str
    how_en: str
    clause: str
    reference: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything one result rests on."""

    enterprise: str
    name: str
    year: int
    scheme: str
    scheme_title: str
    clause: str
    rule: str
    document: tuple[str, ...]
    group: str
    state: str
    items: tuple[ItemReason, ...]
    adjustment: str
    total: str
    rank: str
    of: str
    cuts: str
    grade_cut: str
    grade: str
    moved_by: str
    moved_because: str
    assumptions: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        return asdict(self)


Source = Callable[[str, int], str]
"""Given a column of the dataset and a year, the place its value came from, as text; empty where nothing was said."""


def explain(
    plan: CompiledPlan, scheme: Scheme, row: Mapping[str, Any], facts: Mapping[str, Any], source: Source
) -> Explanation:
    """Explain one row of a result.

    Args:
        row: the enterprise's row of the result table.
        facts: the enterprise's row of the snapshot the result was computed from, and figures of earlier years that a
            formula asked for under their long names (`previous_name`).
        source: where each fact came from.
    """
    year = int(row["year"])
    lowering = Lowering(plan, scheme.population.dataset, year)
    group = str(row["group"] or "")
    items = tuple(
        _reason(plan, scheme, item, item.by_group[group], row, lowering, facts, source)
        for item in items_of(scheme)
        if group in item.by_group
    )
    guard = next((g for g in scheme.guards if g.id == row["moved_by"]), None)
    state = next((s for s in scheme.population.states if s.id == row["state"]), None)
    where = plan.where("schemes", scheme.id, clause=scheme.clause)
    entity = str(row[entity_of(plan, scheme)])
    return Explanation(
        enterprise=entity,
        name=str(row.get("name") or (plan.places[entity].title if entity in plan.places else "")),
        year=year,
        scheme=scheme.id,
        scheme_title=scheme.title,
        clause=scheme.clause,
        rule=str(where),
        document=scheme.document.numbers,
        group=next((g.title for g in scheme.population.groups if g.id == group), group),
        state=state.title if state else "",
        items=items if state is None else (),
        adjustment=_shown(row["adjustment"]),
        total=_shown(row["total"]),
        rank=_shown(row["rank"]),
        of=_shown(row["of"]),
        cuts=_cuts(scheme),
        grade_cut=str(row["grade_cut"] or ""),
        grade=str(row["grade"] or ""),
        moved_by=str(row["moved_by"] or ""),
        moved_because=guard.title if guard else "",
        assumptions=scheme.assumptions,
        open_points=scheme.open_points,
    )


def _reason(
    plan: CompiledPlan, scheme: Scheme, item: Item, criterion: Criterion, row: Mapping[str, Any], lowering: Lowering,
    facts: Mapping[str, Any], source: Source,
) -> ItemReason:  # fmt: skip
    indicator = plan.indicators[item.indicator]
    how = str(row[item.how] or "")
    zh, en = HOW.get(how, (how, how))
    columns = {column.id: column for column in plan.datasets[scheme.population.dataset].columns}
    return ItemReason(
        indicator=indicator.id,
        title=indicator.title,
        formula=_readable(plan, columns, indicator.formula or ""),
        unit=indicator.unit.text,
        value=_shown(row[item.value]),
        base=_shown(row[item.base]),
        base_from=_base_from(criterion),
        weight=str(as_decimal(criterion.weight)),
        score=_shown(row[item.score]),
        how=how,
        how_zh=zh,
        how_en=en,
        clause=criterion.clause or indicator.clause,
        reference=indicator.reference,
        facts=tuple(
            _fact(columns[column], name, lowering.year - years, years, facts, source)
            for name in sorted(lowering.names_of(indicator), key=lambda name: years_before(name)[1])
            for column, years in (years_before(name),)
            if column in columns
        ),
    )


def _fact(column: Column, name: str, year: int, years: int, facts: Mapping[str, Any], source: Source) -> Fact:
    title = f"{column.title}（{year} 年）" if years else column.title
    return Fact(name, title, _shown(facts.get(name)), _unit(column), source(column.id, year))


def _unit(column: Column) -> str:
    return column.unit.text if column.unit else ""


def _shown(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


_STATISTICS = {
    "mean": "均值",
    "median": "中位数",
    "quantile": "分位数",
    "ratio-of-totals": "总量之比",
    "best": "最优值",
    "worst": "最差值",
    "total": "合计",
    "deviation": "标准差",
}


def _base_from(criterion: Criterion) -> str:
    """Where the base, or the low end of a linear score and the high one, comes from, in words."""
    if criterion.base_from is not None:
        return _statistic(criterion.base_from)
    if criterion.low_from is not None or criterion.high_from is not None:
        ends = (criterion.low_from, criterion.high_from)
        return "至".join(_statistic(end) if end is not None else "办法公布" for end in ends)
    return "办法公布"


def _statistic(base: Statistic) -> str:
    words = {
        "county": "本县（市、区）",
        "group": "同组",
        "industry": "同行业",
        "size": "同规模",
        "plan_industry": "同产业",
    }
    within = "".join(words.get(name, name) for name in base.within)
    times = "" if base.times == 1 else f"的 {as_decimal(base.times)} 倍"
    return f"{within}{_STATISTICS[base.statistic]}{times}"


def _cuts(scheme: Scheme) -> str:
    grading = scheme.grading
    if grading.shares:
        return "，".join(
            f"{share.grade} {as_decimal(share.percent)}%"
            if share.percent is not None
            else f"{share.grade} {share.count} 个"
            for share in grading.shares
        )
    if grading.conditions:
        found = [f"{one.grade}：{one.title}" for one in grading.conditions]
        return "；".join([*found, f"其余{grading.rest}"])
    return "，".join(f"{line.grade} ≥ {as_decimal(line.from_points)} 分" for line in grading.lines)


def _readable(plan: CompiledPlan, columns: Mapping[str, Column], formula: str) -> str:
    """The formula with Chinese titles instead of names."""
    tree = parse_formula(formula).copy()
    for name in names_in(tree):
        other = plan.indicators.get(id_of(name)) or plan.parameters.get(id_of(name))
        title = columns[name].title if name in columns else other.title if other else name
        for column in tree.find_all(exp.Column):
            if column.name == name:
                column.set("this", exp.to_identifier(title, quoted=False))
    for part in tree.find_all(exp.Anonymous):
        if is_previous(part):
            part.set("this", "上年")
    return tree.sql(dialect="duckdb").replace('"', "").replace(" / ", " ÷ ").replace(" * ", " × ")
