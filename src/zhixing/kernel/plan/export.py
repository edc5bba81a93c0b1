"""The compiled plan as one JSON-ready mapping, for programs that read plans without knowing Zhixing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan.checks.coverage import encoded_clauses
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.objects import Target
from zhixing.kernel.plan.plain import number, numbered, plain
from zhixing.kernel.plan.target_values import COMPARATORS, comparator_of

Item = dict[str, Any]


def plan_json(plan: CompiledPlan) -> Item:
    """The plan as mappings, lists, texts and numbers; the same plan always gives the same text.

    Every listed item has `id`, `title` and `clause`. Figures of targets are in base units, beside
    the figure and the unit as written.
    """
    return {
        "plan": {**_head(plan), "fingerprint": plan.fingerprint},
        "clauses": [{"clause": clause.id, **_item(clause)} for clause in plan.clauses.values()],
        "organisations": [*_items(plan.organisations), *_places(plan)],
        "place_groups": _items(plan.place_groups),
        "crosswalks": _items(plan.crosswalks),
        "fields": _items(plan.fields),
        "industries": _items(plan.industries),
        "tasks": _items(plan.tasks),
        "forms": _items(plan.forms),
        "registers": _items(plan.registers),
        "targets": [_target(plan, target) for target in plan.targets.values()],
        "indicators": _items(plan.indicators),
        "parameters": _items(plan.parameters),
        "datasets": _items(plan.datasets),
        "evaluations": _items(plan.schemes),
        "signs": _items(plan.signs),
        "measures": _items(plan.measures),
        "stackings": _items(plan.stackings),
        "reports": _items(plan.reports),
        "cases": _numbered_within(plan.cases, "case"),
        "not_encoded": _not_encoded(plan),
        "published": _published(plan),
        "lights": _item(plan.lights),
        "watching": _item(plan.watching),
        "coverage": encoded_clauses(plan),
    }


def in_base_units(value: Fraction, unit: Unit) -> Fraction:
    """The figure in the base unit `unit.base_name` names; per cents stay per cents."""
    return value if unit.base_name == "%" else value * unit.factor


def _item(model: BaseModel) -> Item:
    tree: Item = numbered(plain(model))
    return tree


def _items(models: Mapping[str, BaseModel]) -> list[Item]:
    return [_item(model) for model in models.values()]


def _head(plan: CompiledPlan) -> Item:
    issuer = plan.organisations.get(plan.head.issuer)
    return {**_item(plan.head), "issuer_title": issuer.title if issuer else plan.head.issuer}


def _places(plan: CompiledPlan) -> Iterator[Item]:
    for place in plan.places.values():
        yield {**_item(place), "kind": "place"}


def _target(plan: CompiledPlan, target: Target) -> Item:
    tree = _item(target)
    for key in COMPARATORS:
        del tree[key]
    unit = target.unit
    units = [plan.organisations[key] for key in target.lead_units if key in plan.organisations]
    tolerance = target.tolerance
    return tree | {
        "comparator": comparator_of(target),
        "value": _figure(target, unit),
        "unit": unit.base_name if unit else None,
        "value_as_written": _figure(target, None),
        "unit_as_written": unit.text if unit else None,
        "tolerance": number(in_base_units(tolerance, unit)) if tolerance is not None and unit else None,
        "lead_unit_titles": [organisation.title for organisation in units],
    }


def _figure(target: Target, unit: Unit | None) -> int | float | list[int | float] | None:
    """The figure in base units of `unit`, as written when there is none; both ends for `between`."""
    name = comparator_of(target)
    if name is None:
        return None
    stated = getattr(target, name)
    ends = [in_base_units(Fraction(end), unit) if unit else Fraction(end) for end in _ends(stated)]
    return [number(end) for end in ends] if isinstance(stated, tuple) else number(ends[0])


def _ends(stated: Fraction | tuple[Fraction, Fraction]) -> Iterable[Fraction]:
    return stated if isinstance(stated, tuple) else (stated,)


def _numbered_within(models: Iterable[BaseModel], word: str) -> list[Item]:
    """Items that their author gives no id: the clause and a running number within it."""
    seen: Counter[str] = Counter()
    items = []
    for model in models:
        tree = _item(model)
        seen[tree["clause"]] += 1
        key = f"{word}-{tree['clause']}-{seen[tree['clause']]}"
        items.append({"id": key, "title": tree.get("name", ""), **tree})
    return items


def _not_encoded(plan: CompiledPlan) -> list[Item]:
    return [{**item, "title": item["what"]} for item in _numbered_within(plan.not_encoded, "not-encoded")]


def _published(plan: CompiledPlan) -> list[Item]:
    seen: Counter[str] = Counter()
    items = []
    for series in plan.published:
        base = f"{series.indicator}/{series.place}/{series.period}"
        seen[base] += 1
        indicator = plan.indicators.get(series.indicator)
        title = indicator.title if indicator else series.indicator
        items.append(
            {
                "id": base if seen[base] == 1 else f"{base}/{seen[base]}",
                "title": f"{title}（{series.period}）",
                "clause": indicator.clause if indicator else "",
                **_item(series),
            }
        )
    return items
