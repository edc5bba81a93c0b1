"""Where a formula may ask for the year before: only where last year's row of the same entity stands beside this year's."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import FormulaError, id_of, is_previous, names_in, parse_formula
from zhixing.kernel.plan.naming import PLAN_INDUSTRY
from zhixing.kernel.plan.objects import Dataset

_INDICATOR = ("写成一项指标，再在这里用指标的名称", "make it an indicator and name that here")
_NEVER = (
    "这里只看得到当年的这一行，去掉 previous",
    "only this year's row is at hand here: leave out previous",
)


def check_previous(plan: CompiledPlan) -> Iterator[Issue]:
    """Every formula that asks for the year before, directly or through an indicator."""
    for indicator in plan.indicators.values():
        where = plan.where("indicators", indicator.id, clause=indicator.clause)
        dataset = plan.datasets.get(indicator.dataset or "")
        texts = [indicator.formula, indicator.where, *(version.formula for version in indicator.versions)]
        for text in filter(None, texts):
            if indicator.per:
                yield from _nowhere(plan, indicator.id, text, where, through=True)
            elif dataset is not None:
                yield from _argument(plan, indicator.id, text, dataset, where)
    for dataset in plan.datasets.values():
        for index, rule in enumerate(dataset.rules):
            where = plan.where("datasets", dataset.id, "rules", index, "must", clause=dataset.clause)
            yield from _nowhere(plan, f"{dataset.id}.{rule.id}", rule.must, where, through=True)
    for measure in plan.measures.values():
        where = plan.where("measures", measure.id, clause=measure.clause)
        for text in filter(None, (measure.base, measure.where)):
            yield from _nowhere(plan, measure.id, text, where, through=True)
    yield from _schemes(plan)


def _schemes(plan: CompiledPlan) -> Iterator[Issue]:
    for scheme in plan.schemes.values():
        where = plan.where("schemes", scheme.id, clause=scheme.clause)
        dataset = plan.datasets.get(scheme.population.dataset)
        later = [*(guard.where for guard in scheme.guards), *(one.where for one in scheme.inherits)]
        for text in (*later, *(one.where for one in scheme.grading.conditions)):
            yield from _nowhere(plan, scheme.id, text, where, through=False)
        population = scheme.population
        texts = [population.where, *(group.where for group in population.groups)]
        texts += [state.where for state in population.states]
        for text in (*texts, *(one.where for one in scheme.adjustments)):
            if dataset is not None:
                yield from _argument(plan, scheme.id, text, dataset, where)


def _nowhere(plan: CompiledPlan, what: str, text: str, where: Where, *, through: bool) -> Iterator[Issue]:
    """Refuse `previous` in a text; with `through` also in the indicators it names."""
    if _asks(plan, text, through=through, seen=frozenset()):
        zh, en = _NEVER if through else _INDICATOR
        yield codes.PREVIOUS_PLACE.at(where, what=what, why=zh, why_en=en)


def _asks(plan: CompiledPlan, text: str, *, through: bool, seen: frozenset[str]) -> bool:
    tree = _read(text)
    if tree is None:
        return False
    if any(is_previous(part) for part in tree.find_all(exp.Anonymous)):
        return True
    for name in names_in(tree) if through else ():
        other = plan.indicators.get(id_of(name))
        if other is None or other.per or other.id in seen:
            continue
        texts = [other.formula, *(version.formula for version in other.versions)]
        inside = seen | {other.id}
        if any(_asks(plan, one, through=True, seen=inside) for one in texts if one):
            return True
    return False


def _argument(plan: CompiledPlan, what: str, text: str, dataset: Dataset, where: Where) -> Iterator[Issue]:
    """The dataset has one row a year for each entity, and what is asked for stands in that row."""
    tree = _read(text)
    for part in tree.find_all(exp.Anonymous) if tree is not None else ():
        if not is_previous(part):
            continue
        if "year" not in dataset.key:
            zh, en = f"“{dataset.id}”的键里没有年度", f"the key of {dataset.id} has no year"
            yield codes.PREVIOUS_PLACE.at(where, what=what, why=zh, why_en=en)
            return
        if PLAN_INDUSTRY in names_in(part):
            zh, en = "所属产业按当年的行业代码归类", "the plan's industry is that of this year's code"
            yield codes.PREVIOUS_PLACE.at(where, what=what, why=zh, why_en=en)
        for name in _joined(plan, part, frozenset()):
            zh, en = f"“{name}”由别的数据合同归并而来", f"{name} is aggregated from another dataset"
            yield codes.PREVIOUS_PLACE.at(where, what=what, why=zh, why_en=en)


def _joined(plan: CompiledPlan, tree: exp.Expr, seen: frozenset[str]) -> Iterator[str]:
    for name in names_in(tree):
        other = plan.indicators.get(id_of(name))
        if other is None or other.id in seen:
            continue
        if other.per:
            yield other.id
            continue
        for text in filter(None, (other.formula, *(version.formula for version in other.versions))):
            inner = _read(text)
            if inner is not None:
                yield from _joined(plan, inner, seen | {other.id})


def _read(text: str) -> exp.Expr | None:
    """The tree; nothing where it cannot be read, which is said elsewhere."""
    try:
        return parse_formula(text)
    except FormulaError:
        return None
