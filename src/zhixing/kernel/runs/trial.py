"""Run the plan's worked cases: each alone, and all stacked in one table; both must agree with the hand calculation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit, as_decimal, parse_exact, parse_quantity
from zhixing.kernel import evaluation
from zhixing.kernel.engine import Engine
from zhixing.kernel.monitoring import Reading, assess
from zhixing.kernel.plan import Case, Column, CompiledPlan, Dataset, Scheme, places_in
from zhixing.kernel.runs.trial_measures import EXTRA, subjects_of, tried

_APART = "case_number"
_YES = {"是": True, "否": False, "true": True, "false": False}
_MISSING = {
    "zero": "missing-zero",
    "group-mean-score": "missing-group-mean",
    "group-mean-value": "missing-mean-value",
    "points-off": "missing-points-off",
    "leave-out": "missing-left-out",
}


@dataclass(frozen=True)
class Mismatch:
    """One expectation that was not met; `how` is alone or stacked."""

    entity: str
    what: str
    expected: str
    found: str
    how: str


@dataclass(frozen=True)
class CaseResult:
    """A case with every expectation that failed; `fault` where it could not be run at all."""

    case: Case
    mismatches: tuple[Mismatch, ...] = ()
    fault: str = ""
    reached: frozenset[str] = field(default_factory=frozenset)

    @property
    def passed(self) -> bool:
        """Whether everything came out as calculated by hand."""
        return not self.mismatches and not self.fault


@dataclass(frozen=True)
class CaseFault(Exception):
    """A case that cannot be run: a column that does not exist, a value that cannot be read."""

    why: str


def run_cases(plan: CompiledPlan) -> tuple[tuple[CaseResult, ...], tuple[str, ...]]:
    """Run all cases; give their results and the rule branches that no case reaches."""
    results: list[CaseResult] = []
    alone = [_guarded(plan, case, [case]) for case in plan.cases]
    stacked = _stacked(
        plan,
        [(c, found[0]) for c, found in zip(plan.cases, alone, strict=True) if not isinstance(found, str)],
    )
    for case, result in zip(plan.cases, alone, strict=True):
        if isinstance(result, str):
            results.append(CaseResult(case, fault=result))
            continue
        found = result[0]
        mismatches = [*_compared(case, found, "alone"), *_compared(case, stacked[id(case)], "stacked")]
        results.append(CaseResult(case, tuple(mismatches), reached=_reached(plan, case, found)))
    reached = frozenset().union(*(result.reached for result in results)) if results else frozenset()
    missed = [
        branch
        for scheme in plan.schemes.values()
        if not scheme.abstract
        for branch in _branches(scheme)
        if branch not in reached
    ]
    return tuple(results), tuple(missed)


Found = dict[str, dict[str, Any]]


def _guarded(plan: CompiledPlan, case: Case, cases: list[Case]) -> list[Found] | str:
    try:
        return _run(plan, case, cases)
    except CaseFault as fault:
        return fault.why


def _stacked(plan: CompiledPlan, cases: Sequence[tuple[Case, Found]]) -> dict[int, Found]:
    """All cases of one subject and year in one computation; one that has no other is what it was alone."""
    groups: dict[tuple[str | None, ...], list[Case]] = {}
    for case, _ in cases:
        if case.beside:
            continue  # Its rows of other datasets are added up by place: those of two cases would be added to each other.
        subject = (case.scheme, case.measure, case.stacking, case.target, str(case.year))
        groups.setdefault(subject, []).append(case)
    found: dict[int, Found] = {id(case): result for case, result in cases}
    for group in (group for group in groups.values() if len(group) > 1):
        for case, result in zip(group, _run(plan, group[0], group), strict=True):
            found[id(case)] = result
    return found


def _run(plan: CompiledPlan, subject: Case, cases: list[Case]) -> list[Found]:
    if subject.scheme:
        return _run_scheme(plan, plan.schemes[subject.scheme], subject.year, cases)
    if subject.measure or subject.stacking:
        return _run_measures(plan, subject, cases)
    return [_run_target(plan, case) for case in cases]


def _run_scheme(plan: CompiledPlan, scheme: Scheme, year: int, cases: list[Case]) -> list[Found]:
    dataset = plan.datasets[scheme.population.dataset]
    key = evaluation.entity_of(plan, scheme)
    county = _county_in(plan, scheme.place)
    default = {"county": county} if any(c.id == "county" != key for c in dataset.columns) else {}
    rows, marks = _rows_of(plan, dataset, cases, default)
    rows += [row for number, case in enumerate(cases) for row in _earlier(dataset, number, case, default)]
    beside = {
        name: [row for case in cases for row in _beside(plan, name, dataset, case, default)]
        for name in dict.fromkeys(name for case in cases for name in case.beside)
    }
    with Engine(threads=1) as engine:
        _register(plan, engine, dataset, rows, marks, beside)
        result = engine.table(evaluation.build(plan, scheme, year, apart=_APART)).to_pylist()
    found: list[Found] = [{} for _ in cases]
    for row in result:
        number = row[_APART]
        entity = _entity_name(cases[number], dataset, row[key].removeprefix(f"{number}:"))
        shown = {f"score of {i.indicator}": row[i.score] for i in evaluation.items_of(scheme)}
        shown |= {f"value of {i.indicator}": row[i.value] for i in evaluation.items_of(scheme)}
        shown |= {f"how {i.indicator}": row[i.how] for i in evaluation.items_of(scheme)}
        shown |= {
            key: row[key]
            for key in (
                "total",
                "rank",
                "of",
                "grade_cut",
                "grade",
                "state",
                "group",
                "moved_by",
                "treated_as",
            )
        }
        found[number][entity] = shown
    return found


def _county_in(plan: CompiledPlan, place: str) -> str | None:
    """Where the firms of a case lie that does not say it: the place itself, or the first county below it."""
    if plan.places[place].level == "county":
        return place
    for county in (p for p in plan.places.values() if p.level == "county"):
        parent = plan.places[county.parent or ""]
        if place in (parent.id, parent.parent):
            return county.id
    return None


def _entity_name(case: Case, dataset: Dataset, found: str) -> str:
    """The name a case uses for an entity; a place goes by its code, with or without words after it."""
    if _column(dataset, dataset.key[0]).type != "place":
        return found
    return next(name for name in case.given if name.split()[0] == found)


def _column(dataset: Dataset, name: str) -> Column:
    return next(column for column in dataset.columns if column.id == name)


def _run_measures(plan: CompiledPlan, subject: Case, cases: list[Case]) -> list[Found]:
    chosen = subjects_of(plan, subject)
    dataset = plan.datasets[chosen[0].dataset]
    default = _somewhere_in(plan, dataset, chosen[0].region)
    rows, marks = _rows_of(plan, dataset, cases, default, extra=EXTRA)
    for row in rows:
        row["_extra"] = {key: row.pop(key) for key in EXTRA if key in row}
        row["_key"] = row[dataset.key[0]]
    with Engine(threads=1) as engine:
        _register(plan, engine, dataset, rows, marks)
        return tried(plan, engine, cases, rows, _APART)


def _somewhere_in(plan: CompiledPlan, dataset: Dataset, region: tuple[str, ...]) -> dict[str, Any]:
    """Where the firms of a case lie that does not say it: inside the region of the measure."""
    if dataset.key[0] == "county" or not any(column.id == "county" for column in dataset.columns):
        return {}
    counties = [key for key in places_in(plan, region) if plan.places[key].level == "county"]
    return {"county": counties[0]} if counties else {}


def _run_target(plan: CompiledPlan, case: Case) -> Found:
    """`given` maps a period to its reading; `expect` maps a day to what is expected then."""
    target = plan.targets[case.target or ""]
    indicator = plan.indicators.get(target.indicator or "")
    readings = []
    for period, cells in case.given.items():
        facts = case.all | {k: v for k, v in cells.items() if v is not None}
        number, unit = parse_quantity(facts["value"])
        wanted = (
            target.unit
            if target.kind not in ("average-annual-growth", "reduction-a-year", "points-a-year")
            else None
        )
        value = number * unit.to(wanted) if wanted is not None else number
        growth = parse_exact(facts["growth"]) if "growth" in facts else None
        readings.append(Reading(Period.parse(period), value, facts.get("scope", target.scope), growth))
    found: Found = {}
    for day in case.expect:
        direction = indicator.direction if indicator else "none"
        one = assess(
            target,
            readings,
            date.fromisoformat(day),
            plan.lights,
            base_year=plan.head.base_year,
            direction=direction,
        )
        names = ("light", "progress", "calendar", "expected", "observed", "needed")
        found[day] = {name: getattr(one, name) for name in names} | {"reason": one.reason.code}
    return found


# --- from the words of a case to rows ------------------------------------------------------------------------------


def _rows_of(
    plan: CompiledPlan,
    dataset: Dataset,
    cases: list[Case],
    default: dict[str, Any],
    extra: tuple[str, ...] = (),
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    columns = {column.id: column for column in dataset.columns}
    titles = {column.title: column.id for column in dataset.columns}
    rows: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for number, case in enumerate(cases):
        for entity, cells in case.given.items():
            # Places are looked up by their codes, so a case names them by these; everything else is numbered.
            name = entity.split()[0] if columns[dataset.key[0]].type == "place" else f"{number}:{entity}"
            row: dict[str, Any] = {**default, dataset.key[0]: name, "year": case.year, _APART: number}
            for heading, text in {**case.all, **cells}.items():
                column = titles.get(heading, heading)
                if text is None:
                    continue
                if column == "mark" or heading == "事项":
                    marks += [
                        {"enterprise": name, "year": case.year, "mark": mark.strip()}
                        for mark in text.split("、")
                    ]
                elif column in columns:
                    row[column] = _cell(columns[column], text)
                    if columns[column].type == "uscc":
                        row[column] = f"{number}:{text}"
                elif column in extra:
                    row[column] = text
                else:
                    raise CaseFault(f"{case.name}：没有“{heading}”这一列 (no column {heading!r})")
            rows.append(row)
    return rows, marks


def _earlier(dataset: Dataset, number: int, case: Case, default: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of years before, of entities of the case; what all share this year is not taken to be so then."""
    for year, entities in case.earlier.items():
        for entity, cells in entities.items():
            if entity not in case.given or year >= case.year:
                raise CaseFault(
                    f"{case.name}：earlier 里 {year} 年的“{entity}”不在 given 里，或不早于 {case.year} 年"
                    f" ({entity!r} of {year} is not given, or not earlier than {case.year})"
                )
            is_place = _column(dataset, dataset.key[0]).type == "place"
            name = entity.split()[0] if is_place else f"{number}:{entity}"
            own = {**default, dataset.key[0]: name, "year": year, _APART: number}
            yield own | _read_cells(dataset, case, cells)


