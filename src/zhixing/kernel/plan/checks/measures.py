"""Measures: a rate for every grade, amounts in the declared unit, conditions that can be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from itertools import combinations

from zhixing.foundation.issues import Issue, IssueCode
from zhixing.foundation.quantities import NUMBER, Unit
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import FormulaError, Kind, check_formula, names_in, parse_formula, unit_of
from zhixing.kernel.plan.measure import RATE_PLACES, Measure, RateLine
from zhixing.kernel.plan.naming import names_on
from zhixing.kernel.plan.objects import Dataset
from zhixing.kernel.plan.scheme import Scheme


def check_measures(plan: CompiledPlan) -> Iterator[Issue]:
    """Everything that would make a measure's amount ambiguous."""
    for measure in plan.measures.values():
        yield from _references(plan, measure)
        if measure.dataset in plan.datasets:
            yield from _table(plan, measure)
            yield from _formulas(plan, measure, plan.datasets[measure.dataset])
            yield from _amount(plan, measure, plan.datasets[measure.dataset])
            yield from _whole(plan, measure, plan.datasets[measure.dataset])


def _references(plan: CompiledPlan, measure: Measure) -> Iterator[Issue]:
    named: list[tuple[str, str, Collection[str], IssueCode]] = [
        ("dataset", measure.dataset, plan.datasets, codes.UNKNOWN_DATASET)
    ]
    named += [("local_schemes", key, plan.schemes, codes.UNKNOWN_SCHEME) for key in _schemes(measure)]
    if measure.quarterly:
        named.append(("quarterly", measure.quarterly.dataset, plan.datasets, codes.UNKNOWN_DATASET))
    if measure.refund_of:
        named.append(("refund_of", measure.refund_of, plan.measures, codes.UNKNOWN_MEASURE))
    if measure.compares_with:
        named.append(("compares_with", measure.compares_with, plan.indicators, codes.UNKNOWN_INDICATOR))
    if measure.lead_unit:
        named.append(("lead_unit", measure.lead_unit, plan.organisations, codes.UNKNOWN_ORGANISATION))
    named += [("industries", key, plan.industries, codes.UNKNOWN_INDUSTRY) for key in measure.industries]
    named += [("rates", key, plan.parameters, codes.UNKNOWN_PARAMETER) for key in measure.parameters]
    for path, name, known, code in named:
        if name not in known:
            near = "、".join(get_close_matches(name, list(known), n=3, cutoff=0.4)) or "—"
            where = plan.where("measures", measure.id, path, clause=measure.clause)
            yield code.at(where, what=measure.id, name=name, near=near)


def _schemes(measure: Measure) -> tuple[str, ...]:
    """All whose grades may count."""
    return tuple(key for key in (measure.scheme, *measure.local_schemes) if key)


def _table(plan: CompiledPlan, measure: Measure) -> Iterator[Issue]:
    """The rates: written in one way, for grades that exist, none of them out of reach."""
    scheme = plan.schemes.get(measure.scheme or "")
    written = [measure.rate is not None, bool(measure.by_grade), bool(measure.rates)]
    schemes = [plan.schemes[key] for key in _schemes(measure) if key in plan.schemes]
    wanted = {grade for one in schemes for grade in one.grading.grades}
    complete = set(measure.by_grade) == wanted
    if sum(written) != 1 or (measure.by_grade and (measure.scheme is None or (scheme and not complete))):
        yield codes.MEASURE_RATE.at(
            plan.where("measures", measure.id, clause=measure.clause), what=measure.id
        )
    if not measure.rates:
        return
    for number, line in enumerate(measure.rates, start=1):
        for wrong, why, why_en in _line_faults(measure, line, schemes, measure.rates[: number - 1]):
            if wrong:
                where = plan.where("measures", measure.id, "rates", number - 1, clause=measure.clause)
                yield codes.MEASURE_LINE.at(where, what=measure.id, number=number, why=why, why_en=why_en)


