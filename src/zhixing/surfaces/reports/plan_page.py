"""The plan as one page for reading: clause by clause what was encoded, what was not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from zhixing.kernel.plan import (
    PLAN_INDUSTRY,
    Case,
    Clause,
    CompiledPlan,
    Criterion,
    NotEncoded,
    Scheme,
    Target,
    comparator_of,
    encoded_clauses,
    figure_of,
)
from zhixing.surfaces.reports import labels
from zhixing.surfaces.reports.measure_words import budget_words, line_words, regions
from zhixing.surfaces.reports.numerals import numeral
from zhixing.surfaces.reports.page import page_environment, page_style

# Kinds that carry a clause out, with the Chinese word for a link to one of them.
_KINDS = {
    "targets": "目标",
    "tasks": "任务",
    "industries": "产业",
    "indicators": "指标",
    "parameters": "参数",
    "schemes": "评价办法",
    "signs": "现象",
    "measures": "措施",
    "registers": "台账",
    "datasets": "数据集",
}


@dataclass(frozen=True)
class Section:
    """One clause with everything that names it first, links to what names it too, and what is left out."""

    clause: Clause
    encoded: int
    own: dict[str, list[Any]]
    also: list[tuple[str, str, str]]
    cases: list[Case]
    left_out: list[NotEncoded]
    parts: list[Section] = field(default_factory=list)


def render_plan(plan: CompiledPlan) -> str:
    """The page as one self-contained HTML text."""
    sections = _tree(plan)
    environment = page_environment()
    environment.tests["has"] = lambda members, one: one in members
    environment.filters |= {
        "required": required,
        "figure": _figure,
        "base": lambda item, scheme: base_words(plan, scheme, item),
        "regions": lambda item: regions(plan, item),
        "line_words": lambda line, measure: line_words(line, measure, plan),
        "budget_words": lambda item: budget_words(item, plan),
    }
    return environment.get_template("plan.html.j2").render(
        plan=plan,
        labels=labels,
        style=page_style(),
        sections=sections,
        figures=_figures(plan),
        counties=_counties(plan),
    )


def required(target: Target) -> str:
    """What the target asks for, in the unit as written; empty for a qualitative one."""
    name = comparator_of(target)
    if name is None:
        return ""
    stated = getattr(target, name)
    ends = stated if isinstance(stated, tuple) else (stated,)
    words = "–".join(numeral(end) for end in ends)
    return f"{labels.COMPARATORS[name]} {words}".strip()


def base_words(plan: CompiledPlan, scheme: Scheme, criterion: Criterion) -> str:
    """The base of a criterion: its number, or how it comes from the population."""
    if criterion.base is not None:
        return numeral(criterion.base)
    if criterion.base_parameter is not None:
        return plan.parameters[criterion.base_parameter].title
    source = criterion.base_from
    if source is None:
        return ""
    columns = {c.id: c.title.replace("代码", "") for c in plan.datasets[scheme.population.dataset].columns}
    columns[PLAN_INDUSTRY] = "方案产业"
    within = "、".join(columns.get(name, "分组") for name in source.within)
    quantile = f" {numeral(source.quantile)}" if source.quantile is not None else ""
    times = f" × {numeral(source.times)}" if source.times != Fraction(1) else ""
    return f"{labels.STATISTICS[source.statistic]}{quantile}（按{within}）{times}"


def _figure(target: Target) -> str:
    value = figure_of(target)
    return "" if value is None else numeral(value)


def _tree(plan: CompiledPlan) -> list[Section]:
    """Clauses as a tree, in the order of the outline."""
    counts = encoded_clauses(plan)
    roots: list[Section] = []
    by_id: dict[str, Section] = {}
    for clause in plan.clauses.values():
        section = _section(plan, clause, counts[clause.id])
        by_id[clause.id] = section
        parent = by_id.get(clause.id.rpartition(".")[0])
        (parent.parts if parent else roots).append(section)
    return roots


def _section(plan: CompiledPlan, clause: Clause, encoded: int) -> Section:
    own = {
        kind: [item for item in getattr(plan, kind).values() if item.clause == clause.id] for kind in _KINDS
    }
    return Section(
        clause,
        encoded,
        own,
        list(_also(plan, clause.id)),
        [case for case in plan.cases if case.clause == clause.id],
        [entry for entry in plan.not_encoded if entry.clause == clause.id],
    )


def _also(plan: CompiledPlan, clause: str) -> Iterator[tuple[str, str, str]]:
    for kind, word in _KINDS.items():
        for item in getattr(plan, kind).values():
            if clause in item.also_clauses and item.clause != clause:
                yield word, f"{kind}-{item.id}", item.title


def _figures(plan: CompiledPlan) -> list[tuple[str, str, int, str]]:
    """Headline figures: Chinese word, English word, number, what it is made of."""
    leaves = [c for c in plan.clauses if not any(other.startswith(c + ".") for other in plan.clauses)]
    counts = encoded_clauses(plan)
    encoded = sum(bool(counts[clause]) for clause in leaves)
    judged = sum(target.kind == "qualitative" for target in plan.targets.values())
    under = Counter(task.programme for task in plan.tasks.values())
    programmes = sum(number for clause, number in under.items() if "." in clause)
    return [
        ("末级条款", "leaf clauses", len(leaves), f"编入 {encoded}，只列理由 {len(leaves) - encoded}"),
        ("目标", "targets", len(plan.targets), f"有数 {len(plan.targets) - judged}，定性 {judged}"),
        ("任务", "tasks", len(plan.tasks), f"工程 {programmes}，保障 {len(plan.tasks) - programmes}"),
        ("产业", "industries", len(plan.industries), f"{len(plan.fields)} 个领域"),
        (
            "指标",
            "indicators",
            len(plan.indicators),
            f"数据集 {len(plan.datasets)}，参数 {len(plan.parameters)}",
        ),
        ("评价办法", "schemes", len(plan.schemes), f"措施 {len(plan.measures)}"),
        ("责任单位", "organisations", len(plan.organisations), f"地区 {len(plan.places)}"),
        ("算例", "cases", len(plan.cases), f"已公布数 {len(plan.published)}"),
        ("留待判断", "left to judgement", len(plan.not_encoded), "逐条写明理由"),
    ]


def _counties(plan: CompiledPlan) -> list[tuple[Any, list[Any]]]:
    """Prefectures with their counties."""
    places = plan.places.values()
    return [
        (prefecture, [place for place in places if place.parent == prefecture.id])
        for prefecture in places
        if prefecture.level == "prefecture"
    ]