def _beside(
    plan: CompiledPlan, name: str, dataset: Dataset, case: Case, default: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Rows of another dataset in the same year."""
    other = plan.datasets.get(name)
    if other is None or other.id == dataset.id:
        raise CaseFault(f"{case.name}：beside 里的“{name}”不是另一个数据合同 ({name!r} is no other dataset)")
    columns = {column.id for column in other.columns}
    shared = {key: value for key, value in default.items() if key in columns}
    for entity, cells in case.beside[name].items():
        yield {**shared, other.key[0]: entity, "year": case.year} | _read_cells(other, case, cells)


def _read_cells(dataset: Dataset, case: Case, cells: dict[str, str | None]) -> dict[str, Any]:
    titles = {column.title: column.id for column in dataset.columns}
    known = {column.id: column for column in dataset.columns}
    row: dict[str, Any] = {}
    for heading, text in cells.items():
        column = known.get(titles.get(heading, heading))
        if column is None:
            raise CaseFault(f"{case.name}：没有“{heading}”这一列 (no column {heading!r})")
        if text is not None:
            row[column.id] = _cell(column, text)
    return row


def _cell(column: Column, text: str) -> Any:
    if column.type in ("amount", "count"):
        number, unit = parse_quantity(text)
        wanted = column.unit or Unit.parse("1")
        value = as_decimal(number * unit.to(wanted), column.decimals)
        return int(value) if column.type == "count" else value
    if column.type == "flag":
        return _YES[text]
    if column.type == "date":
        return date.fromisoformat(text)
    if column.type == "year":
        return int(text)
    return text


_ARROW = {"flag": pa.bool_(), "date": pa.date32(), "year": pa.int32(), "count": pa.int64()}


def _schema(dataset: Dataset) -> list[tuple[str, pa.DataType]]:
    return [
        (c.id, pa.decimal128(18, c.decimals) if c.type == "amount" else _ARROW.get(c.type, pa.string()))
        for c in dataset.columns
    ]


def _register(
    plan: CompiledPlan,
    engine: Engine,
    dataset: Dataset,
    rows: list[dict[str, Any]],
    marks: list[dict[str, Any]],
    beside: Mapping[str, list[dict[str, Any]]] | None = None,
) -> None:
    for other in plan.datasets.values():
        fields = _schema(other)
        mine: list[dict[str, Any]] = (beside or {}).get(other.id, [])
        if other.id == dataset.id:
            fields, mine = [*fields, (_APART, pa.int32())], rows
        elif other.entity == "mark":
            mine = [*mine, *marks]
        engine.register(other.id, pa.Table.from_pylist(mine, pa.schema(fields)))


# --- comparing -----------------------------------------------------------------------------------------------------


def _compared(case: Case, found: Found, how: str) -> Iterator[Mismatch]:
    for entity, expectations in case.expect.items():
        results = found.get(entity, {})
        for what, expected in expectations.items():
            value = results.get(what.replace("：", ": ").strip())
            if not _equal(expected, value):
                yield Mismatch(entity, what, expected, _shown(value), how)


def _equal(expected: str, value: Any) -> bool:
    if value is None:
        return expected in ("", "无", "none")
    if isinstance(value, bool | str):
        return str(value) == expected
    try:
        number = parse_exact(expected)
    except ValueError:
        return str(value) == expected
    # A double stands for the decimal it prints as; everything else is exact.
    return Fraction(str(value)) == number if isinstance(value, float) else Fraction(value) == number


def _shown(value: Any) -> str:
    if value is None:
        return "无"
    if isinstance(value, Fraction):
        return str(as_decimal(value))
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else str(value)


def _branches(scheme: Scheme) -> Iterator[str]:
    """Everything in a scheme that can happen to a firm."""
    for group, criteria in scheme.criteria.items():
        for criterion in criteria:
            key = f"{scheme.id}: {group} {criterion.indicator}"
            yield f"{key} {'step' if criterion.steps else 'ratio'}"
            if criterion.cap != "none":
                yield f"{key} capped"
            if criterion.floor != "none":
                yield f"{key} floored"
            if criterion.missing in _MISSING:
                yield f"{key} {_MISSING[criterion.missing]}"
    for state in scheme.population.states:
        yield f"{scheme.id}: state {state.id}"
    for guard in scheme.guards:
        yield f"{scheme.id}: guard {guard.id}"
    for grade in scheme.grading.grades:
        yield f"{scheme.id}: grade {grade}"


def _reached(plan: CompiledPlan, case: Case, found: Found) -> frozenset[str]:
    if not case.scheme:
        return frozenset()
    reached: set[str] = set()
    for row in found.values():
        for what, value in row.items():
            if what.startswith("how ") and value:
                reached.add(f"{case.scheme}: {row['group']} {what.removeprefix('how ')} {value}")
        for label, key in (("state", "state"), ("guard", "moved_by"), ("grade", "grade")):
            if row[key]:
                reached.add(f"{case.scheme}: {label} {row[key]}")
    return frozenset(reached)