def _line_faults(
    measure: Measure, line: RateLine, schemes: list[Scheme], before: tuple[RateLine, ...]
) -> Iterator[tuple[bool, str, str]]:
    """What may be wrong with a line, each with whether it is."""
    known = {grade for one in schemes for grade in one.grading.grades}
    states = {state.id for one in schemes for state in one.population.states}
    asked, strange = {*line.grades, *line.was}, "、".join(sorted({*line.grades, *line.was} - known))
    looks = bool(asked or line.states)
    yield (
        looks and not schemes,
        "问到等次或状态，却没有写 scheme",
        "it asks for grades or states, but no scheme is named",
    )
    yield bool(strange and schemes), f"没有“{strange}”这一等", f"there is no grade {strange}"
    unknown = "、".join(sorted(set(line.states) - states))
    yield bool(unknown and schemes), f"没有“{unknown}”这一状态", f"there is no state {unknown}"
    yield line.running > 1 and not line.grades, "running 要与 grades 一起写", "running needs grades"
    yield (
        bool(line.grades and line.states),
        "有等次的没有状态，不会同时成立",
        "whoever has a grade has no state",
    )
    worded = measure.base is None and measure.refund_of is None
    yield (
        worded and not line.says,
        "没有基数的措施每行要写 says",
        "without a base a line says something in words",
    )
    yield line.rate is None and not line.says, "既没有 rate 也没有 says", "it has neither rate nor says"
    taken = any(_covers(other, line) for other in before)
    yield taken, "前面的行已经包括它，永远轮不到", "a line before it takes all it could take"


def _covers(other: RateLine, line: RateLine) -> bool:
    """Whether whatever fits `line` fits `other`."""
    return (
        (not other.grades or (bool(line.grades) and set(line.grades) <= set(other.grades)))
        and (not other.states or (bool(line.states) and set(line.states) <= set(other.states)))
        and (not other.was or (bool(line.was) and set(line.was) <= set(other.was)))
        and (other.running == 1 or (line.running >= other.running and set(line.grades) <= set(other.grades)))
        and (other.where is None or other.where == line.where)
    )


def _formulas(plan: CompiledPlan, measure: Measure, dataset: Dataset) -> Iterator[Issue]:
    names = names_on(plan, dataset)
    conditions: list[tuple[tuple[str | int, ...], str | None]] = [(("where",), measure.where)]
    conditions += [(("rates", at, "where"), line.where) for at, line in enumerate(measure.rates)]
    conditions += [(("exceptions", at, "where"), one.where) for at, one in enumerate(measure.exceptions)]
    for path, text in conditions:
        if text:
            where = plan.where("measures", measure.id, *path, clause=measure.clause)
            yield from check_formula(measure.id, text, names, where, Kind.FLAG)
    if measure.base and measure.unit:
        where = plan.where("measures", measure.id, "base", clause=measure.clause)
        yield from check_formula(measure.id, measure.base, names, where, Kind.NUMBER)
    if measure.at_most and measure.unit:
        where = plan.where("measures", measure.id, "at_most", clause=measure.clause)
        yield from check_formula(measure.id, measure.at_most, names, where, Kind.NUMBER, measure.unit)
    for at, text in enumerate(measure.budget.order_by if measure.budget else ()):
        where = plan.where("measures", measure.id, "budget", "order_by", at, clause=measure.clause)
        yield from check_formula(measure.id, text, names, where, Kind.NUMBER)
    if measure.quarterly and measure.quarterly.dataset in plan.datasets:
        metered = plan.datasets[measure.quarterly.dataset]
        where = plan.where("measures", measure.id, "quarterly", clause=measure.clause)
        yield from check_formula(
            measure.id, measure.quarterly.base, names_on(plan, metered), where, Kind.NUMBER
        )


def _amount(plan: CompiledPlan, measure: Measure, dataset: Dataset) -> Iterator[Issue]:
    """Base times rate is in the measure's unit, with every rate and in every dataset it is taken from."""
    if measure.unit is None:
        return
    where = plan.where("measures", measure.id, "unit", clause=measure.clause)
    bases = [(dataset, measure.base)]
    if measure.quarterly and measure.quarterly.dataset in plan.datasets:
        bases.append((plan.datasets[measure.quarterly.dataset], measure.quarterly.base))
    units = {_unit_of(plan, of, text) for of, text in bases if text}
    rates = {measure.rate_unit if line.rate.number is not None else _parameter_unit(plan, line.rate.parameter)
             for line in measure.lines if line.rate}  # fmt: skip
    for unit in units - {None}:
        for rate in rates - {None}:
            found = unit.times(rate)  # type: ignore[union-attr, arg-type]
            if not found.same(measure.unit):
                yield codes.UNIT_MISMATCH.at(
                    where, what=measure.id, part=measure.base, found=found.text, wanted=measure.unit.text
                )
    if measure.budget:
        given = measure.budget.amount
        unit = measure.unit if given.number is not None else _parameter_unit(plan, given.parameter)
        if unit is not None and not unit.same(measure.unit):
            at = plan.where("measures", measure.id, "budget", clause=measure.clause)
            yield codes.UNIT_MISMATCH.at(
                at, what=measure.id, part="budget", found=unit.text, wanted=measure.unit.text
            )


def _unit_of(plan: CompiledPlan, dataset: Dataset, text: str) -> Unit | None:
    """The unit of a formula; None where the formula has an issue of its own, a bare number being of any."""
    try:
        tree = parse_formula(text)
    except FormulaError:
        return None
    names = names_on(plan, dataset)
    if any(name not in names.known for name in names_in(tree)):
        return None
    return unit_of(tree, names)


def _parameter_unit(plan: CompiledPlan, key: str | None) -> Unit | None:
    parameter = plan.parameters.get(key or "")
    return parameter.unit if parameter else None


def _whole(plan: CompiledPlan, measure: Measure, dataset: Dataset) -> Iterator[Issue]:
    for why, why_en in _faults(plan, measure, dataset):
        where = plan.where("measures", measure.id, clause=measure.clause)
        yield codes.MEASURE_WHOLE.at(where, what=measure.id, why=why, why_en=why_en)


def _faults(plan: CompiledPlan, measure: Measure, dataset: Dataset) -> Iterator[tuple[str, str]]:
    numbers = [line.rate.number for line in measure.lines if line.rate and line.rate.number is not None]
    if any((number * 10**RATE_PLACES).denominator != 1 for number in numbers):
        yield f"比例至多 {RATE_PLACES} 位小数", f"a rate has at most {RATE_PLACES} decimals"
    columns = {column.id for column in dataset.columns}
    if measure.base and measure.refund_of:
        yield "base 和 refund_of 只能写一个", "either base or refund_of, not both"
    if (measure.base or measure.refund_of) and measure.unit is None:
        yield "有基数就要写 unit", "a measure with a base needs a unit"
    if not (measure.base or measure.refund_of) and measure.kind in (
        "relief",
        "reward",
        "refund",
        "surcharge",
    ):
        yield "这一种类要有基数", "this kind needs a base"
    if measure.local_schemes and not measure.scheme:
        yield "local_schemes 之外还要有 scheme", "local_schemes needs a scheme beside it"
    scheme = plan.schemes.get(measure.scheme or "")
    if scheme:
        entity = (
            plan.datasets[scheme.population.dataset].key[0]
            if scheme.population.dataset in plan.datasets
            else ""
        )
        if entity and entity not in columns:
            yield (
                f"数据集 {dataset.id} 没有评价对象的列 {entity}",
                f"the dataset {dataset.id} has no column {entity}, which the scheme grades",
            )
    yield from _places_fault(plan, measure, columns)
    locals_ = [plan.schemes[key] for key in measure.local_schemes if key in plan.schemes]
    for one, other in combinations(locals_, 2):
        if one.place == other.place and max(one.years[0], other.years[0]) <= min(
            one.years[1], other.years[1]
        ):
            yield (
                f"{one.id} 与 {other.id} 是同一地区同一年度的办法，只能取一个",
                f"{one.id} and {other.id} are schemes of one place and year: name one of them",
            )
    yield from _refund_faults(plan, measure)
    if measure.quarterly and (
        measure.at_most or measure.budget or measure.instalments or measure.base is None
    ):
        yield (
            "按季抄表的措施要有 base，不能有 at_most、budget、instalments",
            "a measure billed by the quarter has a base and no at_most, budget or instalments",
        )
    if measure.quarterly and measure.quarterly.dataset in plan.datasets:
        metered = plan.datasets[measure.quarterly.dataset]
        there = {column.id for column in metered.columns}
        lacking = {"year", "quarter", dataset.key[0], measure.quarterly.account} - there
        if lacking:
            named = "、".join(sorted(lacking))
            yield f"{metered.id} 缺列 {named}", f"{metered.id} lacks the columns {named}"


def _refund_faults(plan: CompiledPlan, measure: Measure) -> Iterator[tuple[str, str]]:
    refunded = plan.measures.get(measure.refund_of or "")
    if refunded and refunded.unit and measure.unit and not refunded.unit.same(measure.unit):
        yield "与所返还的措施单位不同", "its unit is not that of the measure it refunds"
    if refunded and refunded.refund_of == measure.id:
        yield "两项措施互相返还", "the two measures refund each other"
    if measure.rate_unit is not NUMBER and measure.refund_of:
        yield "返还的比例没有单位", "a refund's rate has no unit"


def _places_fault(plan: CompiledPlan, measure: Measure, columns: set[str]) -> Iterator[tuple[str, str]]:
    """A region smaller than the province can only be kept to where the rows say where they lie."""
    if set(measure.region) != {plan.head.province} and not {"county", "place"} & columns:
        yield (
            f"数据集 {measure.dataset} 没有地区列，不能限于 {'、'.join(measure.region)}",
            f"the dataset {measure.dataset} says no place, so it cannot be kept to {', '.join(measure.region)}",
        )
